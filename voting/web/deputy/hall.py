"""Signing in with number and PIN or with the pass, the candidates, and 签到."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user
from sqlalchemy import select

from ...ballots import following
from ...ballots.casting import has_voted
from ...ballots.models import Round
from ...ballots.paper import on_paper
from ...deputies import authentication
from ...deputies.models import Deputy
from ...errors import DomainError
from ...extensions import db, limiter
from ...meetings import attendance
from ...meetings.models import Meeting
from ...projects.models import Project
from ...rules import wording
from ...rules.reading import any_rules
from ..access import access
from ..here import now, settings
from ..security import fresh_session
from . import bp

MEETING_COOKIE = "meeting"


@bp.route("/sign-in", methods=["GET", "POST"])
@access.public
# A whole hall may stand behind one address and sign in within a minute; what bounds guessing is each deputy's own lock.
@limiter.limit("3000/minute", methods=["POST"])
def sign_in() -> Any:
    """Sign in with number and PIN, or with the token of the pass."""
    error = None
    field = "number"
    meetings = _meetings()
    wanted = request.form.get("meeting") or request.args.get("meeting") or request.cookies.get(MEETING_COOKIE, "")
    chosen = int(wanted) if wanted.isdecimal() else None
    if request.method == "POST":
        form = request.form
        try:
            if form.get("token"):
                field = ""
                deputy = authentication.sign_in_with_pass(form["token"])
            else:
                deputy = authentication.sign_in_with_pin(
                    chosen if len(meetings) > 1 else None,
                    form.get("number", ""),
                    form.get("pin", ""),
                    settings(),
                    now(),
                )
        except DomainError as problem:
            error = problem
        else:
            fresh_session()
            login_user(deputy)
            answer = redirect(url_for("deputy.home"))
            # A tablet serves one hall: it need not ask the next deputy again.
            answer.set_cookie(
                MEETING_COOKIE, str(deputy.meeting_id), max_age=90 * 86400, httponly=True, samesite="Strict",
                secure=settings().secure_cookies,
            )  # fmt: skip
            return answer
    page = render_template("deputy/sign_in.html", error=error, field=field, meetings=meetings, chosen=chosen)
    return page, error.status if error else 200


def _meetings() -> list[Meeting]:
    """Meetings that have a roster, newest first; a platform carries those of many congresses."""
    rostered = select(Deputy.meeting_id).where(Deputy.meeting_id == Meeting.id).exists()
    return list(db.session.scalars(select(Meeting).where(rostered).order_by(Meeting.id.desc()).limit(300)))


def current_round() -> Round:
    """The round that the signed-in deputy's meeting is about."""
    return following.in_hand(current_user.meeting)


def seen_state(found: Round) -> str:
    """The state as a tablet has to know it.

    Besides the round's own: `void`, `paper` when no tablet votes, `held` when this deputy has taken a paper ballot.
    """
    if found.void_reason is not None:
        return "void"
    if found.state in ("frozen", "open") and on_paper(found.id, current_user.id):
        return "held"
    return "paper" if found.paper_only and found.state == "open" else found.state


@bp.get("/")
@access.deputy
def home() -> Any:
    """The candidates with their details, and what to do now."""
    session.pop("booth", None)
    found = current_round()
    projects = found.candidates or [
        {key: getattr(p, key) for key in ("no", "name", "content", "place", "investment_year", "unit", "deadline")}
        for p in db.session.scalars(
            select(Project).where(Project.meeting_id == current_user.meeting_id).order_by(Project.no)
        )
    ]
    return render_template(
        "deputy/home.html",
        round=found,
        state=seen_state(found),
        meeting=found.meeting,
        projects=projects,
        sentences=wording.sentences(any_rules(found.rules), len(projects)) if found.rules else [],
        signed_in=attendance.is_present(current_user.meeting_id, current_user.id),
        voted=has_voted(found.id, current_user.id),
        rehearsal=found.meeting.rehearsal,
    )


@bp.post("/attendance")
@access.deputy
def attend() -> Any:
    """签到."""
    attendance.sign_in(current_user.meeting_id, current_user.id)
    flash(_("签到成功"), "ok")
    return redirect(url_for("deputy.home"))
