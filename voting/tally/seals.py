"""Signed codes on papers: a result as a JWS that a QR code carries.

A seal is a JWS in compact form (RFC 7515) by Ed25519 (RFC 8037), its payload compact JSON under raw DEFLATE with the
header `"zip":"DEF"`, as SMART Health Cards do. It travels in the fragment of a link, which no browser sends.
"""

from __future__ import annotations

import base64
import json
import re
import warnings
import zlib
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws as jose
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from .signing_keys import Keys, private_pem

# the name which JOSE libraries everywhere know; RFC 9864's "Ed25519" says the same
warnings.filterwarnings("ignore", message="EdDSA is deprecated")

ALGORITHM = "EdDSA"
HEADER = {"alg": ALGORITHM, "zip": "DEF"}
MAX_PAYLOAD = 64 * 1024
MAX_SEAL = 16 * 1024
MAX_TOKEN = 2600
"""Characters that fit into a QR code together with the address; `voting.ballots.preparing` freezes no more."""
_SEAL = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
_LIKE_A_SEAL = re.compile(r"[^\s.#/]+\.[^\s.#/]+\.[^\s.#/]+")
_LINK = re.compile(r"https?://[^#\s]{1,500}/verify#(\S+)")


class BadSeal(Exception):
    """A seal that does not hold."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def seal(payload: dict[str, Any], keys: Keys) -> str:
    """The payload as a signed compact token; raises `ValueError` when it is too long for a QR code."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(text) + deflate.flush()
    private = OKPKey.import_key(private_pem(keys.seal))
    token = jose.serialize_compact(dict(HEADER), body, private, registry=_registry())
    if len(token) > MAX_TOKEN:
        raise ValueError("the payload does not fit into a QR code")
    return token


def open_seal(token: str, pem: bytes) -> dict[str, Any]:
    """The payload of a token that was sealed with the PUBLIC KEY in `pem`; raises `BadSeal`.

    Only the one header that `seal` writes is taken, and only canonical base64url: nothing can be altered unseen.
    """
    if len(token) > MAX_SEAL or not _SEAL.fullmatch(token):
        raise BadSeal("not a seal: three base64url parts expected")
    for part in token.split("."):
        if _encode(_decode(part)) != part:
            raise BadSeal("not a seal: base64url is not canonical")
    if _decode(token.split(".")[0]) != json.dumps(HEADER, separators=(",", ":")).encode():
        raise BadSeal("the header is not that of a seal")
    public = public_key(pem)
    try:
        opened = jose.deserialize_compact(token.encode(), OKPKey.import_key(_public_pem(public)), registry=_registry())
    except JoseError as error:
        raise BadSeal("the signature does not fit: altered, or sealed with another key") from error
    return _payload(opened.payload)


def public_key(pem: bytes) -> Ed25519PublicKey:
    """The Ed25519 PUBLIC KEY of a PEM file that may hold more blocks; raises `BadSeal`."""
    match = re.search(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", pem, re.DOTALL)
    if not match:
        raise BadSeal("there is no public key in the key file")
    try:
        key = serialization.load_pem_public_key(match[0] + b"\n")
    except ValueError as error:
        raise BadSeal("the public key cannot be read") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadSeal("the public key is not Ed25519")
    return key


def link(base_address: str, token: str) -> str:
    """The address in the QR code: opens the verifying page, and keeps the token in the fragment."""
    return f"{base_address.rstrip('/')}/verify#{token}"


def token_from(text: str) -> str | None:
    """The token in a link of a QR code or standing alone, else None; an altered one is a token still."""
    text = text.strip()
    if _LIKE_A_SEAL.fullmatch(text):
        return text
    match = _LINK.fullmatch(text)
    return match[1] if match else None


def _payload(body: bytes) -> dict[str, Any]:
    inflate = zlib.decompressobj(-15)
    try:
        text = inflate.decompress(body, MAX_PAYLOAD)
        if not inflate.eof or inflate.unused_data:
            raise BadSeal("the payload is too long or has no end")
        payload = json.loads(text, object_pairs_hook=_once)
    except (zlib.error, ValueError, RecursionError) as error:
        raise BadSeal("the payload cannot be read") from error
    if not isinstance(payload, dict):
        raise BadSeal("the payload is not an object")
    return payload


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _registry() -> JWSRegistry:
    return JWSRegistry(
        header_registry={"zip": HeaderParameter("Compression of the payload", _only_deflate)}, algorithms=[ALGORITHM]
    )


def _only_deflate(value: object) -> None:
    if value != "DEF":
        raise ValueError("zip must be DEF")


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise BadSeal("not a seal: base64url expected") from error
