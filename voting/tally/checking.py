"""Checking a printed result: its seal, its signature, and with the archive the count itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..belenios import verify
from ..belenios.verify import Report
from ..printing.pades import check_pdf
from ..printing.reading import Check, Found, Unreadable, has_text, kind_of, texts
from .auditing import against_board
from .payloads import payload_fault
from .seals import BadSeal, open_seal, token_from


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


def _nothing(found: list[Found], kind: str) -> str:
    if kind == "text":
        return "the file is not a JWS"
    return "its QR codes are not ours" if found else "no QR code can be read"


def check_result(
    data: bytes, pem: bytes, board: Report | None, proofs: bytes | None = None
) -> tuple[list[verify.Check], dict[str, Any] | None]:
    """Check a paper, picture or token against the public key, and against a verified archive when there is one.

    `proofs`: the proofs file with which the archive was verified.

    Returns the checks and what the seal says. Raises `voting.printing.reading.Unreadable`.
    """
    verdict = check_file(data, pem)
    checks = [verify.Check(check.name, check.ok, check.where, check.why) for check in verdict.checks]
    if board is not None and verdict.payload is not None:
        checks += against_board(verdict.payload, board, proofs)
    return checks, verdict.payload
