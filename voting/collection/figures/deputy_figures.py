"""How deputies' suggestions are handled (代表建议办理情况): handed out, answered, on time, satisfied, unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import case, func, select

from ...congress.models import Unit
from ...extensions import db
from ..handling.states import STATES, head, overdue
from ..models import Suggestion

COLUMNS = (
    ("承办单位", 24),
    ("收到", 8),
    ("已交办", 8),
    ("已答复", 8),
    ("办理中", 8),
    ("超期", 8),
    ("督办", 8),
    ("满意", 8),
    ("基本满意", 10),
    ("不满意", 8),
    ("未评价", 8),
)
"""Headings and widths of the table that is handed out."""


@dataclass(frozen=True)
class Handled:
    """A unit's suggestions; `unit` is empty for those that nobody has. `answered` + `open` + `waiting` = `received`."""

    unit: str
    received: int = 0
    assigned: int = 0
    """Of them handed to a unit, answered or not (交办)."""
    answered: int = 0
    open: int = 0
    """At the unit without a released answer (办理中)."""
    waiting: int = 0
    """Not handed to any unit, and not answered."""
    overdue: int = 0
    pressed: int = 0
    satisfied: int = 0
    basic: int = 0
    dissatisfied: int = 0

    @property
    def unrated(self) -> int:
        """Answered, and the deputy has said nothing yet."""
        return self.answered - self.satisfied - self.basic - self.dissatisfied

    @property
    def pleased(self) -> float | None:
        """Share of the ratings that are satisfied or basically satisfied, in percent; None without ratings."""
        rated = self.answered - self.unrated
        return None if not rated else 100 * (self.satisfied + self.basic) / rated

    def row(self) -> list[object]:
        """As `COLUMNS` has it."""
        return [
            self.unit or str(STATES["new"]),
            self.received,
            self.assigned,
            self.answered,
            self.open,
            self.overdue,
            self.pressed,
            self.satisfied,
            self.basic,
            self.dissatisfied,
            self.unrated,
        ]


def figures(congress_id: int, today: date, year: int | None = None) -> tuple[Handled, list[Handled]]:
    """The sum and a line for each unit, most suggestions first; of one year of receipt, or of all."""

    def number(condition: object) -> object:
        return func.sum(case((condition, 1), else_=0))  # type: ignore[arg-type]

    given, answered = Suggestion.unit_id.is_not(None), Suggestion.outcome.is_not(None)
    query = (
        select(
            Unit.name,
            func.count(),
            number(given),
            number(answered),
            number(given & ~answered),
            number(~given & ~answered),
            number(overdue(today)),
            number(Suggestion.pressed_at.is_not(None) & ~answered),
            *(number(Suggestion.rating == one) for one in ("satisfied", "basic", "dissatisfied")),
        )  # type: ignore[call-overload]
        .outerjoin(Unit, Unit.id == Suggestion.unit_id)
        .where(Suggestion.congress_id == congress_id, Suggestion.kind == "deputy", head())
        .group_by(Unit.name)
    )
    if year is not None:
        query = query.where(Suggestion.received_on.between(date(year, 1, 1), date(year, 12, 31)))
    lines = [Handled(row[0] or "", *(int(value or 0) for value in row[1:])) for row in db.session.execute(query)]
    return summed(lines), sorted(lines, key=lambda one: (one.unit == "", -one.received, one.unit))


def summed(lines: Sequence[Handled]) -> Handled:
    """All lines together."""
    names = [one.name for one in fields(Handled)][1:]
    return Handled("", *(sum(getattr(line, name) for line in lines) for name in names))


def years(congress_id: int) -> list[int]:
    """The years in which deputies suggested something, newest first."""
    query = select(func.min(Suggestion.received_on), func.max(Suggestion.received_on)).where(
        Suggestion.congress_id == congress_id, Suggestion.kind == "deputy"
    )
    first, last = db.session.execute(query).one()
    return list(range(last.year, first.year - 1, -1)) if first else []
