"""The form of a request for change, as the office and the unit fill it in: only what its kind may alter."""

from __future__ import annotations

from typing import Any

from flask import request

from ..errors import DomainError
from ..implementation import reading
from ..implementation.fields import Fields, of_plan
from ..implementation.models import Plan
from ..implementation.reading import Faults
from ..implementation.settings import CHANGES, DECIDERS, setting_of
from . import plan_form

WHOLE = ("project", "money", "people", "time", "goals")
SHOWN = {"schedule": ("time",), "investment": ("money",), "content": WHOLE, "cancel": (), "replace": WHOLE}


def kind() -> str:
    """The kind that form or address names, else the first."""
    asked = request.values.get("kind", "")
    return asked if asked in CHANGES else next(iter(CHANGES))


def read(plan: Plan, unit_id: int | None = None) -> tuple[Fields | None, Faults]:
    """The plan as it should be (None to cancel it), and what is wrong with it."""
    chosen = kind()
    if chosen == "cancel":
        return None, []
    base = {} if chosen == "replace" else plan_form.values(of_plan(plan), plan.year)
    cells = {**base, **request.form.to_dict()}
    if unit_id is not None:
        cells["unit_id"] = str(unit_id)
    if not any(cells.get(f"year_amount-{row}", "").strip() for row in range(reading.YEARS)):
        cells.pop("investment_year", None)
    fields, faults = reading.read(cells, plan.year)
    return fields, faults or reading.lacking(fields)


def words(plan: Plan, faults: Faults, problem: DomainError | None = None) -> dict[str, Any]:
    """What the template needs."""
    chosen = kind()
    begin = Fields(unit_id=plan.unit_id, unit_name=plan.unit_name) if chosen == "replace" else of_plan(plan)
    return {
        # A request shows a part of the plan only: what was typed upon an older plan is begun anew.
        **plan_form.words(plan, begin, faults, problem),
        "edits": request.form.get("edits", str(plan.edits)),
        "kind": chosen,
        "kinds": CHANGES,
        "shown": SHOWN[chosen],
        "rule": DECIDERS[setting_of(plan.congress_id).change_rules[chosen]],
    }
