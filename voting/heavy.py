"""Work that takes much memory or time: one piece at a time in a process, however many ask."""

from __future__ import annotations

import ctypes
import gc
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import Busy

WAIT_SECONDS = 60.0
"""How long one piece waits for those before it."""
LEFT_BYTES = 200 * 1024 * 1024
"""How much a process may have grown since it was last tidied before the next piece begins."""


class _Turn:
    """The process's turn for heavy work, and how large the process was when it was last tidied."""

    def __init__(self) -> None:
        # The work of one thread may be made of pieces, such as laying a paper out twice.
        self.lock = threading.RLock()
        self.held = 0
        self.depth = 0


_TURN = _Turn()


@contextmanager
def heavy() -> Iterator[None]:
    """Take the process's turn for heavy work; raises `Busy` when it does not come in time."""
    if not _TURN.lock.acquire(timeout=WAIT_SECONDS):
        raise Busy("busy", "服务器正在处理其他文件，请过一会儿再试")
    try:
        if not _TURN.depth:
            _tidy()
        _TURN.depth += 1
        try:
            yield
        finally:
            _TURN.depth -= 1
    finally:
        _TURN.lock.release()


def _tidy() -> None:
    """Give back what earlier pieces have left.

    A paper is a hundred megabytes of objects that refer to each other, which the collector by itself comes to only
    after half a dozen papers, and which the allocator then keeps.
    """
    if _resident() - _TURN.held < LEFT_BYTES:
        return
    gc.collect()
    # Only glibc has it.
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    _TURN.held = _resident()


def _resident() -> int:
    """Bytes of memory that the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
