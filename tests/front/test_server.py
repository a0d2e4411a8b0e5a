"""The product's own server, on real sockets, while strangers do what they can."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from support.strangers import HALF_BODY, HALF_HEAD, ask, holding, said, slow_readers

from voting.commands.serve import prepare
from voting.stage.server import free_port, running

PROBES = 16


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    chosen = free_port()
    environ = {
        **os.environ,
        "VOTING_INSTANCE": str(tmp_path_factory.mktemp("front") / "instance"),
        "VOTING_DATABASE_URL": "",
        "VOTING_BASE_ADDRESS": f"http://127.0.0.1:{chosen}",
    }
    prepare(environ)
    with running(environ, chosen):
        yield chosen


def probes(port: int) -> list[int]:
    """The statuses of sign-in pages asked for at once."""
    with ThreadPoolExecutor(PROBES) as pool:
        return [status for status, _ in pool.map(lambda _: ask(port, "/deputy/sign-in"), range(PROBES))]


def test_strangers_hold_no_place(port: int) -> None:
    with ExitStack() as strangers:
        strangers.enter_context(holding(port, 40, HALF_HEAD, b"b"))
        strangers.enter_context(holding(port, 40, HALF_BODY, b"b"))
        strangers.enter_context(holding(port, 200, b""))
        strangers.enter_context(slow_readers(port, 16, "/static/vendor/bootstrap/bootstrap.min.css"))
        assert probes(port) == [200] * PROBES


def test_a_page_says_what_was_wrong(port: int) -> None:
    long = said(port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n").decode()
    assert long.startswith("HTTP/1.0 431") or long.startswith("HTTP/1.1 431")
    assert "请求的地址或者附带信息太长" in long


def test_a_script_is_told_as_json(port: int) -> None:
    head = f"POST /sign-in HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nContent-Length: {64 << 20}\r\n\r\n"
    got = said(port, head.encode()).decode()
    assert " 413 " in got.partition("\r\n")[0]
    assert '"code":"request_entity_too_large"' in got.replace(" ", "")
