"""Reception days, courtyard meetings, seminars, visits: when people were heard (代表接待日、院坝会等活动)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from ..congress.stations import station_of
from ..errors import Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import clean
from .channels import EVENTS
from .drives import drive_of
from .models import Event, Suggestion

MAX_RECEIVED = 100_000
_LENGTHS = {"title": (Sentence("活动名称"), 120), "place": (Sentence("地点"), 120), "note": (Sentence("备注"), 1000)}


@dataclass(frozen=True)
class Described:
    """What is told about an event; `received` counts the people who came."""

    kind: str
    title: str
    held_on: date
    place: str = ""
    deputies: Sequence[str] = ()
    received: int = 0
    note: str = ""


def of_drive(
    congress_id: int, drive_id: int, words: str = "", kind: str = "", station_id: int | None = None
) -> Select[Event]:
    """Events of a drive, newest first."""
    query = select(Event).where(Event.congress_id == congress_id, Event.drive_id == drive_id)
    if kind:
        query = query.where(Event.kind == kind)
    if station_id is not None:
        query = query.where(Event.station_id == station_id)
    for word in words.split()[:8]:
        query = query.where(or_(*(column.icontains(word, autoescape=True) for column in (Event.title, Event.place))))
    return query.options(joinedload(Event.station)).order_by(Event.held_on.desc(), Event.id.desc())


def counts(event_ids: Sequence[int]) -> dict[int, int]:
    """How many suggestions were made at each of these events."""
    query = select(Suggestion.event_id, func.count()).where(Suggestion.event_id.in_(event_ids))
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(Suggestion.event_id))}
    return {one: found.get(one, 0) for one in event_ids}


def at_station(congress_id: int, drive_ids: Sequence[int], station_id: int) -> list[tuple[Event, int]]:
    """A station's events in these drives, drive by drive, newest first, each with the number of suggestions."""
    found = [one for key in drive_ids for one in db.session.scalars(of_drive(congress_id, key, station_id=station_id))]
    said = counts([one.id for one in found])
    return [(one, said[one.id]) for one in found]


def sums(query: Select[Event]) -> tuple[int, int]:
    """How many people came to the events that a query finds, and how many suggestions were made there."""
    ids = query.with_only_columns(Event.id).order_by(None)
    came = select(func.coalesce(func.sum(Event.received), 0)).where(Event.id.in_(ids))
    said = select(func.count()).where(Suggestion.event_id.in_(ids))
    return db.session.scalar(came) or 0, db.session.scalar(said) or 0


def event_of(congress_id: int, event_id: int) -> Event:
    """The event of this congress; raises `Missing`."""
    return own(Event, event_id, congress_id)


def said_at(event_id: int) -> list[Suggestion]:
    """What was said there, in the order of entry."""
    return list(db.session.scalars(select(Suggestion).where(Suggestion.event_id == event_id).order_by(Suggestion.id)))


def described(told: Mapping[str, Any], today: date) -> Described:
    """What is told of an event by the names of `Described`, `deputies` as a text; an empty name becomes kind and place.

    Raises `Rejected` naming the field.
    """
    kind, held_on = told["kind"], told["held_on"]
    words = {key: clean(told.get(key, "")) for key in _LENGTHS}
    for key, (label, most) in _LENGTHS.items():
        if len(words[key]) > most:
            raise Rejected("too_long", "%(label)s最多 %(most)s 个字", field=key, label=label, most=most)
    if held_on > today:
        raise Rejected("event_ahead", "活动日期不能晚于今天", field="held_on")
    if held_on.year < 2000:
        raise Rejected("date_wrong", "请填写日期，如 2026-09-01", field="held_on")
    deputies = [one for part in re.split(r"[、，,;；\n]", clean(told.get("deputies", ""))) if (one := part.strip())]
    if len(deputies) > 60 or any(len(one) > 40 for one in deputies):
        raise Rejected("deputies_wrong", "参加的代表请用顿号分开，每人最多 40 个字", field="deputies")
    title = " ".join(words["title"].split()) or f"{words['place']}{EVENTS[kind]}"[:120]
    place, received = " ".join(words["place"].split()), told.get("received") or 0
    return Described(kind, title, held_on, place, tuple(deputies), received, words["note"])


def save(
    congress_id: int,
    drive_id: int,
    event_id: int | None,
    told: Described,
    station_id: int | None,
    actor: Actor,
    now: datetime,
) -> Event:
    """Write an event down, or correct it; what was said there keeps its origin. Raises `Missing`, `Rejected`."""
    with writing() as session:
        drive = drive_of(congress_id, drive_id)
        if station_id is not None:
            station_of(congress_id, station_id)
        if event_id is None:
            found = Event(congress_id=congress_id, drive_id=drive_id, entered_by=actor.name)
            session.add(found)
        else:
            found = event_of(congress_id, event_id)
            if found.kind != told.kind and session.scalar(
                select(Suggestion.id).where(Suggestion.event_id == event_id).limit(1)
            ):
                raise Rejected("event_kind_fixed", "已经登记了建议，不能再改活动类型", field="kind")
        for key, value in vars(told).items():
            setattr(found, key, list(value) if key == "deputies" else value)
        found.station_id = station_id
        session.flush()
        details = {"活动": told.title, "日期": told.held_on.isoformat(), "接待人数": told.received}
        act = acts.EVENT_CHANGED if event_id else acts.EVENT_ENTERED
        record(session, congress_id, actor, act, drive.title, details, now)
        return found
