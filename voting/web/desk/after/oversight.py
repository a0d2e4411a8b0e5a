"""What deputies saw and what units have to put right, for the office (代表监督、督办)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....errors import Rejected
from ....implementation import plans
from ....supervision import inspections, task_papers, tasks
from ....supervision import photos as oversight_files
from ....supervision.models import Inspection, Task
from ...access import access
from ...context import actor, now, settings, today
from ...files import attachment, paper
from ...forms.base import Form
from ...forms.supervision import CloseForm, ProlongForm, SendBackForm, ShownForm, TaskForm
from ...pages import ActPage, FormPage
from ...values import whole
from ..blueprint import bp
from .plans import EDITORS, READERS

ACTS = {"close": CloseForm, "back": SendBackForm, "prolong": ProlongForm}
AGAIN = timedelta(days=15)
"""The time that a unit usually gets to do it again."""


def task_words() -> dict[str, Any]:
    """What a page needs to say how tasks stand."""
    return {
        "state_of_task": lambda one: tasks.state_of(one, today()),
        "task_states": tasks.STATES,
        "task_kinds": tasks.KINDS,
    }


@bp.get("/oversight")
@access(*READERS)
def oversight() -> str:
    """The tasks with how they stand, those that are not closed unless others are asked for; the newest inspections."""
    congress_id, (state, year) = current_user.congress_id, _asked()
    every = tasks.listed(congress_id)
    listed = [one for one in every if year is None or tasks.year_of(one) == year]
    years = sorted({tasks.year_of(one) for one in every} | {*plans.years(congress_id)}, reverse=True)
    made = inspections.of_congress(congress_id, year=year)
    return render_template(
        "desk/after/oversight.html",
        listed=tasks.wanted(listed, state, today()),
        counts={key: len(tasks.wanted(listed, key, today())) for key in ("", "all", *tasks.STATES)},
        chosen=state,
        year=year,
        years=years,
        labels={"": _("未销号"), "all": _("全部"), **tasks.STATES},
        origins=tasks.ORIGINS,
        inspections=made,
        inspection_kinds=inspections.KINDS,
        verdicts=inspections.VERDICTS,
        files=store.held_by(inspections.HOLDER, [one.id for one in made]),
        **task_words(),
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
    return paper(task_papers.task_list(current_user.congress_id, state, year, today(), settings()), "tasks")


@access(*EDITORS)
class NewTask(FormPage):
    """Give the unit of a project a task."""

    template = "desk/after/task_new.html"
    form = TaskForm

    def filled(self, record: None) -> TaskForm:
        """The form; the address may name the project."""
        return TaskForm.asked(plan=whole(request.args.get("plan", ""), None), due_on=today() + tasks.USUAL)

    def act(self, record: None, form: TaskForm) -> Task:
        """Give it."""
        told = form.plan.data, form.task.data, form.due_on.data
        return tasks.give_by_office(current_user.congress_id, *told, actor(), now())

    def done(self, made: Task) -> ResponseReturnValue:
        """To its page."""
        flash(_("已交办"), "ok")
        return redirect(url_for("desk.oversight_task", task_id=made.id))


@bp.get("/tasks/<int:task_id>")
@access(*READERS)
def oversight_task(task_id: int) -> ResponseReturnValue:
    """A task with its record."""
    return _page(tasks.task_of(current_user.congress_id, task_id))


def _page(found: Task, sent: Form | None = None) -> ResponseReturnValue:
    held = store.held_by(tasks.HOLDER, [line.id for line in found.entries])
    if found.origin == "inspection":
        held += store.held_by(inspections.HOLDER, [found.origin_id])
    forms = {act: kind.beside(sent, None, act, due_on=today() + AGAIN) for act, kind in ACTS.items()}
    for form in forms.values():
        form.compare(len(found.entries))
    page = render_template(
        "desk/after/task.html",
        one=found,
        state=tasks.state_of(found, today()),
        states=tasks.STATES,
        kinds=tasks.KINDS,
        origins=tasks.ORIGINS,
        acts=tasks.ACTS,
        files=held,
        sent=sent,
        forms=forms,
    )
    return page, sent.status if sent else 200


@access(*EDITORS)
class HandleTask(FormPage):
    """Close a task, send its answer back, or give more time (`act`)."""

    def record(self, task_id: int, act: str) -> tuple[Task, str]:
        """The task, and what is done with it; raises `Rejected` for anything else."""
        found = tasks.task_of(current_user.congress_id, task_id)
        if act not in ACTS:
            raise Rejected("act_missing", "请选择要办理的事项", field="act")
        return found, act

    def filled(self, record: tuple[Task, str]) -> Form:
        """The form beside the record."""
        _found, act = record
        return ACTS[act].asked(ids=act)

    def act(self, record: tuple[Task, str], form: CloseForm | SendBackForm | ProlongForm) -> Task:
        """Do it."""
        found, _act = record
        own, text, seen = (found.congress_id, found.id), form.text.data, form.seen.data
        if isinstance(form, SendBackForm):
            made = tasks.send_back(*own, text, form.due_on.data, actor(), now(), seen)
            flash(_("已退回"), "ok")
        elif isinstance(form, ProlongForm):
            made = tasks.prolong(*own, form.due_on.data, text, actor(), now(), seen)
            flash(_("期限已延长"), "ok")
        else:
            made = tasks.close(*own, text, actor(), now(), seen)
            flash(_("已销号"), "ok")
        return made

    def done(self, made: Task) -> ResponseReturnValue:
        """The task again."""
        return redirect(url_for("desk.oversight_task", task_id=made.id))

    def page(self, record: tuple[Task, str], form: Form) -> ResponseReturnValue:
        """The task with the form."""
        found, _act = record
        return _page(found, form)


@access(*EDITORS)
class PublishInspection(ActPage):
    """Show an inspection to the public, or take it back."""

    def act(self, inspection_id: int) -> Inspection:
        """Do it."""
        shown = ShownForm.asked().shown.data
        return inspections.publish(current_user.congress_id, inspection_id, shown, actor(), now())

    def done(self, made: Inspection) -> ResponseReturnValue:
        """The inspection in its list."""
        flash(_("已公开") if made.published_at else _("已撤回，不再公开"), "ok")
        return redirect(url_for("desk.oversight", _anchor=f"inspection-{made.id}"))


@bp.get("/oversight/photos/<int:attachment_id>")
@access(*READERS)
def oversight_photo(attachment_id: int) -> Response:
    """A photo of an inspection or an answer; `?small=1` gives the small one."""
    return attachment(oversight_files.seen_by(attachment_id, current_user.congress_id))


bp.add_url_rule("/tasks/new", view_func=NewTask.as_view("new_task"))
bp.add_url_rule(
    "/tasks/<int:task_id>/<act>",
    view_func=HandleTask.as_view("handle_task"),
    methods=["POST"],
)
bp.add_url_rule("/inspections/<int:inspection_id>/publish", view_func=PublishInspection.as_view("publish_inspection"))
