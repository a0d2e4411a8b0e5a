"""Plans for which my unit is responsible: filled in, and what became of them (实施计划)."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...attachments import store
from ...errors import Conflict, DomainError
from ...implementation import changes, completion, fields, plans, versions
from ...implementation.models import Plan
from ...implementation.reading import Faults
from ...implementation.settings import CHANGES
from .. import plan_form
from ..access import access
from ..context import actor, now
from ..files import attachment
from . import bp, own


@bp.get("/plans", endpoint="plans")
@access("unit_officer")
def list_plans() -> str:
    """My unit's plans, newest year first."""
    found = plans.of_unit(own.unit().id)
    return render_template("unit/plans.html", found=found, waiting=versions.pending_of([one.id for one in found]))


@bp.get("/plans/<int:plan_id>")
@access("unit_officer")
def plan(plan_id: int) -> str:
    """One of them."""
    found = own.plan(plan_id)
    waiting = versions.pending(plan_id)
    force = fields.of_plan(found)
    return render_template(
        "unit/plan.html",
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
    )


@bp.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@access("unit_officer")
def edit_plan(plan_id: int) -> ResponseReturnValue:
    """Fill in the plan and put it forward."""
    found = own.plan(plan_id)
    try:
        if found.version:
            raise Conflict("plan_approved", "计划已经批准，修改请提出调整申请")
        versions.running(found)
    except Conflict as problem:
        if request.method == "GET":
            raise
        # What was typed stays on the page, to be taken into a request for change.
        return _form(found, [], problem)
    if request.method == "GET":
        return _form(found, [])
    made, faults = plan_form.read(found, found.unit_id)
    if plan_form.more():
        return _form(found, [])
    if faults:
        return _form(found, faults)
    try:
        versions.propose(found.congress_id, plan_id, made, plan_form.edits(), actor(), now(), found.unit_id)
    except DomainError as problem:
        return _form(found, [], problem)
    flash(_("计划已提交，等待批准"), "ok")
    return redirect(url_for("unit.plan", plan_id=plan_id))


def _form(found: Plan, faults: Faults, problem: DomainError | None = None) -> ResponseReturnValue:
    words = plan_form.words(found, versions.shown(found), faults, problem)
    page = render_template("unit/plan_edit.html", plan=found, **words)
    return page, problem.status if problem else 422 if faults else 200


@bp.get("/plans/<int:plan_id>/files/<int:attachment_id>")
@access("unit_officer")
def plan_file(plan_id: int, attachment_id: int) -> Response:
    """Evidence of the acceptance."""
    own.plan(plan_id)
    return attachment(store.one_of(attachment_id, completion.HOLDER, [plan_id]))


@bp.get("/plans/<int:plan_id>/versions")
@access("unit_officer")
def plan_versions(plan_id: int) -> str:
    """Two versions side by side; the address names them (`a`, `b`)."""
    return render_template("unit/plan_versions.html", plan=own.plan(plan_id), **plan_form.sides(plan_id))
