"""Suggestions that a unit handles: what it has in hand, and its answers (承办建议)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...collection import suggestions
from ...collection.channels import CHANNELS, HANDLINGS, OUTCOMES
from ...collection.handling import answering, assigning, merging
from ...collection.handling.listing import of_unit
from ...collection.handling.states import STATES, states_of
from ...collection.models import Suggestion
from ...congress.models import Unit
from ...errors import DomainError, Forbidden, Missing
from ...extensions import db
from ...implementation import plans
from ...times import CHINA
from .. import edit_conflict
from ..access import access
from ..context import now
from ..files import attachment
from ..values import number
from . import bp

KINDS = {"overdue": "bad", "pressed": "bad", "proposed": "busy", "answered": "ok", "assigned": "warn"}


def own_unit() -> Unit:
    """The unit of the signed-in officer; raises `Forbidden` without one."""
    if current_user.unit_id is None:
        raise Forbidden("no_unit", "您的账号还没有对应的单位，请联系人大机关")
    return db.session.get_one(Unit, current_user.unit_id)


def _today() -> date:
    return now().astimezone(CHINA).date()


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "states_of": lambda one: [(STATES[key], KINDS.get(key, "idle")) for key in states_of(one, _today())],
        "channels": CHANNELS,
        "outcomes": OUTCOMES,
    }


@bp.get("/")
@access("unit_officer")
def home() -> Any:
    """What my unit has to do, what waits for the office, and what was answered."""
    unit = own_unit()
    unwritten = plans.unwritten(unit.id)
    return render_template("unit/home.html", unit=unit, unwritten=unwritten, **of_unit(unit.id, _today()))


def _handled(suggestion_id: int) -> Suggestion:
    found = suggestions.suggestion_of(current_user.congress_id, suggestion_id)
    if found.unit_id != own_unit().id or found.spam or found.withdrawn_at is not None:
        raise Missing("no_such_suggestion", "没有找到这条建议")
    return found


@bp.get("/suggestions/<int:suggestion_id>")
@access("unit_officer")
def suggestion(suggestion_id: int) -> Any:
    """One that my unit handles; never who said it."""
    return _page(suggestion_id)


def _page(suggestion_id: int, act: str = "", error: DomainError | None = None) -> Any:
    found = _handled(suggestion_id)
    words = (line for line in suggestions.record_of(found.id) if line.act in ("sent_back", "pressed", "reopened"))
    page = render_template(
        "unit/suggestion.html",
        one=found,
        unit=own_unit(),
        members=merging.members_of(found.id),
        act=act,
        error=error,
        files=store.held_by("suggestion", [found.id]),
        said=HANDLINGS,
        last_word=next(words, None),
        wrong=error.details.get("field") if error else None,
        supports=merging.supports_of(found),
        version=edit_conflict.version(found.version, error),
    )
    return page, error.status if error else 200


Doing = Callable[[int, int, int, int, str], object]
"""Congress, unit, suggestion, version, who."""


def _doings() -> dict[str, Doing]:
    form = request.form
    return {
        "accept": lambda c, u, s, v, by: assigning.accept(c, u, s, v, by, now()),
        "hand-back": lambda c, u, s, v, by: assigning.hand_back(c, u, s, form.get("back_reason", ""), v, by, now()),
        "answer": lambda c, u, s, v, by: answering.propose(
            c, u, s, form.get("outcome", ""), form.get("reason", ""), v, by, now()
        ),
    }


@bp.post("/suggestions/<int:suggestion_id>/<act>")
@access("unit_officer")
def handle_suggestion(suggestion_id: int, act: str) -> Any:
    """Begin, hand back or answer; a refused form keeps what was typed."""
    unit = own_unit()
    doing = _doings().get(act)
    if doing is None:
        raise Missing("no_such_act", "没有这一步")
    version = request.form.get("version", -1, number)
    try:
        doing(current_user.congress_id, unit.id, suggestion_id, version, f"{unit.name} {current_user.name}")
    except DomainError as problem:
        if problem.status == 404:
            raise
        return _page(suggestion_id, act, problem)
    if act == "hand-back":
        flash(_("已退回人大机关，由其另行交办"), "ok")
        return redirect(url_for("unit.home"))
    flash(_("答复已送审") if act == "answer" else _("已开始办理"), "ok")
    return redirect(url_for("unit.suggestion", suggestion_id=suggestion_id))


@bp.get("/suggestions/<int:suggestion_id>/files/<int:attachment_id>")
@access("unit_officer")
def suggestion_file(suggestion_id: int, attachment_id: int) -> Response:
    """An attachment of a suggestion that my unit handles."""
    return attachment(store.one_of(attachment_id, "suggestion", [_handled(suggestion_id).id]))
