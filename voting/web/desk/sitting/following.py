"""Further rounds at the desk: the next one, and declaring one void (建立下一轮、宣布本轮投票无效、重新投票)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ....ballots import following, life
from ....meetings import rounds
from ....meetings.models import Round
from ....rules import wording
from ....sentences import Sentence
from ....tally import certifying
from ...access import access
from ...context import actor, now, rng
from ...forms.votes import AskVoidForm, FollowForm, PairForm, VoidForm
from ...pages import RoundPage
from ..blueprint import bp
from ..common import who_may
from .pairs import PairPage


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


@access(*life.FOLLOW.who)
class FollowPage(RoundPage):
    """What the next round will vote on; sent, it sets that round up, and a second press finds it there."""

    template = "desk/sitting/follow.html"

    def filled(self, record: Round) -> FollowForm:
        """On paper where this one was, or where the cards are used up."""
        alone = record.paper_only or not following.reserves_left(record.meeting_id)
        return FollowForm.asked(way="paper" if alone else "tablets")

    def act(self, record: Round, form: FollowForm) -> tuple[Round, str]:
        """Set it up."""
        return record, following.follow(record.id, form.way.data == "paper", actor(), now(), rng)

    def done(self, made: tuple[Round, str]) -> ResponseReturnValue:
        """The meeting, at the new round."""
        flash(_("下一轮投票已经建立"), "ok")
        return redirect(url_for("desk.meeting", meeting_id=made[0].meeting_id, round=made[1]))

    def context(self, record: Round, form: FollowForm) -> dict[str, Any]:
        """What is to be voted on, by which rules, and why."""
        purpose = following.asked(record)
        candidates, rules = following.planned(record)[1:] if purpose else ([], None)
        return {
            "next_one": rounds.child(record),
            "purpose": purpose,
            "why": why(record),
            "left": following.reserves_left(record.meeting_id),
            "candidates": candidates,
            "rules": rules,
            "sentences": wording.sentences(rules, len(candidates)) if rules else [],
        }


@access(*life.DECLARE_VOID.who)
class VoidPage(PairPage, RoundPage):
    """Declare the round void, with a reason; the page names who must agree."""

    template = "desk/sitting/void.html"
    form = AskVoidForm
    alone = VoidForm
    kind = "void"

    def carry_out(self, record: Round, form: PairForm) -> ResponseReturnValue:
        """Declare it, and go to the meeting."""
        following.declare_void(record.id, form.reason.data, actor(), now())
        flash(_("已宣布本轮投票无效"), "ok")
        return redirect(url_for("desk.meeting", meeting_id=record.meeting_id, round=record.uuid))

    def context(self, record: Round, form: PairForm) -> dict[str, Any]:
        """Who has to agree, and how far that is."""
        return {
            **super().context(record, form),
            "chief": certifying.holders_names(record.meeting_id)[:1],
            "chairs": [name for _role, names in who_may("chair") for name in names],
            "blocked": bool(life.why_not(life.DECLARE_VOID, record)),
        }


bp.add_url_rule("/rounds/<uuid>/follow", view_func=FollowPage.as_view("follow"), methods=["GET"])
bp.add_url_rule("/rounds/<uuid>/follow", view_func=FollowPage.as_view("follow_up"), methods=["POST"])
bp.add_url_rule("/rounds/<uuid>/void", view_func=VoidPage.as_view("void"))
