"""Ballots through the HTTP door: every bad one gets its stable code, a Chinese sentence, and leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from support import stage

from voting.ballots import boxes
from voting.ballots.models import Ballot, Participation
from voting.belenios import credentials
from voting.config import Config
from voting.extensions import db
from voting.meetings import attendance


@pytest.fixture
def web(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    app = make_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


class Hall:
    """An open vote and deputies at their tablets."""

    def __init__(
        self, app: Flask, config: Config, make: Callable[..., stage.Stage] = stage.opened, **options: Any
    ) -> None:
        self.app = app
        with app.app_context():
            self.vote = make(config, **options)
            self.ballots = [self.vote.ballot(card) for card in range(4)] if self.vote.typed else []
            db.session.remove()

    def tablet(self, place: int = 0) -> FlaskClient:
        client = self.app.test_client()
        found = self.vote.passes[place]
        form = {"number": found.number, "pin": found.pin, "meeting": self.vote.meeting_id}
        assert client.post("/deputy/sign-in", data=form).status_code == 302
        return client

    def cast(self, text: bytes, client: FlaskClient | None = None, uuid: str = "") -> tuple[int, dict[str, Any]]:
        address = f"/deputy/rounds/{uuid or self.vote.uuid}/ballot"
        answer = (client or self.tablet()).post(address, data=text, content_type="application/json")
        return answer.status_code, answer.get_json()

    def inside(self) -> tuple[int, int, bytes]:
        """What is stored: ballots, participations, the board."""
        with self.app.app_context():
            rows = [len(db.session.scalars(select(table)).all()) for table in (Ballot.tracker, Participation.deputy_id)]
            raw = boxes.committed(self.vote.round) if self.vote.typed else b""
            db.session.remove()
            return rows[0], rows[1], raw

    def refused(self, text: bytes, client: FlaskClient | None = None, uuid: str = "") -> tuple[int, str]:
        before = self.inside()
        status, body = self.cast(text, client, uuid)
        assert self.inside() == before, "a refused ballot left a trace"
        assert any("\u4e00" <= letter <= "\u9fff" for letter in body["message"])
        return status, body["code"]


@pytest.fixture
def hall(web: Flask, config: Config) -> Hall:
    return Hall(web, config)


def changed(text: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(text)
    change(value)
    return json.dumps(value, separators=(",", ":")).encode()


def other_proof(value: dict[str, Any]) -> None:
    value["answers"][0]["proof"]["response"] = "1"


def other_answer(value: dict[str, Any]) -> None:
    choices = value["answers"][0]["choices"]
    choices["alpha"], choices["beta"] = choices["beta"], choices["alpha"]


def other_signature(value: dict[str, Any]) -> None:
    value["signature"]["proof"]["response"] = "1"


def no_point(value: dict[str, Any]) -> None:
    value["answers"][0]["choices"]["alpha"] = "ff" * 32


def identity(value: dict[str, Any]) -> None:
    value["answers"][0]["choices"]["alpha"] = "0" * 63 + "1"


def other_round(value: dict[str, Any]) -> None:
    value["election_uuid"] = "11111111111111"


def two_answers(value: dict[str, Any]) -> None:
    value["answers"] *= 2


ALTERED = [
    (other_proof, {"ballot_proof", "ballot_signature"}),
    (other_answer, {"ballot_proof"}),
    (other_signature, {"ballot_signature"}),
    (no_point, {"ballot_malformed"}),
    (identity, {"ballot_malformed", "ballot_proof"}),
    (other_round, {"ballot_other_election"}),
    (two_answers, {"ballot_malformed"}),
]


@pytest.mark.parametrize(("change", "codes"), ALTERED)
def test_altered_ballots(hall: Hall, change: Callable[[dict[str, Any]], None], codes: set[str]) -> None:
    status, code = hall.refused(changed(hall.ballots[0], change))
    assert status == 400
    assert code in codes


MALFORMED = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe",
    b"[" * 10_000,
    b'{"a":' * 9_000,
    b"NaN",
    b"9" * 5000,
    b'"\\ud800"',
]


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: repr(text[:8]))
def test_malformed_ballots(hall: Hall, text: bytes) -> None:
    assert hall.refused(text) == (400, "ballot_malformed")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 2**20, 33 * 2**20])
def test_oversize_ballots(hall: Hall, size: int) -> None:
    assert hall.refused(b"x" * size) == (413, "ballot_too_large")


def test_a_replayed_ballot_from_another_deputy(hall: Hall) -> None:
    assert hall.cast(hall.ballots[0])[0] == 200
    assert hall.refused(hall.ballots[0], hall.tablet(1)) == (409, "card_used")


def test_the_same_ballot_twice_is_the_same_answer(hall: Hall) -> None:
    assert hall.cast(hall.ballots[0]) == hall.cast(hall.ballots[0])


def test_a_second_ballot(hall: Hall) -> None:
    hall.cast(hall.ballots[0])
    assert hall.refused(hall.ballots[1]) == (409, "already_voted")


def test_a_foreign_card(hall: Hall) -> None:
    with hall.app.app_context():
        hall.vote.typed.append(credentials.typed(credentials.generate(stage.seeded("foreign"))))
        text = hall.vote.ballot(-1)
        db.session.remove()
    assert hall.refused(text) == (400, "card_foreign")


def test_a_ballot_of_another_congress(web: Flask, hall: Hall, config: Config) -> None:
    other = Hall(web, config, seed="other")
    assert hall.refused(other.ballots[0]) == (400, "ballot_other_election")
    status, code = hall.refused(other.ballots[0], uuid=other.vote.uuid)
    assert (status, code) == (403, "not_on_roster")


def test_a_round_that_does_not_exist(hall: Hall) -> None:
    assert hall.refused(hall.ballots[0], uuid="11111111111111") == (404, "no_such_round")


def test_without_signing_in_to_the_meeting(web: Flask, config: Config) -> None:
    def open_without_the_first(settings: Config) -> stage.Stage:
        vote = stage.boxed(settings)
        for deputy in vote.deputies[1:]:
            attendance.sign_in(vote.meeting_id, deputy)
        from voting.ballots import polling

        polling.open_round(vote.round_id, None, stage.OFFICE, stage.NOW)
        return vote

    hall = Hall(web, config, open_without_the_first)
    assert hall.refused(hall.ballots[0]) == (409, "not_signed_in")


def test_before_the_opening(web: Flask, config: Config) -> None:
    hall = Hall(web, config, stage.boxed)
    assert hall.refused(hall.ballots[0]) == (409, "round_not_open")


def test_closed_while_choosing(hall: Hall) -> None:
    tablet = hall.tablet()
    assert tablet.get(f"/deputy/rounds/{hall.vote.uuid}").status_code == 200
    with hall.app.app_context():
        stage.close(hall.vote)
        db.session.remove()
    assert hall.refused(hall.ballots[0], tablet) == (409, "round_not_open")


def test_not_signed_in_at_all(hall: Hall) -> None:
    status, _ = hall.refused(hall.ballots[0], hall.app.test_client())
    assert status == 401


def test_five_wrong_pins_lock_and_the_clerk_unlocks(hall: Hall) -> None:
    found = hall.vote.passes[0]
    client = hall.app.test_client()
    wrong = {"number": found.number, "pin": "000000" if found.pin != "000000" else "111111"}
    form = {**wrong, "meeting": hall.vote.meeting_id}
    statuses = [client.post("/deputy/sign-in", data=form).status_code for _ in range(6)]
    assert 302 not in statuses
    assert statuses[-1] == 429
    right = {**form, "pin": found.pin}
    locked = client.post("/deputy/sign-in", data=right)
    assert locked.status_code == 429
    assert "工作人员" in locked.text or "锁定" in locked.text
    with hall.app.app_context():
        from voting.meetings import passes

        passes.unlock(hall.vote.meeting_id, hall.vote.deputies[0], hall.vote.config, stage.OFFICE, stage.NOW)
        db.session.remove()
    assert client.post("/deputy/sign-in", data=right).status_code == 302
