"""Counting: ballots in, decision out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..sentences import Sentence
from . import grading
from .gate import first_fault
from .grading import GradeRow, GradeRules
from .reading import AnyRules, Case
from .rules import Rules


@dataclass
class Row:
    """One project's figures."""

    no: int
    approve: int = 0
    oppose: int = 0
    abstain: int = 0
    points: int = 0
    passed: bool = False
    rank: int = 0
    selected: bool = False


def is_valid(ballot: Sequence[int], rules: AnyRules) -> bool:
    """Whether the rules accept a ballot's marks."""
    if isinstance(rules, GradeRules):
        return grading.is_valid(ballot, rules)
    if not any(ballot) and rules.all_blank == "void":
        return False
    if rules.marking == "rank":
        given = [mark for mark in ballot if mark]
        return len(set(given)) == len(given) and all(mark <= rules.seats for mark in given)
    return not rules.cap or sum(mark == 1 for mark in ballot) <= rules.seats


def count(case: Case) -> dict[str, Any]:
    """Count a case; returns the figures of the command contract of `voting count`."""
    rules = case.rules
    returned_electronic = len(case.electronic)
    returned_paper = len(case.paper) + case.paper_void
    lists = [
        (Sentence("电子票"), case.electronic_issued, returned_electronic),
        (Sentence("纸质票"), case.paper_issued, returned_paper),
    ]
    why = first_fault(case.entitled, case.present, lists, isinstance(rules, GradeRules) and rules.committee)
    returned = returned_electronic + returned_paper
    ballots = [ballot for ballot in (*case.electronic, *case.paper) if is_valid(ballot, rules)]
    valid = len(ballots)
    out: dict[str, Any] = {
        "gate": {"ok": why is None, "why": why},
        "issued": case.electronic_issued + case.paper_issued,
        "returned": returned,
        "valid": valid,
        "void": returned - valid,
        "not_returned": case.present - returned,
    }
    if why is not None:
        return {**out, "rows": [], "selected": [], "next": None}
    return {**out, **outcome(ballots, case.candidates, rules, case.entitled, case.present)}


VOTE_FIGURES = ("approve", "oppose", "abstain", "points")
GRADE_FIGURES = ("satisfied", "basic", "dissatisfied", "unknown", "unmarked")


def figure_keys(rules: AnyRules) -> tuple[str, ...]:
    """What each number of `figure_rows` counts."""
    return GRADE_FIGURES if isinstance(rules, GradeRules) else VOTE_FIGURES


def figure_rows(ballots: Sequence[Sequence[int]], candidates: int, rules: AnyRules) -> list[list[int]]:
    """What valid ballots say of each project, as numbers in the order of `figure_keys`."""
    rows = (
        grading.figures(ballots, candidates) if isinstance(rules, GradeRules) else figures(ballots, candidates, rules)
    )
    return [[getattr(row, key) for key in figure_keys(rules)] for row in rows]


def decided_from(
    rows: Sequence[Sequence[int]], rules: AnyRules, entitled: int, present: int, valid: int
) -> dict[str, Any]:
    """What numbers as in `figure_rows` decide: `rows`, `selected` and `next` of the command contract."""
    if isinstance(rules, GradeRules):
        graded = [
            GradeRow(no, satisfied, basic, dissatisfied, unknown, unmarked)
            for no, (satisfied, basic, dissatisfied, unknown, unmarked) in enumerate(rows, start=1)
        ]
        return grading.decided(graded, rules, entitled, present, valid)
    voted = [
        Row(no, approve, oppose, abstain, points) for no, (approve, oppose, abstain, points) in enumerate(rows, start=1)
    ]
    return decided(voted, rules, entitled, present, valid)


def outcome(
    ballots: Sequence[Sequence[int]], candidates: int, rules: AnyRules, entitled: int, present: int
) -> dict[str, Any]:
    """What valid ballots decide: `rows`, `selected` and `next` of the command contract."""
    return decided_from(figure_rows(ballots, candidates, rules), rules, entitled, present, len(ballots))


def decided(rows: list[Row], rules: Rules, entitled: int, present: int, valid: int) -> dict[str, Any]:
    """What the figures of all projects decide: `rows`, `selected` and `next` of the command contract."""
    base = {"entitled": entitled, "present": present, "valid": valid, "none": -1}[rules.threshold]
    following = _decide(rows, rules, base)
    return {
        "rows": [vars(row).copy() for row in rows],
        "selected": [row.no for row in rows if row.selected],
        "next": following,
    }


def figures(ballots: Sequence[Sequence[int]], candidates: int, rules: Rules) -> list[Row]:
    """What valid ballots say of each project, nothing decided yet."""
    rows = [Row(no) for no in range(1, candidates + 1)]
    for place, row in enumerate(rows):
        column = [ballot[place] for ballot in ballots]
        blank = column.count(0)
        if rules.marking == "rank":
            row.approve = len(column) - blank
            row.points = sum(rules.seats + 1 - mark for mark in column if mark)
        else:
            row.approve = column.count(1)
            row.oppose = column.count(2)
        row.abstain = blank
    return rows


def _decide(rows: list[Row], rules: Rules, base: int) -> dict[str, Any] | None:
    def merit(row: Row) -> int:
        return row.points if rules.marking == "rank" else row.approve

    for row in rows:
        row.rank = 1 + sum(merit(other) > merit(row) for other in rows)
        over = rules.model == "rank" or base < 0 or 2 * row.approve > base
        row.passed = row.approve > 0 and over
    passed = sorted((row for row in rows if row.passed), key=merit, reverse=True)
    if rules.model == "each":
        _select(passed)
        return None
    seats = rules.seats
    if len(passed) > seats:
        cut = merit(passed[seats - 1])
        if merit(passed[seats]) == cut:
            _select(row for row in passed if merit(row) > cut)
            tied = [row for row in passed if merit(row) == cut]
            return _break_tie(tied, seats - sum(row.selected for row in rows), rules)
    _select(passed[:seats])
    left = seats - sum(row.selected for row in rows)
    losers = [row.no for row in rows if not row.passed]
    if not left or not losers or rules.shortage == "vacant":
        return None
    kind = "second-round" if rules.shortage == "second-round" else "presidium"
    return {"kind": kind, "candidates": losers, "seats": left}


def _break_tie(tied: list[Row], left: int, rules: Rules) -> dict[str, Any] | None:
    if rules.tie == "all":
        _select(tied)
        return None
    if rules.tie == "fewer-oppose":
        ordered = sorted(tied, key=lambda row: row.oppose)
        cut = ordered[left - 1].oppose
        if len(ordered) > left and ordered[left].oppose == cut:
            _select(row for row in ordered if row.oppose < cut)
            still = [row.no for row in tied if row.oppose == cut]
            return {"kind": "revote", "candidates": still, "seats": left - sum(row.selected for row in tied)}
        _select(ordered[:left])
        return None
    kind = "presidium" if rules.tie == "presidium" else "revote"
    return {"kind": kind, "candidates": [row.no for row in tied], "seats": left}


def _select(rows: Any) -> None:
    for row in rows:
        row.selected = True
