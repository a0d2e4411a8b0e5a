"""The group Ed25519 (specification §5.2.1) on libsodium.

Inside the package a point is libsodium's 32 bytes (little-endian); on the wire it is 64 hexadecimal digits, big-endian.
Points from outside pass `point`, which admits only canonical encodings of elements of the prime-order subgroup other
than the identity.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from nacl._sodium import ffi, lib

from .encoding import Q
from .errors import Invalid

Rng = Callable[[int], bytes]

P = 2**255 - 19
IDENTITY = b"\x01" + bytes(31)
BITS_PER_INT = 8
PADDING = 14
MAX_INTS = 30
"""More small integers than this do not fit into a point (30 × 8 + 14 = 254 bits)."""

_add = lib.crypto_core_ed25519_add
_sub = lib.crypto_core_ed25519_sub
_mul = lib.crypto_scalarmult_ed25519_noclamp
_base = lib.crypto_scalarmult_ed25519_base_noclamp
_valid = lib.crypto_core_ed25519_is_valid_point


def _buffer() -> object:
    return ffi.new("unsigned char[32]")


def scalar(rng: Rng) -> int:
    """A uniform number modulo q (the bias of 512 bits modulo q is below 2⁻²⁵⁰)."""
    return int.from_bytes(rng(64), "big") % Q


def base(exponent: int) -> bytes:
    """g^exponent."""
    if exponent == 0:
        return IDENTITY
    out = _buffer()
    if _base(out, exponent.to_bytes(32, "little")) != 0:
        raise ArithmeticError("base multiplication failed")
    return bytes(ffi.buffer(out))


def mul(point: bytes, exponent: int) -> bytes:
    """point^exponent, for a point of the prime-order subgroup."""
    if exponent == 0 or point == IDENTITY:
        return IDENTITY
    out = _buffer()
    if _mul(out, exponent.to_bytes(32, "little"), point) != 0:
        raise ArithmeticError("multiplication failed")
    return bytes(ffi.buffer(out))


def add(left: bytes, right: bytes) -> bytes:
    """The group operation."""
    out = _buffer()
    if _add(out, left, right) != 0:
        raise ArithmeticError("addition failed")
    return bytes(ffi.buffer(out))


def sub(left: bytes, right: bytes) -> bytes:
    """left · right⁻¹."""
    out = _buffer()
    if _sub(out, left, right) != 0:
        raise ArithmeticError("subtraction failed")
    return bytes(ffi.buffer(out))


def product(points: Iterable[bytes]) -> bytes:
    """The product of all."""
    out = ffi.new("unsigned char[32]", IDENTITY)
    for point in points:
        if _add(out, out, point) != 0:
            raise ArithmeticError("addition failed")
    return bytes(ffi.buffer(out))


def power_product(points: Sequence[bytes], exponents: Sequence[int]) -> bytes:
    """∏ pointᵢ^exponentᵢ."""
    total = ffi.new("unsigned char[32]", IDENTITY)
    term = _buffer()
    for point, exponent in zip(points, exponents, strict=True):
        if exponent == 0 or point == IDENTITY:
            continue
        if _mul(term, exponent.to_bytes(32, "little"), point) != 0 or _add(total, total, term) != 0:
            raise ArithmeticError("multiplication failed")
    return bytes(ffi.buffer(total))


def encode(point: bytes) -> str:
    """A point as it stands on the wire."""
    return point[::-1].hex()


def point(text: object, check: str, where: str) -> bytes:
    """A point from outside; raises `Invalid(check, where, …)`."""
    if not isinstance(text, str) or len(text) != 64 or text != text.lower():
        raise Invalid(check, where, "a point is 64 lower-case hexadecimal digits")
    try:
        raw = bytes.fromhex(text)[::-1]
    except ValueError as error:
        raise Invalid(check, where, "a point is 64 lower-case hexadecimal digits") from error
    if len(raw) != 32 or _valid(raw) != 1:
        raise Invalid(check, where, "not an element of the prime-order group")
    return raw


def point_from_hex(text: str) -> bytes:
    """`point` with a general name for the check."""
    return point(text, "point", "")


point_to_hex = encode


@lru_cache(maxsize=4096)
def _of_ints(values: tuple[int, ...]) -> bytes:
    number = 0
    for value in values:
        number = number << BITS_PER_INT | value
    start = number << PADDING
    for padding in range(1 << PADDING):
        raw = (start + padding).to_bytes(32, "little")
        if _valid(raw) == 1:
            return raw
    raise ArithmeticError("no point for these integers")


def of_ints(values: Sequence[int]) -> bytes:
    """Embed up to 30 integers of 8 bits into a point; raises `ValueError` when they do not fit."""
    if len(values) > MAX_INTS:
        raise ValueError(f"{len(values)} integers do not fit into a point, at most {MAX_INTS} do")
    if any(not 0 <= value < 1 << BITS_PER_INT for value in values):
        raise ValueError("an integer does not fit into 8 bits")
    return _of_ints(tuple(values))


def to_ints(embedded: bytes, count: int) -> list[int]:
    """Inverse of `of_ints` for `count` integers; bits beyond them are dropped, as the specification has it."""
    number = int.from_bytes(embedded, "little") >> PADDING
    values = [number >> BITS_PER_INT * place & 0xFF for place in range(count)]
    return values[::-1]


def exact_ints(embedded: bytes, count: int) -> list[int] | None:
    """The `count` integers of which `of_ints` makes exactly this point; None when there are none.

    Every point has integers by `to_ints`, but only an embedding has the upper bits clear and the smallest padding.
    """
    if int.from_bytes(embedded, "little") >> (PADDING + BITS_PER_INT * count):
        return None
    values = to_ints(embedded, count)
    return values if of_ints(values) == embedded else None


_generators: dict[int, bytes] = {}


def generator(index: int) -> bytes:
    """An independent generator (specification table 9); −1 is the secondary one."""
    found = _generators.get(index)
    if found is None:
        found = _generators[index] = _generator(index)
    return found


def _generator(index: int) -> bytes:
    number = int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest(), "big") >> 2
    out = _buffer()
    while True:
        raw = number.to_bytes(32, "little")
        # Doubling fails exactly when the encoding is not a point of the curve.
        if _add(out, raw, raw) == 0:
            break
        number += 1
    for _ in range(2):
        _add(out, out, out)
    found = bytes(ffi.buffer(out))
    if found in (IDENTITY, base(1)):
        raise ArithmeticError("degenerate generator")
    return found


def generators(count: int) -> list[bytes]:
    """The first `count` generators (table 7)."""
    return [generator(index) for index in range(count)]
