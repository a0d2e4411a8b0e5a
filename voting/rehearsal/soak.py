"""`voting soak kill`: a hall casts while the server is killed again and again, and a second one starts beside it."""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from .. import config as configuration
from .. import create_app
from ..ballots import boxes, preparing, rounds
from ..ballots.models import Ballot, Participation, Round
from ..belenios import ballot, board, credentials, packing
from ..belenios.verify import report
from ..config import Config
from ..extensions import db
from ..serving import prepare
from .meeting import OFFICE, Gathering, gather, make_cards, make_keys, now, seeded
from .people import DeputyTablet
from .server import free_port, running

CANDIDATES, SEATS, SCRUTINEERS = 12, 10, 2
PRESSING = 8
"""Tablets that send at the moment of a kill; a quarter of them send what was acknowledged before."""


@dataclass
class Tally:
    """What came of it."""

    kills: int = 0
    second_starts: int = 0
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Deputy's number in this meeting → tracker."""
    ballots: int = 0
    lost: int = 0
    doubled: int = 0
    invalid: int = 0


def run(options: argparse.Namespace) -> int:
    """Kill `options.kills` times; exit 0 only if nothing was lost, nothing doubled and every archive is valid."""
    told = Tally()
    with tempfile.TemporaryDirectory(prefix="voting-soak-") as scratch:
        environ = {
            **os.environ,
            "VOTING_INSTANCE": str(Path(scratch) / "instance"),
            "VOTING_DATABASE_URL": options.database_url,
        }
        prepare(environ)
        config = configuration.from_environment(environ)
        with create_app(config).app_context():
            while told.kills < options.kills:
                _meeting(environ, config, options, told, Path(scratch) / "vote.bel")
    print(
        f"{told.kills} kills, {told.second_starts} starts of a second server, {told.ballots} ballots acknowledged: "
        f"{told.lost} lost, {told.doubled} doubled, {told.invalid} archives not valid"
    )
    return int(bool(told.lost or told.doubled or told.invalid))


def _meeting(environ: dict[str, str], config: Config, options: argparse.Namespace, told: Tally, path: Path) -> None:
    """One vote; the server is killed until everybody has an answer or the kills are done."""
    port, rng = free_port(), seeded(None)
    gathering = gather(options.deputies, CANDIDATES, SEATS, SCRUTINEERS, config, rng)
    with running(environ, port):
        make_keys(gathering, port, rng)
        typed, _ = make_cards(gathering, rng)
        preparing.set_up_box(gathering.round_id, config, OFFICE, now(), rng)
        tablets = _arrive(gathering, port, typed)
        rounds.open_round(gathering.round_id, None, OFFICE, now(), config)
    told.acknowledged = {}
    while told.kills < options.kills and len(told.acknowledged) < len(tablets):
        with _beside(environ, told), running(environ, port) as pid:
            _fall(tablets, pid, told)
        told.kills += 1
        _compare(gathering, told)
        print(f"{told.kills} kills, {told.lost} lost, {told.doubled} doubled", flush=True)
    with running(environ, port):
        _press(tablets, told)
    _compare(gathering, told)
    told.ballots += len(told.acknowledged)
    db.session.rollback()
    path.write_bytes(b"".join(boxes.stream(db.session.get_one(Round, gathering.round_id))))
    found = report(path)
    told.invalid += not (found.valid and found.ballots == len(tablets))
    rounds.close_round(gathering.round_id, config, OFFICE, now())


def _arrive(gathering: Gathering, port: int, typed: Sequence[str]) -> list[DeputyTablet]:
    tablets = [DeputyTablet(port, entry.number, entry.pin) for entry in gathering.passes]
    row = packing.packing_for(CANDIDATES).pack([1] * SEATS + [2] * (CANDIDATES - SEATS))
    for tablet, card in zip(tablets, typed, strict=False):
        tablet.arrive()
        tablet.encrypt(gathering.uuid, credentials.from_typed(card), row, {}, seeded(None))
        tablet.close()
    return tablets


@contextmanager
def _beside(environ: dict[str, str], told: Tally) -> Iterator[None]:
    """A second server starts meanwhile, each third time."""
    if told.kills % 3:
        yield
        return
    told.second_starts += 1

    def start() -> None:
        with running(environ, free_port()):
            time.sleep(0.2)

    other = threading.Thread(target=start)
    other.start()
    yield
    other.join()


def _fall(tablets: list[DeputyTablet], pid: int, told: Tally) -> None:
    waiting = [tablet for tablet in tablets if tablet.number not in told.acknowledged]
    done = [tablet for tablet in tablets if tablet.number in told.acknowledged]
    chosen = [*waiting[: PRESSING * 3 // 4], *random.sample(done, min(len(done), PRESSING // 4))]
    moment = random.uniform(0, 0.15)  # noqa: S311

    def kill() -> None:
        time.sleep(moment)
        os.killpg(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    _press(chosen, told)
    killer.join()


def _press(tablets: Sequence[DeputyTablet], told: Tally) -> None:
    """All at once; no answer is no acknowledgement. Raises `RuntimeError` when an honest ballot is refused."""

    def press(tablet: DeputyTablet) -> tuple[str, str] | None:
        try:
            answer = tablet.cast()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            tablet.close()
        if answer.status >= 500:
            return None
        if answer.status != 200:
            raise RuntimeError(f"an honest ballot was refused: {answer.status} {answer.body[:200]!r}")
        return tablet.number, str(answer.json()["tracker"])

    with ThreadPoolExecutor(PRESSING) as pool:
        told.acknowledged.update(filter(None, pool.map(press, tablets)))


def _compare(gathering: Gathering, told: Tally) -> None:
    """Every acknowledged ballot is in database and archive, once."""
    db.session.rollback()
    found = db.session.get_one(Round, gathering.round_id)
    read = board.parse(b"".join(boxes.stream(found)))
    archived = [ballot.tracker(text) for text in read.ballots()]
    stored = list(db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == found.id)))
    voted = list(db.session.scalars(select(Participation.deputy_id).where(Participation.round_id == found.id)))
    trackers = set(told.acknowledged.values())
    told.lost += len(trackers - set(stored)) + len(trackers - set(archived))
    told.doubled += len(archived) - len(set(archived))
    told.doubled += abs(len(archived) - len(stored)) + abs(len(voted) - len(stored))
    db.session.rollback()
    if told.lost or told.doubled:
        print("a ballot was lost or doubled", file=sys.stderr)
