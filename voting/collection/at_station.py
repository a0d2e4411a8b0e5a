"""What came in at one station, for those who work there (本站收到的建议)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from ..extensions import db
from ..texts import fold
from .models import Suggestion


def count(station_id: int, words: str) -> int:
    """How many there are; every word must occur."""
    return db.session.scalar(select(func.count()).select_from(Suggestion).where(_here(station_id, words))) or 0


def count_on(station_id: int, day: date) -> int:
    """How many came in on a day."""
    query = select(func.count()).select_from(Suggestion).where(_here(station_id, ""), Suggestion.received_on == day)
    return db.session.scalar(query) or 0


def listed(station_id: int, words: str, limit: int, offset: int = 0) -> list[Suggestion]:
    """One page of them, newest first."""
    query = select(Suggestion).where(_here(station_id, words)).order_by(Suggestion.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def head_of(found: Suggestion) -> Suggestion:
    """The suggestion under which it is handled: itself, or the one into which it was merged."""
    return db.session.get_one(Suggestion, found.merged_into_id) if found.merged_into_id else found


def _here(station_id: int, words: str) -> ColumnElement[bool]:
    parts = [Suggestion.station_id == station_id]
    parts += [Suggestion.search.contains(fold(word), autoescape=True) for word in words.split()[:8]]
    return and_(*parts)
