"""What a form says is understood, or named at its field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from support.planning import FORM

from voting.implementation import fields, reading


def test_a_whole_form_lacks_nothing() -> None:
    made, faults = reading.read({**FORM, "unit_id": "1"}, 2027)
    assert faults + reading.lacking(made) == []
    assert made.investment_year == Decimal(800)
    assert fields.again(fields.kept(made)) == made


def test_milestones_come_in_the_order_of_their_days() -> None:
    cells = FORM | {"due-0": "2027-11-05", "due-1": "2027-02-01"}
    assert [one.name for one in reading.read(cells, 2027)[0].milestones] == ["开业", "选址"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"due-0": "2027-02-30"}, "due-0"),
        ({"due-0": ""}, "due-0"),
        ({"weight-1": "0"}, "weight-1"),
        ({"weight-0": "四十"}, "weight-0"),
        ({"milestone-1": "选址"}, "milestone-1"),
        ({"milestone-0": ""}, "milestone-0"),
        ({"due-1": "2027-12-01"}, "due-1"),
        ({"ends_on": "2026-12-31"}, "ends_on"),
        ({"quantity-0": "很多"}, "quantity-0"),
        ({"quantity-0": "NaN"}, "quantity-0"),
        ({"quantity-0": "-1"}, "quantity-0"),
        ({"goal_unit-0": ""}, "goal_unit-0"),
        ({"investment_total": "700"}, "investment_total"),
        ({"year_amount-0": "x"}, "year_amount-0"),
        ({"year-0": "27"}, "year-0"),
        ({"latitude": "29.7"}, "latitude"),
        ({"latitude": "99", "longitude": "105"}, "latitude"),
        ({"unit_id": "x"}, "unit_id"),
        ({"contact": "长" * 81}, "contact"),
        ({"goal-0": "长" * 61}, "goal-0"),
    ],
)
def test_what_cannot_be_is_named_at_its_field(cells: dict[str, str], field: str) -> None:
    assert field in [key for key, _sentence in reading.read(FORM | cells, 2027)[1]]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"responsible": ""}, "responsible"),
        ({"leader": " "}, "leader"),
        ({"starts_on": ""}, "starts_on"),
        ({"weight-1": "59"}, "weights"),
        ({"year_amount-0": ""}, "year_amount-0"),
        ({"unit_id": ""}, "unit_id"),
        ({"goal-0": "", "quantity-0": "", "goal_unit-0": ""}, "goal-0"),
    ],
)
def test_what_is_lacking_is_named(cells: dict[str, str], field: str) -> None:
    made, _faults = reading.read(FORM | {"unit_id": "1"} | cells, 2027)
    assert [key for key, _sentence in reading.lacking(made)] == [field]


def test_two_plans_differ_where_they_differ() -> None:
    old, _none = reading.read(FORM, 2027)
    new, _none = reading.read(FORM | {"ends_on": "2027-12-20"}, 2027)
    assert [(str(label), before, after) for label, before, after in fields.differences(old, new)] == [
        ("完成时限", "2027年11月30日", "2027年12月20日")
    ]
    assert new.ends_on == date(2027, 12, 20)


def test_a_year_without_others_is_kept_by_year_so_that_a_form_changes_nothing() -> None:
    cells = {key: value for key, value in FORM.items() if not key.startswith("year")} | {"investment_year": "800"}
    made, _faults = reading.read(cells, 2027)
    assert made.yearly == ((2027, Decimal("800.00")),)
