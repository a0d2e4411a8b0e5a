"""Stations: kept by the office, shown to everyone (代表之家、联络站、联络点)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, Text, cast, or_, select

from ..belenios.group import Rng
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..tables import RowError, read_table
from ..texts import clean
from .models import Congress, Station

COLUMNS = {
    "name": ("名称", "站点名称", "联络站", "name"),
    "?kind": ("类型", "类别", "kind"),
    "?town": ("镇街", "所在镇街", "town"),
    "?address": ("地址", "address"),
    "?hours": ("开放时间", "接待时间", "hours"),
    "?phone": ("电话", "联系电话", "phone"),
    "?deputies": ("值班代表", "驻站代表", "代表", "deputies"),
}
MAX_ROWS = 1000
_LENGTHS = {
    "name": (Sentence("名称"), 80),
    "town": (Sentence("镇街"), 40),
    "address": (Sentence("地址"), 160),
    "hours": (Sentence("开放时间"), 160),
    "phone": (Sentence("电话"), 40),
}
_KIND_WORDS = {
    "": "station",
    "代表之家": "home",
    "代表联络站": "station",
    "联络站": "station",
    "联络点": "point",
    "代表联络点": "point",
}


@dataclass(frozen=True)
class Described:
    """What is told about a station; `deputies` are those on duty."""

    name: str
    kind: str = "station"
    town: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    deputies: Sequence[str] = ()


@dataclass
class Preview:
    """What a file holds, the names that are there already (they will be corrected), and what is wrong."""

    stations: list[Described] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    errors: list[RowError] = field(default_factory=list)


def of_congress(congress_id: int, active: bool = False) -> list[Station]:
    """All stations by town, or only those in use."""
    query = matching(congress_id)
    return list(db.session.scalars(query.where(Station.active) if active else query))


def matching(congress_id: int, words: str = "", town: str | None = None, kind: str | None = None) -> Select[Station]:
    """Stations by town; `words` are sought in name, address, town and deputies."""
    query = select(Station).where(Station.congress_id == congress_id).order_by(Station.town, Station.id)
    if words:
        places = [one.icontains(words, autoescape=True) for one in (Station.name, Station.address, Station.town)]
        # The names lie in the database as JSON writes them.
        on_duty = cast(Station.deputies, Text).contains(json.dumps(words)[1:-1], autoescape=True)
        query = query.where(or_(*places, on_duty))
    if town:
        query = query.where(Station.town == town)
    return query.where(Station.kind == kind) if kind else query


def towns(congress_id: int) -> list[str]:
    """The towns that have stations."""
    query = select(Station.town).where(Station.congress_id == congress_id, Station.town != "")
    return list(db.session.scalars(query.distinct().order_by(Station.town)))


def station_of(congress_id: int, station_id: int) -> Station:
    """The station of this congress; raises `Missing`."""
    return own(Station, station_id, congress_id)


def by_slug(slug: str) -> Station:
    """The station at this public address; raises `Missing` when there is none, or it is out of use."""
    found = db.session.scalar(select(Station).where(Station.slug == slug, Station.active))
    if found is None:
        raise Missing("no_such_station", "没有找到这个站点")
    return found


def congress_of(station: Station) -> Congress:
    """The congress whose station it is."""
    return db.session.get_one(Congress, station.congress_id)


def described(typed: Mapping[str, str]) -> Described:
    """What a form or a row of a file says; raises `Rejected` naming the field."""
    words = {key: " ".join(clean(typed.get(key, "")).split()) for key in _LENGTHS}
    if not words["name"]:
        raise Rejected("station_name_missing", "请填写站点名称", field="name")
    for key, (label, most) in _LENGTHS.items():
        if len(words[key]) > most:
            raise Rejected("too_long", "%(label)s最多 %(most)s 个字", field=key, label=label, most=most)
    kind = typed.get("kind", "").strip()
    kind = _KIND_WORDS.get(kind, kind)
    if kind not in STATIONS:
        raise Rejected("station_kind_wrong", "类型请填“代表之家”“联络站”或“联络点”", field="kind")
    deputies = [one for part in re.split(r"[、，,;；\n]", clean(typed.get("deputies", ""))) if (one := part.strip())]
    if len(deputies) > 60 or any(len(one) > 40 for one in deputies):
        raise Rejected("deputies_wrong", "值班代表请用顿号分开，每人最多 40 个字", field="deputies")
    return Described(kind=kind, deputies=tuple(deputies), **words)


def save(
    congress_id: int, station_id: int | None, told: Described, active: bool, actor: Actor, now: datetime, rng: Rng
) -> Station:
    """Add a station or correct it; its address on the web stays. Raises `Conflict` for a name in use, `Missing`."""
    with writing() as session:
        found = station_of(congress_id, station_id) if station_id is not None else None
        other = session.scalar(select(Station).where(Station.congress_id == congress_id, Station.name == told.name))
        if other is not None and other is not found:
            raise Conflict("station_exists", "已有同名的站点", field="name")
        act = acts.STATION_CHANGED if found else acts.STATION_ADDED
        if found is None:
            found = Station(congress_id=congress_id, slug=rng(6).hex())
            session.add(found)
        _fill(found, told)
        found.active = active
        subject = session.get_one(Congress, congress_id).name
        record(session, congress_id, actor, act, subject, {"name": told.name, "active": active}, now)
        return found


def read_stations(congress_id: int, content: bytes, filename: str) -> Preview:
    """Read a list of stations; raises `Rejected` or `TooLarge` when the file itself is unusable."""
    preview, rows = Preview(), dict[str, int]()
    there = {one.name for one in of_congress(congress_id)}
    for row, cells in read_table(content, filename, COLUMNS, MAX_ROWS).rows:
        try:
            told = described(cells)
        except Rejected as fault:
            preview.errors.append(RowError(row, fault.message))
            continue
        if (first := rows.setdefault(told.name, row)) != row:
            preview.errors.append(RowError(row, Sentence("“%(name)s”与第 %(row)s 行重复", name=told.name, row=first)))
            continue
        preview.stations.append(told)
        preview.present |= {told.name} & there
    return preview


def write_all(congress_id: int, stations: Sequence[Described], actor: Actor, now: datetime, rng: Rng) -> int:
    """Take a list over: new names are added, those that are there are corrected; returns how many are new."""
    with writing() as session:
        there = {one.name: one for one in of_congress(congress_id)}
        new = 0
        for told in stations:
            found = there.get(told.name)
            if found is None:
                found, new = Station(congress_id=congress_id, slug=rng(6).hex()), new + 1
                session.add(found)
            _fill(found, told)
        subject = session.get_one(Congress, congress_id).name
        record(
            session, congress_id, actor, acts.STATIONS_IMPORTED, subject, {"stations": len(stations), "new": new}, now
        )
        return new


def _fill(found: Station, told: Described) -> None:
    found.name, found.kind, found.town, found.address = told.name, told.kind, told.town, told.address
    found.hours, found.phone, found.deputies = told.hours, told.phone, list(told.deputies)


STATIONS = {"home": Sentence("代表之家"), "station": Sentence("联络站"), "point": Sentence("联络点")}
