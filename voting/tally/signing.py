"""The installation's seals: keys, signed codes on papers (JWS), the typed short code, and checking a paper.

A seal is a JWS in compact form (RFC 7515) by Ed25519 (RFC 8037), its payload compact JSON under raw DEFLATE with the
header `"zip":"DEF"`, as SMART Health Cards do. It travels in the fragment of a link, which no browser sends.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import warnings
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID
from joserfc import jws as jose
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from ..printing.pades import check_pdf, sign_pdf
from ..printing.reading import Check, Found, Unreadable, has_text, kind_of, texts
from ..sentences import Sentence

ALGORITHM = "EdDSA"
HEADER = {"alg": ALGORITHM, "zip": "DEF"}
MAX_PAYLOAD = 64 * 1024
MAX_SEAL = 16 * 1024
MAX_TOKEN = 2600
"""Characters that fit into a QR code together with the address; `voting.ballots.preparing` freezes no more."""

# the name which JOSE libraries everywhere know; RFC 9864's "Ed25519" says the same
warnings.filterwarnings("ignore", message="EdDSA is deprecated")

_SEAL = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
_LIKE_A_SEAL = re.compile(r"[^\s.#/]+\.[^\s.#/]+\.[^\s.#/]+")
_LINK = re.compile(r"https?://[^#\s]{1,500}/verify#(\S+)")
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 letters and digits (a prime number) that are not mistaken for each other."""


class BadSeal(Exception):
    """A seal that does not hold."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Keys:
    """The keys of an installation: Ed25519 for codes, P-256 with a certificate for PDF files."""

    seal: Ed25519PrivateKey
    paper_key_pem: bytes
    paper_cert_pem: bytes

    @property
    def public_pem(self) -> bytes:
        """What everybody may have: the PUBLIC KEY of the codes and the CERTIFICATE of the PDF files."""
        public = self.seal.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return public + self.paper_cert_pem


def make_keys(now: datetime, name: str = "民生实事票决") -> Keys:
    """New keys; the certificate is self-signed and holds for 20 years from the day before `now`."""
    paper = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(paper.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=20 * 365))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(paper.public_key()), critical=False)
        .sign(paper, hashes.SHA256())
    )
    return Keys(Ed25519PrivateKey.generate(), _private_pem(paper), certificate.public_bytes(serialization.Encoding.PEM))


def load_or_make_keys(folder: Path, now: datetime) -> Keys:
    """The keys in `folder`, made at the first call; whoever comes first wins when several processes start at once.

    `signing.key` holds both private keys and the certificate (0600), `signing-key.pem` the public halves.
    """
    path = folder / "signing.key"
    if not path.exists():
        keys = make_keys(now)
        _put(path, _private_pem(keys.seal) + keys.paper_key_pem + keys.paper_cert_pem)
    blocks = re.findall(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\n", path.read_bytes(), re.DOTALL)
    if len(blocks) != 3:
        raise ValueError(f"{path}: two private keys and a certificate expected")
    seal_key = serialization.load_pem_private_key(blocks[0], None)
    if not isinstance(seal_key, Ed25519PrivateKey):
        raise ValueError(f"{path}: the first key is not Ed25519")
    keys = Keys(seal_key, blocks[1], blocks[2])
    public = folder / "signing-key.pem"
    if not public.exists() or public.read_bytes() != keys.public_pem:
        public.write_bytes(keys.public_pem)
    return keys


def seal(payload: dict[str, Any], keys: Keys) -> str:
    """The payload as a signed compact token; raises `ValueError` when it is too long for a QR code."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(text) + deflate.flush()
    private = OKPKey.import_key(_private_pem(keys.seal))
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


def sign_paper(pdf: bytes, keys: Keys) -> bytes:
    """The PDF certified with the installation's certificate, no change allowed; each signature differs."""
    return sign_pdf(pdf, keys.paper_key_pem, keys.paper_cert_pem)


