"""What this server's own board says about a sealed result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...belenios import board as boards
from ...belenios import election
from ...belenios.errors import Invalid, NotSupported, Unreadable
from ...meetings import rounds
from ...meetings.models import Round
from ...tally.counting import proofs_of


@dataclass(frozen=True)
class Here:
    """The round on this server, and whether its board ends where the seal says."""

    round: Round | None
    same: bool


def proofs_for(archive: bytes) -> bytes | None:
    """The proofs of an uploaded archive's opening that this server keeps.

    They prove themselves, so that it does not matter where they come from.
    """
    try:
        board = boards.parse(archive)
        uuid = election.parse(board.setup()[0]).uuid
    except (Invalid, NotSupported, Unreadable):
        return None
    if not board.of_type("Result"):
        return None
    found = rounds.public(uuid)
    text = None if found is None else proofs_of(found)
    return None if text is None else text.encode()


def compare(payload: dict[str, Any]) -> Here:
    """Look for the sealed round on this server."""
    uuid = payload.get("round")
    found = rounds.public(uuid) if isinstance(uuid, str) else None
    if found is None:
        return Here(None, False)
    told = [payload.get(name) for name in ("election", "head", "height")]
    return Here(found, told == [found.fingerprint, found.board_head, found.board_height])
