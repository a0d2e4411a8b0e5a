"""Meetings and what is to do in each."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from ....ballots import following, life
from ....errors import DomainError
from ....extensions import db
from ....implementation import changes, versions
from ....implementation.settings import CHANGES
from ....meetings import officers, setup
from ....meetings.models import Meeting, Round
from ....meetings.states import RoundState, between
from ....tally import certifying
from ...access import access
from ...context import actor, meeting_or_404, now, rng
from ...values import whole
from ..blueprint import bp
from ..common import READERS
from .papers import available
from .standing import standing
from .steps import step
from .tasks import groups

# Where an error of the use case stands on the form.
PLACES = {
    "name_missing": "name",
    "meeting_exists": "name",
    "entitled_wrong": "entitled",
    "delegation_twice": "delegations",
    "subject_long": "subject",
}


@bp.get("/")
@access(*READERS)
def home() -> Any:
    """All meetings of the congress."""
    query = select(Meeting).where(Meeting.congress_id == current_user.congress_id).order_by(Meeting.id.desc())
    standings = [standing(found) for found in db.session.scalars(query)]
    congress_id = current_user.congress_id
    return render_template(
        "desk/sitting/home.html",
        standings=[(at, step(at)) for at in standings],
        waiting=versions.waiting(congress_id),
        asked=changes.open_ones(congress_id),
        kinds=CHANGES,
    )


@bp.route("/meetings/new", methods=["GET", "POST"])
@access("clerk")
def new_meeting() -> Any:
    """Make a meeting."""
    error = None
    if request.method == "POST":
        form = request.form
        entitled = form.get("entitled", "").strip()
        try:
            made = setup.create_meeting(
                current_user.congress_id,
                form.get("name", ""),
                whole(entitled, 0),
                form.get("delegations", "").replace("、", "\n").splitlines(),
                form.get("rehearsal") == "1",
                actor(),
                now(),
                rng,
                form.get("subject", "").strip() or setup.SUBJECT,
                form.get("body", "congress"),
            )
            flash(_("会议已建立"), "ok")
            return redirect(url_for("desk.meeting", meeting_id=made.id))
        except DomainError as problem:
            error = problem
    wrong = {PLACES.get(error.code, "name"): error.message} if error else {}
    page = render_template("desk/sitting/new_meeting.html", wrong=wrong, subject=setup.SUBJECT, bodies=setup.BODIES)
    return page, error.status if error else 200


def _chosen(found: Meeting) -> Round:
    """The round that the address names, else the one in hand."""
    query = select(Round).where(Round.meeting_id == found.id, Round.uuid == request.args.get("round", ""))
    return db.session.scalar(query) or following.in_hand(found)


def _told(first: Round, meeting: Meeting) -> bool:
    """Whether a vote or rating is worth a place among the meeting's: the rating once it is set up."""
    return not meeting.committee if first.kind == "main" else first.rules is not None


@bp.get("/meetings/<int:meeting_id>")
@access(*READERS)
def meeting(meeting_id: int) -> Any:
    """What is done, due and blocked, and why; who must do what now. `?round=` names another than the one in hand."""
    found = meeting_or_404(meeting_id)
    chosen = _chosen(found)
    at, rounds = standing(found, chosen), following.whole(chosen)
    first = rounds[0]
    return render_template(
        "desk/sitting/meeting.html",
        meeting=found,
        rehearsal=found.rehearsal,
        round=at.round,
        at=at,
        step=step(at),
        rounds=rounds,
        votes=[one for one in following.firsts(found.id) if _told(one, found)],
        first=first,
        may_be_void=not life.why_not(life.DECLARE_VOID, at.round),
        groups=groups(at),
        papers=available(at.round),
        resets=officers.password_resets(found),
        counting=at.round.state in between(RoundState.CLOSED, RoundState.COUNTED),
        result=certifying.result_json(at.round) if at.round.result else None,
    )
