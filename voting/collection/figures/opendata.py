"""What anybody may take along: released suggestions and figures, never personal data (开放数据)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ...congress.models import Unit
from ...extensions import db
from ...times import CHINA
from ..channels import CHANNELS, OUTCOMES
from ..handling.states import head
from ..models import Drive, Suggestion
from .statistics import Line, Statistics

COLUMNS = {
    "no": "编号",
    "received_on": "收到日期",
    "channel": "渠道",
    "category": "类别",
    "place": "镇街",
    "title": "标题",
    "text": "内容",
    "voices": "同类建议",
    "supports": "附议",
    "unit": "承办单位",
    "outcome": "办理结果",
    "reply": "答复",
    "answered_on": "答复日期",
}
"""Keys of the JSON and headings of the CSV; files speak Chinese in every language."""


def released(drive: Drive) -> list[dict[str, object]]:
    """The released suggestions in the words that were released, each with the number of voices of its group.

    Merged ones are counted with their head. A reply is there once it is released.
    """
    member = aliased(Suggestion)
    voices = (
        select(func.count() + 1)
        .where(member.merged_into_id == Suggestion.id, member.spam.is_(False), member.withdrawn_at.is_(None))
        .correlate(Suggestion)
        .scalar_subquery()
    )
    query = (
        select(
            Suggestion.no,
            Suggestion.received_on,
            Suggestion.channel,
            Suggestion.category,
            Suggestion.place,
            Suggestion.published_title,
            Suggestion.published_text,
            voices,
            Suggestion.supports,
            Unit.name,
            Suggestion.outcome,
            Suggestion.reason,
            Suggestion.answered_at,
        )
        .join(Unit, Unit.id == Suggestion.unit_id, isouter=True)
        .where(Suggestion.drive_id == drive.id, head(), Suggestion.published_at.is_not(None))
        .order_by(Suggestion.no)
    )
    made: list[dict[str, object]] = []
    for row in db.session.execute(query):
        values: list[object] = list(row)
        values[1], values[2] = row[1].isoformat(), str(CHANNELS[row[2]])
        values[9], values[10] = row[9] or "", str(OUTCOMES[row[10]]) if row[10] else ""
        values[11] = row[11] if row[10] else ""
        values[12] = row[12].astimezone(CHINA).date().isoformat() if row[10] and row[12] else ""
        made.append(dict(zip(COLUMNS, values, strict=True)))
    return made


def as_csv(rows: Iterable[dict[str, object]]) -> bytes:
    """The rows as CSV that a spreadsheet opens with the right characters and takes no cell for a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS.values())
    writer.writerows([plain(row[key]) for key in COLUMNS] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def plain(value: object) -> object:
    """A cell that no spreadsheet runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_data(drive: Drive, found: Statistics, today: date) -> dict[str, object]:
    """The figures with the drive's name, to be written as JSON."""
    return {
        "title": drive.title,
        "year": drive.year,
        "as_of": today.isoformat(),
        "opens_at": drive.opens_at.isoformat(),
        "closes_at": drive.closes_at.isoformat(),
        "suggestions": found.total.voices,
        "matters": found.total.heads,
        "answered": found.answered,
        "supports": found.total.supports,
        "stations": found.stations,
        "events": found.events,
        "people_received": found.received,
        "ratings": dict(found.ratings),
        "matters_by_outcome": {key or "open": count for key, count in found.matters.items()},
        "by_channel": _lines(found.channels),
        "by_category": _lines(found.categories),
        "by_place": _lines(found.places),
        "by_week": _lines(found.weeks),
    }


def _lines(lines: Sequence[Line]) -> list[dict[str, object]]:
    return [
        {
            "key": line.key,
            "suggestions": line.voices,
            "matters": line.heads,
            **line.outcomes,
            "open": line.open,
            "supports": line.supports,
        }
        for line in lines
    ]
