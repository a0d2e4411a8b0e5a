"""`voting verify` as a whole process, beside another program on the same file."""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path

from . import archives
from .figures import Bench, Run, measure, python

LARGE = 3000
RUNS, LARGE_RUNS = 5, 3
OTHER = "the other program"
# Without this belenios-tool may pass ballots that it has not checked.
ENVIRON = {"LWT_ASYNC_METHOD": "none"}


def run(bench: Bench, scratch: Path) -> None:
    """The archive that was asked for, and one of 3,000 ballots."""
    if not bench.against:
        bench.note("verify: no other program to compare with; name one with --against")
    small = archives.make(scratch / "small.bel", bench.ballots, bench, told=True)
    _compare(bench, small, bench.ballots, RUNS, {"--jobs 1": 1.0, "--jobs 2": 1.0})
    large = archives.make(scratch / "large.bel", LARGE, bench, told=False)
    _compare(bench, large, LARGE, LARGE_RUNS, {"--jobs 2": 0.7})


def _compare(bench: Bench, archive: archives.Archive, count: int, runs: int, targets: dict[str, float]) -> None:
    """All of them in turns, so that whatever else the machine does meets each alike."""
    commands = {
        f"--jobs {jobs}": python("voting.commands.main", "verify", str(archive.path), "--jobs", str(jobs))
        for jobs in (1, 2)
    }
    if bench.against:
        folder = archive.path.parent / archive.path.stem
        folder.mkdir()
        shutil.copy(archive.path, folder / f"{archive.uuid}.bel")
        commands[OTHER] = [str(bench.against), "election", "verify", "--dir", str(folder)]
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(measure(command, ENVIRON))
    seconds = {name: statistics.median(run.seconds for run in each) for name, each in found.items()}
    for name, each in found.items():
        bench.add("verify", f"{count} ballots, {name}", seconds[name], "s")
        bench.add("verify", f"{count} ballots, {name}, memory", max(run.megabytes for run in each), "MB")
    for name, most in targets.items() if bench.against else ():
        bench.add("verify", f"{count} ballots, {name}, ratio", seconds[name] / seconds[OTHER], "", most=most)
