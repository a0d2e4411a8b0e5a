"""The public's requests let the hall's go first, and the processes share the tablets of a hall."""

from __future__ import annotations

import http.client
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from front.test_master import serving
from support.strangers import until

from voting.front import lanes
from voting.front.master import Pulse

WORKERS, LINES = 2, 24


class Asked:
    """A connection with one request, which waits until it may end."""

    def __init__(self, path: str) -> None:
        self.requests = [SimpleNamespace(path=path, body_bytes_received=0)]
        self.begun, self.ends = threading.Event(), threading.Event()

    def service(self) -> None:
        self.begun.set()
        self.ends.wait(60)

    def cancel(self) -> None:
        """What a server that stops says to a connection whose request still waits."""


@pytest.fixture
def made() -> Iterator[Any]:
    """Lanes of two threads for the hall and one for the public."""
    found = lanes.Lanes(2, 1)
    yield found
    found.shutdown(timeout=60)


def busy(found: Any) -> list[Asked]:
    """The hall has its threads full."""
    asked = [Asked("/deputy/state") for _ in range(3)]
    for one in asked:
        found.add_task(one)
    assert all(one.begun.wait(60) for one in asked[:2])
    return asked


def test_a_public_page_waits_for_the_hall(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PATIENCE", 600.0)
    hall, public = busy(made), Asked("/collect/x/notice.pdf")
    made.add_task(public)
    assert not public.begun.wait(0.3)
    for one in hall:
        one.ends.set()
    assert public.begun.wait(60)
    public.ends.set()


def test_but_not_for_ever(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PATIENCE", 0.0)
    hall, public = busy(made), Asked("/collect/x/notice.pdf")
    made.add_task(public)
    assert public.begun.wait(60)
    for one in (*hall, public):
        one.ends.set()


def test_new_connections_go_to_the_process_that_has_fewer() -> None:
    pulse = Pulse(2)
    pulse.beat(0, 10)
    pulse.beat(1, 1)
    assert not pulse.fair(0, 10)
    assert pulse.fair(1, 1)


def test_nobody_waits_for_a_process_that_is_gone_or_crowded() -> None:
    pulse = Pulse(3)
    pulse.beat(1, sys.maxsize)
    pulse.beat(2, 0)
    assert not pulse.fair(0, 10)
    pulse.gone(2)
    assert pulse.fair(0, 10)


def test_the_tablets_of_a_hall_are_spread_over_the_processes() -> None:
    with serving(workers=WORKERS) as (_, port):
        lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(LINES)]
        held: Counter[bytes] = Counter()

        def ask(line: http.client.HTTPConnection) -> bool:
            line.request("GET", "/deputy/pid")
            held[line.getresponse().read()] += 1
            return True

        assert all(until(lambda line=line: ask(line)) for line in lines)
        for line in lines:
            line.close()
    assert len(held) == WORKERS
    assert max(held.values()) - min(held.values()) <= LINES // 3
