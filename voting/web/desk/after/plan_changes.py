"""Requests to change, cancel or replace a project: made, judged, decided, announced (调整)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....edit_conflict import mark
from ....errors import DomainError
from ....implementation import change_papers, changes, fields
from ....implementation import plans as supervised
from ....implementation.models import Plan
from ....implementation.settings import CHANGES, DECIDERS
from ... import change_form, edit_conflict, plan_form
from ...access import access
from ...context import actor, now, settings
from ...files import PDF, download
from ..blueprint import bp
from .plans import EDITORS, READERS, today


@bp.route("/plans/<int:plan_id>/changes/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_change(plan_id: int) -> Any:
    """Ask for a change."""
    found = supervised.get(current_user.congress_id, plan_id)
    if (ended := plan_form.ended(found)) is not None:
        return _form(found, [], ended)
    if request.method == "GET" or plan_form.more():
        return _form(found, [])
    wanted, faults = change_form.read(found)
    if faults:
        return _form(found, faults)
    try:
        made = changes.request(
            found.congress_id,
            plan_id,
            change_form.kind(),
            wanted,
            request.form.get("reason", ""),
            plan_form.edits(),
            actor(),
            now(),
        )
    except DomainError as problem:
        return _form(supervised.get(current_user.congress_id, plan_id), [], problem)
    flash(_("调整申请已提交"), "ok")
    return redirect(url_for("desk.plan_change", change_id=made.id))


def _form(found: Plan, faults: Any, problem: DomainError | None = None) -> Any:
    page = render_template(
        "desk/after/plan_change_new.html",
        plan=found,
        back=url_for("desk.plan", plan_id=found.id),
        **change_form.words(found, faults, problem),
    )
    return page, problem.status if problem else 422 if faults else 200


@bp.get("/plan-changes/<int:change_id>")
@access(*READERS)
def plan_change(change_id: int) -> Any:
    """A request with what was said and decided."""
    return _page(change_id)


def _page(change_id: int, problem: DomainError | None = None, sent: str = "") -> Any:
    change, plan = changes.get(current_user.congress_id, change_id)
    wrong = {str(problem.details.get("field", "")): problem.message} if problem else {}
    page = render_template(
        "desk/after/plan_change.html",
        change=change,
        plan=plan,
        kinds=CHANGES,
        rules=DECIDERS,
        decisions=changes.DECISIONS,
        pairs=fields.differences(*changes.sides(change, plan)),
        error=problem,
        bad=wrong,
        sent=sent,
        typed=request.form,
        today=today(),
        bodies=changes.BODIES,
        seen=edit_conflict.carried(mark([change.opinion]), problem if sent == "opinion" else None),
    )
    return page, problem.status if problem else 200


def _view(change_id: int) -> Any:
    return redirect(url_for("desk.plan_change", change_id=change_id))


@bp.post("/plan-changes/<int:change_id>/opinion")
@access(*EDITORS)
def change_opinion(change_id: int) -> Any:
    """Enter what the government or the office thinks of it."""
    try:
        text, seen = request.form.get("opinion", ""), request.form.get("seen", "")
        changes.give_opinion(current_user.congress_id, change_id, text, actor(), now(), seen)
    except DomainError as problem:
        return _page(change_id, problem, "opinion")
    flash(_("审核意见已保存"), "ok")
    return _view(change_id)


@bp.post("/plan-changes/<int:change_id>/decide")
@access("clerk")
def decide_change(change_id: int) -> Any:
    """Enter the decision, or that it was filed."""
    congress_id, form = current_user.congress_id, request.form
    try:
        changes.decide(
            congress_id, change_id, form.get("decision", ""), plan_form.ruling(), form.get("note", ""), actor(), now()
        )
    except DomainError as problem:
        return _page(change_id, problem, "decide")
    flash(_("决定已录入"), "ok")
    return _view(change_id)


@bp.post("/plan-changes/<int:change_id>/withdraw")
@access(*EDITORS)
def withdraw_change(change_id: int) -> Any:
    """Take the request back."""
    changes.withdraw(current_user.congress_id, change_id, actor(), now())
    flash(_("申请已撤回"), "ok")
    return _view(change_id)


@bp.post("/plan-changes/<int:change_id>/publish")
@access("clerk")
def publish_change(change_id: int) -> Any:
    """Announce the change."""
    changes.publish(current_user.congress_id, change_id, actor(), now())
    flash(_("调整已向社会公告"), "ok")
    return _view(change_id)


@bp.get("/plan-changes/<int:change_id>/notice.pdf")
@access(*READERS)
def change_notice(change_id: int) -> Response:
    """The announcement on paper."""
    change, plan = changes.get(current_user.congress_id, change_id)
    return download(
        change_papers.change_notice(change, plan, settings(), now()), PDF, f"调整公告-{plan.year}-{plan.no}.pdf"
    )
