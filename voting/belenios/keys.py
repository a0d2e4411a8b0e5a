"""A trustee's private key as a person keeps it: key file, typed form of the key card, `.privkey` of belenios-tool.

The twin of `static/js/belenios/trustee.js`, where keys are made.
"""

from __future__ import annotations

import hashlib
import re

from . import group
from .credentials import BASE58
from .encoding import Q, loads
from .errors import Invalid

FORMAT = "voting-trustee-key-1"
DIGITS = 44
GROUPS = 8
GROUP = 6
MAX_SIZE = 64 * 1024
_PRIVKEY = re.compile(r'"[0-9]{1,77}"')


def _check_characters(text: str, count: int) -> str:
    rest = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    characters = ""
    for _ in range(count):
        rest, place = divmod(rest, 58)
        characters = BASE58[place] + characters
    return characters


def _group_check(characters: str, place: int) -> str:
    return _check_characters(f"trustee-key|{place}|{characters}", 1)


def typed(private: int) -> str:
    """The form on the key card, also for its QR code: 8 groups of 7 characters.

    44 characters are the key in Base58, 4 check the whole, and the last of each group checks that group.
    """
    digits, rest = "", private
    while len(digits) < DIGITS:
        rest, place = divmod(rest, 58)
        digits = BASE58[place] + digits
    every = digits + _check_characters(f"trustee-key|{digits}", 4)
    parts = [every[place * GROUP : (place + 1) * GROUP] for place in range(GROUPS)]
    return "-".join(part + _group_check(part, place) for place, part in enumerate(parts, start=1))


def from_typed(text: str) -> int:
    """The private key from its typed form; raises `ValueError` (`character`, `length`, `checksum`, `damaged`)."""
    plain = re.sub(r"[\s\-—–]", "", text)
    if any(character not in BASE58 for character in plain):
        raise ValueError("character")
    if len(plain) != GROUPS * (GROUP + 1):
        raise ValueError("length")
    every = ""
    for place in range(GROUPS):
        part = plain[place * (GROUP + 1) : (place + 1) * (GROUP + 1)]
        if _group_check(part[:GROUP], place + 1) != part[GROUP]:
            raise ValueError("checksum")
        every += part[:GROUP]
    digits = every[:DIGITS]
    if _check_characters(f"trustee-key|{digits}", 4) != every[DIGITS:]:
        raise ValueError("checksum")
    number = 0
    for digit in digits:
        number = number * 58 + BASE58.index(digit)
    return _private(number)


def _private(number: int) -> int:
    if not 0 < number < Q:
        raise ValueError("damaged")
    return number


def load(text: str) -> int:
    """The private key from the text of a key file, its typed form, or a `.privkey` file of belenios-tool.

    Raises `ValueError` as `from_typed` does; `damaged` for a key file that does not fit together.
    """
    plain = text.removeprefix("\ufeff").strip()
    if _PRIVKEY.fullmatch(plain):
        return _private(int(plain[1:-1]))
    if not plain.startswith("{"):
        return from_typed(plain)
    try:
        value = loads(plain, "key")
        if value.get("format") != FORMAT or not isinstance(value.get("private_key"), str):
            raise ValueError("damaged")
        private = from_typed(value["private_key"])
    except (Invalid, ValueError) as error:
        raise ValueError("damaged") from error
    if value.get("public_key") != group.encode(group.base(private)):
        raise ValueError("damaged")
    return private
