"""Units: departments and towns that propose and carry out, kept by the office (责任单位、承办单位)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from ..errors import Conflict, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..tables import RowError, read_table
from ..texts import clean
from .models import Congress, Unit

KINDS = {"department": Sentence("部门"), "town": Sentence("镇街")}
COLUMNS = {"name": ("单位名称", "名称", "单位", "责任单位", "name"), "?kind": ("类型", "类别", "kind")}
MAX_ROWS = 1000
_KIND_WORDS = {"": "department", "部门": "department", "镇街": "town", "镇": "town", "街道": "town"}


@dataclass
class Preview:
    """What a file holds: units (name, kind), which of them are there already, and what is wrong with it."""

    units: list[tuple[str, str]] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def of_congress(congress_id: int, active: bool = False) -> list[Unit]:
    """All units, departments before towns, or only those at work."""
    query = select(Unit).where(Unit.congress_id == congress_id).order_by(Unit.kind, Unit.id)
    return list(db.session.scalars(query.where(Unit.active) if active else query))


def matching(congress_id: int, words: str, kind: str | None) -> Select[Unit]:
    """The units with the words in their names, of a kind or of all."""
    query = select(Unit).where(Unit.congress_id == congress_id, Unit.name.icontains(words, autoescape=True))
    return (query.where(Unit.kind == kind) if kind else query).order_by(Unit.kind, Unit.id)


def names(congress_id: int) -> dict[int, str]:
    """The names of all units, by id."""
    return {one.id: one.name for one in of_congress(congress_id)}


def unit_of(congress_id: int, unit_id: int) -> Unit:
    """The unit of this congress; raises `Missing`."""
    return own(Unit, unit_id, congress_id)


def checked(name: str, kind: str) -> tuple[str, str]:
    """Name and kind, cleaned; raises `Rejected` naming the field."""
    name = " ".join(clean(name).split())
    if not name or len(name) > 120:
        raise Rejected("unit_name_wrong", "请填写单位名称，最多 120 个字", field="name")
    if kind not in KINDS:
        raise Rejected("unit_kind_wrong", "类型请填“部门”或“镇街”", field="kind")
    return name, kind


def save(
    congress_id: int, unit_id: int | None, name: str, kind: str, active: bool, actor: Actor, now: datetime
) -> Unit:
    """Add a unit, or rename it, or take it out of the lists of choice; what it has done stays under it.

    Raises `Rejected` naming the field, `Conflict` for a name in use, `Missing`.
    """
    name, kind = checked(name, kind)
    with writing() as session:
        found = unit_of(congress_id, unit_id) if unit_id is not None else None
        other = session.scalar(select(Unit).where(Unit.congress_id == congress_id, Unit.name == name))
        if other is not None and other is not found:
            raise Conflict("unit_exists", "已有同名的单位", field="name")
        subject = session.get_one(Congress, congress_id).name
        if found is None:
            found = Unit(congress_id=congress_id, name=name, kind=kind, active=active)
            session.add(found)
            record(session, congress_id, actor, acts.UNIT_ADDED, subject, {"name": name, "kind": KINDS[kind]}, now)
        elif (found.name, found.kind, found.active) != (name, kind, active):
            details = {"from": found.name, "to": name, "kind": KINDS[kind], "active": active}
            found.name, found.kind, found.active = name, kind, active
            record(session, congress_id, actor, acts.UNIT_CHANGED, subject, details, now)
        return found


def read_units(congress_id: int, content: bytes, filename: str) -> Preview:
    """Read a list of units; raises `Rejected` or `TooLarge` when the file itself is unusable."""
    preview, rows = Preview(), dict[str, int]()
    there = {one.name for one in of_congress(congress_id)}
    for row, cells in read_table(content, filename, COLUMNS, MAX_ROWS).rows:
        word = cells.get("kind", "")
        try:
            name, kind = checked(cells["name"], _KIND_WORDS.get(word, word))
        except Rejected as fault:
            preview.errors.append(RowError(row, fault.message))
            continue
        if (first := rows.setdefault(name, row)) != row:
            preview.errors.append(RowError(row, Sentence("“%(name)s”与第 %(row)s 行重复", name=name, row=first)))
        elif name in there:
            preview.present.append(name)
        else:
            preview.units.append((name, kind))
    return preview


def add_all(congress_id: int, units: Sequence[tuple[str, str]], actor: Actor, now: datetime) -> int:
    """Add the units of a list that are not there yet; returns how many, so that a second click adds none."""
    with writing() as session:
        there = {one.name for one in of_congress(congress_id)}
        new = [(name, kind) for name, kind in units if name not in there]
        session.add_all(Unit(congress_id=congress_id, name=name, kind=kind) for name, kind in new)
        if new:
            _write_down(session, congress_id, actor, len(new), now)
        return len(new)


def _write_down(session: Session, congress_id: int, actor: Actor, units: int, now: datetime) -> None:
    subject = session.get_one(Congress, congress_id).name
    record(session, congress_id, actor, acts.UNITS_IMPORTED, subject, {"units": units}, now)
