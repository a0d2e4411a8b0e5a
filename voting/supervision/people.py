"""The deputies of a congress as persons, through all its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..deputies.models import Deputy
from ..extensions import db
from ..meetings.models import Entitled


@dataclass(frozen=True)
class Person:
    """A deputy through the terms of a congress; `ids` are those on its rosters, newest first."""

    number: str
    name: str
    delegation: str
    ids: Sequence[int]


def people(congress_id: int, words: str = "") -> list[Person]:
    """The deputies on the congress's rosters, by number; `words` is part of number, name or delegation.

    Whom only a wrong list had made a deputy is none.
    """
    listed_once = select(Entitled.deputy_id).where(Entitled.deputy_id == Deputy.id).exists()
    query = (
        select(Deputy.id, Deputy.number, Deputy.name, Deputy.delegation)
        .where(Deputy.congress_id == congress_id, Deputy.rehearsal.is_(False))
        .where(Deputy.left_on.is_(None) | ~Deputy.by_list | listed_once)
        .order_by(Deputy.term.desc(), Deputy.id.desc())
    )
    found: dict[tuple[str, str], tuple[str, list[int]]] = {}
    for key, number, name, delegation in db.session.execute(query):
        found.setdefault((number, name), (delegation, []))[1].append(key)
    listed = [Person(number, name, delegation, ids) for (number, name), (delegation, ids) in found.items()]
    wanted = [one for one in listed if not words or words in f"{one.number}{one.name}{one.delegation}"]
    return sorted(wanted, key=lambda one: (len(one.number), one.number, one.name))
