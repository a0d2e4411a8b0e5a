"""`voting soak kill`: a hall casts while the server is killed again and again, and a second one starts beside it."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ... import config as configuration
from ... import create_app
from ...ballots import polling
from ...commands.serve import WORKERS, prepare
from ...config import Config
from ..meeting import OFFICE, now
from ..people import Answer
from ..server import free_port
from .hall import Faults, Hall, at, opened, said
from .servers import Servers, loaded, members, until

WAYS = ("worker", "worker", "master", "worker", "group")
"""What is killed, in turn: one process that answers, the one that supervises them, or all at once."""
NEW, AGAIN, BESIDE = 3, 2, 2
"""Tablets that send at the moment of a kill: for the first time, what was acknowledged before, and what another server
gets at the same time."""
PAUSE, STAY = 3.0, 1.0
"""Seconds between two starts of a second server, and for how long it stays."""


@dataclass
class Tally:
    """What came of it."""

    killed: Counter[str] = field(default_factory=Counter)
    """By what was killed."""
    second_starts: int = 0
    failed_starts: int = 0
    second_port: int = 0
    """Where the second server answers, while it does."""
    pace: float = 0.15
    """How long a press of everybody takes, in seconds: a kill falls somewhere in it."""
    ballots: int = 0
    stopped: str = ""
    """Why the run could not go on."""
    faults: Faults = field(default_factory=Faults)

    @property
    def kills(self) -> int:
        """How many so far."""
        return self.killed.total()

    def __str__(self) -> str:
        ways = ", ".join(f"{self.killed[way]} {way}" for way in dict.fromkeys(WAYS))
        starts = f"{self.second_starts} starts of a second server, {self.failed_starts} that failed"
        return f"{self.kills} kills ({ways}), {starts}, {self.ballots} ballots acknowledged: {self.faults}"


def run(options: argparse.Namespace) -> int:
    """Kill `options.kills` times; exit 0 only if nothing was lost, nothing doubled and every archive is valid."""
    told = Tally()
    with tempfile.TemporaryDirectory(prefix="voting-soak-") as name, (Path(name) / "server.log").open("a+b") as log:
        scratch = Path(name)
        (scratch / "mirror").mkdir()
        environ = {
            **os.environ,
            "VOTING_INSTANCE": str(scratch / "instance"),
            "VOTING_MIRROR": str(scratch / "mirror"),
            "VOTING_DATABASE_URL": options.database_url,
        }
        prepare(environ)
        config = configuration.from_environment(environ)
        try:
            with (
                create_app(config).app_context(),
                loaded(environ, log) as servers,
                _second_starts(servers, told),
            ):
                while told.kills < options.kills:
                    _meeting(servers, config, options, told, scratch / "vote.bel")
        except RuntimeError as error:
            told.stopped = str(error)
        failed = bool(told.faults or told.failed_starts or told.stopped)
        if failed:
            print(_last(log), told.stopped, sep="\n", file=sys.stderr)
    print(told)
    return int(failed)


def _last(log: IO[bytes]) -> str:
    log.seek(0)
    return "\n".join(log.read().decode("utf-8", "replace").splitlines()[-40:])


def _meeting(servers: Servers, config: Config, options: argparse.Namespace, told: Tally, path: Path) -> None:
    """One vote; the server is killed until everybody has an answer or the kills are done."""
    port = free_port()
    server = servers.start(port)
    hall = opened(options.deputies, config, port)
    left: int | None = None
    while told.kills < options.kills and hall.waiting:
        way = WAYS[told.kills % len(WAYS)]
        _fall(hall, server, way, told)
        told.killed[way] += 1
        if way == "worker":
            _replaced(server)
        else:
            # The next one starts at once: what is left of this one is beside it for a while.
            left, server = server, servers.start(port)
        told.faults.compare(hall)
        if left is not None:
            servers.gone(left)
            left = None
        print(f"{told.kills} kills: {told.faults}", flush=True)
    _refused(hall.press(hall.tablets))
    told.faults.judge(hall, config, path)
    told.ballots += len(hall.acknowledged)
    polling.close_round(hall.gathering.round_id, config, OFFICE, now())
    servers.end(server)


def _fall(hall: Hall, server: int, way: str, told: Tally) -> None:
    """Some press; in the middle of it something is killed."""
    new = hall.waiting[:NEW]
    chosen = [*new, *random.sample(hall.done, min(len(hall.done), AGAIN))]
    if told.second_port:
        chosen += [at(tablet, told.second_port) for tablet in new[:BESIDE]]
    victim = random.choice(sorted(members(server) - {server})) if way == "worker" else server  # noqa: S311
    end: Callable[[int, int], None] = os.killpg if way == "group" else os.kill
    moment = random.uniform(0, told.pace)  # noqa: S311

    def kill() -> None:
        time.sleep(moment)
        with suppress(ProcessLookupError):
            end(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    began = time.monotonic()
    killer.start()
    _refused(hall.press(chosen))
    if way == "worker":
        told.pace = (told.pace + min(time.monotonic() - began, 2.0)) / 2
    killer.join()


def _refused(answers: list[Answer]) -> None:
    """Raises `RuntimeError` when an honest ballot was refused otherwise than for being too many at once."""
    for answer in answers:
        if answer.status != 503:
            raise RuntimeError(f"an honest ballot was refused: {said(answer)}")


def _replaced(server: int) -> None:
    """The master goes on with as many processes as before."""
    until(lambda: len(members(server) - {server}) == WORKERS, "no other process took the place of one that was killed")
    if server not in members(server):
        raise RuntimeError("the master ended when one of its processes was killed")


@contextmanager
def _second_starts(servers: Servers, told: Tally) -> Iterator[None]:
    """Every few seconds a second server starts as an operator starts it, and ends again."""
    ended = threading.Event()

    def again() -> None:
        while not ended.wait(PAUSE):
            port = free_port()
            try:
                group = servers.start(port, "serve")
                told.second_starts += 1
                told.second_port = port
                ended.wait(STAY)
                told.second_port = 0
                servers.end(group)
            except (RuntimeError, ValueError, OSError) as error:
                told.failed_starts += 1
                print(f"a second server failed: {error}", file=sys.stderr)

    other = threading.Thread(target=again)
    other.start()
    try:
        yield
    finally:
        ended.set()
        other.join()
