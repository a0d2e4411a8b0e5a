"""Periods of reports (填报周期): months or quarters, and when their reports are due. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..sentences import Sentence

LENGTHS = {"month": 1, "quarter": 3}


def period_of(day: date, every: str) -> str:
    """The period in which a day lies: `2027-03`, or `2027-Q1`."""
    return f"{day.year}-Q{(day.month + 2) // 3}" if every == "quarter" else f"{day.year}-{day.month:02d}"


def bounds(period: str) -> tuple[date, date]:
    """First and last day; raises `ValueError` for what is no period."""
    year, _, part = period.partition("-")
    if len(year) != 4 or not year.isdigit() or not year.isascii():
        raise ValueError(period)
    if part[:1] == "Q":
        if part[1:] not in ("1", "2", "3", "4"):
            raise ValueError(period)
        first, length = 3 * int(part[1:]) - 2, 3
    else:
        if len(part) != 2 or not part.isdigit() or not 1 <= int(part) <= 12:
            raise ValueError(period)
        first, length = int(part), 1
    begin = date(int(year), first, 1)
    following = date(begin.year + (first + length > 12), (first + length - 1) % 12 + 1, 1)
    return begin, following - timedelta(days=1)


def ended(period: str) -> date:
    """Its last day; the beginning of time for no period at all. Months and quarters are in order by it."""
    return bounds(period)[1] if period else date.min


def named(period: str) -> Sentence:
    """As people say it: 2027年6月, 2027年第2季度."""
    year, part = period[:4], period[5:]
    if part[:1] == "Q":
        return Sentence("%(year)s年第%(quarter)s季度", year=year, quarter=part[1:])
    return Sentence("%(year)s年%(month)s月", year=year, month=int(part))


def due_on(period: str, day: int) -> date:
    """The day by which its report is due: the `day`-th of the month that follows (1–28)."""
    return bounds(period)[1] + timedelta(days=day)


def between(start: date, until: date, every: str) -> Iterator[str]:
    """The periods from that of `start` to that of `until`, oldest first; none when `until` lies before."""
    day, last = start, ended(period_of(until, every))
    while ended(period := period_of(day, every)) <= last:
        yield period
        day = ended(period) + timedelta(days=1)


def asked(start: date, today: date, every: str) -> list[str]:
    """The periods of which a report can be asked today: those that are over, since work began on `start`."""
    return [one for one in between(start, today, every) if bounds(one)[1] < today]


def missing(start: date, today: date, every: str, day: int, last: str) -> list[str]:
    """The periods whose report is overdue: asked for, newer than the `last` one reported, and past their day."""
    late = (one for one in asked(start, today, every) if due_on(one, day) < today)
    return [one for one in late if ended(one) > ended(last)]
