"""What a scrutineer's browser checks before it locks, mixes, opens and confirms: good archives pass, faults are named."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from support import elections
from support.chromium import Crypto, static_page
from support.elections import Vote, begin, seeded
from support.paths import VECTORS

from voting.belenios import (
    ballot,
    board,
    ciphertexts,
    decryption,
    election,
    group,
    opening,
    shuffle,
    tally,
    trustees,
)

pytestmark = pytest.mark.browser
BYTES = "const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));"
SETUP = f"{BYTES} return b.reviewSetup(bytes(args[0]), args[1])"
BOX = f"{BYTES} return b.reviewBox(bytes(args[0]), args[1])"
MIXING = f"{BYTES} return b.reviewBeforeMixing(bytes(args[0]), args[1], args[2])"
OPENING = f"{BYTES} return b.reviewBeforeOpening(bytes(args[0]), args[1], args[2], args[3])"
RESULT = f"{BYTES} return b.reviewResult(bytes(args[0]), args[1], args[2])"


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


def text_of(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def own(vote: Vote, owner: int = 2) -> str:
    return str(vote.keys[owner - 1]["public_key"])


def ready(path: Path) -> Vote:
    vote = begin(path, 4, candidates=3)
    vote.cast([[1, 1, 0], [2, 0, 1], [0, 0, 0]])
    vote.head = elections.append(vote.path, vote.head, "EndBallots")
    return vote


def tally_of(vote: Vote) -> None:
    text, count = tally.encrypted_tally(vote.ballots)
    vote.head = elections.append_tally(vote.path, vote.head, text, count)
    vote.items = tally.read(text)


def mix_of(vote: Vote, owner: int) -> None:
    text = shuffle.shuffle(vote.election, vote.items, seeded(f"mix{owner}"))
    vote.items = shuffle.check_shuffle(vote.election, vote.items, text)
    vote.head = elections.append_owned(vote.path, vote.head, "Shuffle", owner, text)


def end_mixing(vote: Vote) -> None:
    vote.head = elections.append(vote.path, vote.head, "EndShuffles", None)


def proofs_of(vote: Vote) -> opening.Proofs:
    """The batched proofs of the shares in the archive."""
    read = board.read(vote.path)
    found = opening.Proofs(vote.election.fingerprint)
    for event, private, key in zip(read.of_type("PartialDecryption"), vote.privates, vote.keys, strict=True):
        share = read.data[json.loads(read.payload(event))["payload"]]
        factors = decryption.check_partial(vote.election, vote.items, trustees.check_public_key(key), share)
        proof = opening.prove(vote.election, vote.items, factors, private, seeded("proof"))
        found.proofs[len(found.proofs) + 1] = proof
    return found


@dataclass
class Stages:
    """One vote's archive at each stage."""

    vote: Vote
    closed: str
    mixing: str
    """Two of three have mixed."""
    mixed: str
    finished: str
    proofs: opening.Proofs
    locked: dict[str, Any]


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    vote = ready(tmp_path_factory.mktemp("stages") / "vote.bel")
    closed, head = text_of(vote.path), vote.head.head
    tally_of(vote)
    mix_of(vote, 1)
    mix_of(vote, 2)
    mixing = text_of(vote.path)
    mix_of(vote, 3)
    end_mixing(vote)
    mixed = text_of(vote.path)
    vote.open()
    return Stages(vote, closed, mixing, mixed, text_of(vote.path), proofs_of(vote), {"head": head})


@pytest.fixture
def vote(tmp_path: Path) -> Vote:
    return ready(tmp_path / "vote.bel")


def refused(js: Crypto, code: str, *args: Any) -> str:
    found: Any = js.refusal(code, *args)
    if isinstance(found, dict):
        return ""
    assert found[0] == "Invalid"
    return str(found[1])


# The box.


def test_a_closed_box_is_reviewed(js: Crypto, stages: Stages) -> None:
    vote = stages.vote
    found = js.run(BOX, stages.closed, {"publicKey": own(vote)})
    assert (found["ballots"], found["trustees"], found["owner"]) == (3, 3, 2)
    assert found["head"] == stages.locked["head"]
    assert found["fingerprint"] == vote.election.fingerprint
    assert found["cardList"] == election.card_list_of(vote.election.description)
    again = {"publicKey": own(vote), "fingerprint": found["fingerprint"], "cardList": found["cardList"]}
    assert js.run(BOX, stages.closed, again) == found


