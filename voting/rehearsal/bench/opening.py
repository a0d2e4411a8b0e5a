"""A whole hall opens the booth in the same second, while strangers hold what they can of the server."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from ...demo import district
from ..meeting import now, seeded
from ..people import Browser, DeputyTablet
from .figures import Bench
from .hall import Hall, hall, open_vote, until

LINES = 16
DEAD, READERS = 40, 16
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b"
HALF_BODY = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nusername=a"


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
    begin = time.perf_counter() + 0.5
    moments = [begin + random.uniform(0, 1) for _ in tablets]  # noqa: S311
    path = f"/deputy/rounds/{found.gathering.uuid}"

    def press(tablet: DeputyTablet, moment: float) -> float:
        until(moment)
        start = time.perf_counter()
        for asked in (path, f"{path}/election", f"{path}/cards"):
            if tablet.get(asked).status != 200:
                raise RuntimeError(f"{asked} was not answered")
        tablet.close()
        return time.perf_counter() - start

    with ThreadPoolExecutor(len(tablets)) as pool:
        waits = sorted(pool.map(press, tablets, moments))
    name = f"{len(tablets)} tablets open the booth {when}"
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
    reading = True

    def read() -> None:
        reader = Browser(port)
        while reading:
            reader.get(paper)

    with ThreadPoolExecutor(READERS) as pool:
        asked = [pool.submit(read) for _ in range(READERS)]
        try:
            yield
        finally:
            reading = False
            for line in lines:
                line.close()
    for one in asked:
        one.result()
