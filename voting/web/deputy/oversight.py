"""A deputy follows projects, looks at them on the spot, and sees what was put right (代表监督)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...attachments.models import Attachment
from ...collection.channels import OUTCOMES
from ...congress import units
from ...errors import DomainError, Missing
from ...extensions import own
from ...implementation import listing, progress, ratings, states
from ...implementation.models import Plan
from ...journal.log import Actor
from ...supervision import followed_projects, groups, inquiries, inspections, opinions, record, task_papers, tasks
from ...supervision import photos as oversight_files
from ...supervision.models import Inspection, Task
from .. import formats
from ..access import access
from ..context import now, settings, today
from ..files import attachment, paper
from ..forms.deputies import FollowingForm, JudgeForm, SeenForm
from ..language import say
from ..pages import ActPage, PhotoPage
from . import bp

SOON = timedelta(days=14)


def _actor() -> Actor:
    return Actor(current_user.name, "代表")


@bp.get("/plans")
@access.deputy
def plans() -> str:
    """Projects under way: those I follow first, with what is open on each."""
    congress_id, number = current_user.congress_id, current_user.number
    rows = listing.rows(congress_id, today(), public=True)
    followed = followed_projects.watched(congress_id, number)
    open_ = [one for one in tasks.listed(congress_id) if one.closed_at is None]
    own = groups.of_deputy(congress_id, number)
    due = _due(rows, followed | own, open_)
    rows.sort(key=lambda row: (row.plan.id not in own, row.plan.id not in followed, -row.plan.year, row.plan.no))
    return render_template(
        "deputy/plans.html",
        due=due,
        rows=rows,
        followed=followed,
        own=own,
        states=states.STATES,
        kinds=states.KINDS,
        open={row.plan.id: [one for one in open_ if one.plan_id == row.plan.id] for row in rows},
    )


def _due(rows: list[listing.Row], near: set[int], open_: list[Task]) -> list[tuple[str, str, str, int, str]]:
    """What waits: title, word, its kind, the plan and why; answers that I judge first, then what is late or lags.

    `near`: the plans that I follow or whose group I am in; deadlines of others are shown once they are past.
    """
    names, told = {row.plan.id: row.plan.name for row in rows}, []
    judged = inspections.taken_part(open_, current_user.number)
    for one in open_:
        if one.plan_id not in names:
            continue
        state, mine = tasks.state_of(one, today()), one.id in judged
        if state == "answered" and mine:
            word, kind, rank = _("已答复，请您看看改好没有"), "warn", 0
        elif state == "overdue":
            word, kind, rank = say(tasks.STATES[state]), "bad", 1
        elif state == "open" and one.due_on <= today() + SOON and (mine or one.plan_id in near):
            word, kind, rank = say(tasks.STATES[state]), "busy", 3
        else:
            continue
        why = f"{names[one.plan_id]} · {one.unit_name} · " + _("期限 %(day)s", day=formats.day(one.due_on))
        told.append((rank, (one.text, word, kind, one.plan_id, why)))
    for row in rows:
        if row.state.key in states.TROUBLED:
            words = (say(states.STATES[row.state.key]), states.KINDS[row.state.key])
            told.append((2, (row.plan.name, *words, row.plan.id, say(row.state.why))))
        if row.overdue:
            why = _("%(n)s 期没有按时填报", n=len(row.overdue))
            told.append((2, (row.plan.name, _("逾期未报"), "bad", row.plan.id, why)))
    return [line for _rank, line in sorted(told, key=lambda pair: pair[0])]


@access.deputy
class PlanPage(PhotoPage):
    """One of them with everything, and the form for what I have seen."""

    template = "deputy/plan.html"

    def record(self, plan_id: int) -> Plan:
        """The project, once it is public."""
        return own(Plan, plan_id, current_user.congress_id, public=True)

    def filled(self, record: Plan) -> SeenForm:
        """The form."""
        return SeenForm.begun()

    def send(self, record: Plan, form: SeenForm) -> Inspection:
        """Enter it."""
        seen = form.seen(current_user.number, current_user.name)
        about = record.congress_id, record.id, seen, form.cleaned, settings()
        return inspections.enter(*about, _actor(), now(), form.token.data, current_user.number)

    def done(self, made: Inspection) -> ResponseReturnValue:
        """The project again."""
        problem = made.verdict == "problem"
        flash(_("已登记。发现的问题已交责任单位，答复后这里能看到") if problem else _("已登记"), "ok")
        return redirect(url_for("deputy.plan", plan_id=made.plan_id))

    def context(self, record: Plan, form: SeenForm) -> dict[str, Any]:
        """How it stands and what was seen, asked and put right."""
        made = inspections.of_plan(record.id)
        given = tasks.listed(record.congress_id, plan_ids=[record.id])
        reports = [one for one in progress.of_plan(record.id) if not one.returned]
        return {
            "plan": record,
            "row": listing.row(record, today()),
            "states": states.STATES,
            "kinds": states.KINDS,
            "ratings": ratings.of_plan(record),
            "groups": groups.of_plan(record.id),
            "inspections": made,
            "inspection_kinds": inspections.KINDS,
            "verdicts": inspections.VERDICTS,
            "tasks": given,
            "task_states": tasks.STATES,
            "task_kinds": tasks.KINDS,
            "task_acts": tasks.ACTS,
            "reports": reports,
            "state_of_task": lambda one: tasks.state_of(one, today()),
            "mine": inspections.taken_part(given, current_user.number),
            "followed": record.id in followed_projects.watched(record.congress_id, current_user.number),
            "pictures": _pictures(made, given),
            "report_pictures": store.held_by(progress.HOLDER, [one.id for one in reports]),
        }


def _pictures(made: Sequence[Inspection], given: Sequence[Task]) -> dict[tuple[str, int], list[Attachment]]:
    lines = [line.id for task in given for line in task.entries]
    held = store.held_by(inspections.HOLDER, [one.id for one in made]) + store.held_by(tasks.HOLDER, lines)
    found: dict[tuple[str, int], list[Attachment]] = {}
    for one in held:
        found.setdefault((one.holder, one.holder_id), []).append(one)
    return found


@access.deputy
class JudgeTask(ActPage):
    """Who found the problem says whether the answer is enough (销号), or sends it back."""

    def act(self, task_id: int, act: str) -> Task:
        """Close it, or send it back."""
        found, form = tasks.task_of(current_user.congress_id, task_id), JudgeForm.asked()
        if not inspections.taken_part([found], current_user.number):
            raise Missing(*Task.absent)
        about, end = (found.congress_id, task_id, form.text.data), (_actor(), now(), form.seen.data)
        if act == "close":
            made = tasks.close(*about, *end)
            flash(_("已销号"), "ok")
        else:
            made = tasks.send_back(*about, today() + tasks.USUAL, *end)
            flash(_("已退回"), "ok")
        return made

    def done(self, made: Task) -> ResponseReturnValue:
        """The task on the project's page."""
        return redirect(url_for("deputy.plan", plan_id=made.plan_id, _anchor=f"task-{made.id}"))

    def refused(self, error: DomainError, task_id: int, act: str) -> ResponseReturnValue:
        """The same, with the reason."""
        if isinstance(error, Missing):
            raise error
        flash(say(error), "warn")
        return self.done(tasks.task_of(current_user.congress_id, task_id))


