"""A whole hall opens the booth in the same second, while strangers hold what they can of the server."""

from __future__ import annotations

import multiprocessing
import random
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

from ..demo import district
from ..meeting import now, seeded
from ..people import Browser, DeputyTablet
from .figures import Bench
from .hall import Hall, hall, open_vote, until

LINES = 16
DEAD, READERS = 40, 16
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b"
_SIZE = re.compile(rb"(?i)content-length: (\d+)")
HALF_BODY = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nusername=a"


class _Line:
    """A tablet's connection as it has been since the deputy signed in; what measures shall cost the machine little."""

    def __init__(self, port: int, tablet: DeputyTablet) -> None:
        self._cookies = "; ".join(f"{name}={value}" for name, value in tablet.cookies.items())
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)

    def get(self, path: str) -> int:
        """GET an address; gives the status once the whole answer is there."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self._cookies}\r\n\r\n".encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._part()
        head, _, body = got.partition(b"\r\n\r\n")
        size = _SIZE.search(head)
        missing = int(size.group(1)) - len(body) if size else 0
        while missing > 0:
            missing -= len(self._part())
        return int(head[9:12])

    def _part(self) -> bytes:
        part = self._socket.recv(65536)
        if not part:
            raise RuntimeError("the server ended a connection in the middle")
        return part

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


def run(bench: Bench, scratch: Path) -> None:
    """Each deputy opens the booth and takes election and cards: quietly, then beside strangers; then they only wait."""
    with hall(bench, scratch, bench.ballots) as found:
        tablets = [DeputyTablet(found.port, entry.number, entry.pin) for entry in found.gathering.passes]
        with ThreadPoolExecutor(LINES) as pool:
            list(pool.map(DeputyTablet.arrive, tablets))
        for tablet in tablets:
            tablet.close()
        open_vote(found, [])
        _open(bench, found, tablets, "in one second")
        slug = _drive(found)
        with _strangers(found.port, f"/collect/{slug}/notice.pdf"):
            _open(bench, found, tablets, f"in one second beside {DEAD} dead connections and {READERS} readers")
        _wait(bench, tablets)


def _open(bench: Bench, found: Hall, tablets: list[DeputyTablet], when: str) -> None:
    lines = [_Line(found.port, tablet) for tablet in tablets]
    with ThreadPoolExecutor(LINES) as pool:
        list(pool.map(lambda line: line.get("/deputy/state"), lines))
    begin = time.perf_counter() + 0.5
    moments = [begin + random.uniform(0, 1) for _ in lines]  # noqa: S311
    path = f"/deputy/rounds/{found.gathering.uuid}"

    def press(line: _Line, moment: float) -> float:
        until(moment)
        start = time.perf_counter()
        for asked in (path, f"{path}/election", f"{path}/cards"):
            if line.get(asked) != 200:
                raise RuntimeError(f"{asked} was not answered")
        return time.perf_counter() - start

    with ThreadPoolExecutor(len(lines)) as pool:
        waits = sorted(pool.map(press, lines, moments))
    for line in lines:
        line.close()
    name = f"{len(lines)} tablets open the booth {when}"
    bench.add("hall", f"{name}, median", waits[len(waits) // 2], "s")
    bench.add("hall", f"{name}, last", waits[-1], "s", most=5)


def _wait(bench: Bench, tablets: list[DeputyTablet]) -> None:
    """What the waiting page asks again and again."""
    start = time.perf_counter()
    with ThreadPoolExecutor(LINES) as pool:
        list(pool.map(lambda tablet: tablet.get("/deputy/state"), tablets))
    bench.add("hall", "a waiting tablet asks for news, each", (time.perf_counter() - start) / len(tablets) * 1000, "ms")


def _drive(found: Hall) -> str:
    today = now()
    begin, end = today - timedelta(days=20), today + timedelta(days=20)
    congress = found.gathering.congress_id
    return district.open_drive(congress, "测量", today.year + 1, begin, end, today, seeded(None)).slug


@contextmanager
def _strangers(port: int, paper: str) -> Iterator[None]:
    """Half-sent requests that stay, and people who download a public paper again and again."""
    lines = []
    for sent in (HALF_HEAD, HALF_BODY) * (DEAD // 2):
        line = socket.create_connection(("127.0.0.1", port))
        line.sendall(sent)
        lines.append(line)
    # A process of their own: they must not take turns with the tablets in this one.
    context = multiprocessing.get_context("spawn")
    ends = context.Event()
    readers = context.Process(target=_read, args=(port, paper, ends), daemon=True)
    readers.start()
    try:
        yield
    finally:
        ends.set()
        readers.join()
        for line in lines:
            line.close()
    if readers.exitcode:
        raise RuntimeError("the readers of public papers were turned away")


def _read(port: int, paper: str, ends: Event) -> None:
    def read(reader: Browser) -> None:
        while not ends.is_set():
            if reader.get(paper).status != 200:
                raise RuntimeError(f"{paper} was not answered")

    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(read, [Browser(port) for _ in range(READERS)]))
