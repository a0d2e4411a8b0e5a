"""A crash at any point of casting: database and board agree afterwards, and nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import stage
from flask import Flask
from sqlalchemy import event

from voting.ballots import boxes, casting, rounds
from voting.belenios import board
from voting.belenios import verify as verification
from voting.config import Config
from voting.extensions import db


class Crash(Exception):
    """The power goes."""


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
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


def path(vote: stage.Stage) -> Path:
    return boxes.path_of(vote.config, vote.uuid)


def test_a_ballot_in_the_file_that_was_never_committed_is_forgotten_at_the_start(vote: stage.Stage) -> None:
    committed = path(vote).read_bytes()
    crash_at_commit(vote, 1, vote.ballot(1))
    assert len(path(vote).read_bytes()) > len(committed)
    assert boxes.committed(vote.config, vote.round) == committed, "the public sees what is committed, at every moment"
    boxes.reconcile_all(vote.config)
    assert path(vote).read_bytes() == committed
    assert rounds.figures(vote.round).returned == 1


def test_without_a_restart_the_next_ballot_takes_the_place(vote: stage.Stage) -> None:
    crash_at_commit(vote, 1, vote.ballot(1))
    again = vote.ballot(1)
    casting.cast(vote.uuid, vote.deputies[2], vote.ballot(2), vote.config)
    casting.cast(vote.uuid, vote.deputies[1], again, vote.config)
    assert board.read(path(vote)).head == boxes.head_of(vote.round)
    assert len(board.read(path(vote)).ballots()) == 3
    assert verification.report(path(vote), 1).valid


def test_half_a_ballot_in_the_file(vote: stage.Stage) -> None:
    committed = path(vote).read_bytes()
    crash_at_commit(vote, 1, vote.ballot(1))
    path(vote).write_bytes(path(vote).read_bytes()[: len(committed) + 700])
    boxes.reconcile_all(vote.config)
    assert path(vote).read_bytes() == committed
    casting.cast(vote.uuid, vote.deputies[1], vote.ballot(1), vote.config)
    assert verification.report(path(vote), 1).valid


def test_the_mirror_is_brought_back_too(app: Flask, tmp_path: Path) -> None:
    config = Config(instance=tmp_path / "instance", mirror=tmp_path / "mirror", testing=True)
    vote = stage.opened(config)
    casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    crash_at_commit(vote, 1, vote.ballot(1))
    boxes.reconcile_all(config)
    assert (tmp_path / "mirror" / path(vote).name).read_bytes() == path(vote).read_bytes()


def test_a_full_disk_refuses_the_ballot(vote: stage.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    text = vote.ballot(1)

    def full(*_: object) -> board.Head:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(board, "append_ballot", full)
    with pytest.raises(OSError, match="No space"):
        casting.cast(vote.uuid, vote.deputies[1], text, vote.config)
    monkeypatch.undo()
    assert rounds.figures(vote.round).returned == 1
    casting.cast(vote.uuid, vote.deputies[1], text, vote.config)
    assert rounds.figures(vote.round).returned == 2
