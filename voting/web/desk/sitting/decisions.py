"""Decisions of the presidium on how this meeting works (主席团决定): the chair records them, papers print them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ....errors import DomainError, Rejected
from ....meetings import decisions
from ... import values
from ...access import access
from ...context import actor, meeting_or_404, now
from ...entries import today
from ..blueprint import bp
from ..common import READERS, field_of

NOTES = {
    "one_person_cards": _l(
        "没有这项决定时，制作、登记投票卡的人不能办理代表证和签到，反过来也一样：同一个人两样都经手，就能替没有到会的代表投票。"
    ),
    "cards_made_here": _l(
        "没有这项决定时，正式会议的投票卡要在另一台不联网的电脑上制作：在服务器上制作，服务器就可能见过卡上的内容。"
    ),
    "one_person_acts": _l(
        "没有这项决定时，开始和结束投票、宣布投票无效、投票期间补发代表证和解锁全部代表登录，都要由总监票人同意。登记以后立即生效；票箱建立以后不能再登记，须由总监票人本人同意。"
    ),
}
"""What each decision is about, by its kind."""


@bp.get("/meetings/<int:meeting_id>/decisions")
@access(*READERS)
def meeting_decisions(meeting_id: int) -> Any:
    """What can be decided, and what was."""
    return _page(meeting_id)


def _page(meeting_id: int, error: DomainError | None = None, sent: str = "") -> Any:
    found = meeting_or_404(meeting_id)
    page = render_template(
        "desk/sitting/decisions.html",
        meeting=found,
        rehearsal=found.rehearsal,
        kinds=decisions.KINDS,
        notes=NOTES,
        taken={one.kind: one for one in decisions.of_meeting(meeting_id)},
        error=error,
        sent=sent,
        wrong=field_of(error) if error else None,
        today=today().isoformat(),
    )
    return page, error.status if error else 200


@bp.post("/meetings/<int:meeting_id>/decisions/<kind>")
@access("chair")
def decide(meeting_id: int, kind: str) -> Any:
    """Record a decision, or take it out again."""
    meeting_or_404(meeting_id)
    try:
        if request.form.get("revoke") == "1":
            decisions.revoke(meeting_id, kind, request.form.get("reason", ""), actor(), now())
            flash(_("已取消登记，并记入日志"), "ok")
        else:
            decisions.decide(meeting_id, kind, request.form.get("text", ""), _day(), actor(), now())
            flash(_("主席团的决定已登记，将印在零票报告上"), "ok")
    except DomainError as problem:
        return _page(meeting_id, problem, kind)
    return redirect(url_for("desk.meeting_decisions", meeting_id=meeting_id))


def _day() -> date:
    found = values.day(request.form.get("day", ""))
    if found is None:
        raise Rejected("day_wrong", "请填写作出决定的日期", field="day")
    return found
