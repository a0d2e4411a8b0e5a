"""Months and quarters, and when their reports are due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.implementation.periods import asked, between, bounds, due_on, missing, period_of

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(days, st.sampled_from(["month", "quarter"]))
def test_a_day_lies_in_its_period(day: date, every: str) -> None:
    first, last = bounds(period_of(day, every))
    assert first <= day <= last


@given(days, st.sampled_from(["month", "quarter"]))
def test_the_day_after_is_the_next_period(day: date, every: str) -> None:
    last = bounds(period_of(day, every))[1]
    assert bounds(period_of(last + timedelta(days=1), every))[0] == last + timedelta(days=1)


def test_the_ends_of_december_and_of_the_last_quarter() -> None:
    assert bounds("2027-12") == (date(2027, 12, 1), date(2027, 12, 31))
    assert bounds("2027-Q4") == (date(2027, 10, 1), date(2027, 12, 31))
    assert bounds("2028-02")[1] == date(2028, 2, 29)


@pytest.mark.parametrize("period", ["", "2027", "2027-13", "2027-Q5", "27-01", "2027-1", "２０２７-01", "2027-Q"])
def test_what_is_no_period(period: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        bounds(period)


def test_a_report_is_asked_for_when_its_period_is_over() -> None:
    start = date(2027, 1, 15)
    assert asked(start, date(2027, 3, 31), "month") == ["2027-01", "2027-02"]
    assert asked(start, date(2027, 4, 1), "month") == ["2027-01", "2027-02", "2027-03"]
    assert asked(start, date(2027, 4, 1), "quarter") == ["2027-Q1"]
    assert asked(start, date(2026, 12, 1), "month") == []


def test_it_is_overdue_the_day_after_its_day() -> None:
    assert due_on("2027-01", 5) == date(2027, 2, 5)
    start = date(2027, 1, 1)
    assert missing(start, date(2027, 2, 5), "month", 5, "") == []
    assert missing(start, date(2027, 2, 6), "month", 5, "") == ["2027-01"]
    assert missing(start, date(2027, 4, 6), "month", 5, "2027-02") == ["2027-03"]


def test_the_periods_of_a_year() -> None:
    assert len(list(between(date(2027, 1, 31), date(2027, 12, 1), "month"))) == 12
    assert list(between(date(2027, 11, 1), date(2028, 2, 1), "quarter")) == ["2027-Q4", "2028-Q1"]
