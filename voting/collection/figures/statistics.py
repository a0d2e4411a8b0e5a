"""Figures of a drive: by channel, category, town, week and outcome (征集统计).

The database groups the suggestions into cells; everything else is summed from the same cells, so that no two tables
of a report can disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from ...extensions import db
from ..channels import CHANNELS, OUTCOMES, RATINGS
from ..handling.states import counted
from ..models import Drive, Event, Suggestion
from .overview import Figures, figures


@dataclass(frozen=True)
class Cell:
    """Suggestions that are alike; `outcome` is that of the head of their group, empty while it has none."""

    channel: str
    category: str
    place: str
    day: date
    outcome: str
    voices: int
    heads: int
    supports: int


@dataclass(frozen=True)
class Line:
    """One row of a table; `outcomes` by the keys of `OUTCOMES`, `open` have no answer: together they are `voices`."""

    key: str
    voices: int
    heads: int
    outcomes: Mapping[str, int]
    open: int
    supports: int


@dataclass(frozen=True)
class Statistics:
    """A drive in figures.

    `voices` are the suggestions that count (neither spam nor withdrawn), `heads` the matters that they are about once
    the same ones are merged. Each of the tables adds up to `total`.
    """

    total: Line
    figures: Figures
    channels: Sequence[Line]
    categories: Sequence[Line]
    places: Sequence[Line]
    weeks: Sequence[Line]
    """By the Monday, without gaps."""
    matters: Mapping[str, int]
    """Heads by outcome, "" for those without one."""
    ratings: Mapping[str, int]
    stations: int
    """Stations from which something came."""
    events: int
    received: int
    """People who came to the events."""

    @property
    def answered(self) -> int:
        """Voices that have their answer."""
        return self.total.voices - self.total.open


def of_drive(drive: Drive, today: date) -> Statistics:
    """The statistics of a drive; `today` in Chinese time."""
    cells = _cells(drive.id)
    stations = select(func.count(func.distinct(Suggestion.station_id))).where(Suggestion.drive_id == drive.id)
    events = select(func.count(), func.coalesce(func.sum(Event.received), 0)).where(Event.drive_id == drive.id)
    held, came = db.session.execute(events).one()
    return Statistics(
        total=total("", cells),
        figures=figures(drive.id, today),
        channels=table(cells, lambda cell: cell.channel, CHANNELS),
        categories=table(cells, lambda cell: cell.category, drive.categories),
        places=table(cells, lambda cell: cell.place, drive.places),
        weeks=weekly(cells),
        matters=_matters(cells),
        ratings=_ratings(drive.id),
        stations=db.session.scalar(stations.where(counted())) or 0,
        events=held,
        received=came,
    )


def total(key: str, cells: Iterable[Cell]) -> Line:
    """The sum of the cells as one row."""
    cells = list(cells)
    outcomes = {one: sum(cell.voices for cell in cells if cell.outcome == one) for one in OUTCOMES}
    voices = sum(cell.voices for cell in cells)
    return Line(
        key,
        voices,
        sum(cell.heads for cell in cells),
        outcomes,
        voices - sum(outcomes.values()),
        sum(cell.supports for cell in cells),
    )


def table(cells: Iterable[Cell], key: Callable[[Cell], str], order: Iterable[str] = ()) -> list[Line]:
    """A row for each value of `key` that occurs, the most first; of equals the one that is earlier in `order`."""
    parts: dict[str, list[Cell]] = {}
    for cell in cells:
        parts.setdefault(key(cell), []).append(cell)
    places = {value: place for place, value in enumerate(order)}
    lines = [total(value, part) for value, part in parts.items()]
    # What has no value stands last, however many they are.
    return sorted(lines, key=lambda line: (not line.key, -line.voices, places.get(line.key, len(places)), line.key))


def weekly(cells: Sequence[Cell]) -> list[Line]:
    """A row for each week from the first suggestion to the last, by its Monday; weeks without any are there too."""
    if not cells:
        return []
    found = {line.key: line for line in table(cells, lambda cell: monday(cell.day).isoformat())}
    first, last = date.fromisoformat(min(found)), date.fromisoformat(max(found))
    weeks = [(first + timedelta(days=days)).isoformat() for days in range(0, (last - first).days + 1, 7)]
    return [found.get(week) or total(week, ()) for week in weeks]


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def _matters(cells: Iterable[Cell]) -> dict[str, int]:
    made = dict.fromkeys((*OUTCOMES, ""), 0)
    for cell in cells:
        made[cell.outcome] += cell.heads
    return made


def _cells(drive_id: int) -> list[Cell]:
    head = aliased(Suggestion)
    outcome = case((Suggestion.merged_into_id.is_(None), Suggestion.outcome), else_=head.outcome)
    keys = (
        Suggestion.channel,
        Suggestion.category,
        Suggestion.place,
        Suggestion.received_on,
        func.coalesce(outcome, ""),
    )
    query = (
        select(
            *keys,
            func.count(),
            func.count().filter(Suggestion.merged_into_id.is_(None)),
            func.coalesce(func.sum(Suggestion.supports), 0),
        )
        .join(head, head.id == Suggestion.merged_into_id, isouter=True)
        .where(Suggestion.drive_id == drive_id, counted())
        .group_by(*keys)
    )
    return [Cell(*row) for row in db.session.execute(query)]


def _ratings(drive_id: int) -> dict[str, int]:
    query = (
        select(Suggestion.rating, func.count())
        .where(Suggestion.drive_id == drive_id, counted(), Suggestion.rating.is_not(None))
        .group_by(Suggestion.rating)
    )
    return dict.fromkeys(RATINGS, 0) | {str(key): count for key, count in db.session.execute(query)}
