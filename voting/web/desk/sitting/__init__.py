"""A meeting and its votes (会议、票决)."""

from __future__ import annotations

from . import (  # noqa: F401
    candidates,
    cards,
    decisions,
    following,
    meeting,
    opinions,
    pairs,
    paper,
    papers,
    ratings,
    roster,
    setting,
    sitting,
    vote,
)
