"""Scrutineers through the HTTP door: keys and proofs that are refused, turns that are kept, the word on the count."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from support import stage
from support.office import Vote
from werkzeug.test import TestResponse

from voting.ballots import boxes, casting
from voting.belenios import board, decryption, group, opening, shares, shuffle, tally, trustees
from voting.belenios import election as elections
from voting.extensions import db, writing
from voting.journal.log import entries
from voting.meetings.models import Officer
from voting.tally import steps
from voting.tally.models import TrusteeStep

Change = Callable[[Any], object]


def closed(config: object) -> stage.Stage:
    """The vote is closed, the server has mixed."""
    vote = stage.opened(config)  # type: ignore[arg-type]
    for place in range(4):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 2, 0, 0]), vote.config)
    stage.close(vote)
    stage.start(vote)
    return vote


class Person:
    """A scrutineer with their key."""

    def __init__(self, vote: Vote, place: int) -> None:
        self.vote = vote.stage
        self.office = vote.office
        self.place = place
        self.client: FlaskClient = vote.office.sign_in(f"stage{place}", "demo-2026")
        self.work = f"/scrutineer/rounds/{self.vote.uuid}"
        self.key = f"/scrutineer/meetings/{self.vote.meeting_id}/key"

    def task(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"{self.work}/task").get_json()
        return found

    def send(self, path: str, text: str | bytes) -> TestResponse:
        return self.client.post(
            path, data=text, headers={"Accept": "application/json"}, content_type="application/json"
        )

    def mix(self, change: Change = lambda value: value) -> TestResponse:
        todo = self.task()
        text = shuffle.shuffle(
            elections.parse(todo["election"]), tally.read(todo["tally"]), stage.seeded(str(self.place))
        )
        return self.send(f"{self.work}/shuffle", _changed(text, change))

    def open(self, change: Change = lambda value: value) -> TestResponse:
        todo = self.task()
        chosen, items = elections.parse(todo["election"]), tally.read(todo["tally"])
        text = shares.make(chosen, items, self.vote.privates[self.place], stage.seeded("open"))
        return self.send(f"{self.work}/decryption", _changed(text, change))

    def events(self, kind: str) -> int:
        raw = self.office.run(lambda: boxes.committed(self.vote.round))
        return len(board.parse(raw).of_type(kind))


def _changed(text: str, change: Change) -> str:
    value = json.loads(text)
    return json.dumps(change(value) or value, separators=(",", ":"))


@pytest.fixture
def people(at: Callable[..., Vote]) -> list[Person]:
    vote = at(closed)
    return [Person(vote, place) for place in range(2)]


def swapped(value: dict[str, Any]) -> None:
    items = value["ciphertexts"][0]
    items[0], items[1] = items[1], items[0]


def replaced(value: dict[str, Any]) -> None:
    value["ciphertexts"][0][0] = dict(value["ciphertexts"][0][1])


def dropped(value: dict[str, Any]) -> None:
    value["ciphertexts"][0].pop()


def without_proof(value: dict[str, Any]) -> None:
    value["proofs"] = []


def no_point(value: dict[str, Any]) -> None:
    value["ciphertexts"][0][0]["alpha"] = "ff" * 32


@pytest.mark.parametrize("change", [swapped, replaced, dropped, without_proof, no_point])
def test_an_altered_shuffle_is_refused_and_named(people: list[Person], change: Change) -> None:
    answer = people[0].mix(change)
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "proof_refused"
    assert "监票人0提交的混票结果没有通过验证" in answer.get_json()["message"]
    assert people[0].events("Shuffle") == 1
    assert people[0].mix().status_code == 200


def test_the_journal_keeps_whose_shuffle_did_not_hold(people: list[Person]) -> None:
    people[0].mix(swapped)
    kept = last_act(people[0])
    assert [kept[key] for key in ("actor", "act", "check")] == ["监票人0", "混票结果未通过验证", "shuffle-proof"]
    assert set(kept) == {"actor", "act", "round", "trustee", "check"}


@pytest.mark.parametrize("text", ["", "null", "[" * 10_000, "{}", "\xff", '{"ciphertexts":[],"proofs":[]}'])
def test_what_is_no_shuffle_is_refused(people: list[Person], text: str) -> None:
    answer = people[0].send(f"{people[0].work}/shuffle", text)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "proof_refused")
    assert people[0].events("Shuffle") == 1


def test_an_oversize_shuffle_is_refused(people: list[Person]) -> None:
    answer = people[0].send(f"{people[0].work}/shuffle", b"x" * (steps.MAX_STEP + 1))
    assert answer.status_code in (400, 413)
    assert people[0].events("Shuffle") == 1


def test_out_of_turn(people: list[Person]) -> None:
    assert people[1].task()["kind"] == "wait"
    answer = people[1].send(f"{people[1].work}/shuffle", "{}")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_your_turn")


def test_a_second_window_learns_that_its_mix_is_not_the_one(people: list[Person]) -> None:
    todo = people[0].task()
    chosen, items = elections.parse(todo["election"]), tally.read(todo["tally"])
    first, second = (shuffle.shuffle(chosen, items, stage.seeded(word)) for word in ("one", "two"))
    address = f"{people[0].work}/shuffle"
    assert people[0].send(address, first).get_json() == {"accepted": True, "kept": True}
    assert people[0].send(address, second).get_json() == {"accepted": True, "kept": False}
    assert people[0].send(address, first).get_json() == {"accepted": True, "kept": True}
    assert people[0].events("Shuffle") == 2


@pytest.fixture
def mixed(people: list[Person]) -> list[Person]:
    for person in people:
        assert person.mix().status_code == 200
    return people


def in_share(change: Change) -> Change:
    """The change made inside the share's own text."""

    def work(value: dict[str, Any]) -> None:
        value["share"] = _changed(value["share"], change)

    return work


