"""The server is started a second time while a vote is open: nothing happens to the vote, and both servers serve it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from support import stage

from voting import config as configuration
from voting import create_app
from voting.ballots import boxes
from voting.ballots.models import Ballot
from voting.belenios import verify
from voting.commands.serve import prepare
from voting.extensions import db

DEPUTIES = 6


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "mirror").mkdir()
    return {**os.environ, "VOTING_INSTANCE": str(tmp_path / "instance"), "VOTING_MIRROR": str(tmp_path / "mirror")}


def started(environ: dict[str, str]) -> Flask:
    """One more server on the same database."""
    prepare(environ)
    app = create_app(configuration.from_environment(environ))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_a_second_start_while_the_vote_is_open_harms_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    first = started(environ)
    with first.app_context():
        vote = stage.opened(configuration.from_environment(environ), deputies=DEPUTIES)
        ballots = [vote.ballot(place) for place in range(DEPUTIES)]
        db.session.remove()
    servers, archive = [first], b""
    for place, (held, text) in enumerate(zip(vote.passes, ballots, strict=True)):
        if place % 2:
            servers.append(started(environ))
        client = servers[place % len(servers)].test_client()
        client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin, "meeting": vote.meeting_id})
        answer = client.post(f"/deputy/rounds/{vote.uuid}/ballot", data=text, content_type="application/json")
        assert answer.status_code == 200, answer.text
        served = {one.test_client().get(f"/rounds/{vote.uuid}/vote.bel").data for one in servers}
        assert len(served) == 1
        (now,) = served
        assert now.startswith(archive)
        archive = now
    with first.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ballot)) == DEPUTIES
        assert boxes.committed(vote.round) == archive
    entries = sorted((tmp_path / "mirror" / vote.uuid).iterdir(), key=lambda path: int(path.stem))
    assert b"".join(path.read_bytes() for path in entries) == archive
    path = tmp_path / "vote.bel"
    path.write_bytes(archive)
    found = verify.report(path, 1)
    assert (found.valid, found.ballots) == (True, DEPUTIES)
