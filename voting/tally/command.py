"""`voting verify-result`: a printed result, checked without the server."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from ..belenios.errors import NotSupported
from ..belenios.errors import Unreadable as UnreadableBoard
from ..belenios.verify import report
from ..printing.reading import Unreadable
from .checking import check_result


def run_verify_result(path: Path, key: Path, board: Path | None, as_json: bool) -> int:
    """Check a PDF, picture or token; returns 0 valid, 1 invalid, 2 not readable or not supported."""
    try:
        data, pem = path.read_bytes(), key.read_bytes()
        found = report(board, os.cpu_count() or 1) if board else None
        checks, payload = check_result(data, pem, found)
    except (OSError, ValueError, Unreadable, UnreadableBoard, NotSupported) as error:
        if as_json:
            print(json.dumps({"valid": False, "error": "not readable", "why": str(error)}, ensure_ascii=False))
        print(f"{path}: not readable: {error}", file=sys.stderr)
        return 2
    valid = all(check.ok for check in checks)
    if as_json:
        listed = [{"name": c.name, "ok": c.ok, "where": c.where, "why": c.why} for c in checks]
        print(json.dumps({"valid": valid, "checks": listed, "payload": payload}, ensure_ascii=False))
    else:
        for check in checks:
            print(f"{'ok  ' if check.ok else 'FAIL'} {check.name:<20} {check.where} {check.why}".rstrip())
        if payload:
            print(f"{payload.get('title', '')}: {payload.get('returned')} returned, {payload.get('valid')} valid")
        print("VALID" if valid else "INVALID")
    return 0 if valid else 1
