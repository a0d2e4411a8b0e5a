"""A plan's form for views that are functions; `plan_pages` has it as pages."""

from __future__ import annotations

from typing import Any

from flask import request

from ..errors import Conflict, DomainError, Faulty
from ..implementation import versions
from ..implementation.fields import Fields, differences
from ..implementation.models import Plan
from ..implementation.reading import Faults
from .forms.plans import ChangeForm, texts_of
from .plan_pages import sides

values = texts_of


def read(plan: Plan, unit_id: int | None = None) -> tuple[Fields, Faults]:
    """The plan that was sent, and what is wrong or lacking; `unit_id` is that of the unit that writes."""
    form = ChangeForm.asked()
    try:
        return form.fields(plan, unit_id), []
    except Faulty as error:
        return form.read(plan, unit_id)[0], list(error.faults)


def more() -> bool:
    """Whether a button was pressed that asks for further rows or takes one away, and not for saving."""
    form = ChangeForm.asked()
    return bool(form.more.data or form.drop.data)


def words(plan: Plan, fields: Fields, faults: Faults, problem: DomainError | None = None) -> dict[str, Any]:
    """What the template of the form needs."""
    form = ChangeForm.of(plan, fields)
    form.readable()
    for key, said in faults:
        form.fault(key, said)
    if problem is not None:
        form.refuse(problem)
    if form.outdated and not form.kind.data:
        # The page of a conflict shows what was saved meanwhile: from here on that has been seen, and only then.
        form.edits.raw_data = [str(plan.edits)]
        form.theirs = differences(fields, form.read(plan)[0])
    return {"form": form, "errors": form.errors, "theirs": form.theirs}


def ended(plan: Plan) -> Conflict | None:
    """Why a form on the plan takes nothing any more; raises it when there is nothing typed yet."""
    try:
        versions.running(plan)
    except Conflict as problem:
        if request.method == "GET":
            raise
        return problem
    return None


def edits() -> int:
    """The state of the plan that the person had before the eyes; −1 when the form does not say it."""
    return int(ChangeForm.asked().edits.data)


__all__ = ["edits", "ended", "more", "read", "sides", "values", "words"]
