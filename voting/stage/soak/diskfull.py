"""`voting soak diskfull`: a hall casts while the installation's disk fills up, or the one of the second copies."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ... import config as configuration
from ... import create_app
from ...ballots import checking, mirror, polling
from ...commands.serve import prepare
from ...config import Config
from ..meeting import OFFICE, now
from ..people import Browser
from ..server import free_port, running
from .hall import AT_ONCE, Faults, Hall, forget, opened, said

SMALL = 112
"""Megabytes of the small disk: room for an installation, and more than a second disk should have free."""
SPARE = 160 * 1024
"""Bytes, at most, that are left free: it is one ballot of the hall that finds no room."""
BEFORE = mirror.ROOM + 8 * 2**20
"""Bytes that are free when the hall begins to cast: as many as a second disk should have, and some."""
NEW, AGAIN = 3, 2
"""Tablets that send at the same time: for the first time, and what was acknowledged before."""


class NoDisk(Exception):
    """A small disk cannot be mounted here."""


@contextmanager
def small_disk(where: Path) -> Iterator[Path]:
    """A disk of `SMALL` megabytes in memory; raises `NoDisk` when this account may not mount one."""
    where.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}m,mode=700", "voting-soak", str(where)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NoDisk(str(error)) from error
    if done.returncode:
        raise NoDisk(done.stderr.strip())
    try:
        yield where
    finally:
        subprocess.run(["umount", "--lazy", str(where)], check=False)


class Filler:
    """A file that takes the room of a disk."""

    def __init__(self, disk: Path) -> None:
        self._path, self._disk = disk / "filler", disk

    def fill(self, spare: int) -> None:
        """Leave `spare` bytes."""
        with self._path.open("ab", buffering=0) as file, suppress(OSError):
            while (free := shutil.disk_usage(self._disk).free - spare) > 0:
                file.write(bytes(min(free, 2**20)))

    def free(self) -> None:
        """Give the room back."""
        self._path.unlink(missing_ok=True)


@dataclass
class Tally:
    """What came of it."""

    fillings: int = 0
    refused: int = 0
    """Ballots that were refused in words."""
    wrong: list[str] = field(default_factory=list)
    """What was not as promised."""
    ballots: int = 0
    faults: Faults = field(default_factory=Faults)

    def __str__(self) -> str:
        return (
            f"{self.fillings} times full, {self.refused} ballots refused in words, {self.ballots} acknowledged: "
            f"{self.faults}, {len(self.wrong)} answers not as promised"
        )


def run(options: argparse.Namespace) -> int:
    """Each story `options.times` times full: 0 all as promised, 1 not, 2 too few people, or no small disk here."""
    if options.deputies < options.times * (NEW + AT_ONCE):
        print(f"at least {NEW + AT_ONCE} deputies for each time that the disk is full", file=sys.stderr)
        return 2
    told = Tally()
    with tempfile.TemporaryDirectory(prefix="voting-soak-") as name:
        for story in (_own, _second, _second_required):
            scratch = Path(name) / story.__name__
            scratch.mkdir()
            try:
                with small_disk(scratch / "small") as disk:
                    story(disk, scratch, options, told)
            except NoDisk as error:
                print(f"a small disk cannot be mounted here, which needs root: {error}", file=sys.stderr)
                return 2
            except RuntimeError as error:
                told.wrong.append(f"{story.__name__}: {error}")
    for line in told.wrong:
        print(line, file=sys.stderr)
    print(told)
    return int(bool(told.faults or told.wrong))


def _own(disk: Path, scratch: Path, options: argparse.Namespace, told: Tally) -> None:
    """The installation's own disk: nobody votes on, everybody reads on."""
    with _vote(disk / "instance", None, False, scratch, options) as (hall, config):
        for _ in range(options.times):
            filler = Filler(disk)
            _press_until_refused(hall, filler, disk, "disk_full", told)
            _goes_on(hall, filler, told)
        _judge(hall, config, scratch, told)


def _second(disk: Path, scratch: Path, options: argparse.Namespace, told: Tally) -> None:
    """The disk of the second copies, without which the hall votes on; afterwards it gets what it lacks."""
    with _vote(scratch / "instance", disk, False, scratch, options) as (hall, config):
        filler = Filler(disk)
        filler.fill(0)
        told.fillings += 1
        answers = hall.press(hall.tablets)
        told.wrong += [f"refused for a second disk that is not demanded: {said(answer)}" for answer in answers]
        if mirror.problem(config) is None:
            told.wrong.append("nobody is told that the second disk is full")
        told.faults.compare(hall)
        filler.free()
        checking.compare_all(config)
        forget()
        _judge(hall, config, scratch, told)


