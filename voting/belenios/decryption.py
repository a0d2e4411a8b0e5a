"""Partial decryptions with proof, and the result (specification §4.20, §4.21)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import group
from .ballot import read_proof
from .ciphertexts import Ciphertext
from .election import Election
from .encoding import Q, dumps, fields, hash_to_scalar, loads_exact
from .errors import Invalid
from .group import Rng

MAX_EACH = 512
"""Bytes of a share for each ciphertext, generously."""


def _challenge(election: Election, public: str, a: bytes, b: bytes) -> int:
    return hash_to_scalar(f"decrypt|{election.fingerprint}|{public}|{group.encode(a)},{group.encode(b)}")


def partial_decryption(
    election: Election,
    items: Sequence[Ciphertext],
    private: int,
    rng: Rng,
    progress: Callable[[float], None] | None = None,
) -> str:
    """The text of one trustee's share: a factor and a proof for each ciphertext."""
    public = group.encode(group.base(private))
    factors, proofs = [], []
    for place, item in enumerate(items, start=1):
        w = group.scalar(rng)
        factors.append(group.encode(group.mul(item.a, private)))
        challenge = _challenge(election, public, group.base(w), group.mul(item.a, w))
        proofs.append({"challenge": str(challenge), "response": str((w - private * challenge) % Q)})
        if progress:
            progress(place / len(items))
    return dumps({"decryption_factors": [factors], "decryption_proofs": [proofs]})


class Checker:
    """One share, checked in ranges that may run in several processes."""

    def __init__(
        self,
        election: Election,
        items: Sequence[Ciphertext],
        key: bytes,
        text: str | bytes,
        where: str = "",
        owner: int = 0,
    ) -> None:
        self.election, self.items, self.key, self.where, self.owner = election, items, key, where, owner
        self.count = len(items)
        if len(text) > MAX_EACH * (self.count + 8):
            raise Invalid("decryption-count", where, f"far longer than the share of {self.count} ballots")
        value = loads_exact(text, "decryption-form", where)
        names = ("decryption_factors", "decryption_proofs")
        factors, proofs = (self._one(part) for part in fields(value, names, "decryption-form", where))
        self.factors = [group.point(factor, "decryption-form", where) for factor in factors]
        self.proofs = [read_proof(proof, "decryption-form", where) for proof in proofs]

    def _one(self, value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], list):
            raise Invalid("decryption-form", self.where, "not the share of one question")
        if len(value[0]) != len(self.items):
            raise Invalid("decryption-count", self.where, f"{len(value[0])} shares for {len(self.items)} ballots")
        found: list[Any] = value[0]
        return found

    def part(self, low: int, high: int) -> int | None:
        """Check [low, high); returns the first place that does not hold, None when all do."""
        public = group.encode(self.key)
        for i in range(low, high):
            challenge, response = self.proofs[i]
            a = group.add(group.base(response), group.mul(self.key, challenge))
            b = group.add(group.mul(self.items[i].a, response), group.mul(self.factors[i], challenge))
            if _challenge(self.election, public, a, b) != challenge:
                return i
        return None

    def finish(self, parts: Sequence[int | None]) -> list[bytes]:
        """The factors; raises `Invalid` naming the first ballot whose proof fails."""
        for failed in parts:
            if failed is not None:
                why = f"the proof for ciphertext {failed + 1} does not hold"
                raise Invalid("decryption-proof", self.where, why)
        return self.factors


def check_partial(
    election: Election, items: Sequence[Ciphertext], key: bytes, text: str | bytes, where: str = ""
) -> list[bytes]:
    """Check a share against the trustee's public key (a point); returns the factors, raises `Invalid`."""
    checker = Checker(election, items, key, text, where)
    return checker.finish([checker.part(0, len(items))])


def open_exactly(
    election: Election,
    items: Sequence[Ciphertext],
    shares: Sequence[Sequence[bytes]],
    low: int = 0,
    high: int | None = None,
) -> tuple[list[list[int]], list[int]]:
    """The integers of the ballots in [low, high) from the factors of all trustees, as the specification decodes them.

    With them the places (from 1 for the first of `items`) of those whose point is no ballot at all: not exactly what
    its integers are embedded into. Their integers mean nothing.
    """
    width = len(election.answers)
    opened, void = [], []
    for place in range(low, len(items) if high is None else high):
        point = group.sub(items[place].b, group.product(share[place] for share in shares))
        opened.append(group.to_ints(point, width))
        if group.exact_ints(point, width) is None:
            void.append(place + 1)
    return opened, void


def open_ballots(election: Election, items: Sequence[Ciphertext], shares: Sequence[Sequence[bytes]]) -> list[list[int]]:
    """The integers of every ballot, from the factors of all trustees; whether they are ballots see `open_exactly`."""
    return open_exactly(election, items, shares)[0]


def result_text(opened: Sequence[Sequence[int]]) -> str:
    """The text of the result."""
    return dumps({"result": [[list(ballot) for ballot in opened]]})


def read_result(text: str | bytes, where: str = "") -> list[list[int]]:
    """The opened ballots of a result's text."""
    (value,) = fields(loads_exact(text, "result-form", where, crowded=True), ("result",), "result-form", where)
    shaped = isinstance(value, list) and len(value) == 1 and isinstance(value[0], list)
    if not shaped or not all(
        isinstance(ballot, list) and all(type(entry) is int for entry in ballot) for ballot in value[0]
    ):
        raise Invalid("result-form", where, "not the ballots of one question")
    found: list[list[int]] = value[0]
    return found
