"""Who waits for the database is told so in time, and those who only read go on."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import stage

from voting import extensions
from voting.ballots import casting, polling
from voting.config import Config
from voting.errors import Busy, DiskFull
from voting.extensions import db


@pytest.fixture
def vote(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> stage.Stage:
    vote = stage.opened(config)
    monkeypatch.setattr(extensions, "TURN_SECONDS", 0.2)
    monkeypatch.setattr(extensions, "PLACE_SECONDS", 0.2)
    return vote


@pytest.fixture
def stuck(vote: stage.Stage) -> Iterator[None]:
    """Somebody else writes and does not end."""
    with (vote.config.instance / "voting.sqlite3.turn").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_a_ballot_that_gets_no_turn_is_refused_in_words_and_taken_later(vote: stage.Stage) -> None:
    text = vote.ballot(0)
    with (vote.config.instance / "voting.sqlite3.turn").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            casting.cast(vote.uuid, vote.deputies[0], text, vote.config)
    casting.cast(vote.uuid, vote.deputies[0], text, vote.config)
    assert polling.figures(vote.round).returned == 1


@pytest.mark.usefixtures("stuck")
def test_pages_are_read_while_nobody_can_write(vote: stage.Stage, client: FlaskClient) -> None:
    assert client.get(f"/rounds/{vote.uuid}/head").status_code == 200
    assert client.get(f"/rounds/{vote.uuid}/vote.bel").status_code == 200


@pytest.mark.usefixtures("stuck")
def test_writers_never_take_every_thread(app: Flask, vote: stage.Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """While three wait for a long time, the fourth is refused soon."""
    monkeypatch.setattr(extensions, "TURN_SECONDS", 3.0)
    texts = [vote.ballot(place) for place in range(4)]
    refused: list[int] = []

    def press(place: int) -> None:
        with app.app_context():
            try:
                casting.cast(vote.uuid, vote.deputies[place], texts[place], vote.config)
            except Busy:
                refused.append(place)
            db.session.remove()

    writers = [threading.Thread(target=press, args=(place,)) for place in range(3)]
    for writer in writers:
        writer.start()
    while extensions._places._value:
        time.sleep(0.01)
    press(3)
    assert refused == [3]
    for writer in writers:
        writer.join()
    assert sorted(refused) == [0, 1, 2, 3]


def test_a_full_disk_refuses_in_words_and_goes_on_when_there_is_room(vote: stage.Stage) -> None:
    texts = [vote.ballot(place) for place in range(len(vote.deputies))]

    def everybody() -> None:
        for deputy, text in zip(vote.deputies, texts, strict=True):
            casting.cast(vote.uuid, deputy, text, vote.config)

    db.session.rollback()
    link = db.session.connection()
    link.exec_driver_sql(f"PRAGMA max_page_count={link.exec_driver_sql('PRAGMA page_count').scalar()}")
    with pytest.raises(DiskFull) as caught:
        everybody()
    assert caught.value.code == "disk_full"
    assert polling.figures(vote.round).returned < len(texts)
    db.session.connection().exec_driver_sql("PRAGMA max_page_count=1000000")
    everybody()
    assert polling.figures(vote.round).returned == len(texts)
