"""Two lanes of threads in a process: the sitting's own, and everybody else's."""

from __future__ import annotations

import logging
import time
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

CALM = 1
"""Requests of the hall that a process may have under way while it begins one of the public's."""
PATIENCE = 1.0
"""How many seconds a request of the public lets the hall's go first: its pages come late then, not never."""
STEP = 0.02


def of_hall(path: str, body: int = 0) -> bool:
    """Whether a request to `path` with a body of so many bytes belongs to the sitting's lane."""
    return body < LARGE and path.lstrip("/").partition("/")[0] in HALL


class _AfterHall:
    """A request of the public: its thread has it wait while the hall keeps this process busy.

    The threads of a process share one interpreter; a paper or a page that is being made takes it from a ballot.
    """

    def __init__(self, channel: Channel, hall: ThreadedTaskDispatcher) -> None:
        self._channel, self._hall = channel, hall

    def service(self) -> None:
        """Wait, but not for long; then work on it."""
        until = time.monotonic() + PATIENCE
        while len(self._hall.queue) + self._hall.active_count > CALM and time.monotonic() < until:
            time.sleep(STEP)
        self._channel.service()

    def cancel(self) -> None:
        """The process ends."""
        self._channel.cancel()


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
        if of_hall(getattr(request, "path", ""), request.body_bytes_received):
            self._hall.add_task(channel)
        else:
            self._public.add_task(_AfterHall(channel, self._hall))

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
