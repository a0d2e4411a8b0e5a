"""What became of my suggestion: by the query code, without an account (查询、评价、删除个人信息)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...collection import notices
from ...collection.channels import CHANNELS, HANDLINGS, OUTCOMES, RATINGS
from ...collection.handling import answering, erasing
from ...collection.handling.states import STATES, states_of
from ...collection.models import Suggestion
from ...collection.suggestions import by_code, has_contact, record_of, shown_code
from ...errors import DomainError
from ...extensions import db, limiter
from ...printing.qr import svg_uri
from ...projects import tracking
from ...times import CHINA
from ..access import access
from ..context import now, settings
from . import bp

TOLD = (
    "received",
    "released",
    "merged",
    "assigned",
    "accepted",
    "pressed",
    "answered",
    "reopened",
    "rated",
    "erased",
    "withdrawn",
)
"""Lines of the record that the proposer sees, without who entered them."""
KINDS = {"answered": "ok", "overdue": "busy", "spam": "idle", "withdrawn": "idle", "merged": "idle"}


@bp.route("/status", methods=["GET", "POST"])
@access.public
@limiter.limit("600/hour", methods=["POST"])
def find_status() -> Any:
    """Type the query code."""
    error, typed = None, request.form.get("code", "")
    if request.method == "POST":
        try:
            return redirect(url_for("public.status", code=by_code(typed).code), 303)
        except DomainError as problem:
            error = problem
    page = render_template("public/find_status.html", error=error, typed=typed[:40])
    return page, error.status if error else 200


@bp.get("/status/<code>/receipt")
@access.public
def receipt(code: str) -> Any:
    """The receipt: the code to keep, as text and as picture."""
    found = by_code(code)
    address = notices.status_address(found.code, settings())
    return render_template(
        "public/receipt.html",
        one=found,
        drive=found.drive,
        code=shown_code(found.code),
        address=address,
        qr=svg_uri(address),
        contact=has_contact(found.id),
    )


@bp.get("/status/<code>")
@access.public
@limiter.limit("3000/hour")
def status(code: str) -> Any:
    """Where it stands, and the reply."""
    return _page(by_code(code))


def _page(found: Suggestion, error: DomainError | None = None) -> Any:
    track = tracking.track(found)
    states = states_of(track.head if track.merged else found, now().astimezone(CHINA).date())
    # Deadlines and pressing are between the offices; the proposer reads what is done.
    key = next((one for one in states if one not in ("overdue", "pressed", "dissatisfied")), "assigned")
    if key == "proposed":
        key = "accepted"
    page = render_template(
        "public/status.html",
        one=found,
        track=track,
        drive=found.drive,
        code=shown_code(found.code),
        state=(STATES[key], KINDS.get(key, "busy")),
        outcomes=OUTCOMES,
        ratings=RATINGS,
        channels=CHANNELS,
        record=[line for line in record_of(found.id) if line.act in TOLD],
        acts=HANDLINGS,
        error=error,
        contact=has_contact(found.id),
        may_withdraw=erasing.may_withdraw(db.session(), found),
    )
    return _private(page, error.status if error else 200)


def _private(page: str, status_code: int) -> Any:
    """Not to be found by search engines, nor kept by anybody on the way."""
    return page, status_code, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@bp.post("/status/<code>/rating")
@access.public
@limiter.limit("300/hour")
def rate_answer(code: str) -> Any:
    """How the proposer finds the answer."""
    found = by_code(code)
    try:
        answering.rate(found.id, request.form.get("rating", ""), request.form.get("rating_note", ""), now())
    except DomainError as problem:
        if problem.status == 404:
            raise
        return _page(by_code(code), problem)
    flash(_("谢谢您的评价"), "ok")
    return redirect(url_for("public.status", code=found.code, _anchor="answer"), 303)


@bp.post("/status/<code>/erase")
@access.public
@limiter.limit("300/hour")
def erase_contact(code: str) -> Any:
    """Delete name and telephone at once."""
    found = erasing.erase(code, now())
    flash(_("姓名和电话已删除，建议继续办理"), "ok")
    return redirect(url_for("public.status", code=found.code), 303)


@bp.post("/status/<code>/withdraw")
@access.public
@limiter.limit("300/hour")
def withdraw_suggestion(code: str) -> Any:
    """Take the suggestion back."""
    try:
        found = erasing.withdraw(code, now())
    except DomainError as problem:
        if problem.status == 404:
            raise
        return _page(by_code(code), problem)
    flash(_("建议已撤回，姓名和电话已删除"), "ok")
    return redirect(url_for("public.status", code=found.code), 303)
