"""Special inquiries at the desk: questions, answers, what follows, and the paper (专题询问)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....congress import units
from ....edit_conflict import mark
from ....errors import DomainError, Rejected
from ....implementation import plans
from ....supervision import committee_papers, tasks
from ....supervision import inquiries as held
from ....supervision.inquiries import Held
from ... import edit_conflict, values
from ...access import access
from ...context import actor, now, settings
from ...files import PDF
from ...values import number, whole
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS, READERS
from .progress import today


@bp.get("/inquiries")
@access(*READERS)
def inquiries() -> Any:
    """All inquiries, newest first."""
    return render_template("desk/after/inquiries.html", listed=held.of_congress(current_user.congress_id))


@bp.route("/inquiries/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_inquiry() -> Any:
    """Enter one."""
    return _edit(None)


@bp.route("/inquiries/<int:inquiry_id>/edit", methods=["GET", "POST"])
@access(*EDITORS)
def edit_inquiry(inquiry_id: int) -> Any:
    """Correct one."""
    held.get(current_user.congress_id, inquiry_id)
    return _edit(inquiry_id)


def _edit(inquiry_id: int | None) -> Any:
    congress_id, error, form = current_user.congress_id, None, request.form
    if request.method == "POST":
        year = form.get("year", "").strip()
        typed = Held(
            whole(year, 0, low=1000, high=9999),
            form.get("title", ""),
            day_of("held_on"),
            form.get("body", ""),
            form.get("note", ""),
        )
        try:
            made = held.save(congress_id, inquiry_id, typed, actor(), now(), form.get("seen", ""))
            flash(_("专题询问已登记"), "ok")
            return redirect(url_for("desk.inquiry", inquiry_id=made.id))
        except DomainError as problem:
            error = problem
    found = held.get(congress_id, inquiry_id) if inquiry_id is not None else None
    theirs = (
        edit_conflict.theirs(
            error,
            [
                (_("题目"), found.title, form.get("title")),
                (_("年度"), found.year, form.get("year")),
                (_("日期"), found.held_on, form.get("held_on")),
                (_("会议"), found.body, form.get("body")),
                (_("说明"), found.note, form.get("note")),
            ],
        )
        if found is not None
        else []
    )
    page = render_template(
        "desk/after/inquiry_edit.html",
        inquiry=found,
        theirs=theirs,
        seen=edit_conflict.carried(mark(held.values(found)), error) if found is not None else "",
        typed=form,
        error=error,
        today=today(),
        year=(plans.years(congress_id) or [today().year])[0],
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200


def day_of(key: str) -> date | None:
    """The day in a field of the form; None when there is none."""
    return values.day(request.form.get(key, ""))


def due_day() -> date:
    """The deadline in the form; raises `Rejected`."""
    found = day_of("due_on")
    if found is None:
        raise Rejected("due_wrong", "期限应在明天以后、一年以内", field="due_on")
    return found


@bp.get("/inquiries/<int:inquiry_id>")
@access(*READERS)
def inquiry(inquiry_id: int) -> Any:
    """One with its questions."""
    return _page(inquiry_id)


def _page(inquiry_id: int, error: DomainError | None = None, at: str = "") -> Any:
    congress_id = current_user.congress_id
    found = held.get(congress_id, inquiry_id)
    page = render_template(
        "desk/after/inquiry.html",
        inquiry=found,
        following=held.following(found),
        units=units.of_congress(congress_id),
        plans=plans.of_year(congress_id, found.year),
        unit_names=units.names(congress_id),
        error=error,
        at=at,
        typed=request.form if error else {},
        wrong={field_of(error): error.message} if error else {},
        state_of_task=lambda one: tasks.state_of(one, today()),
        task_states=tasks.STATES,
        task_kinds=tasks.KINDS,
        usual=today() + tasks.USUAL,
        seen={
            one.id: edit_conflict.carried(mark(held.values_of_answer(one)), error if at == f"answer-{one.id}" else None)
            for one in found.questions
        },
    )
    return page, error.status if error else 200


@bp.post("/inquiries/<int:inquiry_id>/questions")
@access(*EDITORS)
def ask_question(inquiry_id: int) -> Any:
    """Add a question."""
    form = request.form
    try:
        held.ask(
            current_user.congress_id,
            inquiry_id,
            form.get("asked_by", ""),
            form.get("question", ""),
            form.get("unit", type=number),
            form.get("plan", type=number),
            actor(),
            now(),
        )
    except DomainError as problem:
        return _page(inquiry_id, problem, "ask")
    flash(_("问题已登记"), "ok")
    return redirect(url_for("desk.inquiry", inquiry_id=inquiry_id))


@bp.post("/questions/<int:question_id>/<any(answer, follow):step>")
@access(*EDITORS)
def handle_question(question_id: int, step: str) -> Any:
    """Write the answer down, or make a task of what was promised."""
    congress_id, form = current_user.congress_id, request.form
    inquiry_id = held.question_of(congress_id, question_id).inquiry_id
    try:
        if step == "answer":
            held.answer(
                congress_id,
                question_id,
                form.get("answered_by", ""),
                form.get("answer", ""),
                actor(),
                now(),
                seen=form.get("seen", ""),
            )
            flash(_("答复已登记"), "ok")
        else:
            held.follow_up(congress_id, question_id, form.get("task", ""), due_day(), actor(), now())
            flash(_("已交办"), "ok")
    except DomainError as problem:
        return _page(inquiry_id, problem, f"{step}-{question_id}")
    return redirect(url_for("desk.inquiry", inquiry_id=inquiry_id, _anchor=f"question-{question_id}"))


@bp.get("/inquiries/<int:inquiry_id>.pdf")
@access(*READERS)
def inquiry_paper(inquiry_id: int) -> Response:
    """The summary as a paper."""
    found = held.get(current_user.congress_id, inquiry_id)
    pdf = committee_papers.inquiry(found, settings(), now())
    name = f'inline; filename="inquiry-{inquiry_id}.pdf"'
    return Response(pdf, mimetype=PDF, headers={"Content-Disposition": name})
