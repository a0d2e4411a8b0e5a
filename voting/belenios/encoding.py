"""JSON, hashes and numbers as they stand on the wire (specification §4.1, §4.2)."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from .errors import Invalid

Q = 2**252 + 27742317777372353535851937790883648493
"""Order of the group (§5.2.1)."""

MAX_DEPTH = 16
MAX_CROWDED = 2 * 1024 * 1024
"""A text longer than this must be made of long parts, as every long text of the protocol is but the result."""
MIN_PART = 16


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(value: Any) -> str:
    """Compact JSON, field order as given."""
    return _encode(value)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text[:40]} is no whole number")


_decode = json.JSONDecoder(object_pairs_hook=_no_duplicates, parse_constant=_no_number, parse_float=_no_number).decode


def loads(text: str | bytes, check: str, where: str = "", crowded: bool = False) -> Any:
    """Parse JSON from outside; raises `Invalid(check, where, …)` for anything that is not plain, shallow JSON.

    Every number of the protocol is whole, so that 1.0 is as little one as 1e0 or NaN. `crowded` is for the one text
    that may be long and made of short parts.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        if not crowded and len(text) > MAX_CROWDED:
            _refuse_crowd(text)
        _refuse_depth(text)
        return _decode(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(check, where, f"not readable as JSON: {str(error)[:120]}") from error


def _refuse_crowd(text: str) -> None:
    # Millions of empty lists in a few megabytes would take gigabytes when they are read.
    if sum(text.count(mark) for mark in ",[{") * MIN_PART > len(text):
        raise ValueError("too many parts")


def _refuse_depth(text: str) -> None:
    depth = 0
    # Brackets inside strings may be counted too: no honest message comes near the limit.
    for part in text.replace("{", "[").replace("}", "]").split("[")[1:]:
        depth += 1 - part.count("]")
        if depth > MAX_DEPTH:
            raise ValueError("nested too deep")


def loads_exact(text: str | bytes, check: str, where: str = "", crowded: bool = False) -> Any:
    """Parse JSON that must be in its compact form to the byte, as everything that is signed or hashed is."""
    value = loads(text, check, where, crowded)
    plain = text.decode("utf-8") if isinstance(text, bytes) else text
    if dumps(value) != plain:
        raise Invalid(check, where, "not in compact form")
    return value


def fields(value: Any, names: tuple[str, ...], check: str, where: str) -> list[Any]:
    """The values of an object that must have exactly these fields in this order."""
    if not isinstance(value, dict) or tuple(value) != names:
        raise Invalid(check, where, f"expected the fields {', '.join(names)}")
    return list(value.values())


def number(value: Any, check: str, where: str) -> int:
    """A number modulo q: a decimal string without sign or leading zeros, below q (§4.2)."""
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 77:
        raise Invalid(check, where, "not a decimal number")
    if value[0] == "0" and value != "0":
        raise Invalid(check, where, "a number with leading zeros")
    found = int(value)
    if found >= Q:
        raise Invalid(check, where, "a number that is not below the group's order")
    return found


def sha256_hex(data: str | bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def sha256_base64(data: str | bytes) -> str:
    """SHA-256 in Base64 without padding: fingerprints and trackers (§4.10, §4.17)."""
    digest = hashlib.sha256(data.encode() if isinstance(data, str) else data).digest()
    return base64.b64encode(digest).decode().rstrip("=")


def hash_to_scalar(data: str) -> int:
    """SHA-256 as a big-endian number modulo q."""
    return int.from_bytes(hashlib.sha256(data.encode()).digest(), "big") % Q
