"""A plan from the texts of its form or of a row of the spreadsheet, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..sentences import Sentence
from ..texts import clean, money
from ..times import day_of
from .fields import LABELS, NUMBERS, TEXTS, Fields, Goal, Step, amount

MILESTONES, GOALS, YEARS = 12, 8, 5
"""Rows at most."""
LIMITS = {
    "name": 120,
    "category": 40,
    "content": 2000,
    "place": 120,
    "unit_name": 120,
    "other_units": 200,
    "responsible": 80,
    "leader": 80,
    "contact": 80,
}
POINTS = {
    "latitude": (3, 54, Sentence("纬度应在 3 至 54 之间")),
    "longitude": (73, 136, Sentence("经度应在 73 至 136 之间")),
}
Faults = list[tuple[str, Sentence]]


def read(cells: Mapping[str, str], year: int) -> tuple[Fields, Faults]:
    """The plan, and what cannot be understood in it: field and sentence; `lacking` says what it still wants.

    Rows are `milestone-N`/`due-N`/`weight-N`, `goal-N`/`quantity-N`/`goal_unit-N`, `year-N`/`year_amount-N` from 0.
    The investment of the year is that of `yearly`, where it says one.
    """
    faults: Faults = []
    texts = {key: clean(cells.get(key, "")) for key in TEXTS}
    for key, most in LIMITS.items():
        if key != "content":
            texts[key] = " ".join(texts[key].split())
        if len(texts[key]) > most:
            faults.append((key, Sentence("%(title)s超过 %(most)s 个字", title=LABELS[key], most=most)))
    numbers = {key: _number(cells, key, faults) for key in NUMBERS}
    if (numbers["latitude"] is None) != (numbers["longitude"] is None):
        faults.append(("latitude", Sentence("纬度和经度要一起填写")))
    days = {key: _day(cells, key, faults) for key in ("starts_on", "ends_on")}
    told = yearly = _years(cells, faults)
    total = numbers["investment_total"]
    if total is not None and sum(dict(yearly).values()) > total:
        faults.append(("investment_total", Sentence("分年投资合计大于总投资")))
    known: dict[str, Any] = {**texts, **numbers, **days, "unit_id": _unit(cells, faults)}
    if year in dict(yearly):
        known["investment_year"] = dict(yearly)[year]
    elif not yearly and known["investment_year"] is not None:
        yearly = ((year, known["investment_year"]),)
    made = Fields(**known, yearly=yearly, goals=_goals(cells, faults), milestones=_milestones(cells, faults))
    if made.investment_year is not None and total is not None and made.investment_year > total and not told:
        faults.append(("investment_year", Sentence("年度投资大于总投资")))
    return made, faults + _out_of_time(made, cells)


def lacking(fields: Fields) -> Faults:
    """What a plan must have before anybody approves it: field and sentence."""
    wants = [
        (key, Sentence("请填写%(title)s", title=LABELS[key]))
        for key in ("name", "content", "unit_name", "responsible", "leader", "contact", "starts_on", "ends_on")
        if not getattr(fields, key)
    ]
    if fields.unit_id is None:
        wants.append(("unit_id", Sentence("请从列表中选择责任单位，由它填报进展")))
    if fields.investment_year is None:
        wants.append(("year_amount-0", Sentence("请填写年度投资")))
    if not fields.goals:
        wants.append(("goal-0", Sentence("请至少写一项可以计数的目标")))
    if not fields.milestones:
        wants.append(("milestone-0", Sentence("请至少写一个节点")))
    elif (weights := sum(one.weight for one in fields.milestones)) != 100:
        wants.append(("weights", Sentence("各节点权重合计应为 100，现在是 %(n)s", n=weights)))
    return wants


def _out_of_time(fields: Fields, cells: Mapping[str, str]) -> Faults:
    """Days that do not follow each other."""
    start, end = fields.starts_on, fields.ends_on
    if start and end and start > end:
        return [("ends_on", Sentence("完成时限早于开工日期"))]
    faults: Faults = []
    rows = {cells.get(f"milestone-{row}", "").strip(): row for row in reversed(range(MILESTONES))}
    for one in fields.milestones:
        if (start and one.due_on < start) or (end and one.due_on > end):
            row = rows.get(one.name, 0)
            faults.append((f"due-{row}", Sentence("节点“%(name)s”不在开工日期和完成时限之间", name=one.name)))
    return faults


def _number(cells: Mapping[str, str], key: str, faults: Faults) -> Decimal | None:
    text = cells.get(key, "").strip()
    if key in POINTS:
        low, high, sentence = POINTS[key]
        try:
            value = Decimal(text) if text else None
            if value is None or (value.is_finite() and low <= value <= high):
                return value if value is None else value.quantize(Decimal("0.000001"))
        except ArithmeticError:
            pass
        faults.append((key, sentence))
        return None
    return _money(text, key, faults)


def _money(text: str, key: str, faults: Faults) -> Decimal | None:
    try:
        return money(text)
    except ValueError:
        faults.append((key, Sentence("金额应为以万元计的数字")))
        return None


def _day(cells: Mapping[str, str], key: str, faults: Faults) -> date | None:
    try:
        return day_of(cells.get(key, ""))
    except ValueError:
        faults.append((key, Sentence("请填写日期，如 2027-11-30")))
        return None


def _unit(cells: Mapping[str, str], faults: Faults) -> int | None:
    text = cells.get("unit_id", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        faults.append(("unit_id", Sentence("请从列表中选择责任单位")))
        return None
    return int(text)


def _years(cells: Mapping[str, str], faults: Faults) -> tuple[tuple[int, Decimal], ...]:
    made: dict[int, Decimal] = {}
    for row in range(YEARS):
        year = cells.get(f"year-{row}", "").strip()
        value = _money(cells.get(f"year_amount-{row}", ""), f"year_amount-{row}", faults)
        if value is None:
            continue
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            faults.append((f"year-{row}", Sentence("请填写四位数的年份")))
        elif int(year) in made:
            faults.append((f"year-{row}", Sentence("%(year)s 年填了两次", year=year)))
        else:
            made[int(year)] = value
    return tuple(sorted(made.items()))


def _name(cells: Mapping[str, str], key: str, most: int) -> str:
    return " ".join(clean(cells.get(key, "")).split())[: most + 1]


def _goals(cells: Mapping[str, str], faults: Faults) -> tuple[Goal, ...]:
    made: list[Goal] = []
    for row in range(GOALS):
        name, unit = _name(cells, f"goal-{row}", 60), _name(cells, f"goal_unit-{row}", 12)
        text = cells.get(f"quantity-{row}", "").replace(",", "").strip()
        if not (name or text or unit):
            continue
        if not name or len(name) > 60:
            faults.append((f"goal-{row}", Sentence("请写明目标，最多 60 个字")))
        elif not unit or len(unit) > 12:
            faults.append((f"goal_unit-{row}", Sentence("请填写“%(name)s”的计量单位，如公里、个", name=name)))
        else:
            try:
                value = Decimal(text)
                wrong = not value.is_finite() or not 0 < value < 10**9
            except ArithmeticError:
                wrong = True
            if wrong:
                faults.append((f"quantity-{row}", Sentence("“%(name)s”的数量应为大于 0 的数字", name=name)))
            else:
                made.append(Goal(name, Decimal(amount(value.quantize(Decimal("0.01")))), unit))
    return tuple(made)


def _milestones(cells: Mapping[str, str], faults: Faults) -> tuple[Step, ...]:
    made: list[Step] = []
    for row in range(MILESTONES):
        name, weight = _name(cells, f"milestone-{row}", 60), cells.get(f"weight-{row}", "").strip().rstrip("%％")
        if not (name or weight or cells.get(f"due-{row}", "").strip()):
            continue
        if not name or len(name) > 60:
            faults.append((f"milestone-{row}", Sentence("请写明节点，最多 60 个字")))
        elif name in [one.name for one in made]:
            faults.append((f"milestone-{row}", Sentence("节点“%(name)s”写了两次", name=name)))
        elif not (weight.isascii() and weight.isdigit() and 1 <= int(weight[:4]) <= 100):
            faults.append((f"weight-{row}", Sentence("节点“%(name)s”的权重应为 1 至 100 的整数", name=name)))
        else:
            before = len(faults)
            due = _day(cells, f"due-{row}", faults)
            if due is not None:
                made.append(Step(name, due, int(weight)))
            elif len(faults) == before:
                faults.append((f"due-{row}", Sentence("请填写节点“%(name)s”的完成日期", name=name)))
    return tuple(sorted(made, key=lambda one: one.due_on))
