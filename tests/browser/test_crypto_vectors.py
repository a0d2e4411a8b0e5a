"""What belenios-tool made is accepted by the browser code; what was tampered with is refused by the check it speaks of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.chromium import Crypto, static_page
from support.paths import VECTORS

from voting.belenios import board

pytestmark = pytest.mark.browser

# Checks all ballots, shuffles and decryptions of one archive, and opens the ballots.
AUDIT = """
    const {election: text, trustees, listed, ballots, tally, shuffles, shares} = args[0];
    const election = b.parseElection(text), cards = new Set(listed);
    const publics = trustees.map(([, key]) => (b.checkPublicKey(key), key.public_key));
    ballots.forEach(ballot => b.checkBallot(election, ballot, cards));
    let items = tally && b.readCiphertexts(tally);
    shuffles.forEach(text => { items = b.checkShuffle(election, items, text); });
    const factors = shares.map(([owner, text]) => b.checkPartial(election, items, publics[owner - 1], text));
    return shares.length ? b.openBallots(election, items, factors) : null;
"""


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


def _contents(path: Path) -> dict[str, object]:
    read = board.read(path)
    election, trustees, listed = read.setup()

    def owned(kind: str) -> list[tuple[int, str]]:
        values = [json.loads(read.payload(event)) for event in read.of_type(kind)]
        return [(value["owner"], read.data[value["payload"]].decode()) for value in values]

    tallies = [json.loads(read.payload(event)) for event in read.of_type("EncryptedTally")]
    return {
        "election": election,
        "trustees": json.loads(trustees),
        "listed": listed,
        "ballots": read.ballots(),
        "tally": read.data[tallies[0]["encrypted_tally"]].decode() if tallies else None,
        "shuffles": [text for _, text in owned("Shuffle")],
        "shares": owned("PartialDecryption"),
    }


@pytest.mark.parametrize("folder", ["basic", "mixnet"])
def test_whole_archives_are_accepted(js: Crypto, folder: str) -> None:
    """And opened to the votes that were cast."""
    votes = [json.loads(line)[0] for line in (VECTORS / folder / "votes.txt").read_text().splitlines()]
    assert sorted(js.run(AUDIT, _contents(VECTORS / folder / "finished.bel"))) == sorted(votes)
    assert js.run(AUDIT, _contents(VECTORS / folder / "voting.bel")) is None


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("ballot-copied-from-another", "ballot-proof"),
        ("ballot-other-election", "ballot-election"),
        ("ballot-proof", "ballot-proof"),
        ("ballot-signature", "ballot-signature"),
        ("ballot-small-order-point", "ballot-point"),
        ("credential-not-listed", "ballot-credential"),
        ("decryption-factor", "decryption-proof"),
        ("decryption-proof", "decryption-proof"),
        ("shuffle-one-replaced", "shuffle-proof"),
        ("shuffle-proof", "shuffle-proof"),
        ("shuffle-two-swapped", "shuffle-proof"),
        ("trustee-proof-of-possession", "trustee-proof"),
    ],
)
def test_tampered_archives_are_refused(js: Crypto, name: str, check: str) -> None:
    """What the browser checks, it refuses by the same name as the server."""
    contents = _contents(VECTORS / "mixnet" / "tampered" / f"{name}.bel")
    assert js.refusal(AUDIT, contents) == ["Invalid", check, None]


def test_keys_and_cards_of_the_tool(js: Crypto) -> None:
    """Private keys are read; the first of them decrypt; every card has its public half on the list."""
    folder = VECTORS / "mixnet"
    contents = _contents(folder / "finished.bel")
    for path in sorted(folder.glob("*.privkey")):
        public = json.loads(path.with_suffix(".pubkey").read_text())["public_key"]
        assert js.run("return b.loadKeyFor(...args).fingerprint", path.read_text(), public) == path.stem
    uuid = json.loads(str(contents["election"]))["uuid"]
    cards = list(json.loads((folder / "private_credentials.json").read_text()).values())
    publics = js.run("return args[1].map(card => b.publicCredential(args[0], card))", uuid, cards)
    assert set(publics) <= set(contents["listed"])  # type: ignore[call-overload]
