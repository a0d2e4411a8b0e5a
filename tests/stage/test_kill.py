"""The server is killed while a hall casts over HTTP; it starts again, everybody retries, and every ballot is there once."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select

from voting import config as configuration
from voting import create_app
from voting.ballots import boxes, polling, preparing
from voting.ballots.models import Ballot, Participation
from voting.belenios import ballot, board, credentials, packing
from voting.commands.serve import prepare
from voting.commands.verify import run_verify
from voting.extensions import db
from voting.meetings import attendance, rounds
from voting.stage.meeting import OFFICE, Gathering, gather, make_cards, make_keys, now, seeded
from voting.stage.people import DeputyTablet
from voting.stage.server import free_port, running

DEPUTIES = 30
KILLS = (6, 18)
"""The server is killed as soon as so many ballots have been acknowledged."""


class Hall:
    """Deputies who press until their ballot is acknowledged."""

    def __init__(self, tablets: list[DeputyTablet]) -> None:
        self.tablets = tablets
        self.acknowledged: dict[str, str] = {}
        self.lock = threading.Lock()

    def press(self, tablet: DeputyTablet) -> None:
        """Send the ballot; no answer is no acknowledgement."""
        try:
            answer = tablet.cast()
        except (OSError, http.client.HTTPException):
            tablet.close()
            return
        assert answer.status == 200, answer.body
        with self.lock:
            self.acknowledged[tablet.number] = answer.json()["tracker"]

    def everybody(self) -> None:
        """All at once, those too who have their answer already."""
        with ThreadPoolExecutor(DEPUTIES) as pool:
            list(pool.map(self.press, self.tablets))

    def kill_after(self, count: int, pid: int) -> None:
        """End every process of the server at once when so many have their answer."""
        deadline = time.monotonic() + 20
        while len(self.acknowledged) < count and time.monotonic() < deadline:
            time.sleep(0.001)
        os.killpg(pid, signal.SIGKILL)


def test_killed_while_a_hall_casts(tmp_path: Path) -> None:
    (tmp_path / "mirror").mkdir()
    port = free_port()
    environ = {
        **os.environ,
        "VOTING_INSTANCE": str(tmp_path / "instance"),
        "VOTING_MIRROR": str(tmp_path / "mirror"),
        "VOTING_DATABASE_URL": "",
        "VOTING_BASE_ADDRESS": f"http://127.0.0.1:{port}",
    }
    config = configuration.from_environment(environ)
    prepare(environ)
    rng = seeded("killed")
    with create_app(config).app_context():
        gathering = gather(DEPUTIES, 12, 10, 2, config, rng)
        path = tmp_path / "vote.bel"
        mirror = tmp_path / "mirror" / gathering.uuid
        with running(environ, port) as pid:
            make_keys(gathering, port, rng)
            typed, _ = make_cards(gathering, rng)
            preparing.set_up_box(gathering.round_id, config, OFFICE, now(), rng)
            hall = Hall(arrive(gathering, port, typed))
            polling.open_round(gathering.round_id, None, OFFICE, now())
            fall(hall, KILLS[0], pid)
        for count in KILLS[1:]:
            acknowledged_is_archived(hall, environ, gathering, path, mirror)
            with running(environ, port) as pid:
                fall(hall, count, pid)
        acknowledged_is_archived(hall, environ, gathering, path, mirror)
        with running(environ, port):
            hall.everybody()
        assert len(hall.acknowledged) == DEPUTIES
        trackers = acknowledged_is_archived(hall, environ, gathering, path, mirror)
        assert sorted(trackers) == sorted(hall.acknowledged.values())
    assert run_verify(path, True, 1) == 0


def arrive(gathering: Gathering, port: int, typed: list[str]) -> list[DeputyTablet]:
    """Everybody signs in and encrypts."""
    tablets = [DeputyTablet(port, entry.number, entry.pin) for entry in gathering.passes]
    packed = packing.packing_for(12)
    for place, (tablet, card) in enumerate(zip(tablets, typed, strict=False)):
        tablet.arrive()
        row = packed.pack([1] * 10 + [2 if place % 2 else 0, 0])
        tablet.encrypt(gathering.uuid, credentials.from_typed(card), row, {}, seeded(f"ballot{place}"))
    assert attendance.present(gathering.meeting_id) == DEPUTIES
    db.session.rollback()
    return tablets


def fall(hall: Hall, count: int, pid: int) -> None:
    """Everybody presses; the server falls in the middle."""
    killer = threading.Thread(target=hall.kill_after, args=(count, pid))
    killer.start()
    hall.everybody()
    killer.join()
    assert len(hall.acknowledged) < DEPUTIES, "the server fell after everybody had been served"


def acknowledged_is_archived(
    hall: Hall, environ: dict[str, str], gathering: Gathering, path: Path, mirror: Path
) -> list[str]:
    """After a start, database, archive and mirror hold the same ballots, each once, and every acknowledged one."""
    prepare(environ)
    db.session.rollback()
    found = rounds.main_round(gathering.meeting_id)
    path.write_bytes(b"".join(boxes.stream(found)))
    trackers = [ballot.tracker(text) for text in board.read(path).ballots()]
    stored = list(db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == gathering.round_id)))
    voted = list(
        db.session.scalars(select(Participation.deputy_id).where(Participation.round_id == gathering.round_id))
    )
    assert sorted(stored) == sorted(trackers)
    assert len(set(trackers)) == len(trackers) == len(voted)
    assert set(hall.acknowledged.values()) <= set(trackers)
    entries = [(mirror / f"{height}.entry").read_bytes() for height in range(boxes.head_of(found).height + 1)]
    assert b"".join(entries) == path.read_bytes()
    db.session.rollback()
    return trackers
