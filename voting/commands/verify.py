"""`voting verify`: an archive's checks, for people and for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..belenios.errors import NotSupported, Unreadable
from ..belenios.opening import MAX_SIZE
from ..belenios.verify import Check, Report, report


def run_verify(path: Path, as_json: bool, jobs: int, proofs: Path | None = None, others: bool = False) -> int:
    """Check the archive; prints each check. Returns 0 valid, 1 invalid, 2 not readable or not supported.

    `proofs` is the vote's proofs file; `others` allows what the protocol allows elsewhere (see `verify.report`).
    """
    try:
        content = None if proofs is None else read_proofs_file(proofs)
        found = report(path, jobs or os.cpu_count() or 1, content, others)
    except (Unreadable, NotSupported) as error:
        word = "not supported" if isinstance(error, NotSupported) else "not readable"
        if as_json:
            print(json.dumps(unjudged(word, str(error)), ensure_ascii=False))
        print(f"{path}: {word}: {error}", file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps(_told(found, proofs is not None, others), ensure_ascii=False))
    else:
        _say(found)
    return 0 if found.valid else 1


def _told(found: Report, with_proofs: bool, others: bool) -> dict[str, object]:
    told: dict[str, object] = {"valid": found.valid, "stage": found.stage, "ballots": found.ballots, "head": found.head}
    if with_proofs:
        told["void"] = found.void
    if others:
        told["remarks"] = listed(found.remarks)
    return {**told, "checks": listed(found.checks)}


def _say(found: Report) -> None:
    for check in found.checks:
        sign = "ok  " if check.ok else "FAIL"
        print(f"{sign} {check.name:<28} {check.where}{'' if check.ok else ': ' + check.why}")
    for remark in found.remarks:
        print(f"NOTE {remark.name:<28} {remark.where}: {remark.why}")
    if found.void:
        print(f"void ballots in the result: {', '.join(str(place) for place in found.void)}")
    print(f"stage {found.stage}, {found.ballots} ballots, head {found.head}")
    print("VALID" if found.valid else "INVALID")


def read_proofs_file(path: Path) -> bytes:
    """The content of a proofs file, as much of it as is ever looked at; raises `Unreadable`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_SIZE + 1)
    except OSError as error:
        raise Unreadable(f"the proofs file cannot be read: {error.strerror}") from error


def listed(checks: Sequence[Check]) -> list[dict[str, object]]:
    """Checks as they stand in JSON."""
    return [{"name": c.name, "ok": c.ok, "where": c.where, "why": c.why} for c in checks]


def unjudged(word: str, why: str) -> dict[str, object]:
    """The JSON of an archive that could not be judged: the usual fields, and `error` in two words."""
    checks = listed([Check(word.replace(" ", "-"), False, "file", why)])
    return {"valid": False, "stage": None, "ballots": 0, "head": "", "checks": checks, "error": word, "why": why}