def test_whoever_comes_later_reviews_the_same_box(js: Crypto, stages: Stages) -> None:
    known = {"publicKey": own(stages.vote)}
    assert js.run(BOX, stages.finished, known) == js.run(BOX, stages.closed, known)


def test_a_box_of_another_election_or_list_is_refused(js: Crypto, stages: Stages) -> None:
    known = {"publicKey": own(stages.vote)}
    assert refused(js, BOX, stages.closed, {**known, "fingerprint": "A" * 43}) == "fingerprint"
    assert refused(js, BOX, stages.closed, {**known, "cardList": "0" * 64}) == "credentials-description"
    assert refused(js, BOX, stages.closed, {"publicKey": own(stages.vote)[::-1]}) == "own-key"


def test_an_open_box_is_not_locked(js: Crypto, tmp_path: Path) -> None:
    vote = begin(tmp_path / "vote.bel", 2, candidates=3)
    assert refused(js, BOX, text_of(vote.path), {"publicKey": own(vote)}) == "order"


def other_election(vote: Vote, path: Path, description: str, keys: list[dict[str, Any]] | None = None) -> None:
    """The same cards under an election that says something else."""
    _, _, listed = board.read(vote.path).setup()
    text = election.build(
        uuid=vote.election.uuid,
        name=vote.election.name,
        description=description,
        answers=vote.election.answers,
        question="票决",
        trustees=keys or vote.keys,
    )
    head = elections.create(path, text, trustees.trustees_json(keys or vote.keys), listed, 0)
    elections.append(path, head, "EndBallots", None)


@pytest.mark.parametrize("description", ["票决", f"票决 {election.CARD_LIST}{'0' * 64}"])
def test_the_description_must_name_the_card_list(js: Crypto, vote: Vote, tmp_path: Path, description: str) -> None:
    path = tmp_path / "other.bel"
    other_election(vote, path, description)
    assert refused(js, BOX, text_of(path), {"publicKey": own(vote)}) == "credentials-description"


def test_a_box_of_an_earlier_version_is_reviewed_by_whom_knows_its_list(js: Crypto, vote: Vote, tmp_path: Path) -> None:
    path = tmp_path / "other.bel"
    other_election(vote, path, "票决")
    seen = js.run(SETUP, text_of(path), own(vote))
    assert not seen["named"]
    known = {"publicKey": own(vote), "fingerprint": seen["fingerprint"], "cardList": seen["cardList"]}
    assert js.run(BOX, text_of(path), known)["cardList"] == seen["cardList"]
    assert refused(js, BOX, text_of(path), {**known, "cardList": "0" * 64}) == "credentials-description"


def test_trustees_must_be_different(js: Crypto, vote: Vote, tmp_path: Path) -> None:
    path = tmp_path / "other.bel"
    other_election(vote, path, vote.election.description, [vote.keys[0], vote.keys[1], vote.keys[1]])
    assert refused(js, BOX, text_of(path), {"publicKey": own(vote)}) == "trustee-twice"


@pytest.mark.parametrize("same", [True, False])
def test_one_card_one_ballot(js: Crypto, tmp_path: Path, same: bool) -> None:
    vote = begin(tmp_path / "vote.bel", 4, candidates=3)
    vote.cast([[1, 1, 0]])
    text = vote.ballots[0] if same else ballot.encrypt(vote.election, vote.cards[0], [0, 0, 0], seeded("again"))
    vote.head = elections.append_ballot(vote.path, vote.head, text)
    elections.append(vote.path, vote.head, "EndBallots")
    assert refused(js, BOX, text_of(vote.path), {"publicKey": own(vote)}) == "ballot-card-twice"


# Before mixing.


def test_what_is_to_be_mixed_is_reviewed(js: Crypto, stages: Stages) -> None:
    found = js.run(MIXING, stages.mixing, stages.locked, own(stages.vote, 3))
    assert (found["owner"], found["mixes"], found["ballots"]) == (3, 2, 3)
    mixed = js.run(MIXING, stages.mixing, stages.locked, own(stages.vote, 3))["ciphertexts"]
    read = board.parse(base64.b64decode(stages.mixing))
    last = json.loads(read.payload(read.of_type("Shuffle")[-1]))["payload"]
    assert json.loads(mixed) == json.loads(read.data[last])["ciphertexts"]


