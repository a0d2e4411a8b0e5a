"""`voting verify` as a whole process, beside another program on the same file."""

from __future__ import annotations

import shutil
from pathlib import Path

from . import archives
from .figures import Bench, Run, medians, python

LARGE = 3000
RUNS, LARGE_RUNS = 5, 3
# Without this belenios-tool may pass ballots that it has not checked.
THEIRS = {"LWT_ASYNC_METHOD": "none"}


def run(bench: Bench, scratch: Path) -> None:
    """The archive that was asked for, and one of 3,000 ballots."""
    bench.notes += [] if bench.against else ["verify: no other program to compare with; name one with --against"]
    small = archives.make(scratch / "small.bel", bench.ballots, bench, told=True)
    ours = _ours(bench, small, bench.ballots, RUNS)
    theirs = _theirs(bench, small, bench.ballots, RUNS, scratch)
    if theirs:
        bench.add("verify", f"{bench.ballots} ballots, --jobs 1, ratio", ours[1].seconds / theirs.seconds, "", most=1.0)
        bench.add("verify", f"{bench.ballots} ballots, --jobs 2, ratio", ours[2].seconds / theirs.seconds, "", most=1.0)
    large = archives.make(scratch / "large.bel", LARGE, bench, told=False)
    ours = _ours(bench, large, LARGE, LARGE_RUNS)
    theirs = _theirs(bench, large, LARGE, LARGE_RUNS, scratch)
    if theirs:
        bench.add("verify", f"{LARGE} ballots, --jobs 2, ratio", ours[2].seconds / theirs.seconds, "", most=0.7)


def _ours(bench: Bench, archive: archives.Archive, count: int, runs: int) -> dict[int, Run]:
    found = {}
    for jobs in (1, 2):
        found[jobs] = medians(python("voting.cli", "verify", str(archive.path), "--jobs", str(jobs)), runs)
        bench.add("verify", f"{count} ballots, --jobs {jobs}", found[jobs].seconds, "s")
    bench.add("verify", f"{count} ballots, memory", max(run.megabytes for run in found.values()), "MB")
    return found


def _theirs(bench: Bench, archive: archives.Archive, count: int, runs: int, scratch: Path) -> Run | None:
    if not bench.against:
        return None
    folder = scratch / archive.uuid
    folder.mkdir(exist_ok=True)
    shutil.copy(archive.path, folder / f"{archive.uuid}.bel")
    found = medians([str(bench.against), "election", "verify", "--dir", str(folder)], runs, THEIRS)
    bench.add("verify", f"{count} ballots, the other program", found.seconds, "s")
    bench.add("verify", f"{count} ballots, the other program, memory", found.megabytes, "MB")
    (folder / f"{archive.uuid}.bel").unlink()
    return found
