"""`voting trustee review|lock|mix|open`: the scrutineer's steps and memory with files alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import snapshots, stage

from voting.ballots import boxes, casting
from voting.belenios import appending, ballot, board, codes, credentials, decryption, election, tally
from voting.belenios.encoding import dumps
from voting.commands import main
from voting.config import Config

BALLOTS = 4


@pytest.fixture
def closed(app: Flask, config: Config) -> stage.Stage:
    vote = stage.opened(config)
    for place in range(BALLOTS):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 2, 0, 0]), config)
    stage.close(vote)
    return vote


class Desk:
    """A scrutineer's own computer: the key file, what was downloaded, and what is answered to questions."""

    def __init__(self, vote: stage.Stage, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.vote, self.folder, self.patch = vote, folder, patch
        self.key = folder / "me.privkey"
        self.key.write_text(f'"{vote.privates[0]}"')

    def do(self, what: str, *answers: str, raw: bytes | None = None) -> tuple[int, str]:
        """Run a step; its exit status and what it wrote."""
        file = self.folder / "vote.bel"
        file.write_bytes(boxes.committed(self.vote.round) if raw is None else raw)
        left: Iterator[str] = iter(answers)
        self.patch.setattr("builtins.input", lambda prompt="": next(left))
        out = self.folder / f"{what}.json"
        out.unlink(missing_ok=True)
        status = main.main(["trustee", what, str(file), "--key", str(self.key), "--out", str(out)])
        return status, out.read_text() if out.exists() else ""


@pytest.fixture
def desk(closed: stage.Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(closed, tmp_path, monkeypatch)


@pytest.fixture
def earlier(app: Flask, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A vote whose box was set up by a version that did not name the card list in the election's text."""
    monkeypatch.setattr(election, "CARD_LIST", "")
    with snapshots.anew():
        vote = stage.boxed(config)
    monkeypatch.undo()
    vote.open()
    for place in range(BALLOTS):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 2, 0, 0]), config)
    stage.close(vote)
    return Desk(vote, tmp_path, monkeypatch)


def test_a_box_of_an_earlier_version_is_taken_by_whom_says_that_it_is_one(earlier: Desk) -> None:
    assert earlier.do("lock", "yes", "no")[0] == 1
    number, code = spoken(earlier.vote)
    assert earlier.do("lock", "yes", "yes", "4", "", number, code)[0] == 0
    stage.count(earlier.vote, until="mixed")
    # The mix was made by a version that gave no mix code to write down: that is for the person to say.
    assert earlier.do("open", "000000000000") == (1, "")
    assert earlier.do("open", "none")[0] == 0


def spoken(vote: stage.Stage, number: str = "271828") -> tuple[str, str]:
    return number, codes.check_code(vote.round.board_head or "", number)


def forked(vote: stage.Stage, same_cards: bool) -> bytes:
    """One real ballot in another box: with the server's own dummies, or alone under the real card list."""
    found = vote.round
    _, _, listed = board.parse(boxes.committed(found)).setup()
    target = board.parse(boxes.committed(found)).ballots()[0]
    chosen, texts = election.parse(found.election or ""), [target]
    if not same_cards:
        made = [credentials.generate(stage.seeded(f"fork{n}")) for n in range(3)]
        card = chosen.uuid
        listed = sorted([*(credentials.public(card, one) for one in made), *listed[:1]])
        texts += [ballot.encrypt(chosen, one, [0] * len(chosen.answers), stage.seeded("x")) for one in made]
    head, raw = appending.begin(found.election or "", found.trustees or "", listed, 1)
    for text in texts:
        head, grown = appending.extend_ballot(head, 1, text)
        raw += grown
    return raw + appending.extend(head, 1, "EndBallots", None)[1]


def test_review_lock_mix_and_open_are_taken_by_the_server(desk: Desk) -> None:
    assert desk.do("review", "yes")[0] == 0
    status, lock = desk.do("lock", str(BALLOTS), "", *spoken(desk.vote))
    assert (status, '"code"' in lock) == (0, True)
    stage.start(desk.vote)
    status, mixed = desk.do("mix")
    assert (status, mixed.startswith('{"ciphertexts"')) == (0, True)


