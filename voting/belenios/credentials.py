"""Voting cards: private credentials and their public halves (specification §4.8)."""

from __future__ import annotations

import hashlib

from . import group
from .encoding import Q
from .group import Rng

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
GROUPS = (5, 6, 5, 6)
CHECK_LENGTH = 2


def _characters(rng: Rng, count: int) -> str:
    found: list[str] = []
    while len(found) < count:
        # 232 is the largest multiple of 58 in a byte: no character is likelier than another.
        found += [BASE58[byte % 58] for byte in rng(count) if byte < 232]
    return "".join(found[:count])


def new_uuid(rng: Rng) -> str:
    """A fresh election identifier: 14 characters."""
    return _characters(rng, 14)


def _grouped(characters: str) -> str:
    parts, start = [], 0
    for length in GROUPS:
        parts.append(characters[start : start + length])
        start += length
    return "-".join(parts)


def generate(rng: Rng) -> str:
    """A private credential `XXXXX-XXXXXX-XXXXX-XXXXXX`."""
    return _grouped(_characters(rng, sum(GROUPS)))


def _check_characters(credential: str) -> str:
    digest = hashlib.sha256(f"voting-card|{credential}".encode()).digest()
    number = int.from_bytes(digest[:8], "big") % 58**CHECK_LENGTH
    return BASE58[number // 58] + BASE58[number % 58]


def typed(credential: str) -> str:
    """The form on the card: the credential and two check characters; a slip passes with chance 1 in 3,364."""
    return f"{credential}-{_check_characters(credential)}"


def from_typed(text: str) -> str:
    """The credential from what a person typed or scanned.

    Spaces and dashes do not matter. Raises `ValueError` with one of the words `length`, `character` or `checksum`.
    """
    plain = "".join(text.split()).replace("-", "").replace("—", "").replace("–", "")
    if any(character not in BASE58 for character in plain):
        raise ValueError("character")
    if len(plain) != sum(GROUPS) + CHECK_LENGTH:
        raise ValueError("length")
    credential = _grouped(plain[:-CHECK_LENGTH])
    if _check_characters(credential) != plain[-CHECK_LENGTH:]:
        raise ValueError("checksum")
    return credential


def secret_exponent(uuid: str, credential: str) -> int:
    """The secret exponent that belongs to a credential in one election."""
    parts = (hashlib.sha256(f"derive_credential|{uuid}|{i}|{credential}".encode()).hexdigest() for i in range(2))
    return int("".join(parts), 16) % Q


def public(uuid: str, credential: str) -> str:
    """The public half (64 hexadecimal digits)."""
    return group.encode(group.base(secret_exponent(uuid, credential)))
