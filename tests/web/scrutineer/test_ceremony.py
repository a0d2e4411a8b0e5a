"""Lock, call and compare through the HTTP door, and the files of those who work with the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from support import stage
from support.office import Vote
from support.reading import words
from werkzeug.test import TestResponse

from voting.ballots import boxes, casting
from voting.belenios import codes, group, review, shares, shuffle
from voting.tally import locking

BALLOTS = 4
OTHER = "ab" * 32


def closed(config: object) -> stage.Stage:
    vote = stage.opened(config)  # type: ignore[arg-type]
    for place in range(BALLOTS):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 2, 0, 0]), vote.config)
    stage.close(vote)
    return vote


class Room:
    """Two scrutineers, the chief first, and the closed box."""

    def __init__(self, vote: Vote) -> None:
        self.vote = vote
        self.address = f"/scrutineer/rounds/{vote.stage.uuid}"
        self.people: list[FlaskClient] = [vote.office.sign_in(f"stage{place}", "demo-2026") for place in range(2)]

    @property
    def head(self) -> str:
        return self.vote.office.run(lambda: locking.closed_head(self.vote.stage.round)) or ""

    def send(self, place: int, what: str, **report: object) -> TestResponse:
        headers = {"Accept": "application/json"}
        return self.people[place].post(f"{self.address}/{what}", json=report, headers=headers)

    def lock(self, place: int, head: str | None = None, anew: bool = False) -> TestResponse:
        return self.send(place, "lock", head=head or self.head, ballots=BALLOTS, anew=anew)

    def hear(self, place: int, number: str, code: str = "") -> TestResponse:
        code = code or codes.check_code(self.head, number)
        return self.send(place, "compare", number=number, code=code)

    def task(self, place: int) -> dict[str, object]:
        found: dict[str, object] = self.people[place].get(f"{self.address}/task").get_json()
        return found

    def hand_in(self, place: int, text: str) -> TestResponse:
        file = (io.BytesIO(text.encode()), "step.json")
        return self.people[place].post(f"{self.address}/files", data={"file": file})

    def acts(self) -> list[str]:
        return [act for act, _, _ in self.vote.office.journal()]


@pytest.fixture
def room(at: Callable[..., Vote]) -> Room:
    return Room(at(closed))


def code_of(answer: TestResponse) -> str:
    return str(answer.get_json()["code"])


def test_the_mixing_waits_until_all_have_compared(room: Room) -> None:
    assert room.task(0)["kind"] == "lock"
    assert room.lock(0).status_code == 200
    assert code_of(room.send(0, "call", number="271828")) == "not_all_locked"
    assert room.lock(1).status_code == 200
    assert room.send(0, "call", number="271828").get_json() == {"no": 1}
    assert room.task(1)["kind"] == "compare"
    assert room.vote.office.run(lambda: stage.mixing.progress(room.vote.stage.round))[0].mixed is False
    assert room.hear(1, "271828").status_code == 200
    assert room.vote.office.run(lambda: stage.mixing.progress(room.vote.stage.round))[0].mixed is True
    assert room.task(0)["kind"] == "shuffle"


def test_a_box_that_the_server_does_not_have_is_refused_and_recorded(room: Room) -> None:
    assert code_of(room.lock(0, OTHER)) == "other_box"
    assert "设备上的票箱与服务器不一致" in room.acts()
    assert room.task(0)["kind"] == "lock"


def test_locking_twice_is_once(room: Room) -> None:
    for _ in range(2):
        assert room.lock(0).status_code == 200
    assert room.acts().count("锁定票箱") == 1


def test_only_the_chief_calls_and_the_same_number_is_one_call(room: Room) -> None:
    room.lock(0), room.lock(1)
    assert room.send(1, "call", number="271828").status_code == 403
    for _ in range(2):
        assert room.send(0, "call", number="271828").get_json() == {"no": 1}
    for wrong in ("27182", "２７１８２８", "abcdef", ""):
        assert code_of(room.send(0, "call", number=wrong)) == "number_wrong"


def test_a_wrong_code_or_number_compares_nothing(room: Room) -> None:
    room.lock(0), room.lock(1)
    assert code_of(room.hear(1, "271828")) == "not_called"
    room.send(0, "call", number="271828")
    assert code_of(room.hear(1, "314159")) == "other_number"
    assert code_of(room.hear(1, "271828", "00000000")) == "code_differs"
    assert room.send(1, "differs").status_code == 200
    assert "核对码不一致" in room.acts()
    assert room.task(1)["kind"] == "compare"


def test_who_locks_anew_needs_a_number_that_is_called_later(room: Room) -> None:
    room.lock(0), room.lock(1)
    room.send(0, "call", number="271828")
    room.hear(1, "271828")
    assert room.lock(1, anew=True).status_code == 200
    assert room.task(1)["kind"] == "compare"
    assert code_of(room.hear(1, "271828")) == "locked_late"
    assert room.task(0)["callDue"] is True
    assert room.send(0, "call", number="314159").get_json() == {"no": 2}
    assert room.hear(1, "314159").status_code == 200


@pytest.mark.parametrize(
    "report", [{}, {"head": 5, "ballots": 4, "anew": False}, {"head": OTHER, "ballots": True, "anew": 0}]
)
def test_a_report_that_is_none_is_refused(room: Room, report: dict[str, object]) -> None:
    assert code_of(room.send(0, "lock", **report)) == "report_malformed"


def test_the_files_of_the_command_line_do_the_same(room: Room) -> None:
    vote = room.vote.stage
    lock = f'{{"head":"{room.head}","ballots":{BALLOTS},"anew":false}}'
    assert room.hand_in(1, lock).status_code == 302
    room.lock(0)
    room.send(0, "call", number="271828")
    code = codes.check_code(room.head, "271828")
    told = f'{lock[:-1]},"number":"271828","code":"{code}"}}'
    assert room.hand_in(1, told).status_code == 302
    for place in range(2):
        key = group.base(vote.privates[place])
        raw = room.vote.office.run(lambda: boxes.committed(vote.round))
        mixed = review.before_mixing(raw, room.head, key)
        text = shuffle.shuffle(mixed.setup.election, mixed.items, stage.seeded(str(place)))
        assert room.hand_in(place, text).status_code == 302
    for place in range(2):
        raw = room.vote.office.run(lambda: boxes.committed(vote.round))
        opened = review.before_opening(raw, room.head, group.base(vote.privates[place]))
        share = shares.make(opened.setup.election, opened.items, vote.privates[place], stage.seeded("open"))
        assert room.hand_in(place, share).status_code == 302
    assert room.vote.state == "counted"


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "[" * 9000, '{"head":1}'])
def test_what_is_no_step_is_refused_in_words(room: Room, text: str) -> None:
    answer = room.hand_in(0, text)
    assert answer.status_code == 400
    assert "voting trustee" in answer.text


def test_the_board_shows_the_locked_head_before_and_after_the_mixing(room: Room) -> None:
    head = room.head
    board = f"/rounds/{room.vote.stage.uuid}"
    assert f">{head}<" in room.people[0].get(board).text.split("锁定记录")[1]
    room.vote.office.run(lambda: stage.start(room.vote.stage))
    assert room.vote.office.run(lambda: room.vote.stage.round.board_head) != head
    assert f">{head}<" in room.people[0].get(board).text.split("锁定记录")[1]


@pytest.mark.parametrize("head", ["\ud800", "\0", "A" * 64, "ab" * 31, "x" * 5000])
def test_what_is_no_head_is_refused_in_words(room: Room, head: str) -> None:
    text = json.dumps({"head": head, "ballots": BALLOTS, "anew": False})
    assert room.hand_in(0, text).status_code == 400
    assert code_of(room.lock(0, head)) == "report_malformed"


def test_the_hall_is_told_which_step_goes_on_and_how_many_are_done(room: Room) -> None:
    """People and steps, never ballots."""
    vote, visitor = room.vote.stage, room.vote.office.app.test_client()
    screen = f"/screen/{vote.uuid}"
    seen = []

    def look() -> None:
        word = visitor.get(f"{screen}/state").get_json()["word"]
        assert not word or f">{word}</p>" in visitor.get(screen).text
        seen.append(word)

    def mix(place: int) -> None:
        mixed = review.before_mixing(boxes.committed(vote.round), room.head, group.base(vote.privates[place]))
        room.hand_in(place, shuffle.shuffle(mixed.setup.election, mixed.items, stage.seeded(str(place))))

    run = room.vote.office.run
    look()
    for step in (
        lambda: room.lock(0),
        lambda: room.lock(1),
        lambda: room.send(0, "call", number="271828"),
        lambda: room.hear(1, "271828"),
        lambda: run(lambda: mix(0)),
        lambda: run(lambda: mix(1)),
        lambda: run(lambda: stage.count(vote)),
        lambda: run(lambda: stage.certify(vote)),
        lambda: run(lambda: stage.certifying.announce(vote.round_id, stage.OFFICE, stage.NOW)),
    ):
        step()
        look()
    assert seen == [
        "正在锁定电子票箱：2 位监票人中，0 位已锁定",
        "正在锁定电子票箱：2 位监票人中，1 位已锁定",
        "电子票箱已经锁定，等待总监票人叫号",
        "正在核对电子票箱：2 位监票人中，1 位核对一致",
        "正在混票：共 3 次，已完成 1 次",
        "正在混票：共 3 次，已完成 2 次",
        "正在解密：2 位监票人中，0 位已完成",
        "计票完毕，2 位监票人中，0 位已确认结果",
        "计票结果已经认证，等待宣布",
        "",
    ]


def test_the_chief_finds_the_words_of_lock_and_call_in_the_script(room: Room) -> None:
    paper = words(room.vote.office.get(f"{room.vote.round}/papers/scrutineer.pdf").data)
    assert "按现场清点的投票卡填写张数" in paper
    assert "一致的请回答“一致”。不一致的请马上提出，停止混票" in paper
