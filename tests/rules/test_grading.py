"""Satisfaction ratings: the published tables come out as published, and the rule is fair."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import DATA

from voting.commands.count import main_count
from voting.rules.counting import count
from voting.rules.grading import GRADES, GradeRules, grade, misfooted
from voting.rules.reading import BadCase, any_rules, case_of
from voting.rules.rules import BadRules


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ballots(*columns: tuple[int, int, int]) -> list[list[int]]:
    """Ballots that give each project these numbers of the three grades."""
    return [list(row) for row in zip(*([1] * a + [2] * b + [3] * c for a, b, c in columns), strict=True)]


def case(marks: list[list[int]], entitled: int = 30, present: int | None = None, **rules: Any) -> dict[str, Any]:
    return {
        "rules": {"marking": "grade", **rules},
        "candidates": len(marks[0]) if marks else 1,
        "entitled": entitled,
        "present": len(marks) if present is None else present,
        "electronic": {"issued": len(marks), "ballots": marks},
        "paper": {"issued": 0, "ballots": [], "void": 0},
    }


def graded(*columns: tuple[int, int, int], entitled: int = 30, **rules: Any) -> list[str]:
    return [row["grade"] for row in count(case_of(case(ballots(*columns), entitled, **rules)))["rows"]]


def test_the_table_of_zhenhai_comes_out_as_published() -> None:
    rows = table("zhenhai_2021_satisfaction.csv")
    columns = [tuple(int(row[key]) for key in ("satisfied", "basically_satisfied", "dissatisfied")) for row in rows]
    assert graded(*columns, base="entitled") == [row["published_overall"] for row in rows]  # type: ignore[arg-type]


def test_the_row_of_ninghai_that_does_not_add_up_is_named() -> None:
    rows = table("ninghai_2020_satisfaction.csv")
    figures = [[int(row[key]) for key in ("satisfied", "basically_satisfied", "dissatisfied")] for row in rows]
    assert [(one.row, one.sum, one.expected) for one in misfooted(figures)] == [(1, 122, 222)]


def test_the_command_checks_a_published_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main_count(["--table", "--of", "30", str(DATA / "zhenhai_2021_satisfaction.csv")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["grade"] for row in told["rows"]} == {"满意"}
    assert main_count(["--table", str(DATA / "ninghai_2020_satisfaction.csv")]) == 1
    assert "row 1 adds up to 122, the others to 222" in capsys.readouterr().err
    assert main_count(["--table", "--of", "20", str(DATA / "zhenhai_2021_satisfaction.csv")]) == 1
    assert "more than all 20" in capsys.readouterr().err
    (tmp_path / "bad.csv").write_text("satisfied,basically_satisfied,dissatisfied\n1,x,2\n")
    assert main_count(["--table", str(tmp_path / "bad.csv")]) == 2
    assert "row 1, basically_satisfied" in capsys.readouterr().err


def test_of_two_rows_that_differ_neither_is_right() -> None:
    assert [(one.row, one.expected) for one in misfooted([[1, 2, 3], [1, 2, 4]])] == [(1, None), (2, None)]
    assert misfooted([[1, 2, 3]]) == []


def test_a_table_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("satisfied,basically_satisfied,dissatisfied\n20,5,4\n"))
    assert main_count(["--table", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["grade"] == "满意"
    monkeypatch.setattr("sys.stdin", io.StringIO("satisfied\n" + "1" * 200_000))
    assert main_count(["--table", "-"]) == 2


@pytest.mark.parametrize("number", ["0", "-5", "many"])
def test_half_of_nobody_is_not_counted(number: str) -> None:
    with pytest.raises(SystemExit):
        main_count(["--table", f"--of={number}", "-"])


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"grades": ["\ud800", "b", "c"]}, "rules.grades"),
        ({"marking": "Grade"}, "rules.marking"),
        ({"marking": None}, "rules.marking"),
    ],
)
def test_rules_that_cannot_be_are_named(change: dict[str, object], key: str) -> None:
    with pytest.raises(BadRules) as error:
        any_rules({"marking": "grade", "base": "valid", **change})
    assert error.value.key == key


@pytest.mark.parametrize(
    ("columns", "settings", "expected"),
    [
        ((15, 0, 15), {}, "满意"),
        ((15, 0, 15), {"boundary": "over-half"}, "不满意"),
        ((14, 1, 15), {}, "基本满意"),
        ((14, 1, 15), {"boundary": "over-half"}, "不满意"),
        ((14, 0, 15), {}, "不满意"),
        ((15, 0, 14), {"boundary": "over-half", "base": "present"}, "满意"),
        ((0, 0, 30), {}, "不满意"),
        ((0, 30, 0), {}, "基本满意"),
        ((30, 0, 0), {}, "满意"),
    ],
)
def test_half_is_what_the_setting_says(columns: tuple[int, int, int], settings: dict[str, Any], expected: str) -> None:
    assert graded(columns, **settings) == [expected]


def test_the_base_is_all_those_present_or_the_valid_ballots() -> None:
    marks = [[1]] * 9 + [[2]] * 3 + [[0]] * 6
    told = {base: count(case_of(case(marks, 27, base=base)))["rows"][0]["grade"] for base in ("entitled", "present")}
    assert told == {"entitled": "不满意", "present": "满意"}
    void = count(case_of(case(marks, 27, base="valid", all_blank="void")))
    assert (void["valid"], void["void"], void["rows"][0]["grade"]) == (12, 6, "满意")


def test_whoever_cannot_judge_is_counted_apart() -> None:
    rules = {"grades": [*GRADES, "不了解"], "base": "valid"}
    row = count(case_of(case([[1], [1], [4], [4], [0], [3]], 6, **rules)))["rows"][0]
    assert (row["satisfied"], row["basic"], row["dissatisfied"], row["unknown"], row["unmarked"]) == (2, 0, 1, 2, 1)
    assert row["grade"] == "不满意"


def test_the_names_of_the_grades_are_the_offices() -> None:
    rules = {"grades": ["好", "较好", "差"], "base": "valid"}
    assert count(case_of(case([[2]] * 3, 3, **rules)))["rows"][0]["grade"] == "较好"


def test_the_gate_is_that_of_the_vote() -> None:
    told = count(case_of(case([[1]] * 4, 30)))
    assert told["gate"]["ok"] is False
    assert told["rows"] == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"grades": ["满意", "不满意"]}, "rules.grades"),
        ({"grades": ["满意", "满意", "不满意"]}, "rules.grades"),
        ({"base": "none"}, "rules.base"),
        ({"boundary": "half"}, "rules.boundary"),
        ({"seats": 3}, "rules.seats"),
    ],
)
def test_settings_that_no_rating_has_are_named(change: dict[str, Any], key: str) -> None:
    with pytest.raises(BadCase) as error:
        case_of(case([[1]], **change))
    assert error.value.key == key


def test_a_mark_beyond_the_grades_cannot_be_read() -> None:
    with pytest.raises(BadCase) as error:
        case_of(case([[4]]))
    assert error.value.key == "electronic.ballots[0][0]"


marked = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=25)
settings = st.fixed_dictionaries(
    {
        "base": st.sampled_from(["entitled", "present", "valid"]),
        "boundary": st.sampled_from(["at-half", "over-half"]),
        "all_blank": st.sampled_from(["abstain", "void"]),
    }
)


@given(marked, settings, st.randoms())
def test_the_order_of_ballots_never_matters(marks: list[list[int]], rules: dict[str, str], chance: Any) -> None:
    other = list(marks)
    chance.shuffle(other)
    assert count(case_of(case(marks, 30, 30, **rules))) == count(case_of(case(other, 30, 30, **rules)))


@given(marked, settings, st.integers(0, 24), st.integers(0, 2))
def test_a_better_mark_never_lowers_a_grade(marks: list[list[int]], rules: dict[str, str], at: int, place: int) -> None:
    marks = [list(one) for one in marks]
    row = marks[at % len(marks)]
    if row[place] in (0, 1):
        row[place] = 3
    before = count(case_of(case(marks, 30, 30, **rules)))["rows"][place]["grade"]
    row[place] -= 1
    after = count(case_of(case(marks, 30, 30, **rules)))["rows"][place]["grade"]
    assert GRADES.index(after) <= GRADES.index(before)


@given(marked, settings)
def test_every_row_adds_up_to_the_valid_ballots(marks: list[list[int]], rules: dict[str, str]) -> None:
    told = count(case_of(case(marks, 30, 30, **rules)))
    for row in told["rows"]:
        parts = ("satisfied", "basic", "dissatisfied", "unknown", "unmarked")
        assert sum(row[key] for key in parts) == told["valid"]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 60))
def test_exactly_half_is_the_only_difference_between_the_boundaries(satisfied: int, basic: int, base: int) -> None:
    loose = grade(satisfied, basic, base, GradeRules(boundary="at-half"))
    strict = grade(satisfied, basic, base, GradeRules(boundary="over-half"))
    if 2 * satisfied != base and 2 * (satisfied + basic) != base:
        assert loose == strict
