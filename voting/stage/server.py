"""A server of one's own on loopback, ended by its process id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from ..commands.serve import server_arguments

PATIENCE = 300.0
"""Seconds in which a server that has not ended answers, on a busy machine too."""


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether a server answers at a port of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/verify/key.pem")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def running(environ: Mapping[str, str], port: int, said: IO[bytes] | None = None) -> Iterator[int]:
    """Run the server while the block lasts; gives its process id, which is also that of its process group.

    `said` receives what the server prints, which is otherwise printed here.
    Raises `RuntimeError` when it does not start.
    """
    arguments = server_arguments(f"127.0.0.1:{port}")
    process = subprocess.Popen(
        arguments,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=said,
        start_new_session=True,
    )
    try:
        _wait(process, port)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended while starting")
        if answers(port):
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")
