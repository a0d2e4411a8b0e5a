"""What a trustee's browser checks before it opens: good archives pass, every fault is named."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import Crypto, static_page
from elections import Vote, begin, seeded

from voting.belenios import board, shuffle

pytestmark = pytest.mark.browser
VECTORS = Path(__file__).parent.parent / "vectors"
REVIEW = """const {reviewBeforeOpening} = await import('/js/belenios/review.js');
    const bytes = Uint8Array.from(atob(args[0]), c => c.charCodeAt(0));
    return reviewBeforeOpening(bytes, args[1], args[2]);"""


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


def review(js: Crypto, path: Path, key: str, mixes: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = js.run(REVIEW, base64.b64encode(path.read_bytes()).decode(), key, mixes)
    return found


def refused(js: Crypto, path: Path, key: str) -> str:
    name, check, _ = js.refusal(REVIEW, base64.b64encode(path.read_bytes()).decode(), key, [])
    assert name == "Invalid"
    return str(check)


@pytest.fixture
def vote(tmp_path: Path) -> Vote:
    vote = begin(tmp_path / "vote.bel", 4, candidates=3)
    vote.cast([[1, 1, 0], [2, 0, 1], [0, 0, 0]])
    vote.close()
    return vote


def own(vote: Vote) -> str:
    return str(vote.keys[1]["public_key"])


def own_mix(vote: Vote) -> str:
    read = board.read(vote.path)
    return str(json.loads(read.payload(read.of_type("Shuffle")[1]))["payload"])


def test_a_mixed_archive_passes_and_the_own_mix_is_known(js: Crypto, vote: Vote) -> None:
    vote.mix()
    found = review(js, vote.path, own(vote), ["00", own_mix(vote)])
    assert (found["ballots"], found["trustees"], found["own"]) == (3, 3, "same")
    assert found["head"] == vote.head.head
    assert review(js, vote.path, own(vote), [])["own"] == "unknown"
    assert review(js, vote.path, own(vote), ["00"])["own"] == "other"


def test_the_mix_that_is_opened_is_the_last_one(js: Crypto, vote: Vote) -> None:
    vote.mix()
    text = review(js, vote.path, own(vote), [])["ciphertexts"]
    value = json.loads(text)["ciphertexts"][0]
    assert value == [item.wire() for item in vote.items]
    assert hashlib.sha256(text.encode()).hexdigest() in board.read(vote.path).data


def test_an_archive_of_the_tool_passes(js: Crypto) -> None:
    path = VECTORS / "mixnet" / "finished.bel"
    _, trustees, _ = board.read(path).setup()
    key = json.loads(trustees)[0][1]["public_key"]
    assert review(js, path, key, [])["trustees"] == len(json.loads(trustees))


TAMPERED = {
    "ballot-copied-from-another": "ballot-proof",
    "ballot-other-election": "ballot-election",
    "ballot-proof": "ballot-proof",
    "ballot-signature": "ballot-signature",
    "ballot-small-order-point": "ballot-point",
    "chain-event-removed": "chain",
    "chain-parent": "chain",
    "credential-not-listed": "ballot-credential",
    "election-key-not-product": "election-key",
    "file-name-not-its-hash": "file-name",
    "shuffle-one-replaced": "shuffle-proof",
    "shuffle-proof": "shuffle-proof",
    "shuffle-two-swapped": "shuffle-proof",
    "tally-count": "tally-count",
    "tally-not-the-ballots": "tally-ballots",
    "tar-not-a-tar": "archive",
    "tar-truncated": "archive",
    "trustee-proof-of-possession": "trustee-proof",
}


@pytest.mark.parametrize(("name", "check"), TAMPERED.items())
def test_tampered_archives_are_refused(js: Crypto, name: str, check: str) -> None:
    _, trustees, _ = board.read(VECTORS / "mixnet" / "finished.bel").setup()
    key = json.loads(trustees)[0][1]["public_key"]
    assert refused(js, VECTORS / "mixnet" / "tampered" / f"{name}.bel", key) == check


def test_a_key_of_another_vote_is_refused(js: Crypto, vote: Vote) -> None:
    vote.mix()
    assert refused(js, vote.path, "00" * 32) == "own-key"


@pytest.mark.parametrize("owners", [[1, 3], [1, 2, 3, 3]])
def test_every_trustee_must_have_mixed_once(js: Crypto, vote: Vote, owners: list[int]) -> None:
    for owner in owners:
        text = shuffle.shuffle(vote.election, vote.items, seeded(f"mix{owner}"))
        vote.items = shuffle.check_shuffle(vote.election, vote.items, text)
        vote.head = board.append_owned(vote.path, vote.head, "Shuffle", owner, text)
    board.append(vote.path, vote.head, "EndShuffles", None)
    assert refused(js, vote.path, own(vote)) == "shuffle-owner"


def test_mixing_that_has_not_ended_is_not_opened(js: Crypto, vote: Vote) -> None:
    text = shuffle.shuffle(vote.election, vote.items, seeded("mix"))
    board.append_owned(vote.path, vote.head, "Shuffle", 1, text)
    assert refused(js, vote.path, own(vote)) == "shuffle-owner"
