"""The command `voting bench`: one section after the other, then the sentence on what was not reached."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import browser, casting, collection, count, form, opening, papers, progress, verifying
from .figures import Bench

SECTIONS: dict[str, Callable[[Bench, Path], None]] = {
    "verify": verifying.run,
    "casting": casting.run,
    "hall": opening.run,
    "papers": papers.run,
    "browser": browser.run,
    "count": count.run,
    "collection": collection.run,
    "form": form.run,
    "progress": progress.run,
}


def run(options: argparse.Namespace) -> int:
    """Measure and print; exit 1 when a target is missed, a ballot is lost or a program refuses our archive."""
    chosen = options.only.split(",") if options.only else list(SECTIONS)
    unknown = [name for name in chosen if name not in SECTIONS]
    if unknown:
        print(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    bench = Bench(
        options.ballots, options.candidates, options.scrutineers, options.against, options.json, options.database
    )
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="voting-bench-") as scratch:
            SECTIONS[name](bench, Path(scratch))
    missed = [figure for figure in bench.figures if figure.reached is False]
    if options.json:
        asked = {"ballots": bench.ballots, "candidates": bench.candidates, "scrutineers": bench.scrutineers}
        figures = [figure.to_dict() for figure in bench.figures]
        told = {**asked, "cores": os.cpu_count(), "figures": figures, "notes": bench.notes, "reached": not missed}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"\n{len(missed)} targets not reached" if missed else "\nevery target reached")
    return 1 if missed else 0
