"""One proof for a whole share: that all its factors come from the holder's key.

The protocol's own decryption proof (specification §4.20) hashes the key and the commitments, neither the ciphertext nor
the factor. This proof binds both, for all ciphertexts of the opening at once: equality of logarithms over composites,
as RFC 9497 §2.2 makes them, with weights of 128 bits. It stands beside the archive, whose format stays that of the
protocol: `<uuid>.proofs.json` carries one proof of each trustee, and the places of the ballots that are void because
what their voters encrypted is no ballot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import group
from .ballot import read_proof
from .ciphertexts import Ciphertext
from .election import Election
from .encoding import Q, dumps, fields, hash_to_scalar, loads_exact, sha256_hex
from .errors import Invalid
from .group import Rng

VERSION = 1
MAX_SIZE = 4 * 2**20
"""Bytes of the longest proofs file that is looked at; an honest one has some hundred a trustee."""


def _composites(
    election: Election, items: Sequence[Ciphertext], factors: Sequence[bytes], public: str
) -> tuple[bytes, bytes]:
    """∏ αᵢ^dᵢ and ∏ Fᵢ^dᵢ; the weights dᵢ depend on everything that is proven."""
    alphas = ",".join(item.alpha for item in items)
    told = ",".join(group.encode(factor) for factor in factors)
    seed = sha256_hex(f"opening-seed|{election.fingerprint}|{public}|{alphas}|{told}")
    weights = [_weight(seed, place) for place in range(1, len(items) + 1)]
    return group.power_product([item.a for item in items], weights), group.power_product(factors, weights)


def _weight(seed: str, place: int) -> int:
    return int.from_bytes(hashlib.sha256(f"opening-weight|{seed}|{place}".encode()).digest()[:16], "big")


def _challenge(
    election: Election, public: str, composites: tuple[bytes, bytes], commitments: tuple[bytes, bytes]
) -> int:
    m, z, a, b = (group.encode(point) for point in (*composites, *commitments))
    return hash_to_scalar(f"opening-proof|{election.fingerprint}|{public}|{m},{z}|{a},{b}")


def prove(election: Election, items: Sequence[Ciphertext], factors: Sequence[bytes], private: int, rng: Rng) -> str:
    """The text of the proof that `factors` (points, one for each of `items`) are made with the key `private`."""
    public = group.encode(group.base(private))
    composites = _composites(election, items, factors, public)
    w = group.scalar(rng)
    challenge = _challenge(election, public, composites, (group.base(w), group.mul(composites[0], w)))
    return dumps({"challenge": str(challenge), "response": str((w - private * challenge) % Q)})


def check(
    election: Election,
    items: Sequence[Ciphertext],
    factors: Sequence[bytes],
    key: bytes,
    text: str | bytes,
    where: str = "",
) -> None:
    """Check a trustee's proof over the ciphertexts and the factors of the share that was handed in.

    `key` is the trustee's public key as a point. Raises `Invalid`: `opening-proof-form` when the text is no proof,
    `opening-proof` when it does not hold.
    """
    challenge, response = read_proof(loads_exact(text, "opening-proof-form", where), "opening-proof-form", where)
    if len(factors) != len(items):
        raise Invalid("opening-proof", where, f"{len(factors)} factors for {len(items)} ballots")
    public = group.encode(key)
    m, z = composites = _composites(election, items, factors, public)
    a = group.add(group.base(response), group.mul(key, challenge))
    b = group.add(group.mul(m, response), group.mul(z, challenge))
    if _challenge(election, public, composites, (a, b)) != challenge:
        raise Invalid("opening-proof", where, "the proof over all factors of the share does not hold")


@dataclass
class Proofs:
    """What stands beside an archive.

    The election's fingerprint, each trustee's proof as JSON text by its place from 1, and the void ballots' places in
    the result, from 1.
    """

    election: str
    proofs: dict[int, str] = field(default_factory=dict)
    void: list[int] = field(default_factory=list)


def proofs_text(proofs: Proofs) -> str:
    """The content of the proofs file."""
    told: list[dict[str, Any]] = []
    for owner, text in sorted(proofs.proofs.items()):
        challenge, response = read_proof(loads_exact(text, "opening-proof-form"), "opening-proof-form", "")
        told.append({"owner": owner, "challenge": str(challenge), "response": str(response)})
    return dumps({"version": VERSION, "election": proofs.election, "proofs": told, "void": sorted(proofs.void)})


def read_proofs(text: str | bytes) -> Proofs:
    """Read a proofs file; raises `Invalid` (`proofs-form`) unless it is, to the byte, what `proofs_text` writes."""
    name, where = "proofs-form", "proofs file"
    if len(text) > MAX_SIZE:
        raise Invalid(name, where, f"larger than {MAX_SIZE} bytes")
    value = loads_exact(text, name, where)
    _, fingerprint, listed, void = fields(value, ("version", "election", "proofs", "void"), name, where)
    if not isinstance(fingerprint, str) or not isinstance(listed, list) or not isinstance(void, list):
        raise Invalid(name, where, "not the proofs of an election")
    found = Proofs(fingerprint)
    for item in listed:
        owner, challenge, response = fields(item, ("owner", "challenge", "response"), name, where)
        if type(owner) is not int or owner != len(found.proofs) + 1:
            raise Invalid(name, where, "not the proof of every trustee once, in order")
        read_proof({"challenge": challenge, "response": response}, name, where)
        found.proofs[owner] = dumps({"challenge": challenge, "response": response})
    if not all(type(place) is int and place > 0 for place in void) or void != sorted(set(void)):
        raise Invalid(name, where, "the places of the void ballots are not in order")
    found.void = void
    if proofs_text(found) != (text.decode() if isinstance(text, bytes) else text):
        raise Invalid(name, where, "not written as it must be")
    return found
