"""What a unit has to put right, and its answers with photos (督办、整改事项)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...errors import DomainError, Missing
from ...supervision import inspections, tasks
from ...supervision import photos as oversight_files
from ...supervision.models import Task
from ...times import CHINA
from .. import photos
from ..access import access
from ..context import actor, now, rng, settings
from ..files import attachment
from . import bp
from .suggestions import own_unit


def _today() -> date:
    return now().astimezone(CHINA).date()


def _task(task_id: int) -> Task:
    found = tasks.task_of(current_user.congress_id, task_id)
    if found.unit_id != own_unit().id:
        raise Missing("no_such_task", "没有找到这个督办事项")
    return found


@bp.get("/tasks")
@access("unit_officer")
def unit_tasks() -> Any:
    """My unit's tasks, what is due first."""
    unit = own_unit()
    return render_template(
        "unit/tasks.html",
        unit=unit,
        listed=tasks.listed(unit.congress_id, unit.id),
        states=tasks.STATES,
        kinds=tasks.KINDS,
        origins=tasks.ORIGINS,
        state_of_task=lambda one: tasks.state_of(one, _today()),
    )


@bp.route("/tasks/<int:task_id>", methods=["GET", "POST"])
@access("unit_officer")
def unit_task(task_id: int) -> Any:
    """One of them, and the form for the answer."""
    found = _task(task_id)
    if request.method == "GET":
        return _page(found, f"{current_user.id}-{rng(12).hex()}", [], [])
    token = request.form.get("token", "")[:64]
    if not token.startswith(f"{current_user.id}-"):
        token = f"{current_user.id}-{rng(12).hex()}"
    pictures, errors = photos.taken(token, inspections.MAX_FILES)
    try:
        if not errors:
            tasks.answer(
                found.congress_id,
                task_id,
                own_unit().id,
                request.form.get("text", ""),
                pictures,
                settings(),
                actor(),
                now(),
            )
            photos.done(token)
            flash(_("已答复，等待代表或者人大机关销号"), "ok")
            return redirect(url_for("unit.unit_task", task_id=task_id))
    except DomainError as problem:
        errors.append(problem)
    photos.wait(token, pictures)
    return _page(_task(task_id), token, pictures, errors)


def _page(found: Task, token: str, waiting: list[Any], errors: list[DomainError]) -> Any:
    held = store.held_by(tasks.HOLDER, [line.id for line in found.entries])
    if found.origin == "inspection":
        held += store.held_by(inspections.HOLDER, [found.origin_id])
    page = render_template(
        "unit/task.html",
        unit=own_unit(),
        one=found,
        state=tasks.state_of(found, _today()),
        states=tasks.STATES,
        kinds=tasks.KINDS,
        origins=tasks.ORIGINS,
        acts=tasks.ACTS,
        token=token,
        waiting=waiting,
        files=held,
        most=inspections.MAX_FILES,
        typed=request.form if request.method == "POST" else {},
        wrong={str(one.details.get("field", "text")): one.message for one in errors},
        errors=[(one.details.get("field", "text"), one.message) for one in errors],
    )
    return page, max((one.status for one in errors), default=200)


@bp.get("/tasks/photos/<int:attachment_id>")
@access("unit_officer")
def task_photo(attachment_id: int) -> Response:
    """A photo of what concerns my unit's tasks; `?small=1` gives the small one."""
    held = oversight_files.seen_by(attachment_id, current_user.congress_id, own_unit().id)
    return attachment(held)
