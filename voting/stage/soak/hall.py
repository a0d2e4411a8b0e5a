"""The hall of a long run: deputies who press, what was acknowledged to them, and what of it is in the box."""

from __future__ import annotations

import copy
import http.client
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from ...ballots import boxes, mirror, polling, preparing
from ...ballots.models import Ballot, Participation
from ...belenios import ballot, board, credentials, election, packing
from ...belenios.verify import report
from ...config import Config
from ...extensions import db
from ...meetings.models import Round
from ..meeting import OFFICE, Gathering, gather, make_cards, make_keys, now, seeded
from ..people import Answer, DeputyTablet, ScrutineerBrowser

CANDIDATES, SEATS, SCRUTINEERS = 12, 10, 2
AT_ONCE = 8
"""Tablets that send at the same time."""


@dataclass
class Hall:
    """An open vote and its deputies, each with an encrypted ballot."""

    gathering: Gathering
    tablets: list[DeputyTablet]
    scrutineers: list[ScrutineerBrowser]
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Deputy's number → tracker."""

    @property
    def waiting(self) -> list[DeputyTablet]:
        """Those who have no answer yet."""
        return [tablet for tablet in self.tablets if tablet.number not in self.acknowledged]

    @property
    def done(self) -> list[DeputyTablet]:
        """Those who have their answer."""
        return [tablet for tablet in self.tablets if tablet.number in self.acknowledged]

    def press(self, tablets: Sequence[DeputyTablet]) -> list[Answer]:
        """All of them at once. An answer of 200 is an acknowledgement, no answer is none; gives the other answers."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(_press, tablets))
        for tablet, answer in zip(tablets, answers, strict=True):
            if answer is not None and answer.status == 200:
                self.acknowledged[tablet.number] = str(answer.json()["tracker"])
        return [answer for answer in answers if answer is not None and answer.status != 200]


def _press(tablet: DeputyTablet) -> Answer | None:
    try:
        return tablet.cast()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        tablet.close()


def at(tablet: DeputyTablet, port: int) -> DeputyTablet:
    """The same deputy with the same ballot before another server of the installation."""
    other = copy.copy(tablet)
    other.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    other.cookies = dict(tablet.cookies)
    return other


def opened(deputies: int, config: Config, port: int) -> Hall:
    """A meeting whose vote is open and whose deputies have signed in and encrypted, before the server at `port`.

    Needs an application context.
    """
    rng = seeded(None)
    gathering = gather(deputies, CANDIDATES, SEATS, SCRUTINEERS, config, rng)
    scrutineers = make_keys(gathering, port, rng)
    typed, _ = make_cards(gathering, rng)
    preparing.set_up_box(gathering.round_id, config, OFFICE, now(), rng)
    tablets = [DeputyTablet(port, entry.number, entry.pin) for entry in gathering.passes]
    parsed: dict[str, election.Election] = {}
    row = packing.packing_for(CANDIDATES).pack([1] * SEATS + [2] * (CANDIDATES - SEATS))
    for tablet, card in zip(tablets, typed, strict=False):
        tablet.arrive()
        tablet.encrypt(gathering.uuid, credentials.from_typed(card), row, parsed, rng)
        tablet.close()
    polling.open_round(gathering.round_id, None, OFFICE, now(), config)
    forget()
    return Hall(gathering, tablets, scrutineers)


@dataclass
class Faults:
    """What must not be; all zero is what is promised."""

    lost: int = 0
    """Acknowledged ballots that are not in the database, or not in the archive."""
    doubled: int = 0
    invalid: int = 0
    """Archives that are not valid, or not what the second disk has."""

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.invalid)

    def __str__(self) -> str:
        return f"{self.lost} lost, {self.doubled} doubled, {self.invalid} archives not valid"

    def compare(self, hall: Hall) -> set[str]:
        """Every acknowledged ballot is in database and archive, once; gives the trackers of what is there."""
        db.session.rollback()
        found = _round(hall)
        archived = [ballot.tracker(text) for text in board.parse(boxes.committed(found)).ballots()]
        stored = list(db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == found.id)))
        voted = list(db.session.scalars(select(Participation.deputy_id).where(Participation.round_id == found.id)))
        forget()
        trackers = set(hall.acknowledged.values())
        self.lost += len(trackers - set(stored)) + len(trackers - set(archived))
        self.doubled += len(archived) - len(set(archived))
        self.doubled += abs(len(archived) - len(stored)) + abs(len(voted) - len(stored))
        return set(stored)

    def judge(self, hall: Hall, config: Config, path: Path) -> None:
        """At the end: everybody's ballot and no other is in the archive, which is valid, and so on the second disk."""
        self.compare(hall)
        path.write_bytes(boxes.committed(_round(hall)))
        told = report(path)
        good = told.valid and told.ballots == len(hall.tablets) == len(hall.acknowledged)
        if config.mirror is not None:
            # An entry more is one whose transaction did not come to its end.
            good = good and mirror.read(config.mirror, hall.gathering.uuid).startswith(path.read_bytes())
        self.invalid += not good
        forget()


def _round(hall: Hall) -> Round:
    return db.session.get_one(Round, hall.gathering.round_id)


def forget() -> None:
    """Let go of the database: a server that starts after a kill must find it as the killed one left it."""
    db.session.remove()
    db.engine.dispose()


def said(answer: Answer) -> str:
    """What an answer says, for a person who looks for the reason."""
    try:
        told = json.loads(answer.body)
        return f"{answer.status} {told['code']}: {told['message']}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status} {answer.body[:200]!r}"