@pytest.mark.parametrize("owner", [1, 2])
def test_only_whose_turn_it_is_mixes(js: Crypto, stages: Stages, owner: int) -> None:
    assert refused(js, MIXING, stages.mixing, stages.locked, own(stages.vote, owner)) == "shuffle-owner"


def test_nobody_mixes_out_of_turn(js: Crypto, vote: Vote) -> None:
    locked = {"head": vote.head.head}
    tally_of(vote)
    mix_of(vote, 2)
    assert refused(js, MIXING, text_of(vote.path), locked, own(vote, 3)) == "shuffle-owner"
    assert refused(js, MIXING, text_of(vote.path), locked, own(vote, 2)) == "shuffle-owner"


@pytest.mark.parametrize("code", [MIXING, OPENING, RESULT])
def test_another_box_than_the_locked_one_is_refused(js: Crypto, stages: Stages, code: str) -> None:
    other = {"head": "0" * 64}
    args = {
        MIXING: (stages.mixing, other, own(stages.vote, 3)),
        OPENING: (stages.mixed, other, own(stages.vote), []),
        RESULT: (stages.finished, None, other),
    }
    assert refused(js, code, *args[code]) == "locked-head"


def test_a_tally_of_other_ballots_is_not_mixed(js: Crypto, vote: Vote) -> None:
    locked = {"head": vote.head.head}
    text, count = tally.encrypted_tally(vote.ballots[:2])
    vote.head = elections.append_tally(vote.path, vote.head, text, count)
    vote.items = tally.read(text)
    mix_of(vote, 1)
    assert refused(js, MIXING, text_of(vote.path), locked, own(vote)) == "tally-ballots"


def test_upon_a_false_mix_nobody_mixes(js: Crypto, vote: Vote) -> None:
    locked = {"head": vote.head.head}
    tally_of(vote)
    value = json.loads(shuffle.shuffle(vote.election, vote.items, seeded("mix")))
    value["ciphertexts"][0].reverse()
    text = json.dumps(value, separators=(",", ":"))
    elections.append_owned(vote.path, vote.head, "Shuffle", 1, text)
    assert refused(js, MIXING, text_of(vote.path), locked, own(vote)) == "shuffle-proof"


# Before opening.


def test_the_own_mix_is_known(js: Crypto, stages: Stages) -> None:
    read = board.parse(base64.b64decode(stages.mixed))
    mix = json.loads(read.payload(read.of_type("Shuffle")[1]))["payload"]
    args = (stages.mixed, stages.locked, own(stages.vote))
    found = js.run(OPENING, *args, ["00", mix])
    assert (found["ballots"], found["trustees"], found["owner"], found["own"]) == (3, 3, 2, "same")
    assert found["head"] == read.head.head
    assert js.run(OPENING, *args, [])["own"] == "unknown"
    assert js.run(OPENING, *args, ["00"])["own"] == "other"


def test_the_list_that_is_opened_is_the_last_one_and_has_a_name(js: Crypto, stages: Stages) -> None:
    found = js.run(OPENING, stages.mixed, stages.locked, own(stages.vote), [])
    assert json.loads(found["ciphertexts"]) == [[item.wire() for item in stages.vote.items]]
    assert found["list"] == hashlib.sha256(found["ciphertexts"].encode()).hexdigest()


SO_FAR = f"""{BYTES} try {{ b.reviewBeforeOpening(bytes(args[0]), args[1], args[2], args[3], args[4]); }}
    catch (error) {{ return [error.check, error.where]; }} return [];"""


def test_the_shares_that_are_there_are_checked_before_opening(js: Crypto, stages: Stages, tmp_path: Path) -> None:
    """By the protocol's proofs and by the one over all factors; whose share is false is named."""
    read = board.parse(base64.b64decode(stages.finished))
    _, second, _ = (json.loads(read.payload(event))["payload"] for event in read.of_type("PartialDecryption"))
    share = read.data[second].decode()
    good, other = stages.proofs.proofs[2], stages.proofs.proofs[3]

    def judged_with(text: str, proofs: dict[str, str]) -> list[str]:
        path = tmp_path / "shares.bel"
        path.write_bytes(base64.b64decode(stages.mixed))
        elections.append_owned(path, board.read(path).head, "PartialDecryption", 2, text)
        found: list[str] = js.run(SO_FAR, text_of(path), stages.locked, own(stages.vote, 3), [], proofs)
        return found

    factors, proofs = json.loads(share).values()
    factors[0].reverse()
    altered = json.dumps({"decryption_factors": factors, "decryption_proofs": proofs}, separators=(",", ":"))
    place = f"event {len(read.events) - 4}, trustee 2"
    assert judged_with(share, {"2": good}) == []
    assert judged_with(share, {"2": other}) == ["opening-proof", place]
    assert judged_with(share, {}) == ["opening-proof-missing", place]
    assert judged_with(altered, {"2": good}) == ["decryption-proof", place]


