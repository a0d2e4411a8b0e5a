"""Supervision: the processes that answer, ended and replaced by the one that listens."""

from __future__ import annotations

import ctypes
import gc
import logging
import mmap
import os
import signal
import socket
import stat
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .worker import FINISH_SECONDS, work

log = logging.getLogger("voting.front")

SIGNALS = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
STUCK_SECONDS = 120.0
"""How long a process's loop may stand still before the process is replaced."""
SOON = 2.0
"""A process that ends within so many seconds is not replaced at once."""
BIND_SECONDS = 12.0
"""How long an address is tried that is still taken: the processes of a server that was killed end in this time."""
UNEVEN = 3
"""Connections by which one process may have more than another before it leaves new ones to that one."""
AWAKE_SECONDS = 3.0
"""A process whose loop has not turned for so long is not waited for."""
_BEAT = struct.Struct("dq")
_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def listen(bind: str) -> socket.socket:
    """A listening socket for `HOST:PORT`, `[IPv6]:PORT` or `unix:PATH`.

    Raises `OSError` when the address stays taken, `ValueError` for what is none of these.
    """
    if bind.startswith("unix:"):
        return _listen_unix(Path(bind.removeprefix("unix:")))
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    deadline = time.monotonic() + BIND_SECONDS
    while True:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host.strip("[]"), int(port)))
            listener.listen(2048)
            return listener
        except OSError:
            listener.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _listen_unix(path: Path) -> socket.socket:
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    # The proxy in front is another account of the same group.
    path.chmod(0o660)
    listener.listen(2048)
    return listener


class Pulse:
    """When the loop of each process last turned and what it held, in memory that all of them share."""

    def __init__(self, places: int) -> None:
        self._places = range(places)
        self._memory = mmap.mmap(-1, _BEAT.size * places)

    def beat(self, place: int, held: int = 0) -> None:
        """The process at `place` is alive and holds so many connections."""
        _BEAT.pack_into(self._memory, _BEAT.size * place, time.monotonic(), held)

    def age(self, place: int) -> float:
        """Seconds since it last said so."""
        return time.monotonic() - self._read(place)[0]

    def gone(self, place: int) -> None:
        """The process at `place` has ended."""
        _BEAT.pack_into(self._memory, _BEAT.size * place, 0.0, 0)

    def fair(self, place: int, held: int) -> bool:
        """Whether the process at `place` may take a connection more, or another one has clearly fewer.

        Left to themselves, whichever process is awake takes nearly all tablets of a hall, and other processors idle.
        """
        now = time.monotonic()
        others = [self._read(other) for other in self._places if other != place]
        return all(held <= theirs + UNEVEN for seen, theirs in others if now - seen < AWAKE_SECONDS)

    def _read(self, place: int) -> tuple[float, int]:
        seen, held = _BEAT.unpack_from(self._memory, _BEAT.size * place)
        return seen, held


class Master:
    """The processes, by place; a place whose process ends gets another."""

    def __init__(
        self,
        application: Any,
        forked: Callable[[Any], None],
        listener: socket.socket,
        workers: int,
        threads: tuple[int, int],
    ) -> None:
        self._application, self._forked, self._listener, self._threads = application, forked, listener, threads
        self._workers: dict[int, int] = {}
        """Process id → place."""
        self._leaving: set[int] = set()
        self._started: dict[int, float] = {}
        self._pulse = Pulse(workers)
        self._places = range(workers)

    def run(self) -> int:
        """Supervise until SIGTERM or SIGINT; SIGHUP replaces every process. Gives the exit status."""
        for place in self._places:
            self._start(place)
        while True:
            told = signal.sigtimedwait(SIGNALS, 1.0)
            number = told.si_signo if told else 0
            if number in (signal.SIGTERM, signal.SIGINT):
                return self._end()
            if number == signal.SIGHUP:
                self._renew()
            self._reap()
            self._check()

    def _start(self, place: int) -> None:
        self._pulse.beat(place)
        master = os.getpid()
        child = os.fork()
        if child:
            self._workers[child] = place
            self._started[place] = time.monotonic()
            return
        status = 1
        try:
            _settle(master)
            self._serve(place, master)
            status = 0
        except BaseException:
            log.exception("a process of the server failed")
        finally:
            logging.shutdown()
            os._exit(status)

    def _serve(self, place: int, master: int) -> None:
        def alive(held: int) -> bool:
            self._pulse.beat(place, held)
            return os.getppid() == master

        self._forked(self._application)
        work(self._application, self._listener, self._threads, alive, lambda held: self._pulse.fair(place, held))

    def _reap(self) -> None:
        while self._workers:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            place = self._workers.pop(child, None)
            if place is None:
                continue
            if child not in self._leaving:
                self._pulse.gone(place)
                log.error("process %s of the server ended (%s); another takes its place", child, _how(status))
            self._leaving.discard(child)

    def _check(self) -> None:
        """Replace what is missing, and end what stands still."""
        there = {place for child, place in self._workers.items() if child not in self._leaving}
        for place in self._places:
            if place not in there and time.monotonic() - self._started[place] > SOON:
                self._start(place)
        for child, place in self._workers.items():
            if child not in self._leaving and self._pulse.age(place) > STUCK_SECONDS:
                log.error("process %s of the server stands still and is ended", child)
                _send(child, signal.SIGKILL)

    def _renew(self) -> None:
        """Start the new ones before the old ones leave, so that nobody is turned away."""
        old = [child for child in self._workers if child not in self._leaving]
        for place in self._places:
            self._start(place)
        for child in old:
            self._leaving.add(child)
            _send(child, signal.SIGTERM)

    def _end(self) -> int:
        self._listener.close()
        for child in self._workers:
            _send(child, signal.SIGTERM)
        deadline = time.monotonic() + FINISH_SECONDS + 2
        while self._workers:
            self._leaving |= set(self._workers)
            self._reap()
            if time.monotonic() > deadline:
                for child in self._workers:
                    _send(child, signal.SIGKILL)
            signal.sigtimedwait(SIGNALS, 0.1)
        return 0


def _settle(master: int) -> None:
    """Make a new process one that hears its own signals and ends with its master."""
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    if os.getppid() != master:
        os._exit(0)


def _send(child: int, number: signal.Signals) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        return


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"exit {code}"


def run(
    bind: str, workers: int, threads: tuple[int, int], make: Callable[[], Any], forked: Callable[[Any], None]
) -> int:
    """Listen, make the application once for all processes, and supervise them. Gives the exit status.

    `forked` is called with the application in each process before it answers.
    """
    try:
        listener = listen(bind)
    except OSError as error:
        print(f"{bind}: {error.strerror}", file=sys.stderr)
        return 1
    # Blocked before anything is loaded: a signal that comes early is heard when the processes are there.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    application = make()
    # What is loaded by now stays shared between the processes as long as the collector does not touch it.
    gc.collect()
    gc.freeze()
    return Master(application, forked, listener, workers, threads).run()
