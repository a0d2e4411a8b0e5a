"""A whole plan, as a unit fills it in: as fields, and as texts of the form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from support.supervising import Supervising
from voting.implementation.fields import Fields, Goal, Step

DAY = date(2027, 7, 1)
"""The day of the tests: half-way through the year."""
NOW = datetime(2027, 7, 1, 3, tzinfo=UTC)


def whole(held: Supervising, **more: object) -> Fields:
    """Everything that a plan must have, for the unit of the account `unit`."""
    told: dict[str, object] = {
        "name": "建设社区食堂8个",
        "content": "建设社区食堂8个，年内开业。",
        "place": "龙水镇",
        "category": "养老服务",
        "unit_id": held.held.units[0],
        "unit_name": "区交通运输局",
        "responsible": "局长甲",
        "leader": "副区长乙",
        "contact": "公路科 023-43700000",
        "starts_on": date(2027, 1, 10),
        "ends_on": date(2027, 11, 30),
        "investment_total": Decimal("1200.00"),
        "investment_year": Decimal("800.00"),
        "yearly": ((2027, Decimal("800.00")),),
        "goals": (Goal("社区食堂", Decimal(8), "个"),),
        "milestones": (Step("选址", date(2027, 3, 1), 40), Step("开业", date(2027, 11, 1), 60)),
    }
    return Fields(**{**told, **more})  # type: ignore[arg-type]


FORM = {
    "name": "建设社区食堂8个",
    "content": "建设社区食堂8个，年内开业。",
    "unit_name": "区交通运输局",
    "responsible": "局长甲",
    "leader": "副区长乙",
    "contact": "公路科 023-43700000",
    "starts_on": "2027-01-10",
    "ends_on": "2027-11-30",
    "investment_total": "1200",
    "year-0": "2027",
    "year_amount-0": "800",
    "goal-0": "社区食堂",
    "quantity-0": "8",
    "goal_unit-0": "个",
    "milestone-0": "选址",
    "due-0": "2027-03-01",
    "weight-0": "40",
    "milestone-1": "开业",
    "due-1": "2027-11-01",
    "weight-1": "60",
    "edits": "0",
}

__all__ = ["DAY", "FORM", "NOW", "whole"]
