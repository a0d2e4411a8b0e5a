"""Scrutineers: their keys, the mixing and opening, and their word on the count."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from ...ballots import piles
from ...meetings import officers, pairing, rounds
from ...meetings.models import Officer, Round
from ...meetings.officers import KEY_HOLDERS as HOLDERS
from ...sitting import agreement
from ...tally.counting import needs_paper
from ..access import access
from ..context import round_or_404
from ..pages import RoundPage

bp = Blueprint("scrutineer", __name__, url_prefix="/scrutineer")


def own_officer(meeting_id: int) -> Officer:
    """The duty of the signed-in person in this meeting; raises `Missing` when there is none."""
    return officers.holder(meeting_id, current_user.id)


def own_round(uuid: str) -> tuple[Round, Officer]:
    """The round, and the duty of the signed-in person in its meeting; raises `Missing`."""
    found = round_or_404(uuid)
    return found, own_officer(found.meeting_id)


class DutyPage(RoundPage):
    """A form of a round at whose meeting the person serves."""

    officer: Officer

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; raises `Missing` for who has no duty there."""
        found, self.officer = own_round(uuid)
        return found


@bp.get("/")
@access(*HOLDERS)
def home() -> str:
    """My meetings and what to do now."""
    duties = [(officer, rounds.begun(officer.meeting_id)) for officer in officers.duties_of(current_user.id)]
    held = {found.id for _, listed in duties for found in listed}
    return render_template(
        "scrutineer/home.html",
        duties=duties,
        agreed=agreement.given(held),
        piles={found.id: piles.of_round(found) for _, listed in duties for found in listed if needs_paper(found)},
        requests={round_id: pairing.waiting(round_id) for round_id in held},
    )


from . import agreeing, ceremony, count, files, key, requests, sheets  # noqa: E402, F401
