"""From opened ballots to the count, by the round's frozen rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ballots.models import Round
from ..belenios import packing
from ..rules.counting import count
from ..rules.reading import Case
from ..rules.rules import Rules


def marks_of(opened: Sequence[Sequence[int]], candidates: int) -> tuple[list[list[int]], int]:
    """The marks of every ballot, and how many ballots carry numbers that no marks give (they are void)."""
    packed = packing.packing_for(candidates)
    marks, unreadable = [], 0
    for values in opened:
        try:
            marks.append(packed.unpack(values))
        except ValueError:
            unreadable += 1
    return marks, unreadable


def recount(
    opened: Sequence[Sequence[int]], rules: dict[str, Any], candidates: int, entitled: int, present: int, issued: int
) -> dict[str, Any]:
    """Count opened electronic ballots; pure, so that an auditor's machine does the same."""
    marks, unreadable = marks_of(opened, candidates)
    case = Case(
        rules=Rules.from_dict(rules),
        candidates=candidates,
        entitled=entitled,
        present=present,
        electronic_issued=issued,
        electronic=marks,
        # A ballot whose numbers are no marks was returned and is void; the electronic list has no other place for it.
        paper_issued=0,
        paper_void=0,
    )
    counted = count(case)
    if unreadable:
        counted["returned"] += unreadable
        counted["void"] += unreadable
        counted["not_returned"] -= unreadable
        if counted["returned"] > issued and counted["gate"]["ok"]:
            why = f"收回 {counted['returned']} 张，多于发出 {issued} 张"
            counted.update(gate={"ok": False, "why": why}, rows=[], selected=[], next=None)
    return counted


def count_round(found: Round, opened: Sequence[Sequence[int]]) -> dict[str, Any]:
    """The count of a round; see `recount`."""
    return recount(
        opened,
        dict(found.rules or {}),
        len(found.candidates or []),
        found.meeting.entitled,
        found.present or 0,
        found.issued or 0,
    )
