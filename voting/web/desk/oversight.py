"""What deputies saw and what units have to put right, for the office (代表监督、督办)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...errors import DomainError, Rejected
from ...oversight import files as oversight_files
from ...oversight import inspections, papers, tasks
from ..access import access
from ..here import actor, now, settings
from . import bp
from .common import PDF, field_of
from .plans import EDITORS, READERS
from .progress import today

TYPES = {"image": "image/jpeg", "pdf": "application/pdf"}


@bp.get("/oversight")
@access(*READERS)
def oversight() -> Any:
    """Every task with how it stands, and the newest inspections."""
    listed = tasks.listed(current_user.congress_id)
    chosen = request.args.get("state", "")
    counts = {key: sum(tasks.state_of(one, today()) == key for one in listed) for key in tasks.STATES}
    made = inspections.of_congress(current_user.congress_id)
    return render_template(
        "desk/oversight.html", listed=[one for one in listed if not chosen or tasks.state_of(one, today()) == chosen],
        counts=counts, chosen=chosen, states=tasks.STATES, kinds=tasks.KINDS, origins=tasks.ORIGINS,
        state_of_task=lambda one: tasks.state_of(one, today()), inspections=made, inspection_kinds=inspections.KINDS,
        verdicts=inspections.VERDICTS, files=store.held_by(inspections.HOLDER, [one.id for one in made]),
    )  # fmt: skip


@bp.get("/oversight/tasks.pdf")
@access(*READERS)
def task_list() -> Response:
    """The tasks that the page shows, as a list to print."""
    chosen = request.args.get("state", "")
    listed = [
        one for one in tasks.listed(current_user.congress_id) if not chosen or tasks.state_of(one, today()) == chosen
    ]
    what = f"（{tasks.STATES[chosen]}）" if chosen in tasks.STATES else ""
    pdf = papers.task_list(current_user.congress_id, listed, what, today(), settings())
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
        "desk/task.html", one=found, state=tasks.state_of(found, today()), states=tasks.STATES, kinds=tasks.KINDS,
        origins=tasks.ORIGINS, acts=tasks.ACTS, files=held, act=act, error=error,
        wrong=field_of(error) if error else None, usual=today() + timedelta(days=15),
        last=today() + timedelta(days=365),
    )  # fmt: skip
    return page, error.status if error else 200


@bp.post("/tasks/<int:task_id>/<act>")
@access(*EDITORS)
def handle_task(task_id: int, act: str) -> Any:
    """Close it, send its answer back, or give more time."""
    congress_id, text = current_user.congress_id, request.form.get("text", "")
    try:
        if act == "close":
            tasks.close(congress_id, task_id, text, actor(), now())
        elif act == "back":
            tasks.send_back(congress_id, task_id, text, _due(), actor(), now())
        elif act == "prolong":
            tasks.prolong(congress_id, task_id, _due(), text, actor(), now())
        else:
            raise Rejected("act_missing", "请选择要办理的事项", field="act")
    except DomainError as problem:
        return _page(task_id, act, problem)
    flash({"close": _("已销号"), "back": _("已退回"), "prolong": _("期限已延长")}[act], "ok")
    return redirect(url_for("desk.oversight_task", task_id=task_id))


def _due() -> date:
    try:
        return date.fromisoformat(request.form.get("due_on", "").strip())
    except ValueError as error:
        raise Rejected("due_wrong", "期限应在明天以后、一年以内", field="due_on") from error


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
    small = held.kind == "image" and request.args.get("small") == "1"
    return Response(store.content_of(settings(), held, small), mimetype=TYPES[held.kind])
