"""The chief scrutineer agrees that the vote opens or closes, before the chair's button works (双人办理)."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from ...ballots import life, polling
from ...congress.models import Account
from ...errors import DomainError
from ...extensions import db
from ...meetings.attendance import quorum
from ...sitting import agreement
from ..access import access
from ..context import now, round_or_404
from . import bp, own_officer


@bp.route("/rounds/<uuid>/agree/<any(open, close):act>", methods=["GET", "POST"])
@access("chief_scrutineer")
def agree(uuid: str, act: str) -> Any:
    """What is being agreed to, the button, and afterwards that the chair may act now."""
    found, error = round_or_404(uuid), None
    own_officer(found.meeting_id)
    if request.method == "POST":
        account = db.session.get_one(Account, current_user.id)
        change = agreement.withdraw if request.form.get("withdraw") else agreement.agree
        try:
            change(found.id, act, account, now())
            return redirect(url_for("scrutineer.agree", uuid=uuid, act=act))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    blocked = life.why_not(agreement.AGREED[act], found)
    given, there = agreement.agreement(found.id, act), quorum(found.meeting)
    page = render_template(
        "scrutineer/agree.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        act=act,
        given=given,
        due=agreement.AGREED[act].due(found),
        blocked=blocked,
        figures=polling.figures(found),
        quorum=there,
        error=error,
        pulse=f"{found.state}-{bool(given)}-{len(blocked)}-{there.present}-{polling.returned(found.id)}",
    )
    return page, error.status if error else 200
