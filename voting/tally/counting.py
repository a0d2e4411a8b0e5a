"""From opened ballots to the count, by the round's frozen rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ballots.models import Round
from ..belenios import packing
from ..rules.rules import Rules
from .recount import recount


def count_round(found: Round, opened: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The count of a round; see `recount`. Over-votes come out void there, as the rules say."""
    return recount(
        opened,
        Rules.from_dict(found.rules),
        packing.packing_for(len(found.candidates or [])),
        found.meeting.entitled,
        found.present or 0,
        found.issued or 0,
    )
