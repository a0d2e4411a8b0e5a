"""Checking a printed result: its seal, its signature, and with the archive the count itself."""

from __future__ import annotations

from typing import Any

from ..belenios.verify import Check, Report
from . import signing
from .counting import marks_of


def check_result(data: bytes, pem: bytes, board: Report | None) -> tuple[list[Check], dict[str, Any] | None]:
    """Check a paper, picture or token against the public key, and against a verified archive when there is one.

    Returns the checks and what the seal says. Raises `voting.printing.reading.Unreadable`.
    """
    verdict = signing.check_file(data, pem)
    checks = [Check(check.name, check.ok, check.where, check.why) for check in verdict.checks]
    if board is not None and verdict.payload is not None:
        checks += against_board(verdict.payload, board)
    return checks, verdict.payload


def against_board(payload: dict[str, Any], board: Report) -> list[Check]:
    """Whether the archive is the sealed one, is valid, and its ballots give the sealed figures."""
    faults = [check for check in board.checks if not check.ok]
    first = faults[0] if faults else None
    checks = [Check("board-valid", board.valid, "archive", "" if first is None else f"{first.name}: {first.why}")]
    if not board.valid:
        return checks
    fingerprint = board.election.fingerprint if board.election else ""
    checks.append(_same("board-election", payload.get("election"), fingerprint))
    checks.append(_same("board-head", [payload.get("head"), payload.get("height")], [board.head, board.height]))
    if board.opened is None:
        return [*checks, Check("board-finished", False, "archive", "the archive is not finished")]
    rows = payload.get("rows", [])
    marks, unreadable = marks_of(board.opened, len(rows))
    checks.append(_same("returned", payload.get("returned"), len(marks) + unreadable))
    # The seal says how many ballots were valid; which, follows from the largest number of approvals they may carry.
    checks.append(_figures(payload, marks))
    return checks


def _figures(payload: dict[str, Any], marks: list[list[int]]) -> Check:
    rows = payload.get("rows", [])
    told = [list(row) for row in rows]
    by_approvals = sorted(marks, key=lambda ballot: sum(mark == 1 for mark in ballot))
    valid = by_approvals[: payload.get("valid", 0)]
    counted = [
        [row[0], *(sum(ballot[place] == mark for ballot in valid) for mark in (1, 2, 0))]
        for place, row in enumerate(rows)
    ]
    return _same("figures", told, counted)


def _same(name: str, told: object, found: object) -> Check:
    why = "" if told == found else f"the paper says {told!r}, the archive gives {found!r}"
    return Check(name, told == found, "archive", why[:400])