def signed_once(pdf: bytes, keys: Keys, folder: Path) -> bytes:
    """The signed PDF, always the same bytes for the same paper: the first signature is kept in `folder`.

    Whoever comes first wins when several ask at once. Another content or key makes another paper.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(keys.paper_cert_pem + pdf).hexdigest()}.pdf"
    if not path.exists():
        _put(path, sign_paper(pdf, keys))
    return path.read_bytes()


def _put(path: Path, content: bytes) -> None:
    """Write a private file whole or not at all; one that is there already stays."""
    draft = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        # a link, unlike a rename, never replaces what another process has put there
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@dataclass(frozen=True)
class Verdict:
    """What a paper or a token proved, as far as that goes without the board."""

    kind: str
    checks: list[Check]
    payload: dict[str, Any] | None
    token: str | None

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


def check_file(data: bytes, pem: bytes) -> Verdict:
    """Check a PDF, PNG, JPEG or JWS file with the public PEM.

    Checks `qr` (one seal is found), `seal` (it holds), `payload` (its form and sums), and for a PDF that is not a mere
    scan `pdf-signature`. Raises `printing.reading.Unreadable` when the file shows no code at all.
    """
    kind = kind_of(data)
    found = texts(data, kind)
    tokens = {token: text.where for text in found if (token := token_from(text.text))}
    if not tokens:
        raise Unreadable(_nothing(found, kind))
    checks = []
    token, where = next(iter(tokens.items()))
    if len(tokens) > 1:
        checks.append(
            Check("qr", False, ", ".join(tokens.values()), "different seals in one file: check each paper by itself")
        )
    else:
        checks.append(Check("qr", True, where, "one seal found"))
    payload: dict[str, Any] | None = None
    try:
        payload = open_seal(token, pem)
        checks.append(Check("seal", True, where, "sealed with this key"))
    except BadSeal as error:
        checks.append(Check("seal", False, where, error.why))
    if payload is not None:
        fault = payload_fault(payload)
        checks.append(Check("payload", not fault, where, fault or "complete, and its sums hold"))
    if kind == "pdf" and has_text(data):
        checks.append(check_pdf(data, pem))
    return Verdict(kind if kind != "text" else "jws", checks, payload, token)


def payload_fault(payload: dict[str, Any]) -> str:
    """What is wrong with the form or the sums of a payload; empty when nothing is.

    An announcement may leave the figures out, a report may not.
    """
    if payload.get("v") != 1:
        return "unknown version"
    if payload.get("kind") not in {"report", "announcement"}:
        return "unknown kind"
    texts_wanted = ("round", "title", "election", "rules", "head")
    if missing := [key for key in texts_wanted if not isinstance(payload.get(key), str)]:
        return f"{missing[0]} is missing"
    if not isinstance(payload.get("rehearsal"), bool):
        return "rehearsal is missing"
    if not _are_counts(payload.get("selected")):
        return "selected is missing"
    if "earlier" in payload and not _is_gathering(payload):
        return "earlier: rounds with their archives and selected projects expected"
    for place, one in enumerate(payload.get("earlier", []), start=1):
        if "rows" in one and (fault := _figures_fault(one)):
            return f"earlier round {place}: {fault}"
    if payload["kind"] == "announcement" and "rows" not in payload:
        return ""
    return _figures_fault(payload)


def _figures_fault(payload: dict[str, Any]) -> str:
    """What is wrong with the figures of one round; empty when nothing is."""
    names = ("entitled", "present", "issued", "returned", "valid", "void")
    if missing := [key for key in names if not _is_count(payload.get(key))]:
        return f"{missing[0]} is missing"
    entitled, present, issued, returned, valid, void = (payload[name] for name in names)
    if not entitled >= present >= issued >= returned or returned != valid + void:
        return "entitled ≥ present ≥ issued ≥ returned = valid + void does not hold"
    rows = payload.get("rows")
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        return "rows: [no, approve, oppose, abstain] expected"
    if any(max(row[1:4]) > valid for row in rows):
        return "a row has more votes than there are valid ballots"
    if not set(payload["selected"]) <= {row[0] for row in rows}:
        return "a selected project is not in the rows"
    return ""


def earlier_rounds(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """What an announcement says of each round before the last; nothing where it does not say it as it must."""
    told: list[dict[str, Any]] = payload["earlier"] if "earlier" in payload and _is_gathering(payload) else []
    return told


def _is_gathering(payload: dict[str, Any]) -> bool:
    """Whether an announcement names its earlier rounds and all selected projects as it must."""
    told, altogether, selected = payload["earlier"], payload.get("altogether"), payload.get("selected")
    if payload.get("kind") != "announcement" or not isinstance(told, list) or not told:
        return False
    if not isinstance(altogether, list) or not _are_counts(altogether) or not _are_counts(selected):
        return False
    texts = ("round", "election", "head", "rules")
    whole = all(
        isinstance(one, dict) and all(isinstance(one.get(key), str) for key in texts)
        and _is_count(one.get("height")) and _are_counts(one.get("selected"))
        for one in told
    )  # fmt: skip
    return whole and len(altogether) == sum(len(one["selected"]) for one in [*told, payload])


def _are_counts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_count, value))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) in (4, 5) and all(_is_count(value) for value in row)


def _nothing(found: list[Found], kind: str) -> str:
    if kind == "text":
        return "the file is not a JWS"
    return "its QR codes are not ours" if found else "no QR code can be read"


def _check_value(values: list[int]) -> int:
    return sum(weight * value for weight, value in enumerate(values, start=2)) % 31


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


def _private_pem(key: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise BadSeal("not a seal: base64url expected") from error
