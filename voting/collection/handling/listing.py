"""Suggestions as the office lists them: searched, filtered, sorted, paged in the database, handed out as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import defer, joinedload

from ...extensions import db
from ...sentences import Sentence
from ...texts import fold, masked
from ..channels import CHANNELS, OUTCOMES, RATINGS
from ..models import Contact, Suggestion
from .states import STATES, conditions, states_of

SORTS = {
    "newest": Sentence("最新在前"),
    "no": Sentence("按编号"),
    "due": Sentence("按期限"),
    "supports": Sentence("按附议数"),
}
MAX_WORDS = 8
MAX_EXPORT = 30_000
COLUMNS = (
    ("编号", 8),
    ("收到日期", 12),
    ("渠道", 12),
    ("站点", 18),
    ("来源", 18),
    ("类别", 12),
    ("镇街", 12),
    ("标题", 30),
    ("内容", 60),
    ("附议", 8),
    ("并入", 8),
    ("状态", 14),
    ("承办单位", 20),
    ("期限", 12),
    ("采纳情况", 12),
    ("答复", 50),
    ("答复单位", 20),
    ("答复日期", 12),
    ("评价", 10),
)
"""Headings of the exported table with their widths: nothing of who the proposer is."""


@dataclass(frozen=True)
class Wanted:
    """What a list shows; empty fields do not filter. `drive_id` None means deputies' suggestions outside any drive."""

    congress_id: int
    drive_id: int | None
    words: str = ""
    channel: str = ""
    category: str = ""
    place: str = ""
    unit_id: int | None = None
    station_id: int | None = None
    state: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "newest"


def scope(congress_id: int, drive_id: int | None) -> ColumnElement[bool]:
    """All suggestions of a drive, or a congress's outside any drive."""
    of_drive = Suggestion.drive_id.is_(None) if drive_id is None else Suggestion.drive_id == drive_id
    return and_(Suggestion.congress_id == congress_id, of_drive)


def found(wanted: Wanted, today: date) -> ColumnElement[bool]:
    """The condition that the wanted suggestions meet: every word must occur, in title, text, source or as number."""
    parts = [scope(wanted.congress_id, wanted.drive_id)]
    parts += [_word(word) for word in wanted.words.split()[:MAX_WORDS]]
    for column, value in (
        (Suggestion.channel, wanted.channel),
        (Suggestion.category, wanted.category),
        (Suggestion.place, wanted.place),
        (Suggestion.unit_id, wanted.unit_id),
        (Suggestion.station_id, wanted.station_id),
        (Suggestion.outcome, wanted.outcome),
    ):
        if value not in ("", None):
            parts.append(column == value)
    if wanted.since is not None:
        parts.append(Suggestion.received_on >= wanted.since)
    if wanted.until is not None:
        parts.append(Suggestion.received_on <= wanted.until)
    state = conditions(today).get(wanted.state)
    if state is not None:
        parts.append(state)
    elif wanted.words == "":
        # Spam stays out of sight unless somebody looks for it.
        parts.append(Suggestion.spam.is_(False))
    return and_(*parts)


def _word(word: str) -> ColumnElement[bool]:
    folded = fold(word)
    ways = [Suggestion.search.contains(folded, autoescape=True), Suggestion.source.icontains(word, autoescape=True)]
    number = folded.removeprefix("第").removesuffix("号").lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 9:
        ways.append(Suggestion.no == int(number))
    return or_(*ways)


def matching(wanted: Wanted, today: date) -> Select[Suggestion]:
    """The wanted suggestions in their order, with unit and station."""
    order: dict[str, tuple[ColumnElement[Any], ...]] = {
        "no": (Suggestion.no.asc(),),
        "due": (Suggestion.due_on.is_(None).asc(), Suggestion.due_on.asc(), Suggestion.no.asc()),
        "supports": (Suggestion.supports.desc(), Suggestion.no.desc()),
    }
    query = (
        select(Suggestion)
        .where(found(wanted, today))
        .options(joinedload(Suggestion.unit), joinedload(Suggestion.station), defer(Suggestion.search))
    )
    return query.order_by(*order.get(wanted.sort, (Suggestion.no.desc(),)))


