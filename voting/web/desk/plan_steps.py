"""A plan is written, approved or sent back at the desk, and its versions compared."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...errors import DomainError
from ...supervision import plans as supervised
from ...supervision import versions
from ...supervision.models import Plan
from .. import plan_form
from ..access import access
from ..here import actor, now
from . import bp
from .plans import EDITORS, READERS, plan_page


@bp.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@access(*EDITORS)
def edit_plan(plan_id: int) -> Any:
    """Write a plan and put it forward."""
    found = versions.running(supervised.get(current_user.congress_id, plan_id))
    if request.method == "GET":
        return _form(found, [])
    fields, faults = plan_form.read(found)
    if plan_form.more():
        return _form(found, [])
    if faults:
        return _form(found, faults)
    try:
        reason = request.form.get("reason", "")
        versions.propose(found.congress_id, plan_id, fields, plan_form.edits(), actor(), now(), reason=reason)
    except DomainError as problem:
        return _form(supervised.get(current_user.congress_id, plan_id), [], problem)
    flash(_("计划已保存，等待批准"), "ok")
    return redirect(url_for("desk.plan", plan_id=plan_id))


def _form(found: Plan, faults: Any, problem: DomainError | None = None) -> Any:
    page = render_template(
        "desk/plan_edit.html", plan=found, **plan_form.words(found, versions.shown(found), faults, problem)
    )
    return page, problem.status if problem else 422 if faults else 200


@bp.post("/plans/<int:plan_id>/approve")
@access(*EDITORS)
def approve_plan(plan_id: int) -> Any:
    """Enter the act that approves the proposed version."""
    congress_id = supervised.get(current_user.congress_id, plan_id).congress_id
    try:
        no, edits = plan_form.number("version"), plan_form.edits()
        versions.approve(congress_id, plan_id, no, edits, plan_form.ruling(), actor(), now())
    except DomainError as problem:
        return plan_page(plan_id, problem, "approve")
    flash(_("计划已批准，从现在起有效并向社会公开"), "ok")
    return redirect(url_for("desk.plan", plan_id=plan_id))


@bp.post("/plans/<int:plan_id>/return")
@access(*EDITORS)
def return_plan(plan_id: int) -> Any:
    """Send the proposed version back to its unit."""
    congress_id = supervised.get(current_user.congress_id, plan_id).congress_id
    try:
        no, edits = plan_form.number("version"), plan_form.edits()
        versions.send_back(congress_id, plan_id, no, edits, request.form.get("returned", ""), actor(), now())
    except DomainError as problem:
        return plan_page(plan_id, problem, "return")
    flash(_("计划已退回责任单位修改"), "ok")
    return redirect(url_for("desk.plan", plan_id=plan_id))


@bp.get("/plans/<int:plan_id>/versions")
@access(*READERS)
def plan_versions(plan_id: int) -> Any:
    """Two versions side by side; the address names them (`a`, `b`)."""
    found = supervised.get(current_user.congress_id, plan_id)
    return render_template("desk/plan_versions.html", plan=found, **plan_form.sides(plan_id))
