"""What delegations say of a unit's projects, to be answered (答复审议意见)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...congress.models import Unit
from ...errors import DomainError, Forbidden
from ...extensions import db
from ...projects import deliberating
from ..access import access
from ..context import actor, now
from . import bp


def _unit() -> Unit:
    if current_user.unit_id is None:
        raise Forbidden("no_unit", "您的账号还没有对应的单位，请联系人大机关")
    return db.session.get_one(Unit, current_user.unit_id)


@bp.get("/opinions")
@access("unit_officer")
def opinions() -> Any:
    """The opinions on my unit's projects, those that wait for an answer first."""
    return _page()


@bp.post("/opinions/<int:opinion_id>")
@access("unit_officer")
def answer_opinion(opinion_id: int) -> Any:
    """Answer one."""
    try:
        text = request.form.get("answer", "")
        deliberating.answer(current_user.congress_id, opinion_id, text, actor(), now(), _unit())
    except DomainError as problem:
        if problem.status == 404:
            raise
        return _page(opinion_id, problem)
    flash(_("答复已送交人大机关"), "ok")
    return redirect(url_for("unit.opinions", _anchor=f"opinion-{opinion_id}"))


def _page(sent: int = 0, error: DomainError | None = None) -> Any:
    unit = _unit()
    page = render_template(
        "unit/opinions.html",
        unit=unit,
        listed=deliberating.of_unit(unit),
        sent=sent,
        error=error,
        typed=request.form.get("answer", ""),
    )
    return page, error.status if error else 200
