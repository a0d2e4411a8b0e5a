"""What deputies saw and what units have to put right, for the office (代表监督、督办)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....errors import Conflict, DomainError, Rejected
from ....implementation import plans
from ....supervision import inspections, task_papers, tasks
from ....supervision import photos as oversight_files
from ....supervision.models import Task
from ... import edit_conflict, values
from ...access import access
from ...context import actor, now, settings
from ...files import PDF, attachment
from ...values import whole
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS, READERS
from .progress import today


@bp.get("/oversight")
@access(*READERS)
def oversight() -> Any:
    """The tasks with how they stand, those that are not closed unless others are asked for; the newest inspections."""
    congress_id, (state, year) = current_user.congress_id, _asked()
    every = tasks.listed(congress_id)
    listed = [one for one in every if year is None or tasks.year_of(one) == year]
    years = sorted({tasks.year_of(one) for one in every} | {*plans.years(congress_id)}, reverse=True)
    counts = {
        "": len(tasks.wanted(listed, "", today())),
        "all": len(listed),
        **{key: len(tasks.wanted(listed, key, today())) for key in tasks.STATES},
    }
    made = inspections.of_congress(congress_id, year=year)
    return render_template(
        "desk/after/oversight.html",
        listed=tasks.wanted(listed, state, today()),
        counts=counts,
        chosen=state,
        year=year,
        years=years,
        labels={"": _("未销号"), "all": _("全部"), **tasks.STATES},
        states=tasks.STATES,
        kinds=tasks.KINDS,
        origins=tasks.ORIGINS,
        state_of_task=lambda one: tasks.state_of(one, today()),
        inspections=made,
        inspection_kinds=inspections.KINDS,
        verdicts=inspections.VERDICTS,
        files=store.held_by(inspections.HOLDER, [one.id for one in made]),
    )


def _asked() -> tuple[str, int | None]:
    """State and year that the address names: a key of `STATES`, `all`, or nothing for what is open; None for all."""
    state, year = request.args.get("state", ""), request.args.get("year", "")
    return (
        state if state in tasks.STATES or state == "all" else "",
        whole(year, None, low=1000, high=9999),
    )


@bp.get("/oversight/tasks.pdf")
@access(*READERS)
def task_list() -> Response:
    """The tasks that the page shows, as a list to print."""
    state, year = _asked()
    pdf = task_papers.task_list(current_user.congress_id, state, year, today(), settings())
    return Response(pdf, mimetype=PDF, headers={"Content-Disposition": 'inline; filename="tasks.pdf"'})


@bp.get("/tasks/<int:task_id>")
@access(*READERS)
def oversight_task(task_id: int) -> Any:
    """A task with its record."""
    return _page(task_id)


def _page(task_id: int, act: str = "", error: DomainError | None = None) -> Any:
    found = tasks.task_of(current_user.congress_id, task_id)
    held = store.held_by(tasks.HOLDER, [line.id for line in found.entries])
    if found.origin == "inspection":
        held += store.held_by(inspections.HOLDER, [found.origin_id])
    page = render_template(
        "desk/after/task.html",
        one=found,
        state=tasks.state_of(found, today()),
        states=tasks.STATES,
        kinds=tasks.KINDS,
        origins=tasks.ORIGINS,
        acts=tasks.ACTS,
        files=held,
        act=act,
        error=error,
        wrong=field_of(error) if error else None,
        seen=_seen(found, error),
        usual=today() + timedelta(days=15),
        last=today() + timedelta(days=365),
    )
    return page, error.status if error else 200


def _seen(found: Task, error: DomainError | None) -> int:
    """How many lines of the record the person has seen: after faulty input no more than before."""
    return edit_conflict.number() if error is not None and not isinstance(error, Conflict) else len(found.entries)


@bp.post("/tasks/<int:task_id>/<act>")
@access(*EDITORS)
def handle_task(task_id: int, act: str) -> Any:
    """Close it, send its answer back, or give more time."""
    congress_id, text = current_user.congress_id, request.form.get("text", "")
    try:
        if act == "close":
            tasks.close(congress_id, task_id, text, actor(), now(), edit_conflict.number())
        elif act == "back":
            tasks.send_back(congress_id, task_id, text, _due(), actor(), now(), edit_conflict.number())
        elif act == "prolong":
            tasks.prolong(congress_id, task_id, _due(), text, actor(), now(), edit_conflict.number())
        else:
            raise Rejected("act_missing", "请选择要办理的事项", field="act")
    except DomainError as problem:
        return _page(task_id, act, problem)
    flash({"close": _("已销号"), "back": _("已退回"), "prolong": _("期限已延长")}[act], "ok")
    return redirect(url_for("desk.oversight_task", task_id=task_id))


def _due() -> date:
    found = values.day(request.form.get("due_on", ""))
    if found is None:
        raise Rejected("due_wrong", "期限应在明天以后、一年以内", field="due_on")
    return found


@bp.post("/inspections/<int:inspection_id>/publish")
@access(*EDITORS)
def publish_inspection(inspection_id: int) -> Any:
    """Show an inspection to the public, or take it back."""
    shown = request.form.get("shown") == "1"
    inspections.publish(current_user.congress_id, inspection_id, shown, actor(), now())
    flash(_("已公开") if shown else _("已撤回，不再公开"), "ok")
    return redirect(url_for("desk.oversight", _anchor=f"inspection-{inspection_id}"))


@bp.get("/oversight/photos/<int:attachment_id>")
@access(*READERS)
def oversight_photo(attachment_id: int) -> Response:
    """A photo of an inspection or an answer; `?small=1` gives the small one."""
    held = oversight_files.seen_by(attachment_id, current_user.congress_id)
    return attachment(held)
