"""`voting verify`: an archive's checks, for people and for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import NotSupported, Unreadable
from .verify import Check, report


def run_verify(path: Path, as_json: bool, jobs: int) -> int:
    """Check the archive; prints each check. Returns 0 valid, 1 invalid, 2 not readable or not supported."""
    try:
        found = report(path, jobs or os.cpu_count() or 1)
    except (Unreadable, NotSupported) as error:
        word = "not supported" if isinstance(error, NotSupported) else "not readable"
        if as_json:
            print(json.dumps(unjudged(word, str(error)), ensure_ascii=False))
        print(f"{path}: {word}: {error}", file=sys.stderr)
        return 2
    if as_json:
        out = {"valid": found.valid, "stage": found.stage, "ballots": found.ballots, "head": found.head}
        print(json.dumps({**out, "checks": listed(found.checks)}, ensure_ascii=False))
    else:
        for check in found.checks:
            sign = "ok  " if check.ok else "FAIL"
            print(f"{sign} {check.name:<28} {check.where}{'' if check.ok else ': ' + check.why}")
        print(f"stage {found.stage}, {found.ballots} ballots, head {found.head}")
        print("VALID" if found.valid else "INVALID")
    return 0 if found.valid else 1


def listed(checks: Sequence[Check]) -> list[dict[str, object]]:
    """Checks as they stand in JSON."""
    return [{"name": c.name, "ok": c.ok, "where": c.where, "why": c.why} for c in checks]


def unjudged(word: str, why: str) -> dict[str, object]:
    """The JSON of an archive that could not be judged: the usual fields, and `error` in two words."""
    checks = listed([Check(word.replace(" ", "-"), False, "file", why)])
    return {"valid": False, "stage": None, "ballots": 0, "head": "", "checks": checks, "error": word, "why": why}
