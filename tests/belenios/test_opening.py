"""The proof over a whole share, the file that carries it, and points that are exactly a ballot."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support import elections
from support.paths import VECTORS

from voting.belenios import decryption, election, group, opening
from voting.belenios.ciphertexts import Ciphertext, from_points
from voting.belenios.errors import Invalid
from voting.belenios.opening import Proofs, proofs_text, read_proofs

VECTOR = VECTORS / "opening.json"
COUNTS = [0, 1, 5]


class Share:
    """One trustee's share of an election of `count` ballots."""

    def __init__(self, folder: Path, count: int) -> None:
        vote, _ = elections.whole(folder / "vote.bel", count, 3, 2)
        self.election, self.items, self.private = vote.election, vote.items, vote.privates[0]
        self.key = group.base(self.private)
        self.factors = [group.mul(item.a, self.private) for item in self.items]
        self.text = opening.prove(self.election, self.items, self.factors, self.private, vote.rng)

    def held(self, **changed: object) -> bool:
        told = {"items": self.items, "factors": self.factors, "key": self.key, "text": self.text, **changed}
        try:
            opening.check(self.election, **told)  # type: ignore[arg-type]
        except Invalid as error:
            if error.check != "opening-proof":
                raise
            return False
        return True


@pytest.fixture(params=COUNTS)
def share(request: pytest.FixtureRequest, tmp_path: Path) -> Share:
    return Share(tmp_path, request.param)


def test_an_honest_share_is_proven(share: Share) -> None:
    assert share.held()


def test_the_proof_is_of_one_key(share: Share) -> None:
    assert not share.held(key=group.base(share.private + 1))


def test_the_proof_is_of_one_election(share: Share) -> None:
    share.election = replace(share.election, fingerprint="A" * 43)
    assert not share.held()


def other(point: bytes) -> bytes:
    return group.add(point, group.base(1))


def test_no_factor_can_be_another(tmp_path: Path) -> None:
    share = Share(tmp_path, 4)
    for place in range(4):
        changed = [other(f) if at == place else f for at, f in enumerate(share.factors)]
        assert not share.held(factors=changed)


def test_no_ciphertext_can_be_another(tmp_path: Path) -> None:
    share = Share(tmp_path, 4)
    for place in range(4):
        changed = [from_points(other(i.a), i.b) if at == place else i for at, i in enumerate(share.items)]
        assert not share.held(items=changed)


def test_pairs_cannot_be_exchanged_or_left_out(tmp_path: Path) -> None:
    share = Share(tmp_path, 4)
    assert not share.held(factors=share.factors[::-1])
    assert not share.held(factors=share.factors[::-1], items=share.items[::-1])
    assert not share.held(factors=share.factors[:3], items=share.items[:3])
    assert not share.held(factors=share.factors[:3])


def test_errors_that_cancel_in_a_plain_product_are_found(tmp_path: Path) -> None:
    share = Share(tmp_path, 4)
    first, second, *rest = share.factors
    assert not share.held(factors=[group.add(first, group.base(7)), group.sub(second, group.base(7)), *rest])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"challenge":"1"}',
        '{"challenge":"01","response":"2"}',
        '{"challenge":1,"response":2}',
        '{"response":"2","challenge":"1"}',
        '{"challenge": "1","response":"2"}',
        '{"challenge":"1","response":"2"}\n',
    ],
)
def test_what_is_no_proof_is_refused_by_form(tmp_path: Path, text: str) -> None:
    share = Share(tmp_path, 1)
    with pytest.raises(Invalid) as refused:
        opening.check(share.election, share.items, share.factors, share.key, text, "trustee 1")
    assert (refused.value.check, refused.value.where) == ("opening-proof-form", "trustee 1")


def test_the_vector_for_other_programs() -> None:
    """What stands in the vector is what this program makes of the vector's own randomness."""
    told = json.loads(VECTOR.read_text())
    chosen = election.parse(told["election"])
    assert chosen.fingerprint == told["fingerprint"]
    for case in told["cases"]:
        items = [Ciphertext(i["alpha"], i["beta"], *map(group.point_from_hex, i.values())) for i in case["ciphertexts"]]
        factors = [group.point_from_hex(factor) for factor in case["factors"]]
        key = group.point_from_hex(case["public_key"])
        private, w = int(case["private_key"]), int(case["w"])
        assert group.base(private) == key
        text = opening.prove(chosen, items, factors, private, lambda count, w=w: w.to_bytes(count, "big"))
        assert text == case["proof"]
        opening.check(chosen, items, factors, key, case["proof"])
    assert proofs_text(Proofs(chosen.fingerprint, dict(enumerate(told["file_proofs"], 1)), [2, 5])) == told["file"]


