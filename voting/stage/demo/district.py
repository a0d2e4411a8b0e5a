"""The invented district: its units, its 35 stations, the people who work there, and how its drives are set up."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ...belenios.group import Rng
from ...collection import drives, plans
from ...collection.models import Drive
from ...collection.plans import Plan
from ...congress import passwords
from ...congress.models import Station, Unit
from ...extensions import writing
from ...journal.log import Actor
from .last_year_projects import PROMISED
from .subjects import MATTERS, ROADS, STREETS, VILLAGES

CLERK = Actor("程怡", "工作人员")
GOVERNMENT = Actor("齐民", "政府办工作人员")
STATIONS = 35
DAYS = 40
"""How long the form of the drive that is over was open."""


@dataclass
class Place:
    """What the district has: towns, units by name, stations, and the officers that sign in there."""

    towns: list[str]
    units: dict[str, int]
    stations: list[tuple[int, str]]
    accounts: list[tuple[str, str, str]] = field(default_factory=list)


def town(name: str) -> str:
    """Its full name."""
    return f"{name}{'街道' if name in STREETS else '镇'}"


def rows() -> list[dict[str, str]]:
    """The real candidate list as it stands in its file."""
    with (Path(__file__).parent / "candidates.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def departments() -> list[str]:
    """Every unit that answers, studies or carries out something in the demo."""
    return sorted({row["责任单位"] for row in rows()} | {one.unit for one in (*MATTERS, *PROMISED)})


def settle(congress_id: int, names: Sequence[str], people: Sequence[str], password: str, rng: Rng) -> Place:
    """Units, 35 stations and the people who work there. `people`: synthetic names for deputies on duty."""
    towns = [town(name) for name in names]
    chance = random.Random(35)  # noqa: S311 (the demo is the same each time)
    with writing() as session:
        units = {
            name: Unit(congress_id=congress_id, name=name, kind=kind)
            for kind, named in (
                ("department", departments()),
                ("town", towns),
            )
            for name in named
        }
        session.add_all(units.values())
        stations = []
        for place in range(STATIONS):
            where = towns[place % len(towns)]
            kind = "home" if place < 6 else "station" if place < len(towns) else "point"
            word = {"home": "代表之家", "station": "代表联络站", "point": "代表联络点"}[kind]
            duty = chance.sample(list(people), 3)
            stations.append(
                Station(
                    congress_id=congress_id,
                    slug=rng(6).hex(),
                    kind=kind,
                    town=where,
                    deputies=duty,
                    name=f"{where}{VILLAGES[place % len(VILLAGES)] if kind == 'point' else ''}{word}",
                    address=f"{where}{chance.choice(ROADS)} {chance.randint(1, 99)} 号",
                    hours=f"每周{'一二三四五'[place % 5]} 9:00—11:30",
                    phone=f"000-4370{place:04}",
                )
            )
        session.add_all(stations)
        session.flush()
        accounts = []
        for username, name, role, unit, station in (
            ("government", GOVERNMENT.name, "government", None, None),
            ("unit", "傅理", "unit_officer", units["市民政局"], None),
            ("town", "乔安", "unit_officer", units[towns[14]], None),
            ("station", "蓝岚", "station_worker", None, stations[0]),
        ):
            made = passwords.create(session, congress_id, username, name, password, [role])
            made.unit_id, made.station_id = unit.id if unit else None, station.id if station else None
            accounts.append((username, name, unit.name if unit else station.name if station else "政府办"))
        return Place(
            towns, {name: unit.id for name, unit in units.items()}, [(one.id, one.town) for one in stations], accounts
        )


def open_drive(
    congress_id: int, title: str, year: int, begin: datetime, end: datetime, now: datetime, rng: Rng
) -> Drive:
    """A drive whose notice is out since the day before it began."""
    told = vars(plans.usual(congress_id, now)) | {
        "title": title,
        "year": year,
        "opens_at": begin,
        "closes_at": end,
        "contact": "地址：明川区行政中心 3 号楼；电话：000-43700000（工作日 9:00—17:00）",
    }
    made = drives.plan(congress_id, Plan(**told), CLERK, begin - timedelta(days=4), rng)
    return drives.publish(congress_id, made.id, CLERK, begin - timedelta(days=1))
