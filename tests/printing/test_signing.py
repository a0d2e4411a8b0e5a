"""Seals, short codes, signed PDFs: what is altered is refused."""

from __future__ import annotations

import base64
import io
import itertools
import json
import stat
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from support.reading import code_picture

from voting.printing import ResultPaper, Unreadable, check_pdf, qr, report_pdf
from voting.tally import checking, codes, seals, signing, signing_keys

from .conftest import NOW, payload_of

MakeResult = Callable[..., ResultPaper]


@pytest.fixture
def payload(make_result: MakeResult) -> dict[str, Any]:
    return payload_of(make_result(12))


@pytest.fixture
def report(make_result: MakeResult, keys: signing_keys.Keys) -> tuple[bytes, str]:
    """A signed report and its seal."""
    result = make_result(12)
    token = seals.seal(payload_of(result), keys)
    pdf = report_pdf(result, seals.link("http://127.0.0.1:8000", token), codes.short_code(token))
    return signing.sign_paper(pdf, keys), token


def test_a_seal_opens_with_the_public_key_alone(payload: dict[str, Any], keys: signing_keys.Keys) -> None:
    token = seals.seal(payload, keys)
    assert b"PRIVATE" not in keys.public_pem
    assert seals.open_seal(token, keys.public_pem) == payload
    link = seals.link("https://a.example/", token)
    assert link == f"https://a.example/verify#{token}"
    assert seals.token_from(link) == token
    assert seals.token_from(token + "\n") == token
    assert seals.token_from("https://a.example/other") is None


def test_every_altered_character_of_a_seal_is_noticed(payload: dict[str, Any], keys: signing_keys.Keys) -> None:
    token = seals.seal(payload, keys)
    for at in range(len(token)):
        for letter in "AB-":
            if token[at] != letter:
                with pytest.raises(seals.BadSeal):
                    seals.open_seal(token[:at] + letter + token[at + 1 :], keys.public_pem)


def test_foreign_and_odd_seals_are_refused(payload: dict[str, Any], keys: signing_keys.Keys) -> None:
    other = signing_keys.make_keys(NOW)
    with pytest.raises(seals.BadSeal, match="signature"):
        seals.open_seal(seals.seal(payload, other), keys.public_pem)
    for header, text in [
        ({"alg": "none", "zip": "DEF"}, b"{}"),
        ({"alg": "HS256", "zip": "DEF"}, b"{}"),
        ({"alg": "EdDSA"}, b"{}"),
        ({"alg": "EdDSA", "zip": "DEF", "crit": ["x"]}, b"{}"),
        ({"alg": "EdDSA", "zip": "DEF"}, b"[]"),
        ({"alg": "EdDSA", "zip": "DEF"}, b'{"v":1,"v":2}'),
        ({"alg": "EdDSA", "zip": "DEF"}, b"[" * 60000),
        ({"alg": "EdDSA", "zip": "DEF"}, b" " * 10_000_000),
    ]:
        with pytest.raises(seals.BadSeal):
            seals.open_seal(_sign(header, text, keys.seal), keys.public_pem)
    for rubbish in ("", "a.b.c", "." * 10, "A" * 100_000):
        with pytest.raises(seals.BadSeal):
            seals.open_seal(rubbish, keys.public_pem)
    with pytest.raises(seals.BadSeal, match="no public key"):
        seals.open_seal(seals.seal(payload, keys), b"rubbish")


def test_a_short_code_notices_wrong_and_exchanged_letters(payload: dict[str, Any], keys: signing_keys.Keys) -> None:
    code = codes.short_code(seals.seal(payload, keys))
    assert codes.read_code(code.lower().replace("-", " ")) == code
    letters = code.replace("-", "")
    for at in range(16):
        for letter in "2A9Z":
            if letter != letters[at]:
                with pytest.raises(ValueError, match="核验码"):
                    codes.read_code(letters[:at] + letter + letters[at + 1 :])
    for one, two in itertools.combinations(range(16), 2):
        if letters[one] != letters[two]:
            changed = list(letters)
            changed[one], changed[two] = changed[two], changed[one]
            with pytest.raises(ValueError, match="核验码"):
                codes.read_code("".join(changed))
    for text in ("", "ABC", code + "2", code.replace(code[0], "0")):
        with pytest.raises(ValueError, match="核验码"):
            codes.read_code(text)


