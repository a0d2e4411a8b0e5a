"""`VOTING_LIMITER_STORAGE=redis://…`: the counters of several machines stand in a server of their own."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask

from voting.config import from_environment
from voting.stage.server import free_port

PROGRAM = shutil.which("valkey-server") or shutil.which("redis-server")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server of the test's own."""
    if PROGRAM is None:
        pytest.skip("neither valkey-server nor redis-server is here")
    port = free_port()
    process = subprocess.Popen(
        [PROGRAM, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        link = redis.Redis(port=port)
        for _ in range(600):
            try:
                link.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.1)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def application(folder: Path, address: str, make_app: Callable[..., Flask]) -> Flask:
    app = make_app(from_environment({"VOTING_INSTANCE": str(folder), "VOTING_LIMITER_STORAGE": address}))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def asked(app: Flask, times: int) -> list[int]:
    return [app.test_client().post("/status", data={"code": "x"}).status_code for _ in range(times)]


def test_limits_are_counted_there(server: str, tmp_path: Path, make_app: Callable[..., Flask]) -> None:
    app = application(tmp_path / "one", server, make_app)
    assert asked(app, 601)[599:] == [404, 429]
    found = redis.Redis.from_url(server).keys("*")
    assert found
    assert not [key for key in found if b"127.0.0.1" in key]


def test_a_server_that_is_away_stops_nobody(tmp_path: Path, make_app: Callable[..., Flask]) -> None:
    app = application(tmp_path / "one", f"redis://127.0.0.1:{free_port()}", make_app)
    assert set(asked(app, 3)) == {404}
    assert asked(app, 600)[-1] == 429
