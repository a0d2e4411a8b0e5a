"""Questions of special inquiries to my unit, and its answers in writing (专题询问)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...edit_conflict import mark
from ...errors import DomainError
from ...supervision import inquiries
from .. import edit_conflict
from ..access import access
from ..context import actor, now
from . import bp
from .suggestions import own_unit


@bp.get("/inquiries")
@access("unit_officer")
def unit_inquiries() -> Any:
    """What my unit was asked, what waits for an answer first."""
    return _page()


def _page(error: DomainError | None = None, question_id: int = 0) -> Any:
    listed = inquiries.to_unit(own_unit().id)
    page = render_template(
        "unit/inquiries.html",
        unit=own_unit(),
        listed=listed,
        error=error,
        at=question_id,
        seen={
            one.id: edit_conflict.carried(
                mark(inquiries.values_of_answer(one)), error if one.id == question_id else None
            )
            for one, _inquiry in listed
        },
        newer=edit_conflict.newer(error),
        typed=request.form,
        wrong={str(error.details.get("field", "answer")): error.message} if error else {},
    )
    return page, error.status if error else 200


@bp.post("/questions/<int:question_id>")
@access("unit_officer")
def answer_question(question_id: int) -> Any:
    """Answer in writing; an answer can be corrected."""
    unit, form = own_unit(), request.form
    try:
        inquiries.answer(
            unit.congress_id,
            question_id,
            form.get("answered_by", ""),
            form.get("answer", ""),
            actor(),
            now(),
            unit.id,
            form.get("seen", ""),
        )
    except DomainError as problem:
        if problem.status == 404:
            raise
        return _page(problem, question_id)
    flash(_("已答复"), "ok")
    return redirect(url_for("unit.unit_inquiries"))
