"""Signing in with number and PIN or with the pass, the candidates, and 签到."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...ballots import following, tablets
from ...deputies import authentication
from ...errors import DomainError
from ...extensions import limiter
from ...meetings import attendance, entitled
from ...projects import reading
from ...rules import wording
from ...rules.reading import any_rules
from .. import sessions, typed
from ..access import SIGN_IN_PAGES, access
from ..context import HALL, hall_id, hall_seat, local_path, now, settings
from ..device import recognised, remember, visitor
from ..forms.deputies import DeputySignInForm
from ..values import whole
from . import bp

MEETING_COOKIE = "meeting"


@bp.route("/sign-in", methods=["GET", "POST"])
@access.public
# A whole hall may stand behind one address and sign in within a minute; what bounds guessing is each deputy's own lock.
@limiter.limit("3000/minute", methods=["POST"])
def sign_in() -> Response:
    """Sign in with number and PIN, or with the token of the pass."""
    form = DeputySignInForm.asked(next=request.args.get("next", ""))
    form.next.raw_data = [local_path(form.next.text)]
    if request.method == "GET":
        return recognised(make_response(_page(form)))
    number, held, token = form.number.data, form.held.data, form.token.data
    # A pass says whose it is; where its deputy belongs now shows by itself.
    door = "" if token else form.meeting.data or _usual()
    try:
        if token:
            deputy = authentication.sign_in_with_pass(token)
        else:
            whom = entitled.numbered(door if len(entitled.doors()) > 1 else "", number)
            deputy = authentication.sign_in_with_pin(whom, number, form.pin.data, settings(), now(), visitor())
    except DomainError as problem:
        form.refuse(problem)
        return recognised(make_response(_page(form), form.status))
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


def _usual() -> str:
    """The hall that the address names, or the one that this tablet serves."""
    return request.args.get("meeting") or request.cookies.get(MEETING_COOKIE, "")


def _page(form: DeputySignInForm) -> str:
    form.meeting.pairs = [(one.key, one.name) for one in entitled.doors()]
    form.meeting.raw_data = [form.meeting.text or _usual()]
    # Of a number and a PIN nobody says which of them is wrong; a pass has no field.
    errors = [(None if form.token.data else "number", said) for _field, said in form.errors]
    return render_template("deputy/sign_in.html", form=form, errors=errors)


def _first(target: str = "", held: str = "") -> str:
    return _page(DeputySignInForm(data={"next": target, "held": held}))


SIGN_IN_PAGES["deputy.sign_in"] = _first


@bp.get("/")
@access.deputy
def home() -> str:
    """The candidates with their details, and what to do now."""
    session.pop("booth", None)
    seat = hall_seat()
    if seat is None:
        return render_template("deputy/year.html")
    found = following.in_hand(seat.meeting)
    seen = tablets.of_round(found.id, current_user.id)
    projects = found.candidates or [
        {key: getattr(p, key) for key in ("no", "name", "content", "place", "investment_year", "unit", "deadline")}
        for p in reading.listed(seat.meeting_id)
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
def attend() -> ResponseReturnValue:
    """签到."""
    attendance.sign_in(hall_id(), current_user.id)
    flash(_("签到成功"), "ok")
    return redirect(url_for("deputy.home"))
