"""A synthetic meeting for rehearsals and measurements, made by the same use cases as a real one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .. import config as configuration
from ..ballots import cards, following, preparing, rating
from ..belenios import credentials
from ..belenios.group import Rng
from ..config import Config
from ..congress import passwords
from ..congress.models import Congress
from ..deputies.roster import Pass
from ..extensions import db, writing
from ..journal.log import Actor
from ..meetings import entitled, setup
from ..meetings import officers as meetings_officers
from ..meetings.models import Meeting
from ..projects.candidates import Candidate, read_candidates, replace_list
from ..rules.grading import GradeRules
from ..rules.rules import Rules
from .demo.seed import people as synthetic_people
from .people import ScrutineerBrowser

OFFICE = Actor("演练", "工作人员")
PASSWORD = "rehearsal"  # noqa: S105


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def seeded(seed: str | None) -> Rng:
    """Random bytes: real ones, or for a seed a reproducible stream (a rehearsal's secrets protect nothing)."""
    if seed is None:
        return secrets.token_bytes
    counter = 0

    def rng(count: int) -> bytes:
        nonlocal counter
        counter += 1
        return hashlib.shake_256(f"{seed}|{counter}".encode()).digest(count)

    return rng


@dataclass(frozen=True)
class Gathering:
    """A meeting whose main round, or first rating, is frozen, with what its deputies hold in their hands."""

    congress_id: int
    meeting_id: int
    round_id: int
    uuid: str
    passes: list[Pass]
    usernames: list[str]
    """The scrutineers' accounts, the chief's first; their password is `PASSWORD`."""


def gather(
    deputies: int, candidates: int, choose: int, scrutineers: int, config: Config, rng: Rng, rated: bool = False
) -> Gathering:
    """Congress, meeting, roster, candidates, rules and officers; the list is frozen. Needs an application context.

    `rated`: a satisfaction rating of as many projects instead of a vote on them.
    """
    name = f"演练区第一届人民代表大会（{credentials.new_uuid(rng)[:6]}）"
    usernames, officers = [], []
    with writing() as session:
        congress = Congress(name=name)
        session.add(congress)
        session.flush()
        congress_id = congress.id
        for place in range(scrutineers):
            role = "scrutineer" if place else "chief_scrutineer"
            usernames.append(f"s{place}-{congress_id}")
            account = passwords.create(session, congress_id, usernames[-1], f"监票人{place + 1}", PASSWORD, [role])
            officers.append((account.id, role))
    meeting_id = setup.create_meeting(congress_id, "第一次会议", deputies, [], True, OFFICE, now(), rng).id
    passes = entitled.import_roster(meeting_id, synthetic_people(deputies, rng), config, OFFICE, now(), rng)
    meetings_officers.name_officers(meeting_id, officers, OFFICE, now())
    with writing() as session:
        # Nobody's act is easier here than in a real meeting.
        session.get_one(Meeting, meeting_id).second_person = True
    found = following.firsts(meeting_id)[1 if rated else 0]
    round_id, uuid = found.id, found.uuid
    listed = candidates_for(candidates)
    if rated:
        items: list[dict[str, object]] = [
            {
                "name": one.name,
                "content": "完成。",
                "unit": one.unit,
                "place": "",
                "investment_year": None,
                "deadline": "",
            }
            for one in listed
        ]
        rating.set_up(round_id, "民生实事项目满意度测评", items, GradeRules().to_dict(), OFFICE, now())
    else:
        replace_list(meeting_id, listed, OFFICE, now())
        preparing.set_rules(round_id, Rules(seats=choose).to_dict(), OFFICE, now())
    preparing.freeze(round_id, OFFICE, now())
    db.session.rollback()
    return Gathering(congress_id, meeting_id, round_id, uuid, passes, usernames)


def candidates_for(count: int) -> list[Candidate]:
    """The first real candidates, and invented ones beyond them."""
    content = (Path(configuration.__file__).parent / "stage" / "demo" / "candidates.csv").read_bytes()
    real = read_candidates(content, "candidates.csv").candidates
    more = [
        Candidate(name=f"民生实事候选项目（{no}）", content="演练用", unit="演练单位") for no in range(13, count + 1)
    ]
    return [*real, *more][:count]


def make_keys(gathering: Gathering, port: int, rng: Rng) -> list[ScrutineerBrowser]:
    """Every scrutineer signs in and makes a key."""
    found = []
    for username in gathering.usernames:
        browser = ScrutineerBrowser(port, username, PASSWORD, rng)
        browser.make_key(gathering.meeting_id)
        found.append(browser)
    return found


def make_cards(gathering: Gathering, rng: Rng) -> tuple[list[str], dict[str, Any]]:
    """The voting cards in their typed form, and the meeting's file they were made for."""
    described = cards.meeting_file(gathering.meeting_id)
    typed, publics = cards.make_cards(described["rounds"], described["cards"], rng)
    cards.accept_publics(gathering.meeting_id, publics, OFFICE, now(), "here")
    return typed, described
