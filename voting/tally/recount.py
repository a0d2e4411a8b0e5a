"""Counting opened ballots anew: pure, so that an auditor's machine does exactly what the server did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..belenios.packing import Packing
from ..rules.counting import GRADE_FIGURES, count, figure_rows, is_valid
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules, Case
from ..sentences import Sentence


@dataclass(frozen=True)
class Opened:
    """The anonymous electronic ballots in the order in which they left the mix.

    `ballots`: their integers, as the archive's result has them. `void`: the places (from 1) of those whose content is
    no ballot, which the proofs of the opening show to be their voters' doing; what their integers are means nothing.
    """

    ballots: Sequence[Sequence[int]]
    void: Collection[int] = ()

    def marks(self, packed: Packing) -> list[list[int] | None]:
        """The marks of every ballot; None for a void one that bears no marks."""
        return [
            None if place in self.void else _marks(values, packed) for place, values in enumerate(self.ballots, start=1)
        ]


def _marks(values: Sequence[int], packed: Packing) -> list[int] | None:
    try:
        return packed.unpack(values)
    except ValueError:
        return None


@dataclass(frozen=True)
class Paper:
    """The paper ballots of a round (纸质票): marks of those that could be read, and how many were declared void."""

    issued: int = 0
    ballots: list[list[int]] = field(default_factory=list)
    void: int = 0


NO_PAPER = Paper()


def recount(
    opened: Opened,
    rules: AnyRules,
    packed: Packing,
    entitled: int,
    present: int,
    issued: int,
    paper: Paper = NO_PAPER,
) -> dict[str, Any]:
    """Count opened electronic ballots and paper ballots by the rules; the figures of `voting count`.

    `issued` is the number of cards. Where there is paper, `electronic` and `paper` give each kind's own figures:
    issued, returned, valid, void, and for each project the numbers of `figure_keys`.
    """
    read = opened.marks(packed)
    marks = [ballot for ballot in read if ballot is not None]
    unreadable = len(read) - len(marks)
    case = Case(
        rules=rules,
        candidates=packed.count,
        entitled=entitled,
        present=present,
        electronic_issued=issued,
        electronic=marks,
        paper_issued=paper.issued,
        paper=paper.ballots,
        paper_void=paper.void,
    )
    counted = count(case)
    if unreadable:
        # A ballot that bears no marks was returned and is void; the list of marks has no place for it.
        counted["returned"] += unreadable
        counted["void"] += unreadable
        counted["not_returned"] -= unreadable
        inside = len(marks) + unreadable
        if inside > issued and counted["gate"]["ok"]:
            why = Sentence("电子票：收回 %(returned)s 张，多于发出 %(issued)s 张", returned=inside, issued=issued)
            counted.update(gate={"ok": False, "why": why}, rows=[], selected=[], next=None)
    if paper != NO_PAPER:
        counted["electronic"] = _kind(marks, unreadable, issued, packed.count, rules)
        counted["paper"] = _kind(paper.ballots, paper.void, paper.issued, packed.count, rules)
    return counted


def _kind(marks: Sequence[Sequence[int]], void: int, issued: int, candidates: int, rules: AnyRules) -> dict[str, Any]:
    """The figures of one kind of ballot; `void` come on top of those that the rules make void."""
    valid = [ballot for ballot in marks if is_valid(ballot, rules)]
    rows = figure_rows(valid, candidates, rules)
    returned = len(marks) + void
    return {"issued": issued, "returned": returned, "valid": len(valid), "void": returned - len(valid), "rows": rows}


def sealed_rows(rows: Sequence[dict[str, Any]], rules: AnyRules) -> list[list[int]]:
    """Rows as the seal carries them: no, approve, oppose, abstain, and points where priorities were given.

    In a rating: no, satisfied, basic, dissatisfied, unknown, unmarked, and the place of the grade among its names.
    """
    if isinstance(rules, GradeRules):
        names = list(rules.grades)
        return [[row["no"], *(row[key] for key in GRADE_FIGURES), names.index(row["grade"]) + 1] for row in rows]
    keys = ("no", "approve", "oppose", "abstain", *(("points",) if rules.marking == "rank" else ()))
    return [[row[key] for key in keys] for row in rows]
