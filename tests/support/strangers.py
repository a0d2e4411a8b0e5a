"""Clients that mean no good, or whose Wi-Fi is bad."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 60.0
"""Seconds after which an answer counts as none: a place that a stranger holds is held for longer."""
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b"
HALF_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\nusername=a"
)


def ask(port: int, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, str]:
    """Status and text of one request on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        line.close()


def said(port: int, sent: bytes) -> bytes:
    """What is answered to these bytes, until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        line.sendall(sent)
        got = b""
        while part := line.recv(65536):
            got += part
        return got


@contextmanager
def holding(port: int, count: int, sent: bytes, drip: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many connections that send this and no more, but for a byte each second."""
    lines = []
    for _ in range(count):
        line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        line.sendall(sent)
        lines.append(line)
    over = threading.Event()

    def trickle() -> None:
        while not over.wait(1):
            for line in lines:
                try:
                    line.send(drip)
                except OSError:
                    continue

    thread = threading.Thread(target=trickle)
    if drip:
        thread.start()
    try:
        yield lines
    finally:
        over.set()
        if drip:
            thread.join()
        for line in lines:
            line.close()


@contextmanager
def slow_readers(port: int, count: int, path: str) -> Iterator[None]:
    """Clients that ask for something large and take a few bytes of it each second."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    lines = []
    for _ in range(count):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.connect(("127.0.0.1", port))
        line.sendall(request)
        lines.append(line)
    over = threading.Event()

    def sip() -> None:
        while not over.wait(1):
            for line in lines:
                line.recv(16)

    thread = threading.Thread(target=sip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for line in lines:
            line.close()


def until(happened: object, seconds: float = PATIENCE) -> bool:
    """Whether a callable says yes within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False
