"""Other starts of the server while a hall votes harm nothing."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from support import postgres, stage

from voting import config as configuration
from voting import create_app
from voting.ballots import boxes, casting
from voting.belenios import verify
from voting.commands.serve import prepare
from voting.extensions import db

DEPUTIES = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    address = ""
    if request.param == "postgresql":
        address = postgres.new_database(request.getfixturevalue("postgresql"), "starts")
    return {**os.environ, "VOTING_INSTANCE": str(tmp_path / "instance"), "VOTING_DATABASE_URL": address}


def test_starts_beside_casting_leave_every_ballot(environ: dict[str, str], tmp_path: Path) -> None:
    prepare(environ)
    config = configuration.from_environment(environ)
    ended = threading.Event()
    starts: list[int] = []

    def start_again() -> None:
        while not ended.is_set():
            prepare(environ)
            starts.append(1)

    with create_app(config).app_context():
        vote = stage.opened(config, deputies=DEPUTIES)
        other = threading.Thread(target=start_again)
        other.start()
        try:
            place = 0
            while place < DEPUTIES and other.is_alive():
                casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
                place += 1
        finally:
            ended.set()
            other.join()
        assert starts
        assert place == DEPUTIES
        archive = tmp_path / "vote.bel"
        archive.write_bytes(b"".join(boxes.stream(vote.round)))
        found = verify.report(archive)
        assert (found.valid, found.ballots) == (True, DEPUTIES)
        assert vote.round.stopped is None
        db.session.remove()
        db.engine.dispose()
