"""Scrutineers: their keys, the mixing and opening, and their word on the count."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user
from sqlalchemy import select

from ...ballots import piles
from ...errors import Missing
from ...extensions import db
from ...meetings import pairing
from ...meetings.models import Officer, PairedAct, Round
from ...meetings.states import RoundState
from ...sitting.models import Agreement
from ...tally.counting import needs_paper
from ..access import access

bp = Blueprint("scrutineer", __name__, url_prefix="/scrutineer")
HOLDERS = ("scrutineer", "chief_scrutineer")


def own_officer(meeting_id: int) -> Officer:
    """The duty of the signed-in person in this meeting; raises `Missing` when there is none."""
    query = select(Officer).where(
        Officer.meeting_id == meeting_id, Officer.account_id == current_user.id, Officer.duty.in_(HOLDERS)
    )
    found = db.session.scalar(query)
    if found is None:
        raise Missing("no_duty", "您在本次会议中没有监票职务")
    return found


def _rounds(meeting_id: int) -> list[Round]:
    query = select(Round).where(Round.meeting_id == meeting_id, Round.state != RoundState.DRAFTED).order_by(Round.id)
    return list(db.session.scalars(query))


@bp.get("/")
@access(*HOLDERS)
def home() -> Any:
    """My meetings and what to do now."""
    query = select(Officer).where(Officer.account_id == current_user.id, Officer.duty.in_(HOLDERS))
    officers = db.session.scalars(query.order_by(Officer.id.desc()))
    duties = [(officer, _rounds(officer.meeting_id)) for officer in officers]
    held = {found.id for _, listed in duties for found in listed}
    agreed = {
        (one.round_id, one.act) for one in db.session.scalars(select(Agreement).where(Agreement.round_id.in_(held)))
    }
    listed_piles = {found.id: piles.of_round(found) for _, listed in duties for found in listed if needs_paper(found)}
    return render_template(
        "scrutineer/home.html",
        duties=duties,
        agreed=agreed,
        piles=listed_piles,
        requests={round_id: _requests(round_id) for round_id in held},
    )


def _requests(round_id: int) -> list[PairedAct]:
    """What the chief scrutineer is asked to agree to."""
    return [one for one in pairing.of_round(round_id) if one.state in pairing.ALIVE and not pairing.lapsed(one)]


from . import agreeing, ceremony, count, files, key, requests, sheets  # noqa: E402, F401
