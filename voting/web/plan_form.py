"""The forms of a plan, as the office and its unit fill them in; rows are added and taken away without a script."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from ..congress import units
from ..errors import Conflict, DomainError, Rejected
from ..implementation import reading, versions
from ..implementation.fields import DAYS, NUMBERS, TEXTS, Fields, again, amount, differences
from ..implementation.models import Plan
from ..implementation.reading import Faults
from ..implementation.versions import Ruling
from .values import day as day_in
from .values import whole

ROWS = {"milestone": reading.MILESTONES, "goal": reading.GOALS, "year": reading.YEARS}
COLUMNS = {
    "milestone": ("milestone", "due", "weight"),
    "goal": ("goal", "quantity", "goal_unit"),
    "year": ("year", "year_amount"),
}
FEWEST = {"milestone": 4, "goal": 2, "year": 2}
MORE = 2
"""Rows that the button adds."""


def values(fields: Fields, year: int) -> dict[str, str]:
    """The plan as texts of the form."""
    made = {key: str(getattr(fields, key)) for key in TEXTS}
    made |= {key: value.isoformat() if (value := getattr(fields, key)) else "" for key in DAYS}
    made |= {key: amount(getattr(fields, key)) for key in NUMBERS}
    made["unit_id"] = "" if fields.unit_id is None else str(fields.unit_id)
    for row, step in enumerate(fields.milestones):
        made |= {
            f"milestone-{row}": step.name,
            f"due-{row}": step.due_on.isoformat(),
            f"weight-{row}": str(step.weight),
        }
    for row, goal in enumerate(fields.goals):
        made |= {f"goal-{row}": goal.name, f"quantity-{row}": amount(goal.quantity), f"goal_unit-{row}": goal.unit}
    amounts = fields.yearly or ((year, fields.investment_year),)
    for row, (one, value) in enumerate(amounts):
        made |= {f"year-{row}": str(one), f"year_amount-{row}": amount(value)}
    return made


def read(plan: Plan, unit_id: int | None = None) -> tuple[Fields, Faults]:
    """The plan that was sent, and what is wrong or lacking; `unit_id` is that of the unit that writes."""
    cells = request.form.to_dict()
    if unit_id is not None:
        cells["unit_id"] = str(unit_id)
    if not any(cells.get(f"year_amount-{row}", "").strip() for row in range(reading.YEARS)):
        cells.pop("investment_year", None)
    fields, faults = reading.read(cells, plan.year)
    named = {key.split("-")[0] for key, _sentence in faults}
    wanted = [pair for pair in reading.lacking(fields) if pair[0].split("-")[0] not in named]
    # A row that cannot be understood is missing in what was read: say one thing at a time.
    rows = {"milestone", "due", "weight", "weights"}
    return fields, faults + [one for one in wanted if not (one[0].split("-")[0] in rows and named & rows)]


def more() -> bool:
    """Whether a button was pressed that asks for further rows or takes one away, and not for saving."""
    return "more" in request.form or "drop" in request.form


def words(plan: Plan, fields: Fields, faults: Faults, problem: DomainError | None = None) -> dict[str, Any]:
    """What the template of the form needs."""
    errors: list[tuple[str | None, Any]] = list(faults)
    if problem is not None:
        field = problem.details.get("field")
        errors.append((str(field) if field else None, problem.message))
    typed = _dropped(request.form.to_dict()) if request.method == "POST" else values(fields, plan.year)
    asked = request.form.get("more", "")
    rows = {}
    for kind, most in ROWS.items():
        kept = request.form.get(f"rows-{kind}", "")
        used = max((no + 1 for no in range(most) for key in COLUMNS[kind] if typed.get(f"{key}-{no}")), default=0)
        shown = max(FEWEST[kind], used, whole(kept, 0, high=99))
        rows[kind] = min(most, shown + (MORE if asked == kind else 0))
    active = units.of_congress(plan.congress_id, active=True)
    # The page of a conflict shows what was saved meanwhile: from here on that has been seen, and only then.
    conflict = problem is not None and problem.code == "plan_changed"
    return {
        "typed": typed,
        "errors": errors,
        "wrong": {key: text for key, text in reversed(errors) if key},
        "rows": rows,
        "most": ROWS,
        "units": [(one.id, one.name) for one in active],
        "edits": str(plan.edits) if conflict else request.form.get("edits", str(plan.edits)),
        "theirs": differences(fields, read(plan)[0]) if conflict else [],
    }


def _dropped(typed: dict[str, str]) -> dict[str, str]:
    """What was typed without the row that a button takes away (`drop` = `milestone-2`)."""
    kind, _dash, row = request.form.get("drop", "").partition("-")
    dropped = whole(row, None, high=99)
    if kind not in COLUMNS or dropped is None:
        return typed
    for key in COLUMNS[kind]:
        for no in range(dropped, ROWS[kind]):
            typed[f"{key}-{no}"] = typed.get(f"{key}-{no + 1}", "")
    return typed


def ended(plan: Plan) -> Conflict | None:
    """Why a form on the plan takes nothing any more: its page says so and keeps what was typed.

    Raises it when there is nothing typed yet.
    """
    try:
        versions.running(plan)
    except Conflict as problem:
        if request.method == "GET":
            raise
        return problem
    return None


def edits() -> int:
    """The state of the plan that the person had before the eyes; −1 when the form does not say it."""
    text = request.form.get("edits", "")
    return whole(text, -1)


def number(key: str) -> int:
    """A number of the form; −1 when it is none."""
    text = request.form.get(key, "")
    return whole(text, -1)


def ruling(body: str | None = None) -> Ruling:
    """The act of a body as the form has it; raises `Rejected` for what is no day."""
    return Ruling(
        day("decided_on"), request.form.get("body", "") if body is None else body, request.form.get("document", "")
    )


def day(key: str) -> date:
    """A day of the form; raises `Rejected`."""
    found = day_in(request.form.get(key, ""))
    if found is None:
        raise Rejected("date_wrong", "请填写日期，如 2026-11-05", field=key)
    return found


def sides(plan_id: int) -> dict[str, Any]:
    """The two versions that the address names (`a`, `b`), else the two newest; raises `Missing`."""
    listed = versions.of_one(plan_id)
    newer = versions.version_of(plan_id, _asked("b", listed[0].no if listed else 0))
    before = next((one.no for one in listed if one.no < newer.no), newer.no)
    older = versions.version_of(plan_id, _asked("a", before))
    pairs = differences(again(older.fields), again(newer.fields))
    return {"versions": listed, "older": older, "newer": newer, "pairs": pairs}


def _asked(key: str, usual: int) -> int:
    text = request.args.get(key, "")
    return whole(text, usual)
