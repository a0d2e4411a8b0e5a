"""What the office asks for and the chief scrutineer agrees to on the own device (双人办理)."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from ...congress.models import Account
from ...errors import DomainError
from ...extensions import db
from ...meetings import attendance, pairing
from ..access import access
from ..context import now, round_or_404
from . import bp, own_officer


@bp.route("/rounds/<uuid>/requests/<int:act_id>", methods=["GET", "POST"])
@access("chief_scrutineer")
def request_page(uuid: str, act_id: int) -> Any:
    """Who asks for what and why, how often it was done so far, and the two answers."""
    found, error = round_or_404(uuid), None
    own_officer(found.meeting_id)
    pairing.act_of(found, act_id)
    if request.method == "POST":
        account = db.session.get_one(Account, current_user.id)
        try:
            (pairing.refuse if request.form.get("refuse") else pairing.agree)(act_id, account, now())
            return redirect(url_for("scrutineer.request_page", uuid=uuid, act_id=act_id))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    act = pairing.act_of(found, act_id)
    lapsed = pairing.lapsed(act)
    present = attendance.is_present(found.meeting_id, act.deputy_id) if act.deputy_id else None
    page = render_template(
        "scrutineer/request.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        act=act,
        kind=pairing.KINDS[act.kind],
        lapsed=lapsed,
        present=present,
        done=pairing.done(found.id, act.kind),
        error=error,
        pulse=f"{act.state}-{lapsed}-{present}",
    )
    return page, error.status if error else 200