def test_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(signing_keys.load_or_make_keys(tmp_path, NOW).public_pem))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert (tmp_path / "signing-key.pem").read_bytes() == found[0]
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["signing-key.pem", "signing.key"]


def test_a_signed_report_holds(report: tuple[bytes, str], keys: signing_keys.Keys) -> None:
    pdf, token = report
    verdict = checking.check_file(pdf, keys.public_pem)
    assert verdict.ok
    assert [check.name for check in verdict.checks] == ["qr", "seal", "payload", "pdf-signature"]
    assert verdict.token == token


def test_an_altered_report_is_refused(report: tuple[bytes, str], keys: signing_keys.Keys) -> None:
    pdf, _ = report
    assert not check_pdf(pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:], keys.public_pem).ok
    appended = io.BytesIO(pdf)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(appended)
    writer.root["/Added"] = writer.root["/Type"]
    writer.update_root()
    writer.write_in_place()
    assert not check_pdf(appended.getvalue(), keys.public_pem).ok
    # the signature taken off, the code left as it was
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.Root["/AcroForm"], opened.Root["/Perms"]
        for page in opened.pages:
            del page.obj["/Annots"]
        stripped = io.BytesIO()
        opened.save(stripped)
    verdict = checking.check_file(stripped.getvalue(), keys.public_pem)
    assert [check.name for check in verdict.checks if not check.ok] == ["pdf-signature"]
    # signed by somebody else
    other = signing_keys.make_keys(NOW)
    verdict = checking.check_file(signing.sign_paper(stripped.getvalue(), other), keys.public_pem)
    assert not verdict.ok
    assert not checking.check_file(pdf, other.public_pem).ok


def test_pictures_of_the_report(report: tuple[bytes, str], keys: signing_keys.Keys) -> None:
    pdf, token = report
    picture = qr.page_picture(pypdfium2.PdfDocument(pdf), 0, 150).convert("RGB")
    for kind in ("PNG", "JPEG", "PDF"):
        out = io.BytesIO()
        picture.save(out, kind)
        verdict = checking.check_file(out.getvalue(), keys.public_pem)
        assert verdict.ok
        assert verdict.token == token
        # a scan has no signature of its own
        assert [check.name for check in verdict.checks] == ["qr", "seal", "payload"]


def test_a_jws_file(payload: dict[str, Any], keys: signing_keys.Keys) -> None:
    token = seals.seal(payload, keys)
    assert checking.check_file(token.encode() + b"\n", keys.public_pem).kind == "jws"
    verdict = checking.check_file(token[:-1].encode(), keys.public_pem)
    assert not verdict.ok
    wrong = seals.seal({**payload, "void": 5}, keys)
    assert [c.name for c in checking.check_file(wrong.encode(), keys.public_pem).checks if not c.ok] == ["payload"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"%PDF-1.7\nrubbish",
        b"\x89PNG\r\n\x1a\nrubbish",
        b"\xff\xd8\xffrubbish",
        code_picture("https://a.example/"),
        b"[" * 10_000,
    ],
)
def test_what_shows_nothing_is_unreadable(data: bytes, keys: signing_keys.Keys) -> None:
    with pytest.raises(Unreadable):
        checking.check_file(data, keys.public_pem)


def test_two_different_seals_are_not_one_result(payload: dict[str, Any], keys: signing_keys.Keys) -> None:
    pdf = pikepdf.new()
    for text in (seals.seal(payload, keys), seals.seal({**payload, "height": 1}, keys)):
        from PIL import Image

        out = io.BytesIO()
        Image.open(io.BytesIO(code_picture(text))).convert("L").save(out, "PDF")
        pdf.pages.extend(pikepdf.open(io.BytesIO(out.getvalue())).pages)
    whole = io.BytesIO()
    pdf.save(whole)
    verdict = checking.check_file(whole.getvalue(), keys.public_pem)
    assert [check.name for check in verdict.checks if not check.ok] == ["qr"]


def _sign(header: dict[str, Any], text: bytes, key: Ed25519PrivateKey) -> str:
    def encode(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(text) + deflate.flush()
    start = f"{encode(json.dumps(header, separators=(',', ':')).encode())}.{encode(body)}"
    return f"{start}.{encode(key.sign(start.encode()))}"
