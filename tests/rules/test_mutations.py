"""The table of known votes notices when the counting is changed, each change on its own."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest
from rules.cases import TABLE, differences

from voting.rules import counting, gate
from voting.rules.reading import case_of

COUNTING = [
    ("if not any(ballot) and", "if any(ballot) and"),
    ("len(set(given)) == len(given) and all", "all"),
    ("mark <= rules.seats for mark", "mark < rules.seats for mark"),
    ("mark <= rules.seats for mark", "mark <= rules.seats + 1 for mark"),
    ("for mark in ballot) <= rules.seats", "for mark in ballot) < rules.seats"),
    ("for mark in ballot) <= rules.seats", "for mark in ballot) <= rules.seats + 1"),
    ("not rules.cap or", "rules.cap or"),
    ("returned_paper = len(case.paper) + case.paper_void", "returned_paper = len(case.paper)"),
    ("case.electronic_issued + case.paper_issued", "case.electronic_issued"),
    ('"void": returned - valid', '"void": returned - valid - case.paper_void'),
    ('"not_returned": case.present - returned', '"not_returned": case.entitled - returned'),
    ("(*case.electronic, *case.paper)", "case.electronic"),
    ('"entitled": entitled, "present": present', '"entitled": present, "present": entitled'),
    ('"valid": valid, "none"', '"valid": present, "none"'),
    ("row.approve = column.count(1)", "row.approve = column.count(1) + blank"),
    ("row.oppose = column.count(2)", "row.oppose = column.count(1)"),
    ("row.abstain = blank", "row.abstain = len(column)"),
    ("row.approve = len(column) - blank", "row.approve = len(column)"),
    ("rules.seats + 1 - mark", "rules.seats - mark"),
    ("merit(other) > merit(row)", "merit(other) >= merit(row)"),
    ("2 * row.approve > base", "2 * row.approve >= base"),
    ("2 * row.approve > base", "row.approve > base"),
    ("row.passed = row.approve > 0 and over", "row.passed = over"),
    ('over = rules.model == "rank" or base < 0', "over = base < 0"),
    ('row.points if rules.marking == "rank" else row.approve', "row.approve"),
    ("key=merit, reverse=True", "key=merit"),
    ('if rules.model == "each":', 'if rules.model == "none":'),
    ("seats = rules.seats\n", "seats = rules.seats - 1\n"),
    ("if len(passed) > seats:", "if len(passed) >= seats + 2:"),
    ("cut = merit(passed[seats - 1])", "cut = merit(passed[0])"),
    ("_select(row for row in passed if merit(row) > cut)", "_select(row for row in passed if merit(row) >= cut)"),
    ("_select(passed[:seats])", "_select(passed[: seats + 1])"),
    ("if not row.passed]", "if row.passed]"),
    ('if not left or not losers or rules.shortage == "vacant":', "if not left or not losers:"),
    ('if not left or not losers or rules.shortage == "vacant":', 'if not left or rules.shortage == "vacant":'),
    ('if rules.shortage == "second-round" else "presidium"', 'if rules.shortage == "presidium" else "second-round"'),
    ('if rules.tie == "all":', 'if rules.tie == "revote":'),
    ("ordered = sorted(tied, key=lambda row: row.oppose)", "ordered = tied"),
    ("ordered = sorted(tied, key=lambda row: row.oppose)", "ordered = sorted(tied, key=lambda row: -row.oppose)"),
    ("len(ordered) > left and ordered[left].oppose == cut", "False"),
    ('"presidium" if rules.tie == "presidium" else "revote"', '"revote"'),
]
GATE = [
    ("if returned > issued:", "if returned >= issued:"),
    ("if returned > issued:", "if returned > issued + 1:"),
    ("if issued > present:", "if issued > entitled:"),
    ("if issued > present:", "if issued >= present:"),
    ("if present > entitled:", "if present > entitled + 1:"),
    ("present >= needed(entitled, committee)", "present > needed(entitled, committee)"),
    ("entitled // 2 + 1 if committee", "entitled // 2 if committee"),
    ("-(-2 * entitled // 3)", "2 * entitled // 3"),
]


def changed(module: types.ModuleType, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """The module with one place of its source changed, in memory only."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in {module.__name__}"
    made = types.ModuleType(f"{module.__name__}_changed")
    made.__package__ = "voting.rules"
    monkeypatch.setitem(sys.modules, made.__name__, made)
    exec(compile(source.replace(old, new), made.__name__, "exec"), made.__dict__)
    return made


def noticed(count: Any) -> bool:
    """Whether a line of the table comes out otherwise, or does not come out at all."""
    for _, case, expected in TABLE:
        try:
            if differences(count(case_of(case)), expected):
                return True
        except (ArithmeticError, LookupError, TypeError, ValueError):
            return True
    return False


def test_the_counting_as_it_stands_is_not_noticed() -> None:
    assert not noticed(counting.count)


@pytest.mark.parametrize(("old", "new"), COUNTING)
def test_a_change_of_the_counting_is_noticed(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert noticed(changed(counting, old, new, monkeypatch).count)


@pytest.mark.parametrize(("old", "new"), GATE)
def test_a_change_of_the_gate_is_noticed(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "first_fault", changed(gate, old, new, monkeypatch).first_fault)
    assert noticed(counting.count)
