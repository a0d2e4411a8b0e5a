"""What a trustee hands in at the opening: the share of the protocol, and the one proof over all its factors."""

from __future__ import annotations

from collections.abc import Sequence

from . import decryption, group, opening
from .ciphertexts import Ciphertext
from .election import Election
from .encoding import dumps, fields, loads, loads_exact
from .errors import Invalid
from .group import Rng


def make(election: Election, items: Sequence[Ciphertext], private: int, rng: Rng) -> str:
    """`{"share": <text of the partial decryption>, "proof": {"challenge", "response"}}`, compact."""
    share = decryption.partial_decryption(election, items, private, rng)
    factors = [group.mul(item.a, private) for item in items]
    return handed_in(share, opening.prove(election, items, factors, private, rng))


def handed_in(share: str, proof: str) -> str:
    """The text that carries a share and its proof, which are texts themselves."""
    return dumps({"share": share, "proof": loads_exact(proof, "opening-proof-form")})


def read(text: str, where: str = "") -> tuple[str, str]:
    """The texts of share and proof; raises `Invalid`: `decryption-form`, `opening-proof-missing` for a bare share."""
    value = loads(text, "decryption-form", where)
    if isinstance(value, dict) and "decryption_factors" in value:
        raise Invalid("opening-proof-missing", where, "a share without the proof over all its factors")
    share, proof = fields(value, ("share", "proof"), "decryption-form", where)
    if not isinstance(share, str):
        raise Invalid("decryption-form", where, "the share is not a text")
    return share, dumps(proof)


def check(
    election: Election, items: Sequence[Ciphertext], key: bytes, share: str | bytes, proof: str, where: str = ""
) -> list[bytes]:
    """The factors of a share that holds by itself and by the proof over all of them; raises `Invalid`.

    `key` is the trustee's public key as a point.
    """
    factors = decryption.check_partial(election, items, key, share, where)
    opening.check(election, items, factors, key, proof, where)
    return factors
