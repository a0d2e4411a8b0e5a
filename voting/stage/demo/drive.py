"""A whole drive of the invented district: voices, groups, replies, ratings.

What it says is the same each time; only query codes and addresses differ.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ...belenios.group import Rng
from ...collection import suggestions
from ...collection.channels import CHANNELS, OUTCOMES, RATINGS
from ...collection.models import Drive, Event, ImportedList, Suggestion, Support
from ...collection.suggestions import Voice
from ...config import Config
from ...deputies.models import Deputy
from ...extensions import writing
from ...times import CHINA
from .district import CLERK, DAYS, Place, open_drive
from .draft_projects import LISTED
from .screening import study
from .subjects import ESTATES, MATTERS, REPLIES, ROADS, SCHOOLS, SPAM, VILLAGES, Matter

VOICES = 320
WEIGHTS = {
    "web": 34,
    "station": 18,
    "reception": 6,
    "courtyard": 9,
    "seminar": 3,
    "visit": 4,
    "hotline": 12,
    "letter": 2,
    "call": 2,
    "unit": 3,
    "town": 4,
    "deputy": 2,
    "other": 1,
}
EVENTS = (("reception", 5), ("courtyard", 6), ("seminar", 2), ("visit", 3))


def collect(
    congress_id: int, place: Place, year: int, now: datetime, rng: Rng, config: Config, count: int = VOICES
) -> int:
    """The drive that is over: what came in, what became of it, the projects and the list. Returns its id."""
    begin = (now.astimezone(CHINA) - timedelta(days=84)).replace(hour=9, minute=0, second=0, microsecond=0)
    made = open_drive(
        congress_id, f"{year}年度民生实事项目建议征集", year, begin, begin + timedelta(days=DAYS), now, rng
    )
    drive_id = made.id
    chance = random.Random(year)  # noqa: S311 (the demo is the same each time)
    with writing() as session:
        asked = _hear(session, session.get_one(Drive, drive_id), place, begin, chance, rng, count)
    study(congress_id, drive_id, place, begin, config, asked)
    with writing() as session:
        _handle(session, session.get_one(Drive, drive_id), place, asked, begin, chance)
    return drive_id


def gather(congress_id: int, place: Place, year: int, now: datetime, rng: Rng) -> str:
    """The next drive, which is open, with a few suggestions that nobody has touched. Returns its address."""
    begin = (now.astimezone(CHINA) - timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    made = open_drive(congress_id, f"{year}年度民生实事项目建议征集", year, begin, begin + timedelta(days=60), now, rng)
    chance = random.Random(year)  # noqa: S311 (the demo is the same each time)
    with writing() as session:
        drive = session.get_one(Drive, made.id)
        lamps = next(one for one in MATTERS if one.project == "城市路灯照明节能改造工程")
        for no in range(1, 15):
            matter = lamps if no % 3 == 1 else chance.choice(MATTERS)
            where = place.towns[0] if matter is lamps else chance.choice(place.towns)
            told = words(chance, where) | ({"r": "迎宾路"} if matter is lamps else {})
            voice = _voice(matter, told, chance, where, "web", no)
            ready = suggestions.checked(voice, drive)
            suggestions.add(session, congress_id, drive, ready, no, "", begin + timedelta(hours=3 * no), rng)
        return drive.slug


def words(chance: random.Random, where: str) -> dict[str, str]:
    """What stands in the places of a text."""
    return {
        "r": chance.choice(ROADS),
        "v": chance.choice(VILLAGES),
        "e": chance.choice(ESTATES),
        "s": chance.choice(SCHOOLS),
        "t": where,
        "n": str(chance.randint(3, 30)),
    }


def _voice(matter: Matter, words: dict[str, str], chance: random.Random, where: str, channel: str, no: int) -> Voice:
    text = chance.choice(matter.texts).format(**words)
    village = words["v"] if words["v"] in text else ""
    named = channel in ("web", "station", "letter", "call") and chance.random() < 0.5
    # Numbers that no network gives out.
    phone = f"100{no:08}" if named else ""
    return Voice(
        text=text,
        category=matter.category,
        place=where,
        village=village,
        channel=channel,
        name=f"群众{no}" if named else "",
        phone=phone,
        source=f"RX{20260000 + no}" if channel == "hotline" else "",
    )


def _hear(
    session: Session, drive: Drive, place: Place, begin: datetime, chance: random.Random, rng: Rng, count: int
) -> dict[int, Matter]:
    """What came in, by id with its matter, from every channel; some places speak of the same matter again and again."""
    congress_id = drive.congress_id
    taken = begin + timedelta(days=DAYS - 2)
    listed = ImportedList(
        congress_id=congress_id,
        drive_id=drive.id,
        channel="hotline",
        filename="12345热线汇总.xlsx",
        sha256="0" * 64,
        rows=0,
        actor=CLERK.name,
        at=taken,
        started_at=taken,
        finished_at=taken,
    )
    session.add(listed)
    events = _events(session, drive, place, begin, chance)
    # First one from each channel, then one from each station, then as it comes.
    sure = len(WEIGHTS) + len(place.stations)
    matters = [one for one in MATTERS for _ in range(one.weight)]
    channels = [key for key, weight in WEIGHTS.items() for _ in range(weight)]
    last: tuple[Matter, str, dict[str, str]] | None = None
    heads: dict[tuple[str, str, str], Suggestion] = {}
    asked: dict[int, Matter] = {}
    for no in range(1, count + 1):
        if last is not None and chance.random() < 0.42:
            matter, where, told = last
        else:
            matter, where = chance.choice(matters), chance.choice(place.towns)
            told = words(chance, where)
        channel = list(WEIGHTS)[no - 1] if no <= len(WEIGHTS) else chance.choice(channels)
        # Most come in the first and in the last week.
        peaks = chance.gauss(3, 4), chance.gauss(DAYS - 4, 5), chance.uniform(0, DAYS)
        days = min(DAYS - 1, int(abs(chance.choice(peaks))))
        at = begin + timedelta(days=days, minutes=chance.randint(0, 540))
        origin: dict[str, int] = {}
        if len(WEIGHTS) < no <= sure:
            channel = "station"
            origin["station_id"], where = place.stations[no - len(WEIGHTS) - 1]
        elif channel == "station":
            origin["station_id"], where = chance.choice(place.stations)
        elif channel in events:
            event = chance.choice(events[channel])
            origin["event_id"] = event.id
            if event.station_id:
                origin["station_id"] = event.station_id
            at = datetime.combine(event.held_on, begin.timetz()) + timedelta(minutes=chance.randint(0, 180))
        elif channel == "hotline":
            origin["list_id"] = listed.id
            listed.rows += 1
        elif channel == "unit":
            origin["from_unit_id"] = place.units[matter.unit]
        elif channel == "town":
            origin["from_unit_id"] = place.units[where]
        told = told | {"t": where}
        by = "" if channel == "web" else CLERK.name
        spam = no > sure and chance.random() < 0.03
        voice = replace(_voice(matter, told, chance, where, channel, no), **origin)  # type: ignore[arg-type]
        if spam:
            voice = replace(voice, text=chance.choice(SPAM), village="")
        made = suggestions.add(session, congress_id, drive, suggestions.checked(voice, drive), no, by, at, rng)
        made.spam = spam
        if not spam and no % 97 == 0:
            made.withdrawn_at = at + timedelta(days=1)
            suggestions.note(session, made, "withdrawn", "", made.withdrawn_at)
        if spam:
            suggestions.note(session, made, "spam", CLERK.name, at + timedelta(hours=20))
            continue
        last = (matter, where, told)
        asked[made.id] = matter
        key = (matter.texts[0], where, told["e"] + told["r"])
        if made.withdrawn_at is None and (head := heads.setdefault(key, made)) is not made:
            made.merged_into_id = head.id
            when = begin + timedelta(days=DAYS, hours=2)
            suggestions.note(session, made, "merged", CLERK.name, when, f"第{head.no}号")
            suggestions.note(session, head, "took_in", CLERK.name, when, f"第{made.no}号")
    return asked


def _events(
    session: Session, drive: Drive, place: Place, begin: datetime, chance: random.Random
) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    query = select(Deputy.name).where(Deputy.congress_id == drive.congress_id).order_by(Deputy.id)
    turn = cycle(session.scalars(query).all())
    for kind, count in EVENTS:
        for _ in range(count):
            station_id, where = chance.choice(place.stations)
            found.setdefault(kind, []).append(
                Event(
                    congress_id=drive.congress_id,
                    drive_id=drive.id,
                    kind=kind,
                    title=f"{where}{CHANNELS[kind]}",
                    station_id=station_id if kind == "reception" else None,
                    place=f"{where}{chance.choice(VILLAGES)}",
                    held_on=begin.date() + timedelta(days=chance.randint(2, DAYS - 2)),
                    received=chance.randint(12, 60),
                    entered_by=CLERK.name,
                    deputies=list(islice(turn, 3)) if kind == "reception" else [],
                )
            )
    session.add_all(one for listed in found.values() for one in listed)
    session.flush()
    return found


def _handle(
    session: Session, drive: Drive, place: Place, asked: Mapping[int, Matter], begin: datetime, chance: random.Random
) -> None:
    """Release, hand over, answer and rate; a few are still with their units."""
    end = begin + timedelta(days=DAYS)
    heads = session.scalars(
        select(Suggestion)
        .where(
            Suggestion.drive_id == drive.id,
            Suggestion.merged_into_id.is_(None),
            Suggestion.spam.is_(False),
            Suggestion.withdrawn_at.is_(None),
        )
        .order_by(Suggestion.no)
    )
    marks: list[dict[str, object]] = []
    for count, one in enumerate(heads, start=1):
        matter = asked[one.id]
        seen = one.created_at + timedelta(hours=chance.randint(4, 40))
        if chance.random() < 0.93:
            one.published_title, one.published_text, one.published_at = one.title, one.text, seen
            suggestions.note(session, one, "released", CLERK.name, seen)
            one.supports = int(chance.expovariate(1 / (6 if matter.project in LISTED else 2)))
            marks += [{"suggestion_id": one.id, "device": chance.randbytes(32).hex()} for _ in range(one.supports)]
        given = end + timedelta(days=1)
        one.unit_id, one.assigned_at, one.due_on = place.units[matter.unit], given, (given + timedelta(days=30)).date()
        suggestions.note(session, one, "assigned", CLERK.name, given, matter.unit, {"期限": one.due_on.isoformat()})
        one.accepted_at = given + timedelta(days=1)
        suggestions.note(session, one, "accepted", matter.unit, one.accepted_at)
        one.version += 3
        if not matter.project and count % 7 == 0:
            continue
        _answer(session, one, matter, given, chance, drive.year, waits=not matter.project and count % 5 == 0)
    if marks:
        session.execute(insert(Support), marks)


def _answer(
    session: Session, one: Suggestion, matter: Matter, given: datetime, chance: random.Random, year: int, waits: bool
) -> None:
    if matter.project in LISTED:
        outcome = "adopted" if chance.random() < 0.7 else "partly"
    elif matter.project:
        outcome = chance.choice(("partly", "transferred", "declined"))
    else:
        outcome = "transferred" if chance.random() < 0.7 else "declined"
    told = {"year": year, "project": matter.project, "unit": matter.unit}
    reason = chance.choice(REPLIES[outcome]).format(**told)
    at = given + timedelta(days=chance.randint(3, 24))
    if waits:
        one.proposed_outcome, one.proposed_reason, one.proposed_at = outcome, reason, at
        suggestions.note(session, one, "proposed", matter.unit, at, str(OUTCOMES[outcome]), {"答复": reason})
        return
    suggestions.note(session, one, "proposed", matter.unit, at, str(OUTCOMES[outcome]), {"答复": reason})
    one.outcome, one.reason, one.answered_by = outcome, reason, CLERK.name
    one.answered_at = at + timedelta(days=1)
    suggestions.note(session, one, "answered", CLERK.name, one.answered_at, str(OUTCOMES[outcome]), {"答复": reason})
    if one.channel in ("web", "station", "reception") and chance.random() < 0.4:
        one.rating = chance.choices(tuple(RATINGS), (6, 3, 1) if outcome != "declined" else (2, 4, 4))[0]
        one.rated_at = one.answered_at + timedelta(days=2)
        suggestions.note(session, one, "rated", "", one.rated_at, str(RATINGS[one.rating]))
