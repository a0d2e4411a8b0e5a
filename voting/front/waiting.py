"""Waiting for thousands of connections at the cost of the few that move."""

from __future__ import annotations

import select
from typing import Any

from waitress import wasyncore


class Waiting(dict[int, Any]):
    """Waitress's map of descriptors, watched by the kernel instead of being walked through at each turn.

    A connection that only waits for its client is parked: it is registered once, and looked at again when its client
    sends something. All others are asked at each turn what they want, as waitress's own loop does.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kernel = select.epoll()
        self._wanted: dict[int, int] = {}
        self._moving: set[int] = set()

    def __setitem__(self, descriptor: int, one: Any) -> None:
        super().__setitem__(descriptor, one)
        self._moving.add(descriptor)

    def __delitem__(self, descriptor: int) -> None:
        super().__delitem__(descriptor)
        self._moving.discard(descriptor)
        self._watch(descriptor, 0)

    def wake(self, descriptor: int) -> None:
        """Ask this one again what it wants: something other than its client has changed it."""
        if descriptor in self:
            self._moving.add(descriptor)

    def turn(self, seconds: float) -> None:
        """Wait for something to happen, `seconds` at most, and let it happen."""
        for descriptor in list(self._moving):
            one = self[descriptor]
            wanted = select.EPOLLIN | select.EPOLLPRI if one.readable() else 0
            # Sockets that accept are never asked to write.
            if one.writable() and not one.accepting:
                wanted |= select.EPOLLOUT
            self._watch(descriptor, wanted)
            if getattr(one, "parked", False) and wanted & select.EPOLLIN:
                self._moving.discard(descriptor)
        for descriptor, flags in self._kernel.poll(seconds):
            one = self.get(descriptor)
            if one is None:
                continue
            self._moving.add(descriptor)
            wasyncore.readwrite(one, flags)

    def _watch(self, descriptor: int, wanted: int) -> None:
        before = self._wanted.get(descriptor, 0)
        if wanted == before:
            return
        # Nothing wanted means not to be woken even by a hang-up, which the kernel would repeat at each turn.
        if not wanted:
            del self._wanted[descriptor]
            self._kernel.unregister(descriptor)
            return
        (self._kernel.modify if before else self._kernel.register)(descriptor, wanted)
        self._wanted[descriptor] = wanted
