"""The typed short code of a seal (核验码)."""

from __future__ import annotations

import hashlib
import re

from ..sentences import Sentence

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 letters and digits (a prime number) that are not mistaken for each other."""


def short_code(token: str) -> str:
    """The typed form `XXXX-XXXX-XXXX-XXXX`: 74 bits of the token's SHA-256 and a check letter.

    It does not carry the result; it names a seal that the server (or a published list) holds. Any one wrong letter and
    any two exchanged letters are noticed.
    """
    number = int.from_bytes(hashlib.sha256(token.encode()).digest(), "big")
    values = []
    for _ in range(15):
        number, rest = divmod(number, 31)
        values.append(rest)
    letters = "".join(_CODE_LETTERS[value] for value in [*values, _check_value(values)])
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def read_code(text: str) -> str:
    """A typed short code in its written form; raises `ValueError` with a Chinese reason."""
    letters = re.sub(r"[\s\-—–－]", "", text).upper()
    if wrong := [letter for letter in letters if letter not in _CODE_LETTERS]:
        raise ValueError(Sentence("核验码中没有“%(letter)s”这个字符", letter=wrong[0]))
    if len(letters) != 16:
        raise ValueError(Sentence("核验码应为16个字符，现有%(letters)s个", letters=len(letters)))
    values = [_CODE_LETTERS.index(letter) for letter in letters]
    if _check_value(values[:15]) != values[15]:
        raise ValueError(Sentence("核验码有误，请对照纸面检查"))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _check_value(values: list[int]) -> int:
    return sum(weight * value for weight, value in enumerate(values, start=2)) % 31
