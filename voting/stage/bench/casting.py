"""Casting over HTTP: how many ballots a second, and how long a deputy waits when a whole hall presses."""

from __future__ import annotations

import random
import socket
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from ...ballots import boxes
from ...ballots.models import Ballot, Participation
from ...belenios import ballot as ballots
from ...belenios import board
from ...belenios.verify import report
from ...extensions import db
from ...meetings.models import Round
from ..people import DeputyTablet
from .figures import Bench
from .hall import Hall, hall, open_vote, until

LINES = 16
WAVES = 5
CROWD_SECONDS = 10.0


def _ask(port: int, request: bytes) -> tuple[int, bytes]:
    """Status and body; written on the socket, so that the measuring costs the machine little."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(request)
        got = b""
        while part := line.recv(65536):
            got += part
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head[9:12] or 0), body


@dataclass(frozen=True)
class _Vote:
    tracker: str
    request: bytes


def _vote(tablet: DeputyTablet, path: str, text: str) -> _Vote:
    cookies = "; ".join(f"{name}={value}" for name, value in tablet.cookies.items())
    body = text.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {tablet.csrf}\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return _Vote(ballots.tracker(text), head.encode() + body)


def run(bench: Bench, scratch: Path) -> None:
    """Half of the deputies as fast as the server takes them, the other half within ten seconds."""
    count = bench.ballots
    with hall(bench, scratch, 2 * count) as found:
        tablets = _arrive(bench, found)
        open_vote(found, [])
        path = f"/deputy/rounds/{found.gathering.uuid}/ballot"
        texts = found.ballots(2 * count, bench.candidates)
        votes = [_vote(tablet, path, text) for tablet, text in zip(tablets, texts, strict=True)]
        _flood(bench, found, votes[:count])
        _crowd(bench, found, votes[count:])
        with ThreadPoolExecutor(LINES) as pool:
            again = list(pool.map(lambda vote: _cast(found.port, vote), votes[::4]))
        lost, twice = _compare(found, votes)
        bench.add("casting", "ballots acknowledged and lost", lost, "", most=0)
        bench.add("casting", f"ballots counted twice, {len(again)} sent again", twice, "", most=0)


def _arrive(bench: Bench, found: Hall) -> list[DeputyTablet]:
    tablets = [DeputyTablet(found.port, entry.number, entry.pin) for entry in found.gathering.passes]
    start = time.perf_counter()
    with ThreadPoolExecutor(LINES) as pool:
        list(pool.map(DeputyTablet.arrive, tablets))
    spent = time.perf_counter() - start
    bench.add("casting", f"{len(tablets)} deputies sign in and 签到, each", spent / len(tablets) * 1000, "ms")
    for tablet in tablets:
        tablet.close()
    return tablets


def _cast(port: int, vote: _Vote) -> float:
    start = time.perf_counter()
    status, body = _ask(port, vote.request)
    if status != 200 or vote.tracker.encode() not in body:
        raise RuntimeError(f"an honest ballot was refused: {status} {body[:200]!r}")
    return time.perf_counter() - start


def _flood(bench: Bench, found: Hall, votes: Sequence[_Vote]) -> None:
    """Every ballot on a connection of its own, as every tablet has its own; the median of a few waves."""
    rates = []
    with ThreadPoolExecutor(LINES) as pool:
        for place in range(WAVES):
            wave = votes[place::WAVES]
            start = time.perf_counter()
            list(pool.map(lambda vote: _cast(found.port, vote), wave))
            rates.append(len(wave) / (time.perf_counter() - start))
    name = f"ballots a second, {len(votes)} of them, {LINES} at a time"
    bench.add("casting", name, statistics.median(rates), "/s", least=200)


def _crowd(bench: Bench, found: Hall, votes: Sequence[_Vote]) -> None:
    begin = time.perf_counter() + 0.5
    moments = [begin + random.uniform(0, CROWD_SECONDS) for _ in votes]  # noqa: S311

    def press(vote: _Vote, moment: float) -> float:
        until(moment)
        return _cast(found.port, vote)

    with ThreadPoolExecutor(len(votes)) as pool:
        waits = sorted(pool.map(press, votes, moments))
    name = f"{len(votes)} deputies press within {CROWD_SECONDS:g} s"
    bench.add("casting", f"{name}, median wait", waits[len(waits) // 2] * 1000, "ms")
    bench.add("casting", f"{name}, 99 of 100 wait", waits[int(len(waits) * 0.99)] * 1000, "ms", most=1000)


def _compare(found: Hall, votes: Sequence[_Vote]) -> tuple[int, int]:
    """How many acknowledged ballots are missing in database or archive, and how many are there more than once."""
    db.session.rollback()
    round_id = found.gathering.round_id
    path = found.config.instance / "vote.bel"
    path.write_bytes(b"".join(boxes.stream(db.session.get_one(Round, round_id))))
    stored = list(db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == round_id)))
    voted = list(db.session.scalars(select(Participation.deputy_id).where(Participation.round_id == round_id)))
    archived = [ballots.tracker(text) for text in board.read(path).ballots()]
    head = db.session.scalar(select(Round.board_head).where(Round.id == round_id))
    checked = report(path, 2)
    db.session.rollback()
    if not checked.valid or checked.head != head or len(voted) != len(stored):
        raise RuntimeError("board and database do not agree after casting")
    sent = {vote.tracker for vote in votes}
    lost = len(sent - set(stored)) + len(sent - set(archived))
    return lost, len(stored) + len(archived) - len(set(stored)) - len(set(archived))
