"""Meetings and what is to do in each."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....ballots import following, life
from ....implementation import changes, versions
from ....implementation.settings import CHANGES
from ....meetings import officers, rounds, setup
from ....meetings.models import Meeting, Round
from ....meetings.states import RoundState, between
from ....tally import certifying
from ...access import access
from ...context import actor, meeting_or_404, now, of_round, rng
from ...forms.meetings import NewMeetingForm
from ...pages import FormPage
from ..blueprint import bp
from ..common import READERS
from .papers import available
from .standing import standing
from .steps import step
from .tasks import groups


@bp.get("/")
@access(*READERS)
def home() -> str:
    """All meetings of the congress."""
    congress_id = current_user.congress_id
    standings = [standing(found) for found in setup.of_congress(congress_id)]
    return render_template(
        "desk/sitting/home.html",
        standings=[(at, step(at)) for at in standings],
        waiting=versions.waiting(congress_id),
        asked=changes.open_ones(congress_id),
        kinds=CHANGES,
    )


@access("clerk")
class NewMeetingPage(FormPage):
    """Make a meeting."""

    template = "desk/sitting/new_meeting.html"
    form = NewMeetingForm

    def act(self, record: None, form: NewMeetingForm) -> Meeting:
        """Make it."""
        return setup.create_meeting(
            current_user.congress_id,
            form.name.data,
            form.entitled.data,
            form.delegations.data.replace("、", "\n").splitlines(),
            form.rehearsal.data,
            actor(),
            now(),
            rng,
            form.subject.data or setup.SUBJECT,
            form.body.text or "congress",
        )

    def done(self, made: Meeting) -> ResponseReturnValue:
        """The new meeting."""
        flash(_("会议已建立"), "ok")
        return redirect(url_for("desk.meeting", meeting_id=made.id))


bp.add_url_rule("/meetings/new", view_func=NewMeetingPage.as_view("new_meeting"))


def _chosen(found: Meeting) -> Round:
    """The round that the address names, else the one in hand."""
    return rounds.of_meeting(found.id, request.args.get("round", "")) or following.in_hand(found)


def _told(first: Round, meeting: Meeting) -> bool:
    """Whether a vote or rating is worth a place among the meeting's: the rating once it is set up."""
    return not meeting.committee if first.kind == "main" else first.rules is not None


@bp.get("/meetings/<int:meeting_id>")
@access(*READERS)
def meeting(meeting_id: int) -> str:
    """What is done, due and blocked, and why; who must do what now. `?round=` names another than the one in hand."""
    found = meeting_or_404(meeting_id)
    chosen = _chosen(found)
    at, chain = standing(found, chosen), following.whole(chosen)
    return render_template(
        "desk/sitting/meeting.html",
        **of_round(chosen),
        at=at,
        step=step(at),
        rounds=chain,
        votes=[one for one in following.firsts(found.id) if _told(one, found)],
        first=chain[0],
        may_correct=life.ISSUED.due(chosen),
        may_be_void=not life.why_not(life.DECLARE_VOID, at.round),
        groups=groups(at),
        papers=available(at.round),
        resets=officers.password_resets(found),
        counting=at.round.state in between(RoundState.CLOSED, RoundState.COUNTED),
        result=certifying.result_json(at.round) if at.round.result else None,
    )
