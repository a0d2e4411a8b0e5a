"""Large papers: time of the whole process, bytes, and memory."""

from __future__ import annotations

from pathlib import Path

from .figures import Bench, medians, python

MANY = 3000
RUNS, MANY_RUNS = 3, 1


def run(bench: Bench, scratch: Path) -> None:
    """Archive ballots of one vote, and archive and blank ballots by the thousand."""
    wanted = [
        ("archive", bench.ballots, RUNS, 5.0),
        ("archive", MANY, MANY_RUNS, 20.0),
        ("blank", MANY, MANY_RUNS, 20.0),
    ]
    for kind, count, runs, seconds in wanted:
        out = scratch / f"{kind}.pdf"
        words = (kind, str(count), str(bench.candidates), str(bench.choose), str(out))
        found = medians(python("voting.stage.bench.paper", *words), runs)
        name = f"{count} {kind} ballots"
        bench.add("papers", name, found.seconds, "s", most=seconds)
        bench.add("papers", f"{name}, size", out.stat().st_size / 1e6, "MB", most=6.0)
        bench.add("papers", f"{name}, memory", found.megabytes, "MB", most=500.0)