@access.deputy
class FollowPlan(ActPage):
    """Follow a project, or no longer."""

    def act(self, plan_id: int) -> int:
        """Follow it or not."""
        wanted = FollowingForm.asked().wanted.data
        followed_projects.watch(current_user.congress_id, current_user.number, plan_id, wanted)
        return plan_id

    def done(self, made: int) -> ResponseReturnValue:
        """The project again."""
        return redirect(url_for("deputy.plan", plan_id=made))


@bp.get("/plans/photos/<int:attachment_id>")
@access.deputy
def plan_photo(attachment_id: int) -> Response:
    """A photo of an inspection, an answer or a report of my congress; `?small=1` gives the small one."""
    try:
        held = oversight_files.seen_by(attachment_id, current_user.congress_id)
    except Missing:
        held = progress.photo_of(current_user.congress_id, attachment_id)
    return attachment(held)


@bp.get("/inquiries")
@access.deputy
def meetings_of_committee() -> str:
    """Special inquiries and opinions of the standing committee, to be read."""
    congress_id = current_user.congress_id
    listed, adopted = inquiries.of_congress(congress_id), opinions.of_congress(congress_id)
    given = opinions.handling([one.id for one in adopted])
    return render_template(
        "deputy/inquiries.html",
        inquiries=listed,
        opinions=adopted,
        given=given,
        states=opinions.STATES,
        kinds=opinions.KINDS,
        state_of=opinions.state_of,
        task_states=tasks.STATES,
        task_kinds=tasks.KINDS,
        state_of_task=lambda one: tasks.state_of(one, today()),
        unit_names=units.names(congress_id),
        answered_by=inquiries.answered_by,
    )


@bp.get("/record.pdf")
@access.deputy
def print_own_record() -> Response:
    """My own record to print."""
    told = record.of_person(current_user.congress_id, current_user.number, current_user.name)
    return paper(task_papers.record_paper(current_user.congress_id, told, today(), settings()), "record")


@bp.get("/record")
@access.deputy
def own_record() -> str:
    """My own record; nobody else's."""
    return render_template(
        "deputy/record.html",
        told=record.of_person(current_user.congress_id, current_user.number, current_user.name),
        kinds=record.KINDS,
        inspection_kinds=inspections.KINDS,
        outcomes=OUTCOMES,
    )


bp.add_url_rule("/plans/<int:plan_id>", view_func=PlanPage.as_view("plan"))
bp.add_url_rule("/plans/<int:plan_id>/watch", view_func=FollowPlan.as_view("watch_plan"))
bp.add_url_rule("/tasks/<int:task_id>/<act>", view_func=JudgeTask.as_view("judge_task"))
