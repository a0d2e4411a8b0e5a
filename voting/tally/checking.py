"""Checking a printed result: its seal, its signature, and with the archive the count itself."""

from __future__ import annotations

from typing import Any

from ..belenios.verify import Check, Report
from . import signing
from .auditing import against_board


def check_result(data: bytes, pem: bytes, board: Report | None) -> tuple[list[Check], dict[str, Any] | None]:
    """Check a paper, picture or token against the public key, and against a verified archive when there is one.

    Returns the checks and what the seal says. Raises `voting.printing.reading.Unreadable`.
    """
    verdict = signing.check_file(data, pem)
    checks = [Check(check.name, check.ok, check.where, check.why) for check in verdict.checks]
    if board is not None and verdict.payload is not None:
        checks += against_board(verdict.payload, board)
    return checks, verdict.payload
