"""The standing committee's opinions at the desk: adopted, handed to units, handled, and the paper (审议意见)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....congress import units
from ....edit_conflict import mark
from ....errors import DomainError
from ....implementation import plans
from ....supervision import committee_papers, tasks
from ....supervision import opinions as adopted
from ....supervision.opinions import Adopted
from ... import edit_conflict
from ...access import access
from ...context import actor, now, settings
from ...files import PDF
from ...values import number, whole
from ..blueprint import bp
from ..common import field_of
from .inquiries import day_of, due_day
from .plans import EDITORS, READERS
from .progress import today


@bp.get("/committee-opinions")
@access(*READERS)
def committee_opinions() -> Any:
    """All opinions with how they are handled."""
    listed = adopted.of_congress(current_user.congress_id)
    given = adopted.handling([one.id for one in listed])
    return render_template(
        "desk/after/committee_opinions.html",
        listed=listed,
        given=given,
        states=adopted.STATES,
        kinds=adopted.KINDS,
        state_of=adopted.state_of,
    )


@bp.route("/committee-opinions/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_committee_opinion() -> Any:
    """Enter one."""
    return _edit(None)


@bp.route("/committee-opinions/<int:committee_opinion_id>/edit", methods=["GET", "POST"])
@access(*EDITORS)
def edit_committee_opinion(committee_opinion_id: int) -> Any:
    """Correct one."""
    adopted.get(current_user.congress_id, committee_opinion_id)
    return _edit(committee_opinion_id)


def _edit(opinion_id: int | None) -> Any:
    congress_id, error, form = current_user.congress_id, None, request.form
    if request.method == "POST":
        year = form.get("year", "").strip()
        typed = Adopted(
            whole(year, 0, low=1000, high=9999),
            form.get("title", ""),
            day_of("adopted_on"),
            form.get("text", ""),
            form.get("document", ""),
            form.get("body", ""),
        )
        try:
            made = adopted.save(congress_id, opinion_id, typed, actor(), now(), form.get("seen", ""))
            flash(_("审议意见已登记"), "ok")
            return redirect(url_for("desk.committee_opinion", committee_opinion_id=made.id))
        except DomainError as problem:
            error = problem
    found = adopted.get(congress_id, opinion_id) if opinion_id is not None else None
    theirs = (
        edit_conflict.theirs(
            error,
            [
                (_("题目"), found.title, form.get("title")),
                (_("年度"), found.year, form.get("year")),
                (_("日期"), found.adopted_on, form.get("adopted_on")),
                (_("会议"), found.body, form.get("body")),
                (_("文号"), found.document, form.get("document")),
                (_("意见"), found.text, form.get("text")),
            ],
        )
        if found is not None
        else []
    )
    page = render_template(
        "desk/after/committee_opinion_edit.html",
        opinion=found,
        theirs=theirs,
        seen=edit_conflict.carried(mark(adopted.values(found)), error) if found is not None else "",
        typed=form,
        error=error,
        today=today(),
        year=(plans.years(congress_id) or [today().year])[0],
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200


@bp.get("/committee-opinions/<int:committee_opinion_id>")
@access(*READERS)
def committee_opinion(committee_opinion_id: int) -> Any:
    """One with its handling."""
    return _page(committee_opinion_id)


@bp.post("/committee-opinions/<int:committee_opinion_id>/hand")
@access(*EDITORS)
def hand_committee_opinion(committee_opinion_id: int) -> Any:
    """Hand a part to a unit, to be reported back."""
    form = request.form
    try:
        adopted.hand(
            current_user.congress_id,
            committee_opinion_id,
            form.get("unit", type=number),
            form.get("task", ""),
            due_day(),
            actor(),
            now(),
        )
    except DomainError as problem:
        return _page(committee_opinion_id, problem)
    flash(_("已交办"), "ok")
    return redirect(url_for("desk.committee_opinion", committee_opinion_id=committee_opinion_id))


def _page(opinion_id: int, error: DomainError | None = None) -> Any:
    congress_id = current_user.congress_id
    found = adopted.get(congress_id, opinion_id)
    given = adopted.handling([found.id])[found.id]
    page = render_template(
        "desk/after/committee_opinion.html",
        opinion=found,
        given=given,
        state=adopted.state_of(given),
        states=adopted.STATES,
        kinds=adopted.KINDS,
        units=units.of_congress(congress_id),
        error=error,
        typed=request.form if error else {},
        wrong={field_of(error): error.message} if error else {},
        usual=today() + tasks.USUAL,
        state_of_task=lambda one: tasks.state_of(one, today()),
        task_states=tasks.STATES,
        task_kinds=tasks.KINDS,
    )
    return page, error.status if error else 200


@bp.get("/committee-opinions/<int:committee_opinion_id>.pdf")
@access(*READERS)
def committee_opinion_paper(committee_opinion_id: int) -> Response:
    """The opinion with its handling as a paper."""
    found = adopted.get(current_user.congress_id, committee_opinion_id)
    pdf = committee_papers.opinion(found, settings(), now())
    name = f'inline; filename="opinion-{committee_opinion_id}.pdf"'
    return Response(pdf, mimetype=PDF, headers={"Content-Disposition": name})
