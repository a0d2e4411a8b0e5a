"""A figure with its target, and commands measured from outside."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True)
class Figure:
    """One measured number; `least` or `most` is what it must reach, neither when it is only told."""

    section: str
    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.most is not None:
            return self.value <= self.most
        return None if self.least is None else self.value >= self.least

    def to_dict(self) -> dict[str, Any]:
        """For programs."""
        return {**vars(self), "reached": self.reached}

    def line(self) -> str:
        """For people."""
        target = f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else ""
        word = {True: "reached", False: "NOT REACHED", None: ""}[self.reached]
        return f"{self.section:<11}{self.name:<56}{self.value:>10.6g} {self.unit:<10}{target:>8}  {word}".rstrip()


@dataclass
class Bench:
    """What is measured, and what was found so far."""

    ballots: int
    candidates: int
    scrutineers: int
    against: Path | None
    quiet: bool
    database: str = ""
    """Address of an empty database for the section `collection`; empty for SQLite."""
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def choose(self) -> int:
        """应选: 10 of 12, and the like for other lists."""
        return max(1, self.candidates * 10 // 12)

    def add(self, section: str, name: str, value: float, unit: str, **target: float) -> None:
        """Note a figure and print it."""
        figure = Figure(section, name, round(value, 3), unit, **target)
        self.figures.append(figure)
        if not self.quiet:
            print(figure.line(), flush=True)

    def note(self, sentence: str) -> None:
        """Say what could not be measured, and why."""
        self.notes.append(sentence)
        if not self.quiet:
            print(sentence, flush=True)

    def timed(self, section: str, name: str, work: Callable[[], Any], each: int = 0) -> Any:
        """Run something and note its seconds, or with `each` the milliseconds for one of them."""
        start = time.perf_counter()
        result = work()
        spent = time.perf_counter() - start
        self.add(section, name, spent / each * 1000 if each else spent, "ms" if each else "s")
        return result


@dataclass(frozen=True)
class Run:
    """A command that ended well: wall time and the most memory its process held."""

    seconds: float
    megabytes: float


def measure(command: Sequence[str], environ: Mapping[str, str] | None = None) -> Run:
    """Run a command; raises `RuntimeError` with the end of what it said when it fails.

    Memory is read from outside while it runs: what the kernel tells after the end counts this process in as well.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environ or {})},
    )
    peak = 0
    status = Path(f"/proc/{process.pid}/status")
    while True:
        try:
            process.wait(0.02)
            break
        except subprocess.TimeoutExpired:
            found = _PEAK.search(status.read_text()) if status.exists() else None
            peak = int(found.group(1)) if found else peak
    seconds = time.perf_counter() - start
    _, complaint = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} failed: {complaint[-300:].decode('utf-8', 'replace')}")
    return Run(seconds, peak / 1024)


def medians(command: Sequence[str], runs: int, environ: Mapping[str, str] | None = None) -> Run:
    """`measure` several times: the median time and the largest memory."""
    found = [measure(command, environ) for _ in range(runs)]
    return Run(statistics.median(run.seconds for run in found), max(run.megabytes for run in found))


def python(module: str, *words: str) -> list[str]:
    """The command that runs a module of this installation."""
    return [sys.executable, "-m", module, *words]
