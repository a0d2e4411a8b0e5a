"""The deputies of a congress as persons, through all its meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..deputies.models import Deputy
from ..extensions import db
from ..meetings.models import Delegation, Meeting


@dataclass(frozen=True)
class Person:
    """A deputy through the meetings of a congress; `ids` are the rows on its rosters, newest meeting first."""

    number: str
    name: str
    delegation: str
    ids: Sequence[int]


def people(congress_id: int, words: str = "") -> list[Person]:
    """The deputies of the congress's newest roster, by number; `words` is part of number, name or delegation."""
    query = (
        select(Deputy.id, Deputy.number, Deputy.name, Delegation.name)
        .join(Delegation, Delegation.id == Deputy.delegation_id)
        .join(Meeting, Meeting.id == Deputy.meeting_id)
        .where(Deputy.congress_id == congress_id, Meeting.rehearsal.is_(False))
        .order_by(Deputy.meeting_id.desc())
    )
    found: dict[tuple[str, str], tuple[str, list[int]]] = {}
    for key, number, name, delegation in db.session.execute(query):
        found.setdefault((number, name), (delegation, []))[1].append(key)
    listed = [Person(number, name, delegation, ids) for (number, name), (delegation, ids) in found.items()]
    wanted = [one for one in listed if not words or words in f"{one.number}{one.name}{one.delegation}"]
    return sorted(wanted, key=lambda one: (len(one.number), one.number, one.name))
