"""Which projects a deputy follows (我关注的项目)."""

from __future__ import annotations

from sqlalchemy import select

from ..extensions import db, own, writing
from ..implementation.models import Plan
from .models import Watch


def watched(congress_id: int, number: str) -> set[int]:
    """The ids of the plans that the deputy follows."""
    query = select(Watch.plan_id).where(Watch.congress_id == congress_id, Watch.deputy_number == number)
    return set(db.session.scalars(query))


def watch(congress_id: int, number: str, plan_id: int, wanted: bool) -> None:
    """Follow a project or no longer; a second time changes nothing. Raises `Missing`."""
    with writing() as session:
        own(Plan, plan_id, congress_id, public=True)
        there = session.get(Watch, (congress_id, number, plan_id))
        if wanted and there is None:
            session.add(Watch(congress_id=congress_id, deputy_number=number, plan_id=plan_id))
        elif not wanted and there is not None:
            session.delete(there)
