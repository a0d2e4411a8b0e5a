"""What can be wrong with something that came from outside."""

from __future__ import annotations


class Invalid(Exception):
    """A check failed. `check` is its stable name, `where` names the place, `why` says what is wrong."""

    def __init__(self, check: str, where: str, why: str) -> None:
        super().__init__(f"{check}: {where}: {why}" if where else f"{check}: {why}")
        self.check = check
        self.where = where
        self.why = why

    def __reduce__(self) -> tuple[type[Invalid], tuple[str, str, str]]:
        # It comes back from the processes that share the work; one that can't be read there would never arrive.
        return Invalid, (self.check, self.where, self.why)


class NotSupported(Exception):
    """A correct thing that this program does not know how to check."""


class Unreadable(Exception):
    """Not an archive at all, or not whole."""