@pytest.mark.parametrize(("owners", "check"), [([1, 3], "mixers"), ([1, 2, 3, 3], "shuffle-owner"), ([1], "mixers")])
def test_every_trustee_must_have_mixed_once(js: Crypto, vote: Vote, owners: list[int], check: str) -> None:
    locked = {"head": vote.head.head}
    tally_of(vote)
    for owner in owners:
        mix_of(vote, owner)
    end_mixing(vote)
    assert refused(js, OPENING, text_of(vote.path), locked, own(vote), []) == check


def test_mixing_that_has_not_ended_is_not_opened(js: Crypto, vote: Vote) -> None:
    locked = {"head": vote.head.head}
    tally_of(vote)
    for owner in (1, 2, 3):
        mix_of(vote, owner)
    assert refused(js, OPENING, text_of(vote.path), locked, own(vote), []) == "mixers"


# The result.


def test_a_finished_archive_is_reviewed_with_its_proofs(js: Crypto, stages: Stages) -> None:
    text = opening.proofs_text(stages.proofs)
    for locked in (None, stages.locked):
        found = js.run(RESULT, stages.finished, text, locked)
        assert sorted(found["opened"]) == sorted([[1, 1, 0], [2, 0, 1], [0, 0, 0]])
        assert (found["void"], found["ballots"], found["trustees"]) == ([], 3, 3)
    assert js.run(RESULT, stages.finished, None, None)["void"] == []


def test_a_result_is_that_of_what_the_device_remembers(js: Crypto, stages: Stages) -> None:
    text = opening.proofs_text(stages.proofs)
    box = js.run(BOX, stages.closed, {"publicKey": own(stages.vote)})
    opened = js.run(OPENING, stages.mixed, stages.locked, own(stages.vote), [])
    known = {"fingerprint": box["fingerprint"], "cardList": box["cardList"], "list": opened["list"]}
    assert refused(js, RESULT, stages.finished, text, known) == ""
    cases = {"fingerprint": "fingerprint", "cardList": "credentials-description", "list": "opened-list"}
    found = {name: refused(js, RESULT, stages.finished, text, {**known, name: "0" * 64}) for name in cases}
    assert found == cases


def test_without_a_result_there_is_nothing_to_confirm(js: Crypto, stages: Stages) -> None:
    assert refused(js, RESULT, stages.mixed, None, stages.locked) == "order"


def test_the_batched_proofs_must_hold(js: Crypto, stages: Stages) -> None:
    good = stages.proofs
    swapped = {1: good.proofs[2], 2: good.proofs[1], 3: good.proofs[3]}
    missing = {1: good.proofs[1], 2: good.proofs[2]}
    cases = [
        (opening.proofs_text(replace(good, proofs=swapped)), "opening-proof"),
        (opening.proofs_text(replace(good, proofs=missing)), "opening-proof"),
        (opening.proofs_text(replace(good, void=[2])), "opening-void"),
        (opening.proofs_text(replace(good, election="A" * 43)), "opening-proof"),
        (opening.proofs_text(good) + " ", "proofs-form"),
        ("", "proofs-form"),
    ]
    assert [refused(js, RESULT, stages.finished, text, None) for text, _ in cases] == [check for _, check in cases]


