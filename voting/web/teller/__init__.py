"""Tellers: each reads a pile of paper ballots alone, sheet by sheet, and sees nothing of what the other reads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from ...ballots import batches, life, paper, piles
from ...ballots.models import Batch, Reading
from ...congress.models import Account
from ...errors import DomainError, Missing
from ...extensions import db, own
from ...meetings.models import Officer, Round
from ...rules.reading import any_rules
from ..access import access
from ..context import actor, now
from .marks import keys

bp = Blueprint("teller", __name__, url_prefix="/teller")


@bp.get("/")
@access("teller")
def home() -> Any:
    """The piles to be read, and what became of mine."""
    query = (
        select(Round)
        .join(Officer, Officer.meeting_id == Round.meeting_id)
        .where(Officer.account_id == current_user.id, Officer.duty == "teller")
        .where(Round.state.in_(life.READ_PAPER.start), Round.void_reason.is_(None))
    )
    rounds = [(found, piles.of_round(found)) for found in db.session.scalars(query.order_by(Round.id.desc()))]
    begun = select(Reading.batch_id, Reading.run).where(Reading.account_id == current_user.id)
    mine = {(batch, run) for batch, run in db.session.execute(begun)}
    return render_template(
        "teller/home.html",
        rounds=[(found, listed) for found, listed in rounds if listed],
        mine=mine,
        read_before={batch for batch, _ in mine},
    )


def _batch(batch_id: int) -> tuple[Batch, Round]:
    batch = own(Batch, batch_id, current_user.congress_id)
    return batch, db.session.get_one(Round, batch.round_id)


def _reading(batch: Batch) -> Reading | None:
    return db.session.scalar(
        select(Reading).where(
            Reading.batch_id == batch.id, Reading.run == batch.run, Reading.account_id == current_user.id
        )
    )


@bp.get("/batches/<int:batch_id>")
@access("teller")
def batch(batch_id: int) -> Any:
    """Scan a sheet of the pile to begin; then read it."""
    return _page(batch_id)


def _page(batch_id: int, error: DomainError | None = None) -> Any:
    pile, found = _batch(batch_id)
    reading = _reading(pile)
    if reading is not None and reading.finished and error is None:
        flash(_("您已经录完第 %(no)s 批", no=pile.no), "ok")
        return redirect(url_for("teller.home"))
    shown = {"round": found, "meeting": found.meeting, "rehearsal": found.meeting.rehearsal, "batch": pile}
    if reading is None or reading.finished:
        page = render_template("teller/begin.html", error=error, **shown)
        return page, error.status if error else 200
    rules = any_rules(found.rules)
    rows = [{"no": item["no"], "name": item["name"]} for item in found.candidates or []]
    options = keys(rules, len(rows))
    entered = batches.entered(reading.id, current_user.id)
    data = {
        "sheets": pile.sheets,
        "mark": paper.mark_of(found),
        "ranked": rules.marking == "rank",
        "rows": len(rows),
        "top": len(rows),
        "keys": [vars(key) for key in options],
        "unreadable": batches.UNREADABLE,
        "entered": {sheet: {"marks": marks, "doubtful": doubt} for sheet, (marks, doubt) in entered.items()},
        "save": url_for("teller.enter", reading_id=reading.id, sheet=0),
        "check": url_for("teller.check", batch_id=pile.id),
    }
    page = render_template(
        "teller/reading.html",
        error=error,
        reading=reading,
        rows=rows,
        keys=options,
        ranked=rules.marking == "rank",
        data=data,
        rules=rules,
        **shown,
    )
    return page, error.status if error else 200


@bp.post("/batches/<int:batch_id>/begin")
@access("teller")
def begin(batch_id: int) -> Any:
    """Begin a reading with the code of a sheet."""
    try:
        _batch(batch_id)
        account = db.session.get_one(Account, current_user.id)
        batches.begin(batch_id, account, request.form.get("code", ""), now())
    except DomainError as problem:
        return _page(batch_id, problem)
    return redirect(url_for("teller.batch", batch_id=batch_id))


@bp.post("/batches/<int:batch_id>/check")
@access("teller")
def check(batch_id: int) -> Any:
    """Whether a sheet's code is that of the round; a refusal says whose it is."""
    _, found = _batch(batch_id)
    body = request.get_json(silent=True)
    paper.check_mark(found, str(body.get("code", "")) if isinstance(body, dict) else "")
    return jsonify(matches=True)


@bp.post("/readings/<int:reading_id>/sheets/<int:sheet>")
@access("teller")
def enter(reading_id: int, sheet: int) -> Any:
    """Write down one sheet."""
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    marks = body.get("marks")
    batches.enter(
        reading_id, current_user.id, sheet, marks if isinstance(marks, list) else [], body.get("doubtful") is True
    )
    return jsonify(saved=sheet)


@bp.post("/readings/<int:reading_id>/finish")
@access("teller")
def finish(reading_id: int) -> Any:
    """Every sheet is read."""
    reading = db.session.get(Reading, reading_id)
    if reading is None or reading.account_id != current_user.id:
        raise Missing("no_such_reading", "没有找到这份录入")
    batch_id = reading.batch_id
    try:
        batches.finish(reading_id, current_user.id, actor(), now())
    except DomainError as problem:
        return _page(batch_id, problem)
    flash(_("这一批已经录完。两位计票人都录完后，由监票人核对。"), "ok")
    return redirect(url_for("teller.home"))
