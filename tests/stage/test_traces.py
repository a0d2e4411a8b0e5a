"""A vote over HTTP on a running server: no file of the installation, and nothing it says, joins ballot, deputy and time."""

from __future__ import annotations

import os
import random
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import pages

from voting import config as configuration
from voting import create_app
from voting.ballots import polling, preparing
from voting.belenios import ballot, credentials, packing
from voting.commands.serve import prepare
from voting.stage.meeting import OFFICE, gather, make_cards, make_keys, now, seeded
from voting.stage.people import DeputyTablet
from voting.stage.server import free_port, running

DEPUTIES = 24


@dataclass(frozen=True)
class Left:
    """What a finished vote leaves behind, and what only the test knows: who cast which ballot, in which order."""

    instance: Path
    said: str
    casts: list[tuple[str, DeputyTablet]]
    """Tracker and tablet, in the order of casting."""

    @property
    def numbers(self) -> list[str]:
        return [tablet.number for _, tablet in self.casts]

    @property
    def files(self) -> dict[str, bytes]:
        found = (path for path in self.instance.rglob("*") if path.is_file())
        return {str(path.relative_to(self.instance)): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Twenty-four deputies vote, some twice and some wrongly, in an order of their own; the round is closed."""
    folder = tmp_path_factory.mktemp("traces")
    port = free_port()
    environ = {**os.environ, "VOTING_INSTANCE": str(folder / "instance"), "VOTING_DATABASE_URL": ""}
    config = configuration.from_environment(environ)
    prepare(environ)
    rng = seeded("traces")
    with (folder / "said").open("wb") as said, create_app(config).app_context():
        gathering = gather(DEPUTIES, 12, 10, 2, config, rng)
        with running(environ, port, said):
            make_keys(gathering, port, rng)
            typed, _ = make_cards(gathering, rng)
            preparing.set_up_box(gathering.round_id, config, OFFICE, now(), rng)
            tablets = [DeputyTablet(port, entry.number, entry.pin) for entry in gathering.passes]
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(DeputyTablet.arrive, tablets))
            polling.open_round(gathering.round_id, None, OFFICE, now())
            mixed = random.Random(7)
            mixed.shuffle(tablets)
            drawn = typed[:DEPUTIES]
            mixed.shuffle(drawn)
            row = packing.packing_for(12).pack([1] * 10 + [2, 0])
            casts = []
            for tablet, card in zip(tablets, drawn, strict=True):
                tablet.encrypt(gathering.uuid, credentials.from_typed(card), row, {}, rng)
                assert tablet.cast().status == 200
                casts.append((ballot.tracker(tablet.ballot), tablet))
            for tablet in tablets[:3]:
                assert tablet.cast().status == 200
                tablet.ballot = tablet.ballot.replace('"response":"', '"response":"1', 1)
                assert tablet.cast().status == 400
            polling.close_round(gathering.round_id, config, OFFICE, now())
    return Left(config.instance, (folder / "said").read_text(), casts)


def test_an_installation_writes_these_files_and_no_log(left: Left) -> None:
    kinds = {re.sub(r"[A-Za-z0-9]{14,24}(?=\.(bel|key)$)", "ROUND", name) for name in left.files}
    kinds -= {"voting.sqlite3-wal", "voting.sqlite3-shm", "voting.sqlite3.turn"}
    assert kinds == {"voting.sqlite3", "keys/session.secret"} | {
        kind for kind in kinds if kind.startswith("keys/signing")
    }
    assert left.files.get("voting.sqlite3.turn", b"") == b""


def test_the_server_says_nothing(left: Left) -> None:
    assert left.said == ""


def test_outside_the_database_no_file_knows_a_deputy(left: Left) -> None:
    for name, content in left.files.items():
        if not name.startswith("voting.sqlite3"):
            names = [number for number in left.numbers if re.search(rb"\b%s\b" % number.encode(), content)]
            assert not names, name


def test_the_database_keeps_each_tracker_once_and_in_no_order_of_casting(left: Left) -> None:
    content = pages.beside_the_board(left.instance / "voting.sqlite3")
    places = {tracker: content.find(tracker.encode()) for tracker, _ in left.casts}
    assert all(content.count(tracker.encode()) == 1 for tracker in places)
    halves = {
        tracker: re.search(r'"credential":"([0-9a-f]{64})"', tablet.ballot).group(1)  # type: ignore[union-attr]
        for tracker, tablet in left.casts
    }
    by_place = sorted(places, key=lambda tracker: places[tracker])
    by_key = sorted(places, key=lambda tracker: halves[tracker])
    # Rows lie at the end of a page first: the file holds them in the order of their keys, forwards or backwards.
    assert by_place in (by_key, by_key[::-1])


def test_who_has_voted_is_kept_in_the_order_of_the_roster(left: Left) -> None:
    link = sqlite3.connect(left.instance / "voting.sqlite3")
    voted = [row[0] for row in link.execute("SELECT deputy_id FROM participation")]
    there = [row[0] for row in link.execute("SELECT deputy_id FROM attendance")]
    link.close()
    assert len(voted) == len(there) == DEPUTIES
    assert voted == sorted(voted)
    assert there == sorted(there)


def test_the_journal_has_no_entry_about_a_single_ballot(left: Left) -> None:
    link = sqlite3.connect(left.instance / "voting.sqlite3")
    told = "\n".join(str(row) for row in link.execute("SELECT * FROM journal_entry"))
    link.close()
    assert "结束投票" in told
    for tracker, tablet in left.casts:
        assert tracker not in told
        assert not re.search(rf"\b{tablet.number}\b", told)