@in_share
def factor(value: dict[str, Any]) -> None:
    factors = value["decryption_factors"][0]
    factors[0] = factors[1]


@in_share
def proof(value: dict[str, Any]) -> None:
    value["decryption_proofs"][0][0]["response"] = "1"


def whole_proof(value: dict[str, Any]) -> None:
    value["proof"]["response"] = "1"


def proof_in_other_order(value: dict[str, Any]) -> None:
    value["proof"] = dict(reversed(value["proof"].items()))


def proof_of_nothing(value: dict[str, Any]) -> None:
    value["proof"] = None


def more(value: dict[str, Any]) -> None:
    value["more"] = 1


def share_no_text(value: dict[str, Any]) -> None:
    value["share"] = json.loads(value["share"])


@pytest.mark.parametrize(
    "change", [factor, proof, whole_proof, proof_in_other_order, proof_of_nothing, more, share_no_text]
)
def test_an_altered_decryption_is_refused_and_named(mixed: list[Person], change: Change) -> None:
    answer = mixed[0].open(change)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "proof_refused")
    assert "监票人0提交的解密结果没有通过验证" in answer.get_json()["message"]
    assert mixed[0].events("PartialDecryption") == 0
    assert mixed[0].open().status_code == 200


def last_act(person: Person) -> dict[str, Any]:
    """The journal's last entry with its details."""

    def read() -> dict[str, Any]:
        entry = entries(db.session(), person.vote.round.congress_id)[-1]
        return {"actor": entry.actor, "act": entry.act, **json.loads(entry.details)}

    return person.office.run(read)


def test_the_proof_over_all_factors_alone_finds_an_altered_one(
    mixed: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A holder alters a factor and makes the proof anew over what is handed in; the protocol's own proofs are blind."""
    monkeypatch.setattr(decryption.Checker, "part", lambda self, low, high: None)
    person = mixed[0]
    todo = person.task()
    chosen, items = elections.parse(todo["election"]), tally.read(todo["tally"])

    def forged(value: dict[str, Any]) -> None:
        factor(value)
        told = [group.point_from_hex(one) for one in json.loads(value["share"])["decryption_factors"][0]]
        private = person.vote.privates[person.place]
        value["proof"] = json.loads(opening.prove(chosen, items, told, private, stage.seeded("forged")))

    answer = person.open(forged)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "proof_refused")
    assert last_act(person)["check"] == "opening-proof"
    assert person.events("PartialDecryption") == 0


def test_the_journal_keeps_whose_share_did_not_hold(mixed: list[Person]) -> None:
    mixed[1].open(whole_proof)
    kept = last_act(mixed[0])
    assert [kept[key] for key in ("actor", "act", "check")] == ["监票人1", "解密结果未通过验证", "opening-proof"]


def test_a_share_without_the_proof_over_all_factors_is_refused_with_what_to_do(mixed: list[Person]) -> None:
    answer = mixed[0].open(lambda value: json.loads(value["share"]))
    assert (answer.status_code, answer.get_json()["code"]) == (400, "proof_missing")
    assert "voting trustee prove" in answer.get_json()["message"]
    assert mixed[0].events("PartialDecryption") == 0


def test_a_share_from_before_there_were_proofs_gets_its_proof(mixed: list[Person]) -> None:
    first, last = mixed
    assert first.open().status_code == 200

    def forget() -> None:
        with writing() as session:
            session.get_one(TrusteeStep, (first.vote.round_id, "decryption", 2)).proof = None

    first.office.run(forget)
    assert first.task()["kind"] == "decrypt"
    assert last.open().status_code == 200
    assert first.office.run(lambda: first.vote.round.state) == "mixed"
    assert first.open(whole_proof).status_code == 400
    assert first.open().status_code == 200
    assert first.events("PartialDecryption") == 3
    assert first.office.run(lambda: first.vote.round.state) == "counted"


