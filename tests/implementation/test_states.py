"""How a project stands follows from plan, time and money alone."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paths import DATA

from voting.implementation.states import STATES, Due, Facts, planned, state_of

START, END = date(2027, 1, 1), date(2027, 12, 31)
QUARTERS = tuple(Due(date(2027, 3 * no, 28), 25) for no in range(1, 5))
WHOLE = Facts(START, END, 50, QUARTERS, invested=400, planned_money=800)
JULY = date(2027, 7, 1)


@pytest.mark.parametrize(
    ("change", "today", "expected"),
    [
        ({}, JULY, "on_schedule"),
        ({"percent": 35}, JULY, "behind"),
        ({"percent": 41}, JULY, "on_schedule"),
        ({"percent": 70}, JULY, "ahead"),
        ({"percent": 70, "invested": 100}, JULY, "on_schedule"),
        ({"unchanged": 3}, JULY, "stalled"),
        ({"unchanged": 3, "percent": 100}, JULY, "ahead"),
        ({"percent": 100}, END + timedelta(days=30), "on_schedule"),
        ({"percent": 100}, END + timedelta(days=31), "behind"),
        ({"percent": 95}, END + timedelta(days=1), "behind"),
        ({"percent": 0}, START, "not_started"),
        ({"percent": 0}, START - timedelta(days=9), "not_started"),
        ({"approved": False}, JULY, "not_started"),
        ({"accepted": (JULY, "completed")}, END, "early"),
        ({"accepted": (END, "completed")}, END, "completed"),
        ({"accepted": (END + timedelta(days=5), "completed")}, END, "completed"),
        ({"accepted": (END, "basically")}, END, "basically"),
        ({"accepted": (END, "failed")}, END, "failed"),
        ({"cancelled": True}, JULY, "cancelled"),
    ],
)
def test_the_state(change: dict[str, object], today: date, expected: str) -> None:
    assert state_of(replace(WHOLE, **change), today).key == expected  # type: ignore[arg-type]


def test_the_reason_has_its_figures() -> None:
    assert str(state_of(replace(WHOLE, percent=20), JULY).why) == "按计划应达到 51%，实际 20%"
    late = replace(WHOLE, accepted=(END + timedelta(days=5), "completed"))
    assert str(state_of(late, END).why) == "比完成时限晚 5 天验收"


def test_the_tolerance_is_a_setting() -> None:
    slow = replace(WHOLE, percent=45)
    assert state_of(slow, JULY, tolerance=0).key == "behind"
    assert state_of(slow, JULY, tolerance=10).key == "on_schedule"


def test_what_is_planned_goes_from_milestone_to_milestone() -> None:
    assert [planned(WHOLE, one.on) for one in QUARTERS] == [25, 50, 75, 100]
    assert planned(replace(WHOLE, milestones=()), date(2027, 7, 2)) == 50
    assert planned(WHOLE, START) == 0


def test_a_year_that_ended_well_is_completed() -> None:
    """万州 2024: every project was completed, its money at or over the plan."""
    path = DATA / "wanzhou_2024_implementation_10.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["invested_yi_yuan"]]
    assert len(rows) == 8
    for row in rows:
        facts = replace(
            WHOLE,
            percent=100,
            invested=float(row["invested_yi_yuan"]),
            planned_money=float(row["plan_yi_yuan_derived"]),
            accepted=(END, "completed"),
        )
        assert state_of(facts, END).key == "completed"


days = st.dates(date(2026, 12, 1), date(2028, 3, 1))
GOODNESS = ("behind", "not_started", "on_schedule", "ahead")


@given(st.integers(0, 99), days, st.integers(0, 800))
def test_more_progress_never_makes_it_worse(percent: int, today: date, invested: int) -> None:
    facts = replace(WHOLE, percent=percent, invested=invested)
    before, after = state_of(facts, today).key, state_of(replace(facts, percent=percent + 1), today).key
    assert GOODNESS.index(after) >= GOODNESS.index(before)


@given(st.integers(0, 100), days)
def test_time_alone_never_makes_it_better(percent: int, today: date) -> None:
    facts = replace(WHOLE, percent=percent, planned_money=0)
    order = ("behind", "on_schedule", "ahead")
    before, after = state_of(facts, today).key, state_of(facts, today + timedelta(days=1)).key
    if "not_started" not in (before, after):
        assert order.index(after) <= order.index(before)


@given(days, days)
def test_what_is_planned_never_goes_back(one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert planned(WHOLE, first) <= planned(WHOLE, second) <= 100


def test_every_state_has_a_word_and_a_look() -> None:
    from voting.implementation.states import KINDS

    assert set(KINDS) == set(STATES)
