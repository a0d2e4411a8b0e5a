"""One process that answers: a loop for all connections, and the threads of its lanes."""

from __future__ import annotations

import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.server import BaseWSGIServer, TcpWSGIServer, UnixWSGIServer

from .channel import ALL_BODIES, MAX_HEAD, Channel
from .lanes import Lanes
from .waiting import Waiting

CONNECTIONS = 4000
"""Connections that one process holds, if it may open three descriptors for each; beyond, the longest silent goes."""
FINISH_SECONDS = 10.0
"""How long a process that ends goes on with what it has begun."""
SOON = 0.05
"""Seconds after which a process that leaves connections to the others looks again."""
HIGH_WATER = 32 * 1024 * 1024
"""Bytes of an answer that are kept for a slow reader before a thread has to wait with it."""
IN_MEMORY = 80 * 1024
"""Bytes of a body that are kept in memory: every ballot, no photo."""


class _Served(BaseWSGIServer):
    """Waitress's server with our connections, and without a number of them at which it would stop to accept."""

    channel_class = Channel
    task_dispatcher: Lanes
    most = CONNECTIONS
    fair: Callable[[int], bool] = staticmethod(lambda held: True)
    """Whether a process that holds so many connections may take another one."""
    leaves = False
    """Whether new connections are left to the other processes at the moment."""
    _checked = 0.0

    def readable(self) -> bool:
        """Whether new connections are taken; others may be less busy."""
        now = time.monotonic()
        if now - self._checked >= 1:
            self._checked = now
            for channel in list(self.active_channels.values()):
                if channel.overdue(now):
                    channel.drop()
        self.leaves = self.task_dispatcher.crowded or not self.fair(len(self.active_channels))
        return bool(self.accepting) and not self.leaves

    @property
    def held(self) -> int:
        """How many connections there are, as the other processes are told: nobody leaves any to a crowded one."""
        return sys.maxsize if self.task_dispatcher.crowded else len(self.active_channels)

    def handle_accept(self) -> None:
        """Take a connection; when there are too many, the one that has been silent for longest ends."""
        super().handle_accept()
        if len(self.active_channels) > self.most:
            silent = [one for one in self.active_channels.values() if one.idle]
            if silent:
                min(silent, key=lambda one: one.waits_since).drop()

    def room(self) -> int:
        """Bytes that large bodies may still have beside those that are on their way or being worked on."""
        known = [
            one for channel in self.active_channels.values() for one in (channel.request, *channel.requests) if one
        ]
        return ALL_BODIES - sum(max(one.content_length, one.body_bytes_received) for one in known if one.admitted)


class _Tcp(_Served, TcpWSGIServer):
    """Behind an address."""


class _Unix(_Served, UnixWSGIServer):
    """Behind a file."""


def _descriptors() -> int:
    """Let the process open as many descriptors as it may; gives how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if most == resource.RLIM_INFINITY else most
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted


def work(
    application: Any,
    listener: socket.socket,
    threads: tuple[int, int],
    alive: Callable[[int], bool],
    fair: Callable[[int], bool],
) -> None:
    """Answer until SIGTERM, or until `alive` says no; then finish what has begun and return.

    `threads`: how many in the hall's lane and in the public one. `alive` is told how many connections there are, once a
    second or more often; `fair` says whether a process that holds so many may take another one.
    """
    adjustments = Adjustments(
        sockets=[listener],
        ident=None,
        threads=sum(threads),
        backlog=2048,
        recv_bytes=65536,
        inbuf_overflow=IN_MEMORY,
        outbuf_high_watermark=HIGH_WATER,
        max_request_header_size=MAX_HEAD,
        log_socket_errors=False,
        clear_untrusted_proxy_headers=False,
    )
    waiting, lanes = Waiting(), Lanes(*threads)
    kind = _Unix if listener.family == socket.AF_UNIX else _Tcp
    where = (listener.family, listener.type, listener.proto, listener.getsockname())
    server = kind(
        application, waiting, True, listener, dispatcher=lanes, adj=adjustments, bind_socket=False, sockinfo=where
    )
    server.fair = fair
    server.most = min(CONNECTIONS, _descriptors() // 3)
    ending: list[int] = []

    def end(number: int, _frame: object) -> None:
        ending.append(number)
        server.pull_trigger()

    signal.signal(signal.SIGTERM, end)
    while not ending and alive(server.held):
        # Who leaves connections to others looks soon whether they have enough.
        waiting.turn(SOON if server.leaves else 1.0)
    # The others, or the next start, take what comes from now on.
    server.accepting = False
    server.del_channel(waiting)
    listener.close()
    deadline = time.monotonic() + FINISH_SECONDS
    while time.monotonic() < deadline:
        held = [one for one in server.active_channels.values() if not one.idle or one.request is not None]
        if not held and not lanes.busy:
            break
        waiting.turn(0.2)
    lanes.shutdown(timeout=0.5)