def test_a_kept_proof_that_was_altered_stops_the_count(mixed: list[Person]) -> None:
    first, last = mixed
    first.open()

    def alter() -> None:
        with writing() as session:
            step = session.get_one(TrusteeStep, (first.vote.round_id, "decryption", 2))
            step.proof = (step.proof or "").replace('"response":"', '"response":"1', 1)

    first.office.run(alter)
    answer = last.open()
    assert (answer.status_code, answer.get_json()["code"]) == (409, "opening_broken")
    assert "监票人0的解密结果已经验证过，现在却不成立" in answer.get_json()["message"]
    assert first.office.run(lambda: first.vote.round.state) == "mixed"


@pytest.mark.parametrize("text", ["", "null", "[" * 10_000, "{}", "\xff", '{"share":"","proof":{}}'])
def test_what_is_no_share_is_refused(mixed: list[Person], text: str) -> None:
    answer = mixed[0].send(f"{mixed[0].work}/decryption", text)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "proof_refused")


def test_a_decryption_with_another_key_is_refused(people: list[Person]) -> None:
    for person in people:
        person.mix()
    people[0].vote.privates[0] += 1
    assert people[0].open().get_json()["code"] == "proof_refused"


def test_no_decryption_before_everybody_has_mixed(people: list[Person]) -> None:
    people[0].mix()
    answer = people[0].send(f"{people[0].work}/decryption", "{}")
    assert answer.status_code == 409


def test_everybody_sees_how_far_everybody_is(people: list[Person]) -> None:
    people[0].mix()
    assert people[1].task()["holders"] == [
        {"locked": False, "compared": False, "mixed": True, "opened": False},
        {"locked": True, "compared": True, "mixed": True, "opened": False},
        {"locked": True, "compared": True, "mixed": False, "opened": False},
    ]
    assert "监票人1" in people[0].client.get(people[0].work).text


def test_the_count_is_confirmed_by_each_and_the_others_are_named(people: list[Person]) -> None:
    for person in people:
        person.mix()
    for person in people:
        person.open()
    page = people[0].client.get(people[0].work).text
    assert "您确认的是" in page
    assert "监票人0、监票人1" in page
    assert people[0].client.post(f"{people[0].work}/confirm").status_code == 302
    told = people[1].client.get(f"{people[1].work}/confirmations").get_json()
    assert told == {"state": "counted", "waiting": ["监票人1"]}
    assert "您已确认计票结果" in people[0].client.get(people[0].work).text


def test_there_is_nothing_to_confirm_before_the_count(people: list[Person]) -> None:
    answer = people[0].client.post(f"{people[0].work}/confirm", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_counted")


@pytest.fixture
def maker(at: Callable[..., Vote]) -> Person:
    """A scrutineer who has no key yet."""
    return Person(at(stage.frozen), 0)


def public(private: int = 7, seed: str = "key") -> dict[str, Any]:
    return trustees.public_key(private, stage.seeded(seed))


def other_point(value: dict[str, Any]) -> None:
    value["public_key"] = public(8)["public_key"]


def small_order(value: dict[str, Any]) -> None:
    value["public_key"] = "0" * 63 + "1"


def without_pok(value: dict[str, Any]) -> None:
    del value["pok"]


def private_half(value: dict[str, Any]) -> None:
    value["private_key"] = "7"


@pytest.mark.parametrize("change", [other_point, small_order, without_pok, private_half])
def test_a_key_without_proof_is_refused(maker: Person, change: Change) -> None:
    answer = maker.send(maker.key, _changed(json.dumps(public()), change))
    assert (answer.status_code, answer.get_json()["code"]) == (400, "key_refused")
    query = select(Officer.public_key).where(Officer.meeting_id == maker.vote.meeting_id)
    assert maker.office.run(lambda: list(db.session.scalars(query))) == [None, None]


@pytest.mark.parametrize("text", ["", "[" * 10_000, "x" * 5000, "null"])
def test_what_is_no_key_is_refused(maker: Person, text: str) -> None:
    assert maker.send(maker.key, text).get_json()["code"] == "key_refused"


def test_the_first_proof_does_not_confirm_and_neither_does_another_key(maker: Person) -> None:
    first = json.dumps(public(), separators=(",", ":"))
    assert maker.send(f"{maker.key}/confirm", first).get_json()["code"] == "key_missing"
    assert maker.send(maker.key, first).status_code == 200
    assert maker.send(f"{maker.key}/confirm", first).get_json()["code"] == "old_proof"
    other = json.dumps(public(8), separators=(",", ":"))
    assert maker.send(f"{maker.key}/confirm", other).get_json()["code"] == "other_key"
    fresh = json.dumps(public(seed="again"), separators=(",", ":"))
    assert maker.send(f"{maker.key}/confirm", fresh).status_code == 200


def test_no_new_key_once_the_box_is_there(at: Callable[..., Vote]) -> None:
    person = Person(at(stage.boxed), 0)
    answer = person.send(person.key, json.dumps(public(), separators=(",", ":")))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "box_exists")
