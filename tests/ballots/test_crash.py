"""A crash at any point of casting: ballots and board agree afterwards, and nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, update
from support import stage

from voting.ballots import boxes, casting, mirror, polling
from voting.ballots.models import BoardEntry
from voting.belenios import verify as verification
from voting.config import Config
from voting.extensions import db, writing


class Crash(Exception):
    """The power goes."""


@pytest.fixture
def vote(app: Flask, tmp_path: Path) -> stage.Stage:
    config = Config(instance=tmp_path / "instance", mirror=tmp_path / "mirror", testing=True)
    (tmp_path / "mirror").mkdir()
    vote = stage.opened(config)
    casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    return vote


def crash_at_commit(vote: stage.Stage, deputy: int, text: bytes) -> None:
    def fall(connection: object) -> None:
        raise Crash

    event.listen(db.engine, "commit", fall)
    try:
        with pytest.raises(Crash):
            casting.cast(vote.uuid, vote.deputies[deputy], text, vote.config)
    finally:
        event.remove(db.engine, "commit", fall)
    db.session.remove()


def test_a_ballot_that_was_never_committed_is_nowhere_but_on_the_second_disk(vote: stage.Stage) -> None:
    committed = boxes.committed(vote.round)
    crash_at_commit(vote, 1, vote.ballot(1))
    assert boxes.committed(vote.round) == committed
    assert b"".join(boxes.stream(vote.round)) == committed
    assert polling.figures(vote.round).returned == 1


def test_the_next_ballot_takes_its_place(vote: stage.Stage) -> None:
    crash_at_commit(vote, 1, vote.ballot(1))
    again = vote.ballot(1)
    casting.cast(vote.uuid, vote.deputies[2], vote.ballot(2), vote.config)
    casting.cast(vote.uuid, vote.deputies[1], again, vote.config)
    found = verification.report(vote.archive, 1)
    assert (found.valid, found.ballots) == (True, 3)
    assert vote.config.mirror is not None
    assert mirror.read(vote.config.mirror, vote.uuid) == boxes.committed(vote.round)


def test_a_full_disk_refuses_the_ballot(vote: stage.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    text = vote.ballot(1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mirror, "put", full)
    with pytest.raises(OSError, match="No space"):
        casting.cast(vote.uuid, vote.deputies[1], text, vote.config)
    assert polling.figures(vote.round).returned == 1
    monkeypatch.undo()
    casting.cast(vote.uuid, vote.deputies[1], text, vote.config)
    assert polling.figures(vote.round).returned == 2


def test_an_archive_whose_rows_do_not_lead_to_the_head_is_never_given_whole(vote: stage.Stage) -> None:
    whole = boxes.committed(vote.round)
    with writing() as session:
        session.execute(update(BoardEntry).where(BoardEntry.height == 1).values(payload="{}"))
    with pytest.raises(boxes.Damaged):
        boxes.committed(vote.round)
    parts = []
    with pytest.raises(boxes.Damaged):
        parts += boxes.stream(vote.round)
    assert len(b"".join(parts)) < len(whole)
