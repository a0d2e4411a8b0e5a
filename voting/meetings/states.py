"""The words that a round, a meeting and an act of two persons are stored with, each kind of word a type of its own."""

from __future__ import annotations

from enum import StrEnum


class RoundState(StrEnum):
    """How far a round (一轮票决) has come, in order; `ballots.life` says which act leads from one to the next."""

    DRAFTED = "drafted"
    FROZEN = "frozen"
    OPEN = "open"
    CLOSED = "closed"
    MIXED = "mixed"
    DECRYPTED = "decrypted"
    COUNTED = "counted"
    CERTIFIED = "certified"
    ANNOUNCED = "announced"

    @property
    def place(self) -> int:
        """Its place among them, from 0."""
        return list(RoundState).index(self)

    def reached(self, other: RoundState) -> bool:
        """Whether the round is in the other state, or was in it before."""
        return self.place >= other.place


def between(first: RoundState, last: RoundState) -> tuple[RoundState, ...]:
    """The states from one to another, both among them."""
    return tuple(RoundState)[first.place : last.place + 1]
