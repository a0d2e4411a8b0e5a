"""What a trustee hands in: made, read and checked; everything else is refused with a named check."""

from __future__ import annotations

import json

import pytest
from support import elections

from voting.belenios import group, shares
from voting.belenios.errors import Invalid


@pytest.fixture(scope="module")
def vote(tmp_path_factory: pytest.TempPathFactory) -> elections.Vote:
    made, _ = elections.whole(tmp_path_factory.mktemp("shares") / "vote.bel", 3, 3, 1)
    return made


def test_what_is_made_is_read_and_holds(vote: elections.Vote) -> None:
    private = vote.privates[0]
    share, proof = shares.read(shares.make(vote.election, vote.items, private, vote.rng))
    factors = shares.check(vote.election, vote.items, group.base(private), share, proof)
    assert factors == [group.mul(item.a, private) for item in vote.items]


def test_a_share_of_no_ballots_holds(vote: elections.Vote) -> None:
    private = vote.privates[0]
    share, proof = shares.read(shares.make(vote.election, [], private, vote.rng))
    assert shares.check(vote.election, [], group.base(private), share, proof) == []


def test_the_proof_of_another_share_does_not_hold(vote: elections.Vote) -> None:
    private = vote.privates[0]
    share, _ = shares.read(shares.make(vote.election, vote.items, private, vote.rng))
    _, proof = shares.read(shares.make(vote.election, vote.items[:2], private, vote.rng))
    with pytest.raises(Invalid) as caught:
        shares.check(vote.election, vote.items, group.base(private), share, proof)
    assert caught.value.check == "opening-proof"


@pytest.mark.parametrize(
    ("value", "check"),
    [
        ({"decryption_factors": [[]], "decryption_proofs": [[]]}, "opening-proof-missing"),
        ({"proof": {}, "share": ""}, "decryption-form"),
        ({"share": ""}, "decryption-form"),
        ({"share": {}, "proof": {}}, "decryption-form"),
        ({"share": "", "proof": {}, "more": 1}, "decryption-form"),
        ([], "decryption-form"),
        (None, "decryption-form"),
    ],
)
def test_what_is_none_is_refused(value: object, check: str) -> None:
    with pytest.raises(Invalid) as caught:
        shares.read(json.dumps(value))
    assert caught.value.check == check


def test_a_field_twice_is_refused() -> None:
    with pytest.raises(Invalid):
        shares.read('{"share":"","share":"","proof":{}}')
