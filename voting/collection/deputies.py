"""What a deputy suggests from the own account, within a drive or as a suggestion of a deputy (代表建议)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ..belenios.group import Rng
from ..config import Config
from ..deputies.models import Deputy
from ..errors import Conflict, Missing
from ..extensions import db
from .drives import drive_of, open_to
from .handling.answering import rate
from .models import Suggestion
from .suggestions import Voice, receive


def of_deputy(deputy: Deputy) -> list[Suggestion]:
    """The deputy's own suggestions, newest first, also those of earlier terms of the congress."""
    terms = select(Deputy.id).where(
        Deputy.congress_id == deputy.congress_id, Deputy.number == deputy.number, Deputy.name == deputy.name
    )
    query = select(Suggestion).where(Suggestion.congress_id == deputy.congress_id, Suggestion.deputy_id.in_(terms))
    return list(db.session.scalars(query.order_by(Suggestion.id.desc())))


def own(deputy: Deputy, suggestion_id: int) -> Suggestion:
    """One of the deputy's own; raises `Missing`."""
    found = next((one for one in of_deputy(deputy) if one.id == suggestion_id), None)
    if found is None:
        raise Missing("no_such_suggestion", "没有找到这条建议")
    return found


def suggest(
    deputy: Deputy,
    drive_id: int | None,
    voice: Voice,
    config: Config,
    now: datetime,
    rng: Rng,
    token: str,
    meeting_id: int | None = None,
) -> Suggestion:
    """Take in a deputy's suggestion: for a drive that is open to deputies, or as 代表建议 outside any.

    `meeting_id`: the meeting that the deputy is in, if there is one. Raises `Rejected` naming the field, `Conflict`
    when the drive is not open to deputies, `Missing`.
    """
    drive = drive_of(deputy.congress_id, drive_id) if drive_id is not None else None
    if drive is not None:
        open_to(drive, "deputy")
        if drive.phase(now) != "open":
            raise Conflict("drive_not_open", "现在不在征集时间内")
    signed = Voice(
        **{
            **vars(voice),
            "channel": "deputy",
            "kind": "public" if drive else "deputy",
            "meeting_id": meeting_id,
            "deputy_id": deputy.id,
            "deputy_number": deputy.number,
        }
    )
    key = f"deputy:{deputy.id}:{token[:32]}"
    return receive(deputy.congress_id, drive, signed, [], config, "", now, rng, key)


def judge(deputy: Deputy, suggestion_id: int, rating: str, text: str, now: datetime) -> Suggestion:
    """The deputy says how the answer is found (代表评价); raises `Rejected`, `Conflict`, `Missing`."""
    return rate(own(deputy, suggestion_id).id, rating, text, now, "提出代表")
