"""Satisfaction ratings of plans (满意度测评): what can be rated, and how each plan was rated.

The ballots and their count are those of `voting.ballots` and `voting.tally`; here a year's plans become the list that
is rated, and announced results find their way back to the plans.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..extensions import db
from ..meetings.models import Round
from ..meetings.rounds import is_rating
from ..meetings.states import RoundState
from ..rules.grading import GradeRules
from ..rules.reading import any_rules
from ..times import CHINA
from . import listing, plans
from .models import Plan
from .states import STATES

MAX_CONTENT = 200


@dataclass(frozen=True)
class Rating:
    """How a plan, or a part of it, was rated: figures of the valid ballots and the grade that follows."""

    round: Round
    year: int
    no: int
    name: str
    unit: str
    plan_id: int
    part: str
    """Which part of the plan: the unit that carries it out; empty for the plan as a whole."""
    grades: Sequence[str]
    figures: Sequence[int]
    """Satisfied, basically satisfied, dissatisfied, unknown, unmarked."""
    valid: int
    grade: str
    on: date

    @property
    def worst(self) -> bool:
        """Whether it was rated worst (不满意)."""
        return self.grade == self.grades[2]

    @property
    def told(self) -> list[tuple[str, int]]:
        """Each grade with its number, and those who did not mark it."""
        names = [*self.grades[:3], *(self.grades[3:] or [""]), "弃权"]
        return [(name, number) for name, number in zip(names, self.figures, strict=True) if name]


def proposed(congress_id: int, year: int, today: date, by_unit: bool = False) -> list[dict[str, object]]:
    """What a rating of a year's plans would list; `by_unit`: a part for each unit that carries a plan out (分项).

    Each item as `ballots.rating.set_up` takes it. Cancelled plans are left out.
    """
    items: list[dict[str, object]] = []
    for row in listing.rows(congress_id, today, year):
        if row.plan.cancelled_on is not None:
            continue
        units = units_of(row.plan) if by_unit else []
        if len(units) < 2:
            items.append(_item(row, row.plan.name, row.plan.unit_name))
        else:
            items += [_item(row, f"{row.plan.name}（{unit}）", unit, unit) for unit in units]
    return items


def usual_title(year: int) -> str:
    """What a rating of a year's plans is called on its papers."""
    return f"{year}年重点民生实事项目满意度测评"


def units_of(plan: Plan) -> list[str]:
    """The units that carry a plan out, the responsible one first."""
    named = re.split(r"[、，,；;/\n]", f"{plan.unit_name}、{plan.other_units}")
    return list(dict.fromkeys(name.strip() for name in named if name.strip()))


def again(congress_id: int, today: date) -> list[dict[str, object]]:
    """What was rated worst at its last rating and, by that rating's rules, is to be rated once more (再次测评).

    Cancelled plans are left out.
    """
    items = []
    for plan_id, told in results(congress_id).items():
        plan = plans.get(congress_id, plan_id)
        for one in standing(told) if plan.cancelled_on is None else []:
            rules = any_rules(one.round.rules or {})
            if one.worst and isinstance(rules, GradeRules) and rules.rectify_days and rules.again:
                items.append(_item(listing.row(plan, today), one.name, one.unit, one.part))
    return items


def item_of(
    congress_id: int, plan_id: int, name: str, unit: str, content: str, today: date, part: str = ""
) -> dict[str, object]:
    """One item of a list as the office has worded it; raises `Missing` for a plan of somebody else.

    `part`: the item's own, as `proposed` or `again` gave it; the wording may change, the part does not.
    """
    row = listing.row(plans.get(congress_id, plan_id), today)
    return {**_item(row, name, unit, part), "content": content[:MAX_CONTENT]}


def _item(row: listing.Row, name: str, unit: str, part: str = "") -> dict[str, object]:
    plan = row.plan
    return {
        "part": part,
        "name": name,
        "content": _done(row),
        "place": plan.place,
        "unit": unit,
        "deadline": "",
        "plan": plan.id,
        "year": plan.year,
        "investment_total": _money(plan.investment_total),
        "investment_year": _money(plan.investment_year),
    }


def _money(value: object) -> str | None:
    return None if value is None else f"{value:f}"


def _done(row: listing.Row) -> str:
    """What became of a plan, in a sentence for the ballot."""
    plan, end = row.plan, row.acceptance
    quantities = list(end.done) if end is not None else []
    reached = [
        f"{goal['name']}{number}{goal['unit']}" for goal, number in zip(plan.goals, quantities, strict=False) if number
    ]
    told = [str(STATES[row.state.key])] if end is not None else [f"进度{plan.percent}%"]
    if reached:
        told.append("、".join(reached))
    if plan.invested:
        told.append(f"累计投资{plan.invested:,.0f}万元")
    return ("，".join(told) + "。")[:MAX_CONTENT]


def results(congress_id: int, year: int | None = None) -> dict[int, list[Rating]]:
    """How the plans of a congress were rated, by plan, oldest first; only what is announced, no rehearsal."""
    query = select(Round).where(
        Round.congress_id == congress_id, Round.state == RoundState.ANNOUNCED, Round.kind.in_(("rating", "reserve"))
    )
    made: dict[int, list[Rating]] = {}
    for found in db.session.scalars(query.order_by(Round.announced_at, Round.id)):
        if found.void_reason is None and not found.meeting.rehearsal and is_rating(found):
            for one in of_round(found):
                if year is None or one.year == year:
                    made.setdefault(one.plan_id, []).append(one)
    return made


def standing(told: Sequence[Rating]) -> list[Rating]:
    """What stands of a plan's ratings (oldest first): the last one of each part. Pure.

    A rating of the whole plan replaces those of its parts, and a rating in parts that of the whole.
    """
    kept: dict[str, Rating] = {}
    for one in told:
        earlier = {part: old for part, old in kept.items() if old.round is one.round or (part and one.part)}
        kept = {**earlier, one.part: one}
    return list(kept.values())


def newest(congress_id: int, year: int) -> dict[int, Rating]:
    """How each plan of a year stands: its last rating; of a plan that was rated in parts the worst of them."""
    return {
        plan_id: max(standing(told), key=lambda one: list(one.grades).index(one.grade))
        for plan_id, told in results(congress_id, year).items()
    }


def of_plan(plan: Plan) -> list[Rating]:
    """How one plan was rated, oldest first."""
    return results(plan.congress_id).get(plan.id, [])


def of_round(found: Round) -> list[Rating]:
    """The results of a counted rating, in the order of the ballot."""
    rules, result = any_rules(found.rules or {}), dict(found.result or {})
    rows: Any = result.get("rows", [])
    if not isinstance(rules, GradeRules):
        return []
    items: dict[Any, dict[str, Any]] = {item["no"]: item for item in found.candidates or []}
    return [
        Rating(
            found,
            int(items[row["no"]]["year"]),
            row["no"],
            str(items[row["no"]]["name"]),
            str(items[row["no"]]["unit"]),
            int(items[row["no"]]["plan"]),
            str(items[row["no"]].get("part", "")),
            rules.grades,
            [row[key] for key in ("satisfied", "basic", "dissatisfied", "unknown", "unmarked")],
            int(str(result.get("valid", 0))),
            row["grade"],
            _day(found.closed_at),
        )
        for row in rows
    ]


def _day(moment: datetime | None) -> date:
    return (moment or datetime.min.replace(tzinfo=CHINA)).astimezone(CHINA).date()
