"""Signing in with number and PIN or with the pass, the candidates, and 签到."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from ...ballots import following, tablets
from ...deputies import authentication
from ...errors import DomainError
from ...extensions import db, limiter
from ...meetings import attendance, entitled
from ...projects.models import Project
from ...rules import wording
from ...rules.reading import any_rules
from .. import sessions, typed
from ..access import SIGN_IN_PAGES, access
from ..context import HALL, hall_id, hall_seat, local_path, now, settings
from ..device import recognised, remember, visitor
from ..values import whole
from . import bp

MEETING_COOKIE = "meeting"


@bp.route("/sign-in", methods=["GET", "POST"])
@access.public
# A whole hall may stand behind one address and sign in within a minute; what bounds guessing is each deputy's own lock.
@limiter.limit("3000/minute", methods=["POST"])
def sign_in() -> Any:
    """Sign in with number and PIN, or with the token of the pass."""
    if request.method == "GET":
        return recognised(make_response(_page(local_path(request.args.get("next", "")))))
    form = request.form
    held, target = form.get(typed.FIELD, ""), local_path(form.get("next", ""))
    # A pass says whose it is; where its deputy belongs now shows by itself.
    door = "" if form.get("token") else _chosen()
    try:
        if form.get("token"):
            deputy = authentication.sign_in_with_pass(form["token"])
        else:
            deputy = authentication.sign_in_with_pin(
                entitled.numbered(door if len(entitled.doors()) > 1 else "", form.get("number", "")),
                form.get("number", ""),
                form.get("pin", ""),
                settings(),
                now(),
                visitor(),
            )
    except DomainError as problem:
        return recognised(make_response(_page(target, held, problem), problem.status))
    back = typed.opened(held, deputy)
    deputy_id, mark = deputy.id, authentication.subject(deputy, settings())
    sessions.sign_in(deputy)
    if (meeting_id := entitled.meeting_of(deputy_id, whole(door, None))) is not None:
        session[HALL] = meeting_id
    answer = make_response(typed.again(back, typed.EXPIRED, 200) if back else redirect(url_for("deputy.home")))
    # A tablet serves one hall: it need not ask the next deputy again.
    answer.set_cookie(
        MEETING_COOKIE,
        str(meeting_id or ""),
        max_age=90 * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
    return remember(answer, mark)


def _chosen() -> str:
    return request.form.get("meeting") or request.args.get("meeting") or request.cookies.get(MEETING_COOKIE, "")


def _page(target: str = "", held: str = "", error: DomainError | None = None) -> str:
    field = "" if request.form.get("token") else "number"
    return render_template(
        "deputy/sign_in.html",
        error=error,
        field=field,
        doors=entitled.doors(),
        chosen=_chosen(),
        next=target,
        held=held,
    )


SIGN_IN_PAGES["deputy.sign_in"] = _page


@bp.get("/")
@access.deputy
def home() -> Any:
    """The candidates with their details, and what to do now."""
    session.pop("booth", None)
    seat = hall_seat()
    if seat is None:
        return render_template("deputy/year.html", rehearsal=current_user.rehearsal)
    found = following.in_hand(seat.meeting)
    seen = tablets.of_round(found.id, current_user.id)
    projects = found.candidates or [
        {key: getattr(p, key) for key in ("no", "name", "content", "place", "investment_year", "unit", "deadline")}
        for p in db.session.scalars(select(Project).where(Project.meeting_id == seat.meeting_id).order_by(Project.no))
    ]
    return render_template(
        "deputy/home.html",
        round=found,
        delegation=seat.delegation.name,
        state=seen.state,
        meeting=found.meeting,
        projects=projects,
        sentences=wording.sentences(any_rules(found.rules), len(projects)) if found.rules else [],
        signed_in=seen.present,
        voted=seen.voted,
        rehearsal=found.meeting.rehearsal,
    )


@bp.post("/attendance")
@access.deputy
def attend() -> Any:
    """签到."""
    attendance.sign_in(hall_id(), current_user.id)
    flash(_("签到成功"), "ok")
    return redirect(url_for("deputy.home"))
