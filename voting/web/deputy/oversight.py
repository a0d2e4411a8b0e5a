"""A deputy follows projects, looks at them on the spot, and sees what was put right (代表监督)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...collection.channels import OUTCOMES
from ...congress import units
from ...errors import DomainError, Missing
from ...extensions import own
from ...implementation import listing, progress, ratings, states
from ...implementation.models import Plan
from ...journal.log import Actor
from ...supervision import followed_projects, groups, inquiries, inspections, opinions, record, task_papers, tasks
from ...supervision import photos as oversight_files
from ...supervision.inspections import Seen
from ...times import CHINA
from .. import edit_conflict, formats, photos, values
from ..access import access
from ..context import now, rng, settings
from ..files import attachment
from ..language import say
from . import bp


def _today() -> date:
    return now().astimezone(CHINA).date()


def _plan(plan_id: int) -> Plan:
    return own(Plan, plan_id, current_user.congress_id, public=True)


@bp.get("/plans")
@access.deputy
def plans() -> Any:
    """Projects under way: those I follow first, with what is open on each."""
    congress_id, number = current_user.congress_id, current_user.number
    rows = listing.rows(congress_id, _today(), public=True)
    followed = followed_projects.watched(congress_id, number)
    open_ = [one for one in tasks.listed(congress_id) if one.closed_at is None]
    own = groups.of_deputy(congress_id, number)
    due = _due(congress_id, rows, followed | own, open_)
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
        rehearsal=current_user.rehearsal,
    )


SOON = timedelta(days=14)


def _due(
    congress_id: int, rows: list[listing.Row], near: set[int], open_: list[tasks.Task]
) -> list[tuple[str, str, str, int, str]]:
    """What waits: title, word, its kind, the plan and why; answers that I judge first, then what is late or lags.

    `near`: the plans that I follow or whose group I am in; deadlines of others are shown once they are past.
    """
    names, told = {row.plan.id: row.plan.name for row in rows}, []
    for one in open_:
        if one.plan_id not in names:
            continue
        state, mine = tasks.state_of(one, _today()), inspections.took_part(one, current_user.number)
        if state == "answered" and mine:
            word, kind, rank = _("已答复，请您看看改好没有"), "warn", 0
        elif state == "overdue":
            word, kind, rank = say(tasks.STATES[state]), "bad", 1
        elif state == "open" and one.due_on <= _today() + SOON and (mine or one.plan_id in near):
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


@bp.route("/plans/<int:plan_id>", methods=["GET", "POST"])
@access.deputy
def plan(plan_id: int) -> Any:
    """One of them with everything, and the form for what I have seen."""
    found = _plan(plan_id)
    if request.method == "GET":
        return _page(found, f"{current_user.get_id()}-{rng(12).hex()}", [], [])
    token = request.form.get("token", "")[:64]
    if not token.startswith(current_user.get_id()):
        token = f"{current_user.get_id()}-{rng(12).hex()}"
    pictures, errors = photos.taken(token, inspections.MAX_FILES)
    form = request.form
    seen = Seen(
        form.get("kind", "remark"),
        _day("held_on"),
        form.get("text", ""),
        form.get("verdict", ""),
        form.get("task", ""),
        _day("due_on"),
        form.get("place", ""),
        [(current_user.number, current_user.name)],
    )
    try:
        if not errors:
            actor = Actor(current_user.name, "代表")
            inspections.enter(
                found.congress_id, plan_id, seen, pictures, settings(), actor, now(), token, current_user.number
            )
            photos.done(token)
            problem = seen.verdict == "problem"
            flash(_("已登记。发现的问题已交责任单位，答复后这里能看到") if problem else _("已登记"), "ok")
            return redirect(url_for("deputy.plan", plan_id=plan_id))
    except DomainError as problem:
        errors.append(problem)
    photos.wait(token, pictures)
    return _page(_plan(plan_id), token, pictures, errors)


def _day(key: str) -> date | None:
    return values.day(request.form.get(key, ""))


def _page(found: Plan, token: str, waiting: list[Any], errors: list[DomainError]) -> Any:
    made = inspections.of_plan(found.id)
    given = tasks.listed(found.congress_id, plan_ids=[found.id])
    reports = [one for one in progress.of_plan(found.id) if not one.returned]
    page = render_template(
        "deputy/plan.html",
        plan=found,
        row=listing.row(found, _today()),
        states=states.STATES,
        kinds=states.KINDS,
        ratings=ratings.of_plan(found),
        groups=groups.of_plan(found.id),
        inspections=made,
        inspection_kinds=inspections.KINDS,
        verdicts=inspections.VERDICTS,
        tasks=given,
        task_states=tasks.STATES,
        task_kinds=tasks.KINDS,
        task_acts=tasks.ACTS,
        reports=reports,
        token=token,
        state_of_task=lambda one: tasks.state_of(one, _today()),
        waiting=waiting,
        today=_today(),
        usual=_today() + tasks.USUAL,
        last=_today() + timedelta(days=365),
        most=inspections.MAX_FILES,
        mine={one.id for one in given if inspections.took_part(one, current_user.number)},
        followed=found.id in followed_projects.watched(found.congress_id, current_user.number),
        typed=request.form if request.method == "POST" else {},
        pictures=_pictures(made, given),
        report_pictures=store.held_by(progress.HOLDER, [one.id for one in reports]),
        wrong={str(one.details.get("field", "text")): one.message for one in errors},
        errors=[(one.details.get("field", "text"), one.message) for one in errors],
        rehearsal=current_user.rehearsal,
    )
    return page, max((one.status for one in errors), default=200)


def _pictures(made: list[Any], given: list[Any]) -> dict[tuple[str, int], list[Any]]:
    lines = [line.id for task in given for line in task.entries]
    held = store.held_by(inspections.HOLDER, [one.id for one in made]) + store.held_by(tasks.HOLDER, lines)
    found: dict[tuple[str, int], list[Any]] = {}
    for one in held:
        found.setdefault((one.holder, one.holder_id), []).append(one)
    return found


@bp.post("/tasks/<int:task_id>/<act>")
@access.deputy
def judge_task(task_id: int, act: str) -> Any:
    """Who found the problem says whether the answer is enough (销号), or sends it back."""
    congress_id, text = current_user.congress_id, request.form.get("text", "")
    found = tasks.task_of(congress_id, task_id)
    if not inspections.took_part(found, current_user.number):
        raise Missing("no_such_task", "没有找到这个督办事项")
    plan_id, actor = found.plan_id, Actor(current_user.name, "代表")
    try:
        if act == "close":
            tasks.close(congress_id, task_id, text, actor, now(), edit_conflict.number())
            flash(_("已销号"), "ok")
        else:
            tasks.send_back(congress_id, task_id, text, _today() + tasks.USUAL, actor, now(), edit_conflict.number())
            flash(_("已退回"), "ok")
    except DomainError as problem:
        flash(say(problem), "warn")
    return redirect(url_for("deputy.plan", plan_id=plan_id, _anchor=f"task-{task_id}"))


@bp.post("/plans/<int:plan_id>/watch")
@access.deputy
def watch_plan(plan_id: int) -> Any:
    """Follow a project, or no longer."""
    wanted = request.form.get("wanted") == "1"
    followed_projects.watch(current_user.congress_id, current_user.number, plan_id, wanted)
    return redirect(url_for("deputy.plan", plan_id=plan_id))


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
def meetings_of_committee() -> Any:
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
        state_of_task=lambda one: tasks.state_of(one, _today()),
        unit_names=units.names(congress_id),
        answered_by=inquiries.answered_by,
        rehearsal=current_user.rehearsal,
    )


@bp.get("/record.pdf")
@access.deputy
def print_own_record() -> Response:
    """My own record to print."""
    told = record.of_person(current_user.congress_id, current_user.number, current_user.name)
    pdf = task_papers.record_paper(current_user.congress_id, told, _today(), settings())
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="record.pdf"'})


@bp.get("/record")
@access.deputy
def own_record() -> Any:
    """My own record; nobody else's."""
    return render_template(
        "deputy/record.html",
        told=record.of_person(current_user.congress_id, current_user.number, current_user.name),
        kinds=record.KINDS,
        inspection_kinds=inspections.KINDS,
        outcomes=OUTCOMES,
        rehearsal=current_user.rehearsal,
    )
