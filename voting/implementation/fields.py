"""What a plan says (实施计划的内容): its fields, read from texts, kept as JSON, compared between versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..projects.versions import amount
from ..sentences import Sentence
from .models import Plan

LABELS = {
    "name": Sentence("项目名称"),
    "category": Sentence("类别"),
    "place": Sentence("实施地点"),
    "content": Sentence("主要内容"),
    "unit_name": Sentence("责任单位"),
    "other_units": Sentence("配合单位"),
    "responsible": Sentence("责任人"),
    "leader": Sentence("督办领导"),
    "contact": Sentence("联系人和电话"),
    "starts_on": Sentence("开工日期"),
    "ends_on": Sentence("完成时限"),
    "milestones": Sentence("节点安排"),
    "goals": Sentence("年度目标"),
    "investment_total": Sentence("总投资（万元）"),
    "investment_year": Sentence("年度投资（万元）"),
    "yearly": Sentence("分年投资"),
    "map": Sentence("地图位置"),
}
"""What a version holds, in the order in which it is shown."""


@dataclass(frozen=True)
class Step:
    """A milestone (节点) with its day and weight in percent."""

    name: str
    due_on: date
    weight: int


@dataclass(frozen=True)
class Goal:
    """Something that can be counted at the end (可量化的目标)."""

    name: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True)
class Fields:
    """A plan's fields; money in 万元, milestones in the order of their days."""

    name: str = ""
    category: str = ""
    content: str = ""
    place: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    other_units: str = ""
    responsible: str = ""
    leader: str = ""
    contact: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    investment_total: Decimal | None = None
    investment_year: Decimal | None = None
    yearly: Sequence[tuple[int, Decimal]] = ()
    goals: Sequence[Goal] = ()
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    milestones: Sequence[Step] = ()


TEXTS = ("name", "category", "content", "place", "unit_name", "other_units", "responsible", "leader", "contact")
DAYS = ("starts_on", "ends_on")
NUMBERS = ("investment_total", "investment_year", "latitude", "longitude")


def of_plan(plan: Plan) -> Fields:
    """The fields in force."""
    return Fields(
        **{key: getattr(plan, key) for key in (*TEXTS, *DAYS, *NUMBERS)},
        unit_id=plan.unit_id,
        yearly=tuple((int(one["year"]), Decimal(one["amount"])) for one in plan.yearly),
        goals=tuple(Goal(one["name"], Decimal(one["quantity"]), one["unit"]) for one in plan.goals),
        milestones=tuple(Step(one.name, one.due_on, one.weight) for one in plan.milestones),
    )


def kept(fields: Fields) -> dict[str, object]:
    """The fields as JSON, for `PlanVersion.fields` and `PlanChange.fields`."""
    days = {key: value.isoformat() if (value := getattr(fields, key)) else "" for key in DAYS}
    numbers = {key: str(value) if (value := getattr(fields, key)) is not None else "" for key in NUMBERS}
    return {
        **{key: getattr(fields, key) for key in TEXTS},
        **days,
        **numbers,
        "unit_id": fields.unit_id,
        "yearly": rows_of_years(fields),
        "goals": rows_of_goals(fields),
        "milestones": [
            {"no": no, "name": one.name, "due_on": one.due_on.isoformat(), "weight": one.weight}
            for no, one in enumerate(fields.milestones, start=1)
        ],
    }


def rows_of_years(fields: Fields) -> list[dict[str, str]]:
    """As `Plan.yearly`."""
    return [{"year": str(year), "amount": str(value)} for year, value in fields.yearly]


def rows_of_goals(fields: Fields) -> list[dict[str, str]]:
    """As `Plan.goals`."""
    return [{"name": one.name, "quantity": amount(one.quantity), "unit": one.unit} for one in fields.goals]


def again(json: Mapping[str, Any]) -> Fields:
    """The fields that `kept` wrote."""
    known: dict[str, Any] = {key: str(json.get(key, "")) for key in TEXTS}
    known |= {key: date.fromisoformat(json[key]) if json.get(key) else None for key in DAYS}
    known |= {key: Decimal(json[key]) if json.get(key) else None for key in NUMBERS}
    steps = json.get("milestones", ())
    return Fields(
        **known,
        unit_id=json.get("unit_id"),
        yearly=tuple((int(one["year"]), Decimal(one["amount"])) for one in json.get("yearly", ())),
        goals=tuple(Goal(one["name"], Decimal(one["quantity"]), one["unit"]) for one in json.get("goals", ())),
        milestones=tuple(Step(one["name"], date.fromisoformat(one["due_on"]), int(one["weight"])) for one in steps),
    )


def chinese(day: date) -> str:
    """2027年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def texts(fields: Fields) -> dict[str, str]:
    """Every field as a text, by the keys of `LABELS`."""
    point = (fields.latitude, fields.longitude)
    return {
        **{key: getattr(fields, key) for key in TEXTS},
        **{key: chinese(value) if (value := getattr(fields, key)) else "" for key in DAYS},
        "investment_total": amount(fields.investment_total),
        "investment_year": amount(fields.investment_year),
        "yearly": "；".join(f"{year}年{amount(value)}万元" for year, value in fields.yearly),
        "goals": "\n".join(f"{one.name}{amount(one.quantity)}{one.unit}" for one in fields.goals),
        "milestones": "\n".join(
            f"{no}．{one.name}，{chinese(one.due_on)}，权重{one.weight}%"
            for no, one in enumerate(fields.milestones, start=1)
        ),
        "map": "" if None in point else "，".join(amount(one) for one in point),
    }


def changed(old: Fields, new: Fields) -> list[str]:
    """The keys of `LABELS` that are not the same."""
    before, after = texts(old), texts(new)
    return [key for key in LABELS if before[key] != after[key]]


def differences(old: Fields, new: Fields) -> list[tuple[Sentence, str, str]]:
    """Label, old text and new text of every field that is not the same."""
    before, after = texts(old), texts(new)
    return [(LABELS[key], before[key], after[key]) for key in changed(old, new)]


__all__ = [
    "LABELS",
    "Fields",
    "Goal",
    "Step",
    "again",
    "amount",
    "changed",
    "chinese",
    "differences",
    "kept",
    "of_plan",
    "rows_of_goals",
    "rows_of_years",
    "texts",
]
