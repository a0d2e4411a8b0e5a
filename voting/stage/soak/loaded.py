"""`python -m voting.stage.soak.loaded`: the server, loaded once, started as often as a line on stdin asks for it.

Loading takes seconds of a processor, and a server that is killed five hundred times would spend its life with it. Each
line is `front ADDRESS` or `serve ADDRESS`; what listens there is the server's own master with processes of its own, in
a process group of its own, and with `serve` it has prepared the database before, as `voting serve` does. Answers with
the group's number.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress

from ... import logs
from ...commands.serve import PUBLIC_THREADS, THREADS, WORKERS, prepare
from ...front.__main__ import forget_connections, make
from ...front.master import run


def _serve(how: str, bind: str, application: object) -> int:
    os.setsid()
    # What answers for the master is not what asks for it.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    if how == "serve":
        prepare(os.environ)
    return run(bind, WORKERS, (THREADS, PUBLIC_THREADS), lambda: application, forget_connections)


def main() -> int:
    """Start servers until nobody asks any more; then none of them is left."""
    logs.set_up()
    application = make()
    started: set[int] = set()
    print("ready", flush=True)
    while line := sys.stdin.readline():
        started -= set(_ended())
        how, bind = line.split()
        child = os.fork()
        if not child:
            status = 1
            try:
                status = _serve(how, bind, application)
            finally:
                os._exit(status)
        started.add(child)
        print(child, flush=True)
    for group in started - set(_ended()):
        # Its own group, once it has one.
        for end in (os.killpg, os.kill):
            with suppress(ProcessLookupError):
                end(group, signal.SIGKILL)
    return 0


def _ended() -> Iterator[int]:
    """The servers that have ended since somebody asked."""
    with suppress(ChildProcessError):
        while (child := os.waitpid(-1, os.WNOHANG)[0]) > 0:
            yield child


if __name__ == "__main__":
    sys.exit(main())
