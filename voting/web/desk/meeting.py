"""Meetings, their officers and rules, and the list of what is to do."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from ...accounts.models import Account
from ...ballots import rounds
from ...deputies.models import Deputy
from ...errors import DomainError
from ...extensions import db
from ...journal.log import entries, first_fault
from ...meetings import setup
from ...meetings.attendance import quorum
from ...meetings.models import Meeting, Officer
from ...projects.models import Project
from ...rules.rules import Rules
from ...tally import certifying
from ..access import access
from ..here import actor, meeting_or_404, now, rng
from . import bp

READERS = ("clerk", "chair", "administrator", "credential_authority", "teller", "auditor")


@bp.get("/")
@access(*READERS)
def home() -> Any:
    """All meetings of the congress."""
    query = select(Meeting).where(Meeting.congress_id == current_user.congress_id).order_by(Meeting.id.desc())
    return render_template("desk/home.html", meetings=list(db.session.scalars(query)))


@bp.route("/meetings/new", methods=["GET", "POST"])
@access("clerk")
def new_meeting() -> Any:
    """Make a meeting."""
    error = None
    if request.method == "POST":
        form = request.form
        try:
            made = setup.create_meeting(
                current_user.congress_id,
                form.get("name", ""),
                int(form["entitled"]) if form.get("entitled", "").isdigit() else 0,
                form.get("delegations", "").replace("、", "\n").splitlines(),
                form.get("rehearsal") == "1",
                actor(),
                now(),
                rng,
                form.get("subject", ""),
            )
            flash(_("会议已建立"), "ok")
            return redirect(url_for("desk.meeting", meeting_id=made.id))
        except DomainError as problem:
            error = problem
    return render_template("desk/new_meeting.html", error=error), error.status if error else 200


def _count(model: Any, meeting_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.meeting_id == meeting_id)) or 0


@bp.get("/meetings/<int:meeting_id>")
@access(*READERS)
def meeting(meeting_id: int) -> Any:
    """What is done, due and blocked, and why."""
    found = meeting_or_404(meeting_id)
    main = rounds.main_round(found.id)
    officers = list(
        db.session.execute(
            select(Officer, Account).join(Account, Account.id == Officer.account_id)
            .where(Officer.meeting_id == found.id).order_by(Officer.position)
        )
    )  # fmt: skip
    return render_template(
        "desk/meeting.html",
        meeting=found,
        round=main,
        deputies=_count(Deputy, found.id),
        candidates=_count(Project, found.id),
        officers=officers,
        duties=setup.DUTIES,
        missing=rounds.ready_for_box(main),
        figures=rounds.figures(main),
        quorum=quorum(found),
        waiting=certifying.unconfirmed(main) if main.state == "counted" else [],
        result=certifying.result_json(main) if main.result else None,
        rehearsal=found.rehearsal,
    )


@bp.route("/meetings/<int:meeting_id>/rules", methods=["GET", "POST"])
@access("clerk")
def rules(meeting_id: int) -> Any:
    """Choose the rules of the vote."""
    found = meeting_or_404(meeting_id)
    main = rounds.main_round(found.id)
    error = None
    chosen = dict(main.rules or Rules().to_dict())
    if request.method == "POST":
        seats = request.form.get("seats", "")
        chosen = {
            **chosen,
            "seats": int(seats) if seats.isdigit() else 0,
            "model": request.form.get("model", ""),
            "threshold": request.form.get("threshold", ""),
            "cap": request.form.get("cap") == "1",
            "all_blank": request.form.get("all_blank", ""),
        }
        try:
            rounds.set_rules(main.id, chosen, actor(), now())
            flash(_("票决规则已保存"), "ok")
            return redirect(url_for("desk.meeting", meeting_id=found.id))
        except DomainError as problem:
            error = problem
    page = render_template("desk/rules.html", meeting=found, rules=chosen, error=error, rehearsal=found.rehearsal)
    return page, error.status if error else 200


@bp.route("/meetings/<int:meeting_id>/officers", methods=["GET", "POST"])
@access("clerk")
def officers(meeting_id: int) -> Any:
    """Name chief scrutineer, scrutineers and tellers."""
    found = meeting_or_404(meeting_id)
    query = select(Account).where(Account.congress_id == found.congress_id).order_by(Account.id)
    people = [a for a in db.session.scalars(query) if set(a.roles) & set(setup.DUTIES)]
    error = None
    named = {o.account_id: o.duty for o in db.session.scalars(select(Officer).where(Officer.meeting_id == found.id))}
    if request.method == "POST":
        named = {a.id: duty for a in people if (duty := request.form.get(f"duty-{a.id}", ""))}
        order = list(setup.DUTIES)
        pairs = sorted(named.items(), key=lambda pair: (order.index(pair[1]) if pair[1] in order else 9, pair[0]))
        try:
            setup.name_officers(found.id, pairs, actor(), now())
            flash(_("监票人和计票人已指定"), "ok")
            return redirect(url_for("desk.meeting", meeting_id=meeting_id))
        except DomainError as problem:
            error = problem
    page = render_template(
        "desk/officers.html", meeting=found, people=people, named=named, duties=setup.DUTIES, error=error,
        rehearsal=found.rehearsal,
    )  # fmt: skip
    return page, error.status if error else 200


@bp.get("/journal")
@access(*READERS)
def journal() -> Any:
    """The journal of official acts, newest first, and whether its chain holds."""
    chain = entries(db.session(), current_user.congress_id)
    return render_template("desk/journal.html", entries=chain[::-1][:500], fault=first_fault(chain), total=len(chain))
