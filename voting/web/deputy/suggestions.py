"""A deputy's own suggestions: made, followed, and the answer rated (我的建议)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...collection import deputies, drives
from ...collection.channels import CATEGORIES, OUTCOMES, RATINGS
from ...collection.handling.answering import head_of
from ...collection.handling.states import STATES, states_of
from ...collection.suggestions import Voice
from ...deputies.models import Deputy
from ...errors import DomainError
from ...extensions import db
from ..access import access
from ..context import HALL, now, rng, settings, today
from ..values import whole
from . import bp

KINDS = {
    "overdue": "warn",
    "pressed": "warn",
    "proposed": "busy",
    "answered": "ok",
    "assigned": "busy",
    "accepted": "busy",
}


def _deputy() -> Deputy:
    return db.session.get_one(Deputy, current_user.id)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "stands": lambda one: [(STATES[key], KINDS.get(key, "idle")) for key in states_of(one, today())],
        "outcomes": OUTCOMES,
        "ratings": RATINGS,
    }


@bp.get("/suggestions")
@access.deputy
def suggestions() -> Any:
    """My suggestions, and what became of them."""
    found = [(one, head_of(one)) for one in deputies.of_deputy(_deputy())]
    return render_template("deputy/suggestions.html", found=found, rehearsal=current_user.rehearsal)


@bp.route("/suggestions/new", methods=["GET", "POST"])
@access.deputy
def new_suggestion() -> Any:
    """Make a suggestion, for a drive or as a deputy's suggestion."""
    error, token = None, rng(12).hex()
    if request.method == "POST":
        form, token = request.form, request.form.get("token", "")[:32]
        chosen = form.get("drive", "")
        drive_id = whole(chosen, None)
        said = {key: form.get(key, "") for key in ("title", "text", "category", "place")}
        try:
            voice = Voice(**said)  # type: ignore[arg-type]
            made = deputies.suggest(_deputy(), drive_id, voice, settings(), now(), rng, token, session.get(HALL))
            flash(_("建议已提交，编号 %(no)s", no=made.no), "ok")
            return redirect(url_for("deputy.suggestion", suggestion_id=made.id))
        except DomainError as problem:
            error = problem
    running = drives.running(current_user.congress_id, now(), "deputy")
    field = str(error.details.get("field", "text")) if error else ""
    page = render_template(
        "deputy/suggestion_new.html",
        drives=running,
        token=token,
        typed=request.form,
        categories=running[0].categories if running else [str(one) for one in CATEGORIES],
        places=running[0].places if running else [],
        wrong={field: error.message} if error else {},
        rehearsal=current_user.rehearsal,
    )
    return page, error.status if error else 200


@bp.get("/suggestions/<int:suggestion_id>")
@access.deputy
def suggestion(suggestion_id: int) -> Any:
    """One of mine: where it stands, the answer, my rating."""
    return _page(suggestion_id)


@bp.post("/suggestions/<int:suggestion_id>/rating")
@access.deputy
def rate_suggestion(suggestion_id: int) -> Any:
    """Rate the answer."""
    rating, text = request.form.get("rating", ""), request.form.get("rating_note", "")
    try:
        deputies.judge(_deputy(), suggestion_id, rating, text, now())
    except DomainError as problem:
        if problem.status == 404:
            raise
        return _page(suggestion_id, problem)
    flash(_("评价已提交"), "ok")
    return redirect(url_for("deputy.suggestion", suggestion_id=suggestion_id))


def _page(suggestion_id: int, error: DomainError | None = None) -> Any:
    found = deputies.own(_deputy(), suggestion_id)
    page = render_template(
        "deputy/suggestion.html",
        one=found,
        head=head_of(found),
        error=error,
        wrong=str(error.details.get("field", "rating")) if error else "",
        rehearsal=current_user.rehearsal,
    )
    return page, error.status if error else 200
