"""Trustees: keys with proof of possession (specification §4.5, §4.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import group
from .encoding import Q, dumps, fields, hash_to_scalar, loads_exact, number, sha256_hex
from .errors import Invalid, NotSupported
from .group import Rng

GROUP_NAME = "Ed25519"
MAX_SIZE = 2**20
"""Bytes of the longest trustees structure that is looked at: some 3,000 trustees."""


def generate(rng: Rng) -> tuple[int, dict[str, Any]]:
    """A fresh private key and the `trustee_public_key` that goes with it."""
    private = group.scalar(rng)
    return private, public_key(private, rng)


def public_key(private: int, rng: Rng) -> dict[str, Any]:
    """The `trustee_public_key` of a private key, with a fresh proof."""
    public = group.encode(group.base(private))
    w = group.scalar(rng)
    challenge = _pok_challenge(public, group.base(w))
    response = (w - private * challenge) % Q
    return {"pok": {"challenge": str(challenge), "response": str(response)}, "public_key": public}


def _pok_challenge(public: str, commitment: bytes) -> int:
    return hash_to_scalar(f"pok|{GROUP_NAME}|{public}|{group.encode(commitment)}")


def check_public_key(value: Any, where: str = "") -> bytes:
    """Check form and proof of a `trustee_public_key`; returns the key as a point, raises `Invalid`."""
    pok, key = fields(value, ("pok", "public_key"), "trustee-form", where)
    challenge_text, response_text = fields(pok, ("challenge", "response"), "trustee-form", where)
    challenge = number(challenge_text, "trustee-form", where)
    response = number(response_text, "trustee-form", where)
    point = group.point(key, "trustee-point", where)
    if _pok_challenge(key, group.add(group.base(response), group.mul(point, challenge))) != challenge:
        raise Invalid("trustee-proof", where, "the proof of possession of the key does not hold")
    return point


def fingerprint(value: dict[str, Any]) -> str:
    """What a trustee reads aloud: the first eight digits of the key's SHA-256, upper case."""
    return sha256_hex(value["public_key"])[:8].upper()


def trustees_json(keys: Sequence[dict[str, Any]]) -> str:
    """The trustees structure for keys that are all needed."""
    return dumps([["Single", key] for key in keys])


def parse(text: str | bytes, where: str = "") -> list[bytes]:
    """Check a trustees structure of `Single` items; returns their keys in order.

    Raises `Invalid`, or `NotSupported` for threshold trustees.
    """
    if len(text) > MAX_SIZE:
        raise Invalid("trustee-form", where, f"larger than {MAX_SIZE} bytes")
    items = loads_exact(text, "trustee-form", where)
    if not isinstance(items, list) or not items:
        raise Invalid("trustee-form", where, "no trustees")
    keys = []
    for place, item in enumerate(items, start=1):
        if not isinstance(item, list) or len(item) != 2:
            raise Invalid("trustee-form", where, f"trustee {place} is not a pair")
        kind, value = item
        if kind == "Pedersen":
            raise NotSupported("threshold trustees (Pedersen)")
        if kind != "Single":
            raise Invalid("trustee-form", where, f"trustee {place} is of an unknown kind")
        keys.append(check_public_key(value, f"{where}, trustee {place}" if where else f"trustee {place}"))
    return keys
