"""What a unit has to put right, and its answers with photos (督办、整改事项)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...supervision import inspections, photos, tasks
from ...supervision.models import Task
from ..access import access
from ..context import actor, now, settings, today
from ..files import attachment
from ..forms.answers import TaskAnswerForm
from ..pages import PhotoPage
from . import bp, own


@bp.get("/tasks")
@access("unit_officer")
def unit_tasks() -> str:
    """My unit's tasks, what is due first."""
    unit = own.unit()
    return render_template(
        "unit/tasks.html",
        listed=tasks.listed(unit.congress_id, unit.id),
        states=tasks.STATES,
        kinds=tasks.KINDS,
        origins=tasks.ORIGINS,
        state_of_task=lambda one: tasks.state_of(one, today()),
    )


@access("unit_officer")
class TaskPage(PhotoPage):
    """One of them, and the form for the answer."""

    template = "unit/task.html"
    form = TaskAnswerForm

    def record(self, task_id: int) -> Task:
        """The task."""
        return own.task(task_id)

    def filled(self, record: Task) -> TaskAnswerForm:
        """The form: every answer is a new one."""
        return TaskAnswerForm.asked()

    def send(self, record: Task, form: TaskAnswerForm) -> Task:
        """Answer it."""
        said = form.text.data, form.cleaned, settings()
        return tasks.answer(record.congress_id, record.id, own.unit().id, *said, actor(), now())

    def done(self, made: Task) -> ResponseReturnValue:
        """The task again."""
        flash(_("已答复，等待代表或者人大机关销号"), "ok")
        return redirect(url_for("unit.unit_task", task_id=made.id))

    def context(self, record: Task, form: TaskAnswerForm) -> dict[str, Any]:
        """How it stands, with the photos of its record."""
        held = store.held_by(tasks.HOLDER, [line.id for line in record.entries])
        if record.origin == "inspection":
            held += store.held_by(inspections.HOLDER, [record.origin_id])
        return {
            "state": tasks.state_of(record, today()),
            "states": tasks.STATES,
            "kinds": tasks.KINDS,
            "origins": tasks.ORIGINS,
            "acts": tasks.ACTS,
            "files": held,
        }


@bp.get("/tasks/photos/<int:attachment_id>")
@access("unit_officer")
def task_photo(attachment_id: int) -> Response:
    """A photo of what concerns my unit's tasks; `?small=1` gives the small one."""
    return attachment(photos.seen_by(attachment_id, current_user.congress_id, own.unit().id))


bp.add_url_rule("/tasks/<int:task_id>", view_func=TaskPage.as_view("unit_task"))
