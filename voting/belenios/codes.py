"""Numbers that people read aloud and type, so that devices can be compared by voice.

A number is called out only after every device has fixed what it saw: a code of the head alone could be ground for.
"""

from __future__ import annotations

import hashlib
import re

CHECK = 8
MIX = 12
_NUMBER = re.compile(r"[0-9]{6}")


def is_number(text: str) -> bool:
    """Whether this is a six-digit number as the chief scrutineer calls it out."""
    return _NUMBER.fullmatch(text) is not None


def check_code(head: str, number: str) -> str:
    """The check code (核对码) of a locked box: SHA-256 of head, "|" and the number called, as 8 decimal digits.

    head: 64 hex digits, the archive's head at the close. number: six digits. The hash is read as a number, big-endian,
    and taken modulo 10^8.
    """
    return _digits(hashlib.sha256(f"{head}|{number}".encode()).hexdigest(), CHECK)


def mix_code(digest: str) -> str:
    """The 12 decimal digits (混票码) by which a trustee knows the own mix again: SHA-256 of the shuffle, in hex."""
    return _digits(digest, MIX)


def _digits(hexadecimal: str, count: int) -> str:
    return f"{int(hexadecimal, 16) % 10**count:0{count}d}"
