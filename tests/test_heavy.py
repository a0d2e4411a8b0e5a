"""Heavy work has one turn in a process, and leaves no heap behind."""

from __future__ import annotations

import gc
import threading

import pytest

from voting import heavy as module
from voting.errors import Busy
from voting.heavy import heavy


@pytest.fixture
def taken() -> threading.Event:
    """Somebody else's turn, which lasts until the event is set."""
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with heavy():
            begun.set()
            over.wait(60)

    threading.Thread(target=hold, daemon=True).start()
    assert begun.wait(60)
    return over


def test_who_waits_too_long_is_told(taken: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    with pytest.raises(Busy), heavy():
        pass
    taken.set()


def test_the_next_comes_when_the_first_has_ended(taken: threading.Event) -> None:
    taken.set()
    with heavy(), heavy():
        pass


def test_what_a_piece_left_is_gone_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEFT_BYTES", 0)

    class Ring:
        pass

    with heavy():
        ring = Ring()
        ring.me = ring  # type: ignore[attr-defined]
        del ring
    gc.disable()
    try:
        module._TURN.held = 0
        with heavy():
            assert not [one for one in gc.get_objects() if isinstance(one, Ring)]
    finally:
        gc.enable()
