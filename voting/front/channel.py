"""One connection: how much may be sent, by when, and what is answered to what cannot be read."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

from ..errors import REFUSED
from .lanes import LARGE

HEAD_SECONDS = 20.0
"""By when the head of a request has to be there, from its first byte."""
IDLE_SECONDS = 30.0
"""How long a connection may say nothing before its next request."""
STALL_SECONDS = 60.0
"""How long a body or an answer may stand still, and what each has beyond its size."""
SLOWEST = 1024
"""Bytes a second below which a body is not waited for, nor an answer kept."""
LINGER_SECONDS = 10.0
"""How long the rest of a refused body is thrown away, so that its sender reads why."""
MAX_HEAD = 32 * 1024
SMALL_BODY = 33 * 1024 * 1024
"""What anybody may send; the application itself says at which size it is too much."""
LARGE_BODY = 202 * 1024 * 1024
"""What the forms with photos of signed-in people may send."""
LARGE_AREAS = ("deputy", "desk", "unit", "station", "scrutineer", "teller")
ALL_BODIES = 1024 * 1024 * 1024
"""Bytes of large bodies that are on the way to one process at the same time."""


class ServerBusy(Error):
    """Too many uploads at once."""

    code = 503
    reason = "Service Unavailable"


def largest_body(path: str) -> int:
    """How many bytes may be sent to an address."""
    return LARGE_BODY if path.lstrip("/").partition("/")[0] in LARGE_AREAS else SMALL_BODY


class Parser(HTTPRequestParser):
    """A request as it comes in, with the limit of its address."""

    room: Callable[[], int] = staticmethod(lambda: ALL_BODIES)
    """Bytes that large bodies may still have beside those that are admitted."""
    admitted = False
    """Whether this is a large body that may come."""

    def received(self, data: bytes) -> int:
        """Take bytes of the request; gives how many of them belong to it."""
        consumed: int = super().received(data)
        if self.body_rcv is not None and self.error is None:
            size = max(self.content_length, self.body_bytes_received)
            if size > largest_body(self.path):
                self._refuse(RequestEntityTooLarge("too large"))
            elif size > LARGE and not self.admitted:
                self.admitted = size <= self.room()
                if not self.admitted:
                    self._refuse(ServerBusy("busy"))
        if self.error is not None:
            # Who asks first whether to send a body need not send it.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head; one that says twice where its body ends is refused: a proxy may have taken the other word."""
        super().parse_header(header_plus)
        if ("CONTENT_LENGTH" in self.headers and self.chunked) or "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("two lengths")

    def _refuse(self, error: Error) -> None:
        self.error = error
        self.completed = True


class RefusedTask(WSGITask):
    """The answer to a request that could not be read: the application's own page for the status."""

    def __init__(self, channel: Channel, request: Any) -> None:
        for name, value in (("command", "GET"), ("path", "/"), ("request_uri", "/"), ("query", ""), ("fragment", "")):
            if not hasattr(request, name):
                setattr(request, name, value)
        request.url_scheme = getattr(request, "url_scheme", "http")
        super().__init__(channel, request)

    def execute(self) -> None:
        """Let the application answer; the connection ends with it."""
        self.close_on_finish = True
        if self.request.error.code == 500:
            # It was the application that failed.
            self.complete = True
            ErrorTask.execute(self)
            return
        super().execute()

    def get_environment(self) -> dict[str, Any]:
        """The environment without the body, and with the status."""
        environ: dict[str, Any] = super().get_environment()
        environ[REFUSED] = self.request.error.code
        environ["REQUEST_METHOD"] = "GET"
        environ.pop("CONTENT_LENGTH", None)
        environ.pop("CONTENT_TYPE", None)
        return environ


class Channel(HTTPChannel):
    """A connection that is dropped when it holds back what it owes."""

    parser_class = Parser
    error_task_class = RefusedTask
    lingering = 0.0
    """Until when the rest of a refused body is read and thrown away; 0 when nothing was refused."""
    due = 0.0
    """By when the answer has to be taken; 0 while none is under way."""
    refused = False
    """Whether something was refused whose rest may still be on the way."""
    request: Parser | None = None
    began = 0.0
    """When the first byte of the request came that is not there yet; 0 before."""

    def __init__(self, *words: Any, **named: Any) -> None:
        self.waits_since = time.monotonic()
        self.moved = self.waits_since
        super().__init__(*words, **named)

    @property
    def parked(self) -> bool:
        """Whether nothing can happen before the client sends or goes."""
        return not (self.requests or self.total_outbufs_len or self.will_close or self.close_when_flushed)

    @property
    def idle(self) -> bool:
        """Whether the client owes a request and is owed nothing."""
        return self.parked and not self.lingering

    def readable(self) -> bool:
        """Whether bytes are wanted."""
        return bool(self.lingering) or bool(super().readable())

    def writable(self) -> bool:
        """Whether there is something to send or to end."""
        return not self.lingering and bool(super().writable())

    def handle_read(self) -> None:
        """Take what came."""
        if not self.lingering:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()

    def received(self, data: bytes) -> bool:
        """Take bytes that came."""
        self.moved = time.monotonic()
        if not self.began:
            self.began = self.moved
        if self.request is None:
            self.request = self.parser_class(self.adj)
        self.request.room = self.server.room
        taken = bool(super().received(data))
        if self.request is None:
            self.began = 0.0
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the client takes now; gives how many bytes."""
        sent: int = super().send(data, do_close)
        if sent:
            self.moved = time.monotonic()
        return sent

    def service(self) -> None:
        """Work on one request, in a thread of its lane."""
        self.refused = self.requests[0].error is not None
        self.due = 0.0
        super().service()
        self.waits_since = time.monotonic()
        self.due = self.waits_since + STALL_SECONDS + self.total_outbufs_len / SLOWEST

    def handle_close(self) -> None:
        """End the connection; after a refused body only once its sender could read why."""
        if self.refused and not self.lingering and self.connected:
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                super().handle_close()
                return
            self.will_close = self.close_when_flushed = False
            self.lingering = time.monotonic() + LINGER_SECONDS
            return
        super().handle_close()

    def overdue(self, now: float) -> bool:
        """Whether the client has held back its request, or its hand for the answer, for too long."""
        if self.lingering:
            return now > self.lingering
        if self.total_outbufs_len:
            stalled = now - self.moved > STALL_SECONDS
            full = self.total_outbufs_len > self.adj.outbuf_high_watermark
            return (stalled and (full or not self.requests)) or (
                not self.requests and bool(self.due) and now > self.due
            )
        if self.requests:
            return False
        if not self.began or self.request is None:
            return now - max(self.waits_since, self.moved) > IDLE_SECONDS
        if not self.request.headers_finished:
            return now - self.began > HEAD_SECONDS
        size = max(self.request.content_length, self.request.body_bytes_received)
        return now - self.moved > STALL_SECONDS or now - self.began > STALL_SECONDS + size / SLOWEST

    def drop(self) -> None:
        """End the connection at once."""
        self.refused = False
        self.handle_close()