def test_a_point_that_is_no_ballot_is_void_by_the_proofs_alone(
    js: Crypto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A voter may encrypt any point; without the proofs nobody knows whose doing it is."""
    vote = begin(tmp_path / "vote.bel", 3, candidates=3)
    vote.cast([[1, 1, 0]])
    wider = group.of_ints([1, 1, 1, 1])
    with monkeypatch.context() as tablet:
        tablet.setattr(group, "of_ints", lambda values: wider)
        vote.cast([[1, 1, 1]])
    vote.close()
    vote.mix()
    vote.open()
    finished, proofs = text_of(vote.path), proofs_of(vote)
    assert refused(js, RESULT, finished, None, None) == "opening-not-a-ballot"
    assert refused(js, RESULT, finished, opening.proofs_text(proofs), None) == "opening-void"
    opened = decryption.read_result(board.read(vote.path).payload(board.read(vote.path).of_type("Result")[0]))
    proofs.void = [1 + place for place, row in enumerate(opened) if row != [1, 1, 0]]
    found = js.run(RESULT, finished, opening.proofs_text(proofs), None)
    assert (found["void"], found["opened"]) == (proofs.void, opened)


# In the worker.

WORKER = f"""{BYTES} const w = b.startWorker(), seen = [], note = share => seen.push(share);
    const result = await w.run(args[0], {{...args[1], archive: bytes(args[2])}}, note);
    w.stop();
    const ordered = seen.every((share, i) => !i || share > seen[i - 1]);
    return [result, ordered, seen[seen.length - 1]]"""


def test_the_worker_reviews_and_mixes(js: Crypto, stages: Stages) -> None:
    """Each task tells its progress, in order and to the end; what it mixes is the list that it reviewed."""
    key, locked = own(stages.vote, 3), stages.locked
    box, ordered, last = js.run(WORKER, "review-box", {"publicKey": key}, stages.closed)
    assert (box["head"], ordered, last) == (locked["head"], True, 1)
    mixed, ordered, last = js.run(WORKER, "shuffle", {"publicKey": key, "locked": locked}, stages.mixing)
    before = ciphertexts.read_text(mixed["ciphertexts"])
    assert len(shuffle.check_shuffle(stages.vote.election, before, mixed["shuffle"])) == 3
    assert (mixed["owner"], ordered, last) == (3, True, 1)
    args = {"publicKey": key, "locked": locked, "mixes": [], "proofs": {}}
    ready_, ordered, last = js.run(WORKER, "review-opening", args, stages.mixed)
    assert (ready_["own"], ordered, last) == ("unknown", True, 1)
    proofs = opening.proofs_text(stages.proofs)
    done, ordered, last = js.run(WORKER, "review-result", {"proofs": proofs, "known": None}, stages.finished)
    assert (done["stage"], ordered, last) == ("finished", True, 1)


def test_the_worker_mixes_nothing_that_is_not_the_locked_box(js: Crypto, stages: Stages) -> None:
    args = {"publicKey": own(stages.vote, 3), "locked": {"head": "0" * 64}}
    assert refused(js, WORKER, "shuffle", args, stages.mixing) == "locked-head"


# Archives that belenios-tool made, and what was altered in them.


def judged(js: Crypto, path: Path) -> str:
    """The check that an archive of the tool fails; empty when it passes."""
    return refused(js, f"{BYTES} return b.reviewArchive(bytes(args[0]))", text_of(path))


TAMPERED = {
    "ballot-copied-from-another": "ballot-proof",
    "ballot-other-election": "ballot-election",
    "ballot-proof": "ballot-proof",
    "ballot-signature": "ballot-signature",
    "ballot-small-order-point": "ballot-point",
    "chain-event-removed": "chain",
    "chain-parent": "chain",
    "credential-not-listed": "ballot-credential",
    "decryption-factor": "decryption-proof",
    "decryption-proof": "decryption-proof",
    "election-key-not-product": "election-key",
    "file-name-not-its-hash": "file-name",
    "result-one-ballot-missing": "result",
    "result-one-mark-changed": "result",
    "shuffle-one-replaced": "shuffle-proof",
    "shuffle-proof": "shuffle-proof",
    "shuffle-two-swapped": "shuffle-proof",
    "tally-count": "tally-count",
    "tally-not-the-ballots": "tally-ballots",
    "tar-not-a-tar": "archive",
    "tar-truncated": "archive",
    "trustee-proof-of-possession": "trustee-proof",
}


def test_an_archive_of_the_tool_passes(js: Crypto) -> None:
    assert judged(js, VECTORS / "mixnet" / "finished.bel") == ""


@pytest.mark.parametrize(("name", "check"), TAMPERED.items())
def test_tampered_archives_are_refused(js: Crypto, name: str, check: str) -> None:
    assert judged(js, VECTORS / "mixnet" / "tampered" / f"{name}.bel") == check