GOOD = Proofs("A" * 43, {1: '{"challenge":"1","response":"2"}', 2: '{"challenge":"3","response":"4"}'}, [2, 9])


def test_a_proofs_file_is_read_as_it_was_written() -> None:
    text = proofs_text(GOOD)
    assert text == (
        '{"version":1,"election":"' + "A" * 43 + '","proofs":[{"owner":1,"challenge":"1","response":"2"},'
        '{"owner":2,"challenge":"3","response":"4"}],"void":[2,9]}'
    )
    assert read_proofs(text) == read_proofs(text.encode()) == GOOD


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"version":1', '"version":2'),
        ('"version":1', '"version":1.0'),
        ('"version":1', '"version":true'),
        ('"version":1,', ""),
        ('"owner":1', '"owner":true'),
        ('"owner":1', '"owner":3'),
        ('"owner":2', '"owner":1'),
        ('"challenge":"1"', '"challenge":1'),
        ('"challenge":"1"', '"challenge":"01"'),
        ('"void":[2,9]', '"void":[9,2]'),
        ('"void":[2,9]', '"void":[2,2]'),
        ('"void":[2,9]', '"void":[0,9]'),
        ('"void":[2,9]', '"void":[true,9]'),
        ('"void":[2,9]', '"void":[2.0,9]'),
        ('"void":[2,9]', '"void":{}'),
        ('"void":[2,9]', '"void":[2,9],"more":1'),
        ("}]", "}] "),
        ("9]}", "9]}\n"),
        ("A" * 43, "\\u0041" + "A" * 42),
        ("A" * 43, "\\ud800"),
    ],
)
def test_a_proofs_file_has_one_form(old: str, new: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_proofs(proofs_text(GOOD).replace(old, new, 1))
    assert refused.value.check == "proofs-form"


def test_exactly_the_embedding_of_marks_is_a_ballot() -> None:
    for values in ([0], [1, 2, 0], [255] * 30, list(range(12))):
        point = group.of_ints(values)
        assert group.exact_ints(point, len(values)) == values
        assert group.exact_ints(other(point), len(values)) is None


def test_an_embedding_of_more_marks_is_none_of_fewer() -> None:
    assert group.exact_ints(group.of_ints([3, 1, 2]), 2) is None


def test_an_embedding_has_the_smallest_padding() -> None:
    number = int.from_bytes(group.of_ints([1, 2]), "little")
    later = next(
        raw
        for more in range(number + 1, (number | 0x3FFF) + 1)
        if group._valid(raw := more.to_bytes(32, "little")) == 1
    )
    assert group.to_ints(later, 2) == [1, 2]
    assert group.exact_ints(later, 2) is None


def test_the_protocols_own_opening_drops_the_upper_bits(tmp_path: Path) -> None:
    share = Share(tmp_path, 1)
    strange = from_points(share.items[0].a, other(share.items[0].b))
    (values,) = decryption.open_ballots(share.election, [strange], [[group.IDENTITY]])
    assert len(values) == 3


DIGEST = "0f" * 32


@pytest.mark.parametrize(
    ("description", "found"),
    [
        (f"演练。{election.CARD_LIST}{DIGEST}。", DIGEST),
        (f"{election.CARD_LIST}{DIGEST}", DIGEST),
        ("票决", None),
        (f"{election.CARD_LIST}{DIGEST}0", None),
        (f"{election.CARD_LIST}{DIGEST.upper()}", None),
        (f"{election.CARD_LIST}{DIGEST} {election.CARD_LIST}{DIGEST}", None),
        (f"{election.CARD_LIST}{DIGEST} {election.CARD_LIST}?", None),
    ],
)
def test_the_card_list_that_a_description_names(description: str, found: str | None) -> None:
    assert election.card_list_of(description) == found
