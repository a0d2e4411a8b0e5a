"""The order of an archive's events, and how far a vote has come by them (specification §4.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .board import TYPES, Board, Event
from .errors import Invalid


@dataclass
class Phases:
    """The events after the ballots, and the stage: voting, closed, mixed, decrypted or finished."""

    stage: str = "voting"
    tally: Event | None = None
    shuffles: list[Event] = field(default_factory=list)
    end_shuffles: Event | None = None
    decryptions: list[Event] = field(default_factory=list)
    result: Event | None = None


_ORDER = {kind: place for place, kind in enumerate(TYPES)}
_ONCE = {"Setup", "EndBallots", "EncryptedTally", "EndShuffles", "Result"}


def phases(board: Board, trustee_count: int) -> Phases:
    """Raises `Invalid` (`order`) when an event comes where it cannot."""
    found = Phases()
    last = -1
    seen: set[str] = set()
    for event in board.events:
        where = f"event {event.height}"
        place = _ORDER[event.type]
        if place < last or (event.type in _ONCE and event.type in seen):
            raise Invalid("order", where, f"{event.type} comes too late or twice")
        skipped = {kind for kind in TYPES[:place] if kind not in ("Ballot", *seen)}
        if skipped:
            raise Invalid("order", where, f"{event.type} comes before {', '.join(sorted(skipped))}")
        last = place
        seen.add(event.type)
        if event.type == "EncryptedTally":
            found.tally = event
        elif event.type == "Shuffle":
            found.shuffles.append(event)
        elif event.type == "EndShuffles":
            found.end_shuffles = event
        elif event.type == "PartialDecryption":
            found.decryptions.append(event)
        elif event.type == "Result":
            found.result = event
    if "EndBallots" in seen:
        found.stage = "closed"
    if found.end_shuffles:
        found.stage = "mixed"
    if len(found.decryptions) == trustee_count:
        found.stage = "decrypted"
    if found.result:
        if len(found.decryptions) != trustee_count:
            raise Invalid("order", f"event {found.result.height}", "a result without the share of every trustee")
        found.stage = "finished"
    return found
