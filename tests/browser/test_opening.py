"""What binds an opening in the browser, against the same in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.chromium import Crypto, static_page
from support.elections import seeded
from support.paths import VECTORS

from voting.belenios import ciphertexts, election, group, opening
from voting.belenios.encoding import Q

pytestmark = pytest.mark.browser
VECTOR = json.loads((VECTORS / "opening.json").read_text())
ELECTION = election.parse(VECTOR["election"])
PROVE = """const e = b.parseElection(args[0]), items = b.readCiphertexts(args[1]);
    return b.proveOpening(e, items, b.points(args[2]), BigInt(args[3]))"""
CHECK = """const e = b.parseElection(args[0]), items = b.readCiphertexts(args[1]);
    b.checkOpening(e, items, b.points(args[2]), args[3], args[4])"""


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


def listed(case: dict[str, Any]) -> str:
    return json.dumps([case["ciphertexts"]], separators=(",", ":"))


def refusal(js: Crypto, case: dict[str, Any], proof: str) -> list[Any]:
    return js.refusal(CHECK, VECTOR["election"], listed(case), case["factors"], case["public_key"], proof)


@pytest.mark.parametrize("case", VECTOR["cases"])
def test_proofs_are_the_same_both_ways(js: Crypto, case: dict[str, Any]) -> None:
    assert refusal(js, case, case["proof"]) == []
    made = js.run(PROVE, VECTOR["election"], listed(case), case["factors"], case["private_key"])
    items = ciphertexts.read_text(listed(case))
    factors = [group.point_from_hex(text) for text in case["factors"]]
    opening.check(ELECTION, items, factors, group.point_from_hex(case["public_key"]), made)


def altered(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    other = group.encode(group.base(group.scalar(seeded("other"))))
    yield {**case, "factors": [other, *case["factors"][1:]]}
    yield {**case, "factors": [case["factors"][1], case["factors"][0], *case["factors"][2:]]}
    yield {**case, "ciphertexts": [{**case["ciphertexts"][0], "alpha": other}, *case["ciphertexts"][1:]]}
    yield {**case, "public_key": other}


@pytest.mark.parametrize("case", list(altered(VECTOR["cases"][0])), ids=("factor", "order", "ciphertext", "key"))
def test_a_proof_holds_for_nothing_else(js: Crypto, case: dict[str, Any]) -> None:
    assert refusal(js, case, case["proof"]) == ["Invalid", "opening-proof", None]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"challenge":1,"response":2}', f'{{"challenge":"{Q}","response":"1"}}']
)
def test_what_is_no_proof_is_named(js: Crypto, text: str) -> None:
    assert refusal(js, VECTOR["cases"][0], text) == ["Invalid", "opening-proof-form", None]


def test_the_proofs_file_is_read_alike(js: Crypto) -> None:
    code = "const p = b.readProofs(args[0]); return [p.election, Object.fromEntries(p.proofs), p.void]"
    found = opening.read_proofs(VECTOR["file"])
    assert js.run(code, VECTOR["file"]) == [
        found.election,
        {str(owner): text for owner, text in found.proofs.items()},
        found.void,
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"version":1', '"version":1.0'),
        ('"version":1', '"version":true'),
        ('"version":1', '"version":2'),
        ('"owner":1', '"owner":2'),
        ('"owner":1', '"owner":"1"'),
        ('"owner":2', '"owner":3'),
        ('"void":[2,5]', '"void":[5,2]'),
        ('"void":[2,5]', '"void":[2,2]'),
        ('"void":[2,5]', '"void":[0]'),
        ('"void":[2,5]', '"void":[]} '),
        ('"void":[2,5]', '"void":[2,5],"more":1'),
        ('"version"', '"version":1,"version"'),
        ('"response":"', '"response":"0'),
    ],
)
def test_a_proofs_file_of_another_form_is_refused(js: Crypto, old: str, new: str) -> None:
    assert old in VECTOR["file"]
    text = VECTOR["file"].replace(old, new, 1)
    assert js.refusal("b.readProofs(args[0])", text) == ["Invalid", "proofs-form", None]


ROWS = [[0] * 12, [1, 2, 0], [255] * 30, [1], list(range(30))]


def test_only_exact_embeddings_are_ballots(js: Crypto) -> None:
    """Marks as they went in; a bit above them, a point of nobody's choice, another width, the identity: none."""
    points = [group.encode(group.of_ints(row)) for row in ROWS]
    code = "return args[0].map(([text, width]) => b.exactInts(b.point(text), width))"
    assert js.run(code, [[text, len(row)] for text, row in zip(points, ROWS, strict=True)]) == ROWS
    anything = [group.encode(group.base(group.scalar(seeded(f"point {i}")))) for i in range(8)]
    assert js.run(code, [[text, 12] for text in anything]) == [None] * 8
    assert js.run(code, [[points[2], 29], [points[1], 2]]) == [None, None]
    assert js.run("return b.exactInts(b.ZERO, 3)") is None


def test_a_padding_that_is_not_the_smallest_is_no_ballot(js: Crypto) -> None:
    least = int.from_bytes(group.of_ints([1, 2]), "little")
    later = next(
        text for number in range(least + 1, least + 2000) if group._valid(text := number.to_bytes(32, "little")) == 1
    )
    assert js.run("return b.exactInts(b.point(args[0]), 2)", group.encode(later)) is None
    assert js.run("return b.toInts(args[0], 2)", group.encode(later)) == [1, 2]


HASH = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "description",
    [
        f"{election.CARD_LIST}{HASH}",
        f"票决 {election.CARD_LIST}{HASH} [marks: 3 candidates, base 3, 1 to an answer]",
        f"{election.CARD_LIST}{HASH} {election.CARD_LIST}{HASH}",
        f"{election.CARD_LIST}{HASH} {election.CARD_LIST}",
        f"{election.CARD_LIST}{HASH}0",
        f"{election.CARD_LIST}{HASH[1:]}",
        f"{election.CARD_LIST}{HASH.upper()}",
        "",
    ],
)
def test_the_card_list_is_read_alike(js: Crypto, description: str) -> None:
    assert js.run("return b.cardListOf(args[0])", description) == election.card_list_of(description)
