"""What this server's own board says about a sealed result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ...ballots.models import Round
from ...extensions import db


@dataclass(frozen=True)
class Here:
    """The round on this server, and whether its board ends where the seal says."""

    round: Round | None
    same: bool


def compare(payload: dict[str, Any]) -> Here:
    """Look for the sealed round on this server."""
    uuid = payload.get("round")
    query = select(Round).where(Round.uuid == uuid, Round.state != "drafted")
    found = db.session.scalar(query) if isinstance(uuid, str) else None
    if found is None:
        return Here(None, False)
    told = [payload.get(name) for name in ("election", "head", "height")]
    return Here(found, told == [found.fingerprint, found.board_head, found.board_height])
