"""Work that takes much memory or time: one piece at a time in a process, however many ask."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import Busy

WAIT_SECONDS = 60.0
"""How long one piece waits for those before it."""

# The work of one thread may be made of pieces, such as laying a paper out twice.
_TURN = threading.RLock()


@contextmanager
def heavy() -> Iterator[None]:
    """Take the process's turn for heavy work; raises `Busy` when it does not come in time."""
    if not _TURN.acquire(timeout=WAIT_SECONDS):
        raise Busy("busy", "服务器正在处理其他文件，请过一会儿再试")
    try:
        yield
    finally:
        _TURN.release()
