"""Plans for which my unit is responsible: filled in, and what became of them (实施计划)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...attachments import store
from ...congress.models import Unit
from ...errors import Conflict, DomainError, Missing
from ...implementation import changes, completion, fields, versions
from ...implementation import plans as supervised
from ...implementation.models import Plan
from ...implementation.settings import CHANGES
from .. import plan_form
from ..access import access
from ..context import actor, now
from ..files import attachment
from . import bp
from .suggestions import own_unit


def own_plan(plan_id: int) -> tuple[Unit, Plan]:
    """My unit and its plan; raises `Missing` for another's."""
    unit = own_unit()
    found = supervised.get(unit.congress_id, plan_id)
    if found.unit_id != unit.id:
        raise Missing("no_such_plan", "没有找到这个实施计划")
    return unit, found


@bp.get("/plans")
@access("unit_officer")
def plans() -> Any:
    """My unit's plans, newest year first."""
    unit = own_unit()
    listed = [(one, versions.pending(one.id)) for one in supervised.of_unit(unit.id)]
    return render_template("unit/plans.html", unit=unit, listed=listed)


@bp.get("/plans/<int:plan_id>")
@access("unit_officer")
def plan(plan_id: int) -> Any:
    """One of them."""
    return plan_page(plan_id)


def plan_page(plan_id: int, error: DomainError | None = None) -> Any:
    """The page of a plan, with what was wrong when something on it was sent."""
    unit, found = own_plan(plan_id)
    waiting = versions.pending(plan_id)
    force = fields.of_plan(found)
    page = render_template(
        "unit/plan.html",
        unit=unit,
        plan=found,
        labels=fields.LABELS,
        told=fields.texts(force),
        waiting=waiting,
        pairs=fields.differences(force, fields.again(waiting.fields)) if waiting else [],
        versions=versions.of_one(plan_id),
        changes=changes.of_plan_id(plan_id),
        kinds=CHANGES,
        decisions=changes.DECISIONS,
        accepted=completion.of_plan(plan_id),
        results=completion.RESULTS,
        files=store.held_by(completion.HOLDER, [plan_id]),
        error=error,
    )
    return page, error.status if error else 200


@bp.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@access("unit_officer")
def edit_plan(plan_id: int) -> Any:
    """Fill in the plan and put it forward."""
    unit, found = own_plan(plan_id)
    try:
        if found.version:
            raise Conflict("plan_approved", "计划已经批准，修改请提出调整申请")
        versions.running(found)
    except Conflict as problem:
        if request.method == "GET":
            raise
        # What was typed stays on the page, to be taken into a request for change.
        return _form(unit, found, [], problem)
    if request.method == "GET":
        return _form(unit, found, [])
    made, faults = plan_form.read(found, unit.id)
    if plan_form.more():
        return _form(unit, found, [])
    if faults:
        return _form(unit, found, faults)
    try:
        versions.propose(unit.congress_id, plan_id, made, plan_form.edits(), actor(), now(), unit.id)
    except DomainError as problem:
        unit, found = own_plan(plan_id)
        return _form(unit, found, [], problem)
    flash(_("计划已提交，等待批准"), "ok")
    return redirect(url_for("unit.plan", plan_id=plan_id))


def _form(unit: Unit, found: Plan, faults: Any, problem: DomainError | None = None) -> Any:
    page = render_template(
        "unit/plan_edit.html",
        unit=unit,
        plan=found,
        **plan_form.words(found, versions.shown(found), faults, problem),
    )
    return page, problem.status if problem else 422 if faults else 200


@bp.get("/plans/<int:plan_id>/files/<int:attachment_id>")
@access("unit_officer")
def plan_file(plan_id: int, attachment_id: int) -> Response:
    """Evidence of the acceptance."""
    own_plan(plan_id)
    return attachment(store.one_of(attachment_id, completion.HOLDER, [plan_id]))


@bp.get("/plans/<int:plan_id>/versions")
@access("unit_officer")
def plan_versions(plan_id: int) -> Any:
    """Two versions side by side; the address names them (`a`, `b`)."""
    unit, found = own_plan(plan_id)
    return render_template("unit/plan_versions.html", unit=unit, plan=found, **plan_form.sides(plan_id))
