"""Archives that lay in files are taken over into the table; one that is not sound stops the upgrade."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from support import postgres
import pytest
from support import stage
from alembic.migration import MigrationContext
from flask import current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from voting import create_app
from voting.ballots import boxes, casting, server_key
from voting.config import Config
from voting.errors import Conflict
from voting.extensions import db
from voting.upgrading import upgrade_database

BEFORE = "0014"


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[stage.Stage, bytes]]:
    """An installation of the version before, with two ballots in an open box, the archive and the key it wrote."""
    address = ""
    if request.param == "postgresql":
        address = postgres.new_database(request.getfixturevalue("postgresql"), f"archives_{uuid4().hex}")
    config = Config(instance=tmp_path, testing=True, database_url=address)
    with create_app(config).app_context():
        upgrade()
        vote = stage.opened(config)
        for place in range(2):
            casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
        archive = boxes.committed(vote.round)
        secret = server_key.private(db.session(), config, vote.round)
        (config.keys / f"{vote.uuid}.key").write_text(json.dumps(str(secret)))
        db.session.remove()
        downgrade(revision=BEFORE)
        (tmp_path / "boards").mkdir()
        yield vote, archive
        db.session.remove()
        db.engine.dispose()


def file_of(vote: stage.Stage) -> Path:
    return vote.config.instance / "boards" / f"{vote.uuid}.bel"


def refused(file: Path) -> None:
    """The upgrade stops, names round and file, and leaves the database as it was."""
    with pytest.raises(Conflict) as caught:
        upgrade_database(current_app)
    assert str(file) in caught.value.message
    assert "票决" in caught.value.message
    with db.engine.connect() as link:
        assert MigrationContext.configure(link).get_current_revision() == BEFORE
        assert "board_entry" not in inspect(link).get_table_names()


def test_an_archive_is_taken_over_to_the_byte_and_the_vote_goes_on(old: tuple[stage.Stage, bytes]) -> None:
    vote, archive = old
    # A crash may have left a ballot that was never acknowledged.
    file_of(vote).write_bytes(archive + b"half a ballot")
    upgrade()
    assert boxes.committed(vote.round) == archive
    casting.cast(vote.uuid, vote.deputies[2], vote.ballot(2), vote.config)
    stage.close(vote)
    stage.count(vote)
    assert vote.round.state == "counted"


def _flip(archive: bytes) -> bytes:
    return archive[:-700] + bytes([archive[-700] ^ 1]) + archive[-699:]


@pytest.mark.parametrize("harm", [lambda whole: whole[:-1000], _flip, lambda whole: b"", None])
def test_a_damaged_or_missing_one_stops_the_upgrade_and_nothing_changes(
    old: tuple[stage.Stage, bytes], harm: Callable[[bytes], bytes] | None
) -> None:
    vote, archive = old
    if harm is not None:
        file_of(vote).write_bytes(harm(archive))
    refused(file_of(vote))
    file_of(vote).write_bytes(archive)
    upgrade()
    assert boxes.committed(vote.round) == archive


@pytest.mark.parametrize("found", ["", json.dumps("7")])
def test_a_lost_or_foreign_server_key_stops_the_upgrade_and_nothing_changes(
    old: tuple[stage.Stage, bytes], found: str
) -> None:
    vote, archive = old
    file_of(vote).write_bytes(archive)
    key = vote.config.keys / f"{vote.uuid}.key"
    kept = key.read_text()
    key.write_text(found)
    refused(key)
    key.write_text(kept)
    upgrade()
    casting.cast(vote.uuid, vote.deputies[2], vote.ballot(2), vote.config)
