"""Casting: one deputy, one card, one ballot, and every refusal with its own code."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from support import stage

from voting.ballots import boxes, casting, mirror, polling
from voting.ballots.models import Ballot, Credential, Participation
from voting.belenios import board, credentials
from voting.belenios import verify as verification
from voting.config import Config
from voting.errors import DomainError
from voting.extensions import db, writing
from voting.meetings.models import Attendance


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    return stage.opened(config)


def cast(vote: stage.Stage, deputy: int, text: bytes) -> str:
    return casting.cast(vote.uuid, vote.deputies[deputy], text, vote.config).tracker


def refused(vote: stage.Stage, deputy: int, text: bytes) -> str:
    before = state(vote)
    with pytest.raises(DomainError) as caught:
        cast(vote, deputy, text)
    assert state(vote) == before, "a refused ballot left a trace"
    return caught.value.code


def state(vote: stage.Stage) -> tuple[object, ...]:
    found = vote.round
    rows = len(db.session.scalars(select(Ballot)).all()), len(db.session.scalars(select(Participation)).all())
    return (*rows, found.board_head, found.board_height, boxes.committed(found))


def test_a_ballot_is_in_database_and_board_before_the_answer(vote: stage.Stage) -> None:
    text = vote.ballot(0)
    tracker = cast(vote, 0, text)
    read = board.parse(boxes.committed(vote.round))
    assert read.ballots() == [text.decode()]
    assert read.head == boxes.head_of(vote.round)
    assert db.session.scalars(select(Ballot.tracker)).all() == [tracker]
    assert polling.figures(vote.round).returned == 1


def test_the_same_ballot_again_gets_the_same_answer_even_after_the_close(vote: stage.Stage) -> None:
    text = vote.ballot(0)
    tracker = cast(vote, 0, text)
    assert cast(vote, 0, text) == tracker
    stage.close(vote)
    assert cast(vote, 0, text) == tracker
    assert polling.figures(vote.round).returned == 1
    assert refused(vote, 1, vote.ballot(1)) == "round_not_open"


def test_a_second_ballot_of_a_deputy_is_refused(vote: stage.Stage) -> None:
    cast(vote, 0, vote.ballot(0))
    assert refused(vote, 0, vote.ballot(1)) == "already_voted"
    assert refused(vote, 0, vote.ballot(0, seed="other")) == "already_voted"


def test_a_used_card_is_refused(vote: stage.Stage) -> None:
    text = vote.ballot(0)
    cast(vote, 0, text)
    assert refused(vote, 1, text) == "card_used"
    assert refused(vote, 1, vote.ballot(0, seed="other")) == "card_used"


def test_foreign_and_voided_cards_are_refused(vote: stage.Stage) -> None:
    vote.typed.append(credentials.typed(credentials.generate(stage.seeded("foreign"))))
    assert refused(vote, 0, vote.ballot(-1)) == "card_foreign"
    public = credentials.public(vote.uuid, credentials.from_typed(vote.typed[0]))
    with writing() as session:
        session.execute(update(Credential).where(Credential.public == public).values(voided=True))
    assert refused(vote, 0, vote.ballot(0)) == "card_foreign"
    assert public[: casting.CARD_PREFIX] not in casting.cards(vote.round_id).usable


def test_who_is_not_there_cannot_vote(vote: stage.Stage) -> None:
    with writing() as session:
        session.execute(delete(Attendance).where(Attendance.deputy_id == vote.deputies[0]))
    assert refused(vote, 0, vote.ballot(0)) == "not_signed_in"


def test_before_the_opening(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    vote.sign_in()
    assert refused(vote, 0, vote.ballot(0)) == "round_not_open"


def test_a_deputy_of_another_meeting(vote: stage.Stage) -> None:
    other = stage.opened(vote.config, seed="other")
    with pytest.raises(DomainError) as caught:
        casting.cast(vote.uuid, other.deputies[0], vote.ballot(0), vote.config)
    assert caught.value.code == "not_on_roster"
    assert refused(vote, 0, other.ballot(0)) == "ballot_other_election"


CHANGES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("oversize", lambda text: b"x" * 70_000, "ballot_too_large"),
    ("no JSON", lambda text: text[:-1], "ballot_malformed"),
    ("not UTF-8", lambda text: b"\xff" + text, "ballot_malformed"),
    ("nested deep", lambda text: b"[" * 10_000, "ballot_malformed"),
    ("another spelling", lambda text: text.replace(b'":', b'": ', 1), "ballot_malformed"),
    ("a field more", lambda text: text[:-1] + b',"weight":2}', "ballot_malformed"),
    ("empty", lambda text: b"", "ballot_malformed"),
    ("not an object", lambda text: b"null", "ballot_malformed"),
]


@pytest.mark.parametrize(("name", "change", "code"), CHANGES, ids=[name for name, _, _ in CHANGES])
def test_bad_ballots(vote: stage.Stage, name: str, change: Callable[[bytes], bytes], code: str) -> None:
    assert refused(vote, 0, change(vote.ballot(0))) == code


def test_altered_proof_and_signature(vote: stage.Stage) -> None:
    text = vote.ballot(0)
    first, second = (at for at in range(len(text)) if text.startswith(b'"response":"', at))

    def altered(at: int) -> bytes:
        place = at + len(b'"response":"')
        digit = b"2" if text[place : place + 1] != b"2" else b"1"
        return text[:place] + digit + text[place + 1 :]

    assert refused(vote, 0, altered(first)) in ("ballot_proof", "ballot_signature")
    assert refused(vote, 0, altered(second)) == "ballot_signature"


def _together(app: Flask, works: list[Callable[[], str]]) -> list[str]:
    def run(work: Callable[[], str]) -> str:
        with app.app_context():
            try:
                return work()
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_one_card_in_two_hands_at_once(app: Flask, vote: stage.Stage) -> None:
    texts = [vote.ballot(0, seed=f"hand{i}") for i in range(6)]
    got = _together(app, [lambda i=i: cast(vote, i, texts[i]) for i in range(6)])  # type: ignore[misc]
    assert got.count("card_used") == 5
    assert polling.figures(vote.round).returned == 1


def test_one_deputy_on_two_tablets_at_once(app: Flask, vote: stage.Stage) -> None:
    texts = [vote.ballot(i) for i in range(6)]
    got = _together(app, [lambda i=i: cast(vote, 0, texts[i]) for i in range(6)])  # type: ignore[misc]
    assert got.count("already_voted") == 5
    assert polling.figures(vote.round).returned == 1


def test_one_ballot_sent_many_times_at_once(app: Flask, vote: stage.Stage) -> None:
    text = vote.ballot(0)
    got = _together(app, [lambda: cast(vote, 0, text)] * 6)
    assert len(set(got)) == 1
    assert len(got[0]) == 43
    assert polling.figures(vote.round).returned == 1


def test_everybody_at_once(app: Flask, vote: stage.Stage) -> None:
    texts = [vote.ballot(i) for i in range(6)]
    got = _together(app, [lambda i=i: cast(vote, i, texts[i]) for i in range(6)])  # type: ignore[misc]
    read = board.parse(boxes.committed(vote.round))
    assert sorted(read.ballots()) == sorted(text.decode() for text in texts)
    assert len(set(got)) == 6
    assert verification.report(vote.archive, 1).valid


def test_the_tablet_can_tell_usable_from_used_cards(vote: stage.Stage) -> None:
    cast(vote, 0, vote.ballot(0))
    told = casting.cards(vote.round_id)
    halves = [credentials.public(vote.uuid, credentials.from_typed(card))[:16] for card in vote.typed]
    assert told.used == [halves[0]]
    assert told.usable == sorted(halves[1:])


def test_the_second_disk_has_every_entry_and_no_time(app: Flask, tmp_path: Path) -> None:
    config = Config(instance=tmp_path / "instance", mirror=tmp_path / "mirror", testing=True)
    (tmp_path / "mirror").mkdir()
    vote = stage.opened(config)
    for place in range(2):
        cast(vote, place, vote.ballot(place))
    files = [tmp_path / "mirror" / vote.uuid / f"{height}.entry" for height in range(3)]
    assert b"".join(file.read_bytes() for file in files) == boxes.committed(vote.round)
    assert {file.stat().st_mtime for file in files} == {0.0}
    touched = {file.stat().st_ctime_ns for file in files}
    stage.close(vote)
    assert min(file.stat().st_ctime_ns for file in files) > max(touched)
    assert mirror.read(tmp_path / "mirror", vote.uuid) == boxes.committed(vote.round)
