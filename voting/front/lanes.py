"""Two lanes of threads in a process: the sitting's own, and everybody else's."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from .channel import Channel

HALL = ("deputy", "desk", "scrutineer", "teller", "screen", "sign-in", "sign-out", "static")
"""First parts of the addresses that a sitting needs: booth, desk, count, signing in, and their style and scripts."""
LARGE = 1024 * 1024
"""Bytes of a body from which on a request is an upload, whatever its address."""
CROWDED = 24
"""Requests waiting in the hall's lane from which on a process leaves new connections to the others."""


def of_hall(path: str, body: int = 0) -> bool:
    """Whether a request to `path` with a body of so many bytes belongs to the sitting's lane."""
    return body < LARGE and path.lstrip("/").partition("/")[0] in HALL


class Lanes:
    """What waitress asks for as its dispatcher: each request goes to the lane of its address."""

    def __init__(self, hall: int, public: int) -> None:
        """`hall`, `public`: threads in each lane."""
        self._hall, self._public = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        # A full lane is what the lanes are for; nothing has to be said of it.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._hall.set_thread_count(hall)
        self._public.set_thread_count(public)

    def add_task(self, channel: Channel) -> None:
        """Let the first request of a connection be worked on."""
        request = channel.requests[0]
        lane = self._hall if of_hall(getattr(request, "path", ""), request.body_bytes_received) else self._public
        lane.add_task(channel)

    @property
    def crowded(self) -> bool:
        """Whether the hall's lane has more than enough to do."""
        return len(self._hall.queue) >= CROWDED

    @property
    def busy(self) -> bool:
        """Whether anything is still worked on or waits."""
        return any(lane.queue or lane.active_count > 0 for lane in (self._hall, self._public))

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        """End the threads; waits for what they do, `timeout` seconds at most."""
        for lane in (self._hall, self._public):
            lane.shutdown(cancel_pending, timeout)
