"""What came in at one station, for those who work there (本站收到的建议)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select

from ..extensions import db
from ..texts import fold
from .models import Suggestion

MAX_WORDS = 8


def matching(station_id: int, words: str = "") -> Select[Suggestion]:
    """Those in which every word occurs, newest first."""
    query = select(Suggestion).where(Suggestion.station_id == station_id)
    for word in words.split()[:MAX_WORDS]:
        query = query.where(Suggestion.search.contains(fold(word), autoescape=True))
    return query.order_by(Suggestion.id.desc())


def newest(station_id: int, limit: int) -> list[Suggestion]:
    """The latest."""
    return list(db.session.scalars(matching(station_id).limit(limit)))


def counts(station_id: int, day: date) -> tuple[int, int]:
    """How many came in on a day, and altogether."""
    query = select(func.count().filter(Suggestion.received_on == day), func.count())
    on_day, total = db.session.execute(query.where(Suggestion.station_id == station_id)).one()
    return on_day, total