def _second_required(disk: Path, scratch: Path, options: argparse.Namespace, told: Tally) -> None:
    """The disk of the second copies, without which nobody votes."""
    with _vote(scratch / "instance", disk, True, scratch, options) as (hall, config):
        for _ in range(options.times):
            filler = Filler(disk)
            _press_until_refused(hall, filler, disk, "mirror_away", told)
            _goes_on(hall, filler, told)
        _judge(hall, config, scratch, told)


@contextmanager
def _vote(
    instance: Path, second: Path | None, required: bool, scratch: Path, options: argparse.Namespace
) -> Iterator[tuple[Hall, Config]]:
    environ = {
        **os.environ,
        "VOTING_INSTANCE": str(instance),
        "VOTING_MIRROR": str(second or ""),
        "VOTING_MIRROR_REQUIRED": str(required),
        "VOTING_DATABASE_URL": "",
    }
    prepare(environ)
    config, port = configuration.from_environment(environ), free_port()
    with (
        (scratch / "server.log").open("ab") as log,
        create_app(config).app_context(),
        running(environ, port, log),
    ):
        yield opened(options.deputies, config, port), config
        forget()


def _press_until_refused(hall: Hall, filler: Filler, disk: Path, code: str, told: Tally) -> None:
    """The disk fills up while the hall casts; whoever is refused is told why, and is not in the box."""
    _forget_log(disk)
    filler.fill(BEFORE)
    filling = threading.Thread(target=filler.fill, args=(random.randrange(SPARE),))  # noqa: S311
    filling.start()
    told.fillings += 1
    refused = hall.press([*hall.waiting[:NEW], *hall.done[:AGAIN]])
    filling.join()
    refused += hall.press([*hall.waiting[:AT_ONCE], *hall.done[:AGAIN]])
    if not refused:
        told.wrong.append("nobody was refused on a full disk")
    told.refused += len(refused)
    if told.faults.compare(hall) - set(hall.acknowledged.values()):
        told.wrong.append("a ballot that was refused is in the box")
    told.wrong += _unread(hall)
    for answer in refused:
        in_words = answer.json().get("code") == code and "磁盘" in answer.json()["message"]
        if answer.status not in (503, 507) or not in_words:
            told.wrong.append(f"refused, but not in words: {said(answer)}")


def _forget_log(disk: Path) -> None:
    """In the room of what SQLite had to keep beside the database until now, it could go on for a while."""
    for path in disk.glob("instance/voting.sqlite3"):
        with closing(sqlite3.connect(path)) as link:
            link.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _unread(hall: Hall) -> list[str]:
    """The pages that cannot be read, by those who read while others vote."""
    tablet, scrutineer, uuid = hall.tablets[0], hall.scrutineers[0], hall.gathering.uuid
    stranger = Browser(tablet.connection.port)
    everybody = ("/", f"/rounds/{uuid}", f"/rounds/{uuid}/vote.bel", "/verify", "/sign-in", "/deputy/sign-in")
    asked: list[tuple[Browser, str]] = [(stranger, path) for path in everybody]
    asked += [(tablet, "/deputy/"), (scrutineer, "/scrutineer/")]
    found = [(path, browser.get(path)) for browser, path in asked]
    for browser in (stranger, tablet, scrutineer):
        browser.close()
    return [f"{path} is not read on a full disk: {said(answer)}" for path, answer in found if answer.status != 200]


def _goes_on(hall: Hall, filler: Filler, told: Tally) -> None:
    """There is room again: whoever was refused presses once more."""
    filler.free()
    answers = hall.press(hall.waiting[:AT_ONCE])
    told.wrong += [f"refused though there is room: {said(answer)}" for answer in answers]


def _judge(hall: Hall, config: Config, scratch: Path, told: Tally) -> None:
    told.wrong += [f"refused at the end: {said(answer)}" for answer in hall.press(hall.tablets)]
    told.faults.judge(hall, config, scratch / "vote.bel")
    told.ballots += len(hall.acknowledged)
    polling.close_round(hall.gathering.round_id, config, OFFICE, now())
    forget()
