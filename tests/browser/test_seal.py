"""A seal opened in the browser: as strictly as in Python, whoever holds the signing key."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from support.chromium import Crypto, static_page
from support.elections import seeded

from voting.tally import seals, signing_keys
from voting.tally.seals import BadSeal

pytestmark = pytest.mark.browser
KEYS = signing_keys.make_keys(datetime(2026, 1, 20, tzinfo=UTC))
PEM = KEYS.public_pem.decode()
PAYLOAD: dict[str, Any] = {
    "v": 1,
    "kind": "report",
    "round": "r" * 14,
    "title": "民生实事项目票决",
    "rehearsal": False,
    "election": "e" * 43,
    "rules": "0" * 64,
    "head": "0" * 64,
    "height": 17,
    "entitled": 9,
    "present": 8,
    "issued": 8,
    "returned": 8,
    "valid": 7,
    "void": 1,
    "rows": [[1, 5, 1, 1], [2, 3, 2, 2]],
    "selected": [1],
    "proofs": "0" * 64,
}
TEXT = json.dumps(PAYLOAD, ensure_ascii=False, separators=(",", ":")).encode()
OPEN = """const {openSeal, publicKeyOf} = await import('/js/audit/seal.js');
    return openSeal(args[0], publicKeyOf(args[1]))"""
INFLATE = """const {inflated} = await import('/js/audit/inflate.js');
    const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
    return args[0].map(text => {
      try { return btoa(Array.from(inflated(bytes(text), args[1]), n => String.fromCharCode(n)).join('')); }
      catch (error) { return error.name; }
    })"""


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def deflated(data: bytes, level: int = 9, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    one = zlib.compressobj(level, zlib.DEFLATED, -15, 8, strategy)
    return one.compress(data) + one.flush()


def signed(body: bytes, header: bytes = b'{"alg":"EdDSA","zip":"DEF"}') -> str:
    """A token by the real key, whatever it holds."""
    told = f"{encoded(header)}.{encoded(body)}"
    return f"{told}.{encoded(KEYS.seal.sign(told.encode()))}"


def refusal(js: Crypto, token: str) -> Any:
    found: Any = js.refusal(OPEN, token, PEM)
    return "" if isinstance(found, dict) else found[1]


def refused_in_python(token: str) -> bool:
    try:
        seals.open_seal(token, KEYS.public_pem)
    except BadSeal:
        return True
    return False


def test_what_was_sealed_is_opened(js: Crypto) -> None:
    assert js.run(OPEN, seals.seal(PAYLOAD, KEYS), PEM) == PAYLOAD
    for level, strategy in ((0, zlib.Z_DEFAULT_STRATEGY), (9, zlib.Z_FIXED), (9, zlib.Z_HUFFMAN_ONLY)):
        assert js.run(OPEN, signed(deflated(TEXT, level, strategy)), PEM) == PAYLOAD


ODD = {
    "a key twice": (signed(deflated(TEXT.replace(b'"valid":7', b'"valid":6,"valid":7'))), "payload"),
    "a key twice inside": (signed(deflated(TEXT.replace(b'"v":1', b'"more":{"a":1,"a":1},"v":1'))), "payload"),
    "text behind the payload": (signed(deflated(TEXT + b"{}")), "payload"),
    "bytes behind the data": (signed(deflated(TEXT) + b"hidden"), "payload"),
    "a zero behind the data": (signed(deflated(TEXT) + b"\0"), "payload"),
    "the data twice": (signed(deflated(TEXT) * 2), "payload"),
    "cut off": (signed(deflated(TEXT)[:-3]), "payload"),
    "empty": (signed(b"\x03\0"), "payload"),
    "not UTF-8": (signed(deflated(TEXT.replace("民".encode(), b"\xff"))), "payload"),
    "a list": (signed(deflated(b"[]")), "payload"),
    "a bomb": (signed(deflated(b" " * 10_000_000)), "payload"),
    "a header with a mark": (signed(deflated(TEXT), b'\xef\xbb\xbf{"alg":"EdDSA","zip":"DEF"}'), "form"),
    "a header in another order": (signed(deflated(TEXT), b'{"zip":"DEF","alg":"EdDSA"}'), "form"),
    "a header with a key twice": (signed(deflated(TEXT), b'{"alg":"EdDSA","alg":"EdDSA","zip":"DEF"}'), "form"),
    "a header with more": (signed(deflated(TEXT), b'{"alg":"EdDSA","zip":"DEF","kid":"a"}'), "form"),
    "a line behind the token": (signed(deflated(TEXT)) + "\n", "form"),
    "a part behind the token": (signed(deflated(TEXT)) + ".AA", "form"),
    "a letter behind the token": (signed(deflated(TEXT)) + "A", "form"),
}


@pytest.mark.parametrize(("token", "code"), ODD.values(), ids=ODD.keys())
def test_what_python_refuses_the_page_refuses(js: Crypto, token: str, code: str) -> None:
    assert refused_in_python(token)
    assert refusal(js, token) == code


def test_a_token_in_another_base64_is_refused(js: Crypto) -> None:
    """The last letter of 64 bytes carries bits that mean nothing."""
    token = signed(deflated(TEXT))
    other = token[:-1] + chr(ord(token[-1]) + 1)
    assert refused_in_python(other)
    assert refusal(js, other) in ("form", "signature")


@pytest.mark.parametrize(
    "change",
    [
        {"selected": ["1"]},
        {"selected": [3]},
        {"v": True},
        {"rehearsal": 0},
        {"proofs": "0" * 63},
        {"proofs": None},
        {"valid": 8},
        {"rows": [[1, 9, 0, 0]]},
    ],
)
def test_figures_that_cannot_be_are_refused(js: Crypto, change: dict[str, Any]) -> None:
    text = json.dumps({**PAYLOAD, **change}, ensure_ascii=False, separators=(",", ":")).encode()
    assert refusal(js, signed(deflated(text))) in ("payload", "sums")


def test_data_are_inflated_as_by_zlib(js: Crypto) -> None:
    rng = seeded("inflate")
    plain = [rng(n) for n in (0, 1, 300, 5000)] + [bytes(rng(1)[0] % 4 for _ in range(2000)), b"ab" * 9000, b"x" * 9000]
    packed = [
        deflated(data, level, strategy)
        for data in plain
        for level in (0, 1, 9)
        for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE)
    ]
    found = js.run(INFLATE, [base64.b64encode(one).decode() for one in packed], 20_000)
    assert [base64.b64decode(one) for one in found] == [zlib.decompress(one, -15) for one in packed]


def test_damaged_data_are_refused_where_zlib_refuses(js: Crypto) -> None:
    """Every bit of a short text turned round."""
    packed = deflated(TEXT[:120])
    turned = [
        bytes(b ^ (1 << bit) if i == place else b for i, b in enumerate(packed))
        for place in range(len(packed))
        for bit in range(8)
    ]
    found = js.run(INFLATE, [base64.b64encode(one).decode() for one in turned], 20_000)
    for one, told in zip(turned, found, strict=True):
        inflate = zlib.decompressobj(-15)
        try:
            plain: bytes | None = inflate.decompress(one, 20_000)
            if not inflate.eof or inflate.unused_data:
                plain = None
        except zlib.error:
            plain = None
        # What stands in the last byte behind the end is zero with us, and anything with zlib.
        assert told == "RangeError" if plain is None else told in ("RangeError", base64.b64encode(plain).decode())
        assert plain is None or told != "RangeError" or one[:-1] == packed[:-1]
