"""Where a drive stands, in figures: what came in, what waits, what is answered (征集概况)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from ...extensions import db
from ..handling.states import conditions, counted
from ..models import Suggestion


@dataclass(frozen=True)
class Figures:
    """Counts of one drive, in the states of `voting.collection.handling.states`.

    `received` are all that count: neither spam nor withdrawn. Of the heads among them, `waiting` have no unit and no
    answer, `assigned` are with a unit, `proposed` wait for the clerk to release the unit's answer, `answered` have it.
    """

    received: int
    today: int
    waiting: int
    assigned: int
    overdue: int
    proposed: int
    answered: int
    merged: int
    released: int
    unreleased: int
    spam: int
    withdrawn: int


def figures(drive_id: int, today: date) -> Figures:
    """The figures of a drive; `today` in Chinese time."""
    return of_drives([drive_id], today)[drive_id]


def of_drives(drive_ids: Sequence[int], today: date) -> dict[int, Figures]:
    """The figures of several drives in one query."""
    states = conditions(today)
    wanted = {name: states[name] for name in Figures.__annotations__ if name in states}
    wanted |= {
        "waiting": states["new"],
        "received": counted(),
        "today": and_(counted(), Suggestion.received_on == today),
    }
    columns = [func.count().filter(condition).label(name) for name, condition in wanted.items()]
    query = select(Suggestion.drive_id, *columns).where(Suggestion.drive_id.in_(drive_ids))
    found = {row[0]: row._mapping for row in db.session.execute(query.group_by(Suggestion.drive_id))}
    none = dict.fromkeys(wanted, 0)
    return {key: Figures(**{name: found.get(key, none)[name] for name in wanted}) for key in drive_ids}