def group_sizes(ids: Sequence[int]) -> dict[int, int]:
    """How many are merged into each of these heads; heads without any are left out."""
    query = select(Suggestion.merged_into_id, func.count()).where(Suggestion.merged_into_id.in_(ids))
    return {head: size for head, size in db.session.execute(query.group_by(Suggestion.merged_into_id)) if head}


def numbers(ids: Sequence[int]) -> dict[int, int]:
    """The public numbers of these suggestions."""
    query = select(Suggestion.id, Suggestion.no).where(Suggestion.id.in_(ids))
    return {row.id: row.no for row in db.session.execute(query)}


def counts(congress_id: int, drive_id: int | None, today: date) -> dict[str, int]:
    """How many suggestions are in each state, in one query."""
    columns = [func.count().filter(condition).label(name) for name, condition in conditions(today).items()]
    query = select(*columns).select_from(Suggestion).where(scope(congress_id, drive_id))
    return dict(db.session.execute(query).one()._mapping)


def exported(wanted: Wanted, today: date) -> Iterator[list[object]]:
    """The rows of the table of what is shown (see `COLUMNS`); personal data in a text are left out."""
    rows = list(db.session.scalars(matching(wanted, today).limit(MAX_EXPORT)))
    ids = [one.id for one in rows]
    heads = numbers([one.merged_into_id for one in rows if one.merged_into_id])
    names = _names(ids)
    for one in rows:
        text, title = (masked(value, names.get(one.id, ())) for value in (one.text, one.title))
        yield [
            one.no,
            one.received_on.isoformat(),
            str(CHANNELS[one.channel]),
            one.station.name if one.station else "",
            masked(one.source),
            one.category,
            one.place,
            title,
            text,
            one.supports,
            heads.get(one.merged_into_id, "") if one.merged_into_id else "",
            "、".join(STATES[state] for state in states_of(one, today)),
            one.unit.name if one.unit else "",
            one.due_on.isoformat() if one.due_on else "",
            str(OUTCOMES[one.outcome]) if one.outcome else "",
            one.reason,
            one.answered_by,
            one.answered_at.date().isoformat() if one.answered_at else "",
            str(RATINGS[one.rating]) if one.rating else "",
        ]


def _names(ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Proposers' names, for nothing but leaving them out of their own texts."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(ids), 500):
        query = select(Contact.suggestion_id, Contact.name).where(Contact.suggestion_id.in_(ids[start : start + 500]))
        found |= {one: (name,) for one, name in db.session.execute(query) if len(name) > 1}
    return found


def of_unit(unit_id: int, today: date, answered: int = 50) -> dict[str, list[Suggestion]]:
    """What a unit has: `waiting` for its answer by their days, `sent` to the office, and the latest `answered`."""
    own = Suggestion.unit_id == unit_id
    named = conditions(today)
    by_day = (Suggestion.due_on.asc(), Suggestion.no.asc())
    return {
        "waiting": list(db.session.scalars(select(Suggestion).where(own, named["assigned"]).order_by(*by_day))),
        "sent": list(db.session.scalars(select(Suggestion).where(own, named["proposed"]).order_by(*by_day))),
        "answered": list(
            db.session.scalars(
                select(Suggestion).where(own, named["answered"]).order_by(Suggestion.answered_at.desc()).limit(answered)
            )
        ),
    }


def by_station(drive_id: int, station_ids: Sequence[int]) -> dict[int, int]:
    """How many of the drive's suggestions came in at each of these stations."""
    query = select(Suggestion.station_id, func.count()).where(
        Suggestion.drive_id == drive_id, Suggestion.station_id.in_(station_ids)
    )
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Suggestion.station_id))}
    return {one: found.get(one, 0) for one in station_ids}
