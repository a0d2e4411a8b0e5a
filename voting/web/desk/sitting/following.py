"""Further rounds at the desk: the next one, and declaring one void (建立下一轮、宣布本轮投票无效、重新投票)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ....ballots import following, life
from ....errors import DomainError
from ....meetings import rounds
from ....meetings.models import Round
from ....rules import wording
from ....sentences import Sentence
from ....tally import certifying
from ...access import access
from ...context import actor, now, rng, round_or_404
from ..blueprint import bp
from ..common import field_of, who_may
from . import pairs


def why(found: Round) -> Sentence:
    """Why another round is needed, with the projects by their numbers on this round's ballot."""
    wanted: dict[str, Any] = dict(found.result or {}).get("next") or {}  # type: ignore[assignment]
    if found.void_reason is not None:
        return Sentence("本轮投票已经宣布作废：%(reason)s", reason=found.void_reason)
    numbers = "、".join(str(no) for no in wanted.get("candidates", []))
    values = {"numbers": numbers, "seats": wanted.get("seats", 0)}
    if wanted.get("kind") == "revote":
        return Sentence("票面第 %(numbers)s 项得票相等，不能确定取舍，要从中再确定 %(seats)s 项。", **values)
    if wanted.get("kind") == "second-round":
        return Sentence("通过的项目少于应选数，还缺 %(seats)s 项，要在票面第 %(numbers)s 项中再次投票。", **values)
    return Sentence("还有 %(seats)s 个名额（票面第 %(numbers)s 项）由主席团决定。", **values)


@bp.get("/rounds/<uuid>/follow")
@access(*life.FOLLOW.who)
def follow(uuid: str) -> Any:
    """What the next round will vote on."""
    return _follow_page(uuid)


@bp.post("/rounds/<uuid>/follow")
@access(*life.FOLLOW.who)
def follow_up(uuid: str) -> Any:
    """Set the next round up; a second press finds it there."""
    found = round_or_404(uuid)
    meeting_id, chosen = found.meeting_id, request.form.get("way")
    try:
        made = following.follow(found.id, chosen == "paper", actor(), now(), rng)
    except DomainError as problem:
        return _follow_page(uuid, problem)
    flash(_("下一轮投票已经建立"), "ok")
    return redirect(url_for("desk.meeting", meeting_id=meeting_id, round=made))


def _follow_page(uuid: str, error: DomainError | None = None) -> Any:
    found = round_or_404(uuid)
    next_one = rounds.child(found)
    purpose = following.asked(found)
    plan = following.planned(found) if purpose else None
    left = following.reserves_left(found.meeting_id)
    page = render_template(
        "desk/sitting/follow.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        next_one=next_one,
        purpose=purpose,
        why=why(found),
        left=left,
        way=request.form.get("way", "paper" if found.paper_only or not left else "tablets"),
        candidates=plan[1] if plan else [],
        rules=plan[2] if plan else None,
        sentences=wording.sentences(plan[2], len(plan[1])) if plan else [],
    )
    return page, error.status if error else 200


@bp.route("/rounds/<uuid>/void", methods=["GET", "POST"])
@access(*life.DECLARE_VOID.who)
def void(uuid: str) -> Any:
    """Declare the round void, with a reason; the page names who must agree."""
    found = round_or_404(uuid)
    meeting_id, error = found.meeting_id, None
    if request.method == "POST":
        try:
            if request.form.get("ask") == "1":
                pairs.ask(found, "void")
                return redirect(url_for("desk.void", uuid=uuid))
            following.declare_void(found.id, request.form.get("reason", ""), actor(), now())
            flash(_("已宣布本轮投票无效"), "ok")
            return redirect(url_for("desk.meeting", meeting_id=meeting_id, round=uuid))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    chief = certifying.holders_names(meeting_id)[:1]
    chairs = [name for _role, names in who_may("chair") for name in names]
    page = render_template(
        "desk/sitting/void.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        wrong=field_of(error) if error else None,
        chief=chief,
        chairs=chairs,
        blocked=bool(life.why_not(life.DECLARE_VOID, found)),
        reason=request.form.get("reason", ""),
        pair=pairs.waiting(found, "void"),
    )
    return page, error.status if error else 200
