"""Servers that are started and killed, and what becomes of their processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ...commands.serve import WORKERS
from ..server import PATIENCE, answers


def members(group: int) -> set[int]:
    """The living processes of a process group."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, of, *_ = path.read_text().rpartition(")")[2].split()
            if int(of) == group and state not in "ZX":
                found.add(int(path.parent.name))
    return found


def lives(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def until(happened: Callable[[], bool], what: str) -> None:
    """Wait; raises `RuntimeError` saying `what` did not happen."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise RuntimeError(what)
        time.sleep(0.02)


class Servers:
    """Starts servers that are loaded already."""

    def __init__(self, starter: subprocess.Popen[str]) -> None:
        self._starter = starter
        self._turn = threading.Lock()

    def _answer(self) -> str:
        assert self._starter.stdout is not None
        return self._starter.stdout.readline().strip()

    def ready(self) -> None:
        """Wait until servers can be started; raises `RuntimeError` when they never can."""
        if self._answer() != "ready":
            raise RuntimeError("the server ended while it was loaded")

    def start(self, port: int, how: str = "front") -> int:
        """A server that answers; its process group, which is also its master's process id.

        `how`: `front` for the server alone, `serve` for all that an operator's start does. Raises `RuntimeError` when
        it does not start.
        """
        assert self._starter.stdin is not None
        with self._turn:
            self._starter.stdin.write(f"{how} 127.0.0.1:{port}\n")
            self._starter.stdin.flush()
            group = int(self._answer())

        def up() -> bool:
            if not lives(group):
                raise RuntimeError("the server ended while starting")
            # Before the address is free for its processes, those of one whose master was killed may answer there.
            return len(members(group)) == 1 + WORKERS and answers(port)

        until(up, "the server did not start")
        return group

    def end(self, group: int) -> None:
        """Let a server end as an operator does."""
        with suppress(ProcessLookupError):
            os.kill(group, signal.SIGTERM)
        self.gone(group)

    def gone(self, group: int) -> None:
        """Wait until nothing of a server lives; raises `RuntimeError` when something goes on."""
        until(lambda: not members(group), "processes of a server that has ended go on")


@contextmanager
def loaded(environ: Mapping[str, str], said: IO[bytes]) -> Iterator[Servers]:
    """Servers for one installation; all of them are gone afterwards. `said` receives what they print."""
    words = [sys.executable, "-m", f"{__package__}.loaded"]
    starter = subprocess.Popen(
        words,
        env={**os.environ, **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        text=True,
        start_new_session=True,
    )
    servers = Servers(starter)
    try:
        servers.ready()
        yield servers
    finally:
        # It ends those that still live as soon as nobody can ask for another.
        starter.communicate()
