"""My unit asks to change a plan, and sees what became of it (申请调整)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...congress.models import Unit
from ...errors import DomainError, Missing
from ...implementation import changes
from ...implementation.fields import differences
from ...implementation.models import Plan, PlanChange
from ...implementation.settings import CHANGES, DECIDERS
from .. import change_form, plan_form
from ..access import access
from ..context import actor, now
from . import bp
from .plans import own_plan
from .suggestions import own_unit


def _own(change_id: int) -> tuple[Unit, PlanChange, Plan]:
    unit = own_unit()
    change, plan = changes.get(unit.congress_id, change_id)
    if plan.unit_id != unit.id:
        raise Missing("no_such_change", "没有找到这个调整申请")
    return unit, change, plan


@bp.route("/plans/<int:plan_id>/changes/new", methods=["GET", "POST"])
@access("unit_officer")
def new_change(plan_id: int) -> Any:
    """Ask for a change."""
    unit, found = own_plan(plan_id)
    if (ended := plan_form.ended(found)) is not None:
        return _form(unit, found, [], ended)
    if request.method == "GET" or plan_form.more():
        return _form(unit, found, [])
    wanted, faults = change_form.read(found, unit.id)
    if faults:
        return _form(unit, found, faults)
    try:
        made = changes.request(
            unit.congress_id,
            plan_id,
            change_form.kind(),
            wanted,
            request.form.get("reason", ""),
            plan_form.edits(),
            actor(),
            now(),
            unit.id,
        )
    except DomainError as problem:
        unit, found = own_plan(plan_id)
        return _form(unit, found, [], problem)
    flash(_("调整申请已提交"), "ok")
    return redirect(url_for("unit.plan_change", change_id=made.id))


def _form(unit: Unit, found: Plan, faults: Any, problem: DomainError | None = None) -> Any:
    page = render_template(
        "unit/plan_change_new.html",
        unit=unit,
        plan=found,
        back=url_for("unit.plan", plan_id=found.id),
        **change_form.words(found, faults, problem),
    )
    return page, problem.status if problem else 422 if faults else 200


@bp.get("/plan-changes/<int:change_id>")
@access("unit_officer")
def plan_change(change_id: int) -> Any:
    """A request with what was said and decided."""
    unit, change, plan = _own(change_id)
    return render_template(
        "unit/plan_change.html",
        unit=unit,
        change=change,
        plan=plan,
        kinds=CHANGES,
        rules=DECIDERS,
        decisions=changes.DECISIONS,
        pairs=differences(*changes.sides(change, plan)),
    )


@bp.post("/plan-changes/<int:change_id>/withdraw")
@access("unit_officer")
def withdraw_change(change_id: int) -> Any:
    """Take the request back."""
    unit, _change, _plan = _own(change_id)
    changes.withdraw(unit.congress_id, change_id, actor(), now(), unit.id)
    flash(_("申请已撤回"), "ok")
    return redirect(url_for("unit.plan_change", change_id=change_id))
