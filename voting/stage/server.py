"""A server of one's own on loopback, ended by its process id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from ..commands.serve import server_arguments


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve_arguments(port: int) -> list[str]:
    """The command line with which an operator starts the server: the database is brought up to date first."""
    return [sys.executable, "-m", "voting.commands.main", "serve", "--bind", f"127.0.0.1:{port}"]


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
def running(
    environ: Mapping[str, str], port: int, said: IO[bytes] | None = None, arguments: Sequence[str] = ()
) -> Iterator[int]:
    """Run the server while the block lasts; gives its process id, which is also that of its process group.

    `said` receives what the server prints, which is otherwise printed here. `arguments`: another command line for it.
    Raises `RuntimeError` when it does not start.
    """
    words = arguments or server_arguments(f"127.0.0.1:{port}")
    process = subprocess.Popen(
        words,
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
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended while starting")
        if answers(port):
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not start within a minute")
