"""Reading a case for `voting count`; what cannot be read is named by its key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .grading import GradeRules
from .rules import CHOICES, BadRules, Rules

MAX_CANDIDATES = 1000
AnyRules: TypeAlias = Rules | GradeRules
"""The rules of a vote, or of a satisfaction rating."""
MARKINGS = (*CHOICES["marking"], GradeRules.marking)


class BadCase(ValueError):
    """The case cannot be read; `key` names the place."""

    def __init__(self, key: str, why: str) -> None:
        # Half a surrogate pair is legal in JSON and cannot be printed.
        key = key.encode("utf-8", "backslashreplace").decode()
        super().__init__(f"{key}: {why}".encode("utf-8", "backslashreplace").decode())
        self.key = key


@dataclass(frozen=True)
class Case:
    """Everything a count needs."""

    rules: AnyRules
    candidates: int
    entitled: int
    present: int
    electronic_issued: int = 0
    electronic: list[list[int]] = field(default_factory=list)
    paper_issued: int = 0
    paper: list[list[int]] = field(default_factory=list)
    paper_void: int = 0


def any_rules(value: Any) -> AnyRules:
    """The rules of a vote or of a rating, as their marking says. Raises `BadRules`."""
    marking = value.get("marking", Rules.marking) if isinstance(value, dict) else Rules.marking
    if marking not in MARKINGS:
        raise BadRules("rules.marking", f"one of {', '.join(MARKINGS)}")
    graded = marking == GradeRules.marking
    return GradeRules.from_dict(value) if graded else Rules.from_dict(value)


def top_mark(rules: AnyRules) -> int | None:
    """The highest mark that can be read; None where any priority can."""
    if isinstance(rules, GradeRules):
        return len(rules.grades)
    return {"three-way": 2, "choose": 1, "rank": None}[rules.marking]


def read_case(text: str) -> Case:
    """Read a case from JSON text; raises `BadCase`."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadCase("(file)", f"not JSON: {str(error)[:120]}") from error
    return case_of(value)


def case_of(value: Any) -> Case:
    """Read a case from parsed JSON; raises `BadCase`."""
    _object(value, "(file)", {"rules", "candidates", "entitled", "present", "electronic", "paper"})
    try:
        rules = any_rules(value.get("rules"))
    except BadRules as error:
        raise BadCase(error.key, str(error).split(": ", 1)[-1]) from error
    candidates = _number(value, "candidates", "candidates", 1, MAX_CANDIDATES)
    top = top_mark(rules)
    electronic = value.get("electronic", {"issued": 0, "ballots": []})
    paper = value.get("paper", {"issued": 0, "ballots": [], "void": 0})
    _object(electronic, "electronic", {"issued", "ballots"})
    _object(paper, "paper", {"issued", "ballots", "void"})
    return Case(
        rules=rules,
        candidates=candidates,
        entitled=_number(value, "entitled", "entitled", 1),
        present=_number(value, "present", "present"),
        electronic_issued=_number(electronic, "issued", "electronic.issued"),
        electronic=_ballots(electronic, "electronic.ballots", candidates, top),
        paper_issued=_number(paper, "issued", "paper.issued"),
        paper=_ballots(paper, "paper.ballots", candidates, top),
        paper_void=_number(paper, "void", "paper.void") if "void" in paper else 0,
    )


def _object(value: Any, key: str, known: set[str]) -> None:
    if not isinstance(value, dict):
        raise BadCase(key, "not an object")
    for name in value:
        if name not in known:
            raise BadCase(name if key == "(file)" else f"{key}.{name}", "unknown")


def _number(value: dict[str, Any], name: str, key: str, least: int = 0, most: int | None = None) -> int:
    found = value.get(name)
    if type(found) is not int or found < least or (most is not None and found > most):
        raise BadCase(key, _range(least, most))
    return found


def _range(least: int, most: int | None) -> str:
    return f"a whole number from {least}" + ("" if most is None else f" to {most}")


def _ballots(value: dict[str, Any], key: str, candidates: int, top: int | None) -> list[list[int]]:
    """Marks up to `top`; without it any priority, since one above the seats is void and not unreadable."""
    found = value.get("ballots")
    if not isinstance(found, list):
        raise BadCase(key, "not a list")
    for place, ballot in enumerate(found):
        if not isinstance(ballot, list) or len(ballot) != candidates:
            raise BadCase(f"{key}[{place}]", f"not a list of {candidates} marks")
        for column, mark in enumerate(ballot):
            if type(mark) is not int or mark < 0 or (top is not None and mark > top):
                raise BadCase(f"{key}[{place}][{column}]", f"a mark is {_range(0, top)}")
    return found
