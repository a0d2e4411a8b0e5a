"""A server with an application of its own: `python toy.py BIND WORKERS HALL-THREADS PUBLIC-THREADS`."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from voting.front.master import run

GATE = threading.Event()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/deputy/pid` tells the process, `/hold` waits for `/deputy/free`, `/read` counts the body, `/big/N` is large."""
    path = environ["PATH_INFO"]
    status, body = "200 OK", str(os.getpid()).encode()
    if environ.get("voting.refused"):
        status, body = f"{environ['voting.refused']} Refused", b"refused by the application"
    elif path == "/hold":
        GATE.wait(120)
    elif path == "/deputy/free":
        GATE.set()
    elif path == "/deputy/slow":
        time.sleep(1)
    elif path == "/deputy/die":
        os._exit(3)
    elif path.startswith("/big/"):
        body = bytes(int(path.removeprefix("/big/")))
    elif environ["REQUEST_METHOD"] == "POST":
        count = 0
        while part := environ["wsgi.input"].read(1 << 20):
            count += len(part)
        body = str(count).encode()
    elif path == "/headers":
        body = repr(sorted(key for key in environ if key.startswith("HTTP_"))).encode()
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


if __name__ == "__main__":
    bind, workers, hall, public = sys.argv[1:]
    sys.exit(run(bind, int(workers), (int(hall), int(public)), lambda: application, lambda _: None))
