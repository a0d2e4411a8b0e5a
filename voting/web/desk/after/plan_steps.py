"""A plan is written, approved or sent back at the desk, and its versions compared."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....errors import DomainError, Missing
from ....implementation import plans as supervised
from ....implementation import versions
from ....implementation.models import Plan
from ... import plan_form
from ...access import access
from ...context import actor, now
from ...values import wholes
from ..blueprint import bp
from .plans import EDITORS, READERS, plan_page, today


@bp.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@access(*EDITORS)
def edit_plan(plan_id: int) -> Any:
    """Write a plan and put it forward."""
    found = supervised.get(current_user.congress_id, plan_id)
    if (ended := plan_form.ended(found)) is not None:
        return _form(found, [], ended)
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
        "desk/after/plan_edit.html", plan=found, **plan_form.words(found, versions.shown(found), faults, problem)
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


@bp.route("/plans/approve", methods=["GET", "POST"])
@access(*EDITORS)
def approve_plans() -> Any:
    """One act approves several plans."""
    error = None
    if request.method == "POST":
        try:
            chosen = [_seen(text) for text in request.form.getlist("chosen")]
            made = versions.approve_all(current_user.congress_id, chosen, plan_form.ruling(), actor(), now())
            flash(_("已批准 %(n)s 个计划，从现在起有效并向社会公开", n=len(made)), "ok")
            return redirect(url_for("desk.plans"))
        except DomainError as problem:
            error = problem
    waiting = [(plan, versions.pending(plan.id)) for plan in versions.waiting(current_user.congress_id)]
    ticked = request.form.getlist("chosen") if request.method == "POST" else None
    page = render_template(
        "desk/after/plans_approve.html",
        waiting=waiting,
        ticked=ticked,
        error=error,
        today=today(),
        typed=request.form,
        bad={str(error.details.get("field", "")): error.message} if error else {},
    )
    return page, error.status if error else 200


def _seen(text: str) -> tuple[int, int, int]:
    """Plan, version and state of the plan as a box of the form says them; raises `Missing`."""
    parts = wholes(text.split("-"))
    if len(parts) != 3:
        raise Missing("no_such_plan", "没有找到这个实施计划")
    return parts[0], parts[1], parts[2]


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
    return render_template("desk/after/plan_versions.html", plan=found, **plan_form.sides(plan_id))
