"""`voting verify-result`: a printed result, checked without the server."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from ..belenios.errors import NotSupported
from ..belenios.errors import Unreadable as UnreadableBoard
from ..belenios.verify import Check, report
from ..printing.reading import MAX_BYTES, Unreadable
from ..tally import payloads, seals
from ..tally.auditing import gathered
from ..tally.checking import check_result
from .verify import listed, read_proofs_file

MAX_KEY = 64 * 1024


def run_verify_result(path: Path, key: Path, board: Path | None, as_json: bool, proofs: Path | None = None) -> int:
    """Check a PDF, picture or token; returns 0 valid, 1 invalid, 2 not readable or not supported.

    `proofs`: the proofs of the archive's opening; without it the file `NAME.proofs.json` beside the archive `NAME.bel`,
    if there is one.
    """
    try:
        data, pem = _read(path, MAX_BYTES), _key(key)
        proven = _proofs(board, proofs) if board else None
        found = report(board, os.cpu_count() or 1, proofs=proven) if board else None
        checks, payload = check_result(data, pem, found, proven)
    except (OSError, ValueError, Unreadable, UnreadableBoard, NotSupported) as error:
        word = "not supported" if isinstance(error, NotSupported) else "not readable"
        if as_json:
            fault = listed([Check(word.replace(" ", "-"), False, "file", str(error))])
            out = {"valid": False, "checks": fault, "payload": None, "error": word, "why": str(error)}
            print(json.dumps(out, ensure_ascii=False))
        print(f"{path}: {word}: {error}", file=sys.stderr)
        return 2
    valid = all(check.ok for check in checks)
    if as_json:
        out = {"valid": valid, "checks": listed(checks), "payload": payload}
        if found is not None:
            out |= {"stage": found.stage, "ballots": found.ballots, "head": found.head}
        print(json.dumps(out, ensure_ascii=False))
    else:
        for check in checks:
            print(f"{'ok  ' if check.ok else 'FAIL'} {check.name:<20} {check.where} {check.why}".rstrip())
        if payload:
            print(f"{payload.get('title', '')}: {payload.get('returned')} returned, {payload.get('valid')} valid")
            for place, one in enumerate(payloads.earlier_rounds(payload), start=1):
                compared = found is not None and gathered(payload, found) is one
                print(f"earlier round {place}: selected {one['selected']}{', compared with the archive' * compared}")
        print("VALID" if valid else "INVALID")
    return 0 if valid else 1


def _proofs(board: Path, proofs: Path | None) -> bytes | None:
    """The proofs file that was named, or that stands beside the archive."""
    beside = board.with_suffix(".proofs.json")
    chosen = proofs or (beside if beside.is_file() else None)
    return None if chosen is None else read_proofs_file(chosen)


def _key(path: Path) -> bytes:
    """A PEM file with a public key; without one nothing could be judged."""
    pem = _read(path, MAX_KEY)
    try:
        seals.public_key(pem)
    except seals.BadSeal as error:
        raise Unreadable(error.why, path.name) from error
    return pem


def _read(path: Path, limit: int) -> bytes:
    """The whole file; raises `OSError`, or `Unreadable` when there is more than the limit."""
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"larger than {limit // 1024} kB", path.name)
    return data
