"""Lists of ciphertexts as they lie in the encrypted tally and in shuffles (specification §4.18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import group
from .encoding import dumps, fields, loads_exact
from .errors import Invalid


@dataclass(frozen=True)
class Ciphertext:
    """An ElGamal pair, on the wire and as points."""

    alpha: str
    beta: str
    a: bytes
    b: bytes

    def wire(self) -> dict[str, str]:
        """As it stands in JSON."""
        return {"alpha": self.alpha, "beta": self.beta}


def from_points(a: bytes, b: bytes) -> Ciphertext:
    """Pair of points to ciphertext."""
    return Ciphertext(group.encode(a), group.encode(b), a, b)


def read(value: Any, check: str, where: str) -> list[Ciphertext]:
    """Read `[[{alpha, beta}, …]]` of the one question; every point is checked."""
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], list):
        raise Invalid(check, where, "not the ciphertexts of one question")
    found = []
    for place, item in enumerate(value[0], start=1):
        alpha, beta = fields(item, ("alpha", "beta"), check, where)
        spot = f"{where}, ciphertext {place}"
        found.append(Ciphertext(alpha, beta, group.point(alpha, check, spot), group.point(beta, check, spot)))
    return found


def read_text(text: str | bytes, check: str = "tally-form", where: str = "") -> list[Ciphertext]:
    """`read` from JSON text."""
    return read(loads_exact(text, check, where), check, where)


def wire(items: Sequence[Ciphertext]) -> list[list[dict[str, str]]]:
    """As they stand in JSON."""
    return [[item.wire() for item in items]]


def tally_text(items: Sequence[Ciphertext]) -> str:
    """The text of an encrypted tally."""
    return dumps(wire(items))
