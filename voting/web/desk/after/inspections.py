"""Inspections and tasks that the office enters itself (办公室登记的视察、交办事项)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....errors import DomainError, Rejected
from ....implementation import plans
from ....implementation.models import Plan
from ....supervision import groups as together
from ....supervision import inspections, tasks
from ....supervision.inspections import Seen
from ... import photos, values
from ...access import access
from ...context import actor, now, rng, settings
from ...values import number
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS
from .progress import today


@bp.route("/inspections/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_inspection() -> Any:
    """What deputies saw, with who was there; a problem makes a task for the unit."""
    token = request.form.get("token", "")[:64]
    if not token.startswith(f"desk{current_user.id}-"):
        token = f"desk{current_user.id}-{rng(12).hex()}"
    if request.method == "GET":
        return _form(token, [], [])
    pictures, errors = photos.taken(token, inspections.MAX_FILES)
    form = request.form
    try:
        people = together.named(current_user.congress_id, form.get("deputies", ""), "deputies")
        if not people:
            raise Rejected("deputies_missing", "请填写参加的代表", field="deputies")
        seen = Seen(
            form.get("kind", ""),
            _day("held_on"),
            form.get("text", ""),
            form.get("verdict", ""),
            form.get("task", ""),
            _day("due_on"),
            form.get("place", ""),
            people,
        )
        if not errors:
            plan_id = request.values.get("plan", 0, number)
            inspections.enter(current_user.congress_id, plan_id, seen, pictures, settings(), actor(), now(), token)
            photos.done(token)
            flash(_("视察已登记"), "ok")
            return redirect(url_for("desk.oversight"))
    except DomainError as problem:
        errors.append(problem)
    photos.wait(token, pictures)
    return _form(token, pictures, errors)


def _form(token: str, waiting: list[Any], errors: list[DomainError]) -> Any:
    page = render_template(
        "desk/after/inspection_new.html",
        token=token,
        waiting=waiting,
        plans=_public_plans(),
        plan_options=_options,
        kinds=inspections.KINDS,
        verdicts=inspections.VERDICTS,
        most=inspections.MAX_FILES,
        today=today(),
        usual=today() + tasks.USUAL,
        typed=request.values,
        wrong={str(one.details.get("field", "plan")): one.message for one in errors},
        errors=[(one.details.get("field", "plan"), one.message) for one in errors],
    )
    return page, max((one.status for one in errors), default=200)


def _public_plans() -> list[Plan]:
    """The plans on the board, newest year first."""
    congress_id = current_user.congress_id
    return [one for year in plans.years(congress_id) for one in plans.of_year(congress_id, year) if one.public]


def _options(own: list[Plan]) -> list[tuple[int, str]]:
    return [(one.id, f"{one.year} · {one.no}. {one.name}") for one in own]


def _day(key: str) -> date | None:
    return values.day(request.form.get(key, ""))


@bp.route("/tasks/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_task() -> Any:
    """Give the unit of a project a task."""
    congress_id, error = current_user.congress_id, None
    if request.method == "POST":
        try:
            due_on = _day("due_on")
            if due_on is None:
                raise Rejected("due_wrong", "期限应在明天以后、一年以内", field="due_on")
            plan_id = request.form.get("plan", 0, number)
            made = tasks.give_by_office(congress_id, plan_id, request.form.get("task", ""), due_on, actor(), now())
            flash(_("已交办"), "ok")
            return redirect(url_for("desk.oversight_task", task_id=made.id))
        except DomainError as problem:
            error = problem
    page = render_template(
        "desk/after/task_new.html",
        plans=_public_plans(),
        plan_options=_options,
        typed=request.values,
        error=error,
        usual=today() + tasks.USUAL,
        last=today() + timedelta(days=365),
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200