def test_the_share_of_another_is_checked_before_opening(desk: Desk) -> None:
    vote = desk.vote
    desk.do("lock", "yes", str(BALLOTS), "", *spoken(vote))
    stage.start(vote)
    stage.mix(vote)
    mixed = boxes.committed(vote.round)
    read = board.parse(mixed)
    code = codes.mix_code(json.loads(read.payload(read.of_type("Shuffle")[1]))["payload"])
    assert desk.do("open", code, raw=with_false_share(mixed, 3)) == (1, "")
    stage.open_share(vote, 1)
    assert desk.do("open", code)[0] == 0


def with_false_share(mixed: bytes, owner: int) -> bytes:
    """A mixed archive, grown by the share of somebody who opened nothing of it."""
    read = board.parse(mixed)
    chosen = election.parse(read.setup()[0])
    last = json.loads(read.payload(read.of_type("Shuffle")[-1]))["payload"]
    items = tally.read(dumps(json.loads(read.lookup(last, ""))["ciphertexts"]))
    share = decryption.partial_decryption(chosen, items, 5, stage.seeded("false"))
    return mixed + appending.extend_owned(read.head, read.timestamp, "PartialDecryption", owner, share)[1]


@pytest.mark.parametrize("same_cards", [True, False])
def test_a_forked_box_is_not_locked(desk: Desk, same_cards: bool) -> None:
    desk.do("review", "yes")
    status, lock = desk.do("lock", str(BALLOTS), "", raw=forked(desk.vote, same_cards))
    assert (status, lock) == (1, "")


def test_a_locked_box_is_the_only_one(desk: Desk) -> None:
    desk.do("review", "yes")
    desk.do("lock", str(BALLOTS), "", *spoken(desk.vote))
    assert desk.do("lock", "1", "", raw=forked(desk.vote, True)) == (1, "")
    assert desk.do("mix", raw=forked(desk.vote, True)) == (1, "")


def test_without_memory_the_key_card_is_asked(desk: Desk) -> None:
    desk.do("review", "yes")
    number, code = spoken(desk.vote)
    desk.do("lock", str(BALLOTS), "", number, code)
    desk.key.with_suffix(".memory.json").unlink()
    assert desk.do("lock", "yes", "1", number, code, raw=forked(desk.vote, True)) == (1, "")
    status, lock = desk.do("lock", str(BALLOTS), number, code, "")
    assert (status, '"anew":true' in lock) == (0, True)


def test_the_key_card_does_not_replace_the_hand_count(desk: Desk) -> None:
    raw = forked(desk.vote, True)
    # Eight digits for a number that is known: a fork can be made until its code is the one on the card.
    number = "271828"
    code = codes.check_code(board.parse(raw).head.head, number)
    assert desk.do("lock", "yes", str(BALLOTS), number, code, raw=raw) == (1, "")


def test_the_number_on_the_key_card_compares_nothing_anew(desk: Desk) -> None:
    number, code = spoken(desk.vote)
    status, lock = desk.do("lock", "yes", str(BALLOTS), number, code, number)
    assert (status, '"code"' in lock) == (1, False)
    assert desk.do("mix")[0] == 1


@pytest.mark.parametrize("content", ["", "[]", '{"x":1}', "\x00"])
def test_a_damaged_memory_is_said(desk: Desk, content: str) -> None:
    desk.key.with_suffix(".memory.json").write_text(content)
    assert desk.do("review")[0] == 2


def test_another_election_text_is_not_the_round(desk: Desk) -> None:
    desk.do("review", "yes")
    found = desk.vote.round
    _, _, listed = board.parse(boxes.committed(found)).setup()
    text = (found.election or "").replace("规则与名单", "规则和名单")
    head, raw = appending.begin(text, found.trustees or "", listed, 1)
    raw += appending.extend(head, 1, "EndBallots", None)[1]
    assert hashlib.sha256(dumps(listed).encode()).hexdigest() in text
    assert desk.do("lock", "0", "", raw=raw) == (1, "")


def test_another_code_compares_nothing(desk: Desk) -> None:
    desk.do("review", "yes")
    status, lock = desk.do("lock", str(BALLOTS), "", "271828", "00000000")
    assert (status, '"code"' in lock) == (1, False)
    assert desk.do("mix")[0] == 1
