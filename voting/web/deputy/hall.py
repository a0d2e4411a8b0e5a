"""Signing in with number and PIN or with the pass, the candidates, and 签到."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from ...ballots import following, tablets
from ...deputies import authentication
from ...deputies.models import Deputy
from ...errors import DomainError
from ...extensions import db, limiter
from ...meetings import attendance
from ...meetings.models import Meeting
from ...projects.models import Project
from ...rules import wording
from ...rules.reading import any_rules
from .. import sessions, typed
from ..access import SIGN_IN_PAGES, access
from ..context import local_path, now, settings
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
    try:
        if form.get("token"):
            deputy = authentication.sign_in_with_pass(form["token"])
        else:
            deputy = authentication.sign_in_with_pin(
                _chosen() if len(_meetings()) > 1 else None,
                form.get("number", ""),
                form.get("pin", ""),
                settings(),
                now(),
                visitor(),
            )
    except DomainError as problem:
        return recognised(make_response(_page(target, held, problem), problem.status))
    back = typed.opened(held, deputy)
    meeting_id, number = deputy.meeting_id, deputy.number
    sessions.sign_in(deputy)
    answer = make_response(typed.again(back, typed.EXPIRED, 200) if back else redirect(url_for("deputy.home")))
    # A tablet serves one hall: it need not ask the next deputy again.
    answer.set_cookie(
        MEETING_COOKIE,
        str(meeting_id),
        max_age=90 * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
    return remember(answer, authentication.subject(meeting_id, number, settings()))


def _chosen() -> int | None:
    wanted = request.form.get("meeting") or request.args.get("meeting") or request.cookies.get(MEETING_COOKIE, "")
    return whole(wanted, None)


def _page(target: str = "", held: str = "", error: DomainError | None = None) -> str:
    field = "" if request.form.get("token") else "number"
    return render_template(
        "deputy/sign_in.html", error=error, field=field, meetings=_meetings(), chosen=_chosen(), next=target, held=held
    )


SIGN_IN_PAGES["deputy.sign_in"] = _page


def _meetings() -> list[Meeting]:
    """Meetings that have a roster, newest first; a platform carries those of many congresses."""
    rostered = select(Deputy.meeting_id).where(Deputy.meeting_id == Meeting.id).exists()
    return list(db.session.scalars(select(Meeting).where(rostered).order_by(Meeting.id.desc()).limit(300)))


@bp.get("/")
@access.deputy
def home() -> Any:
    """The candidates with their details, and what to do now."""
    session.pop("booth", None)
    found = following.in_hand(current_user.meeting)
    seen = tablets.of_round(found.id, current_user.id)
    projects = found.candidates or [
        {key: getattr(p, key) for key in ("no", "name", "content", "place", "investment_year", "unit", "deadline")}
        for p in db.session.scalars(
            select(Project).where(Project.meeting_id == current_user.meeting_id).order_by(Project.no)
        )
    ]
    return render_template(
        "deputy/home.html",
        round=found,
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
    attendance.sign_in(current_user.meeting_id, current_user.id)
    flash(_("签到成功"), "ok")
    return redirect(url_for("deputy.home"))
