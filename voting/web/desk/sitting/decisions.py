"""Decisions of the presidium on how this meeting works (主席团决定): the chair records them, papers print them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ....errors import Missing
from ....meetings import decisions
from ....meetings.models import Meeting
from ...access import access
from ...context import actor, meeting_or_404, now, of_meeting
from ...forms.base import Form
from ...forms.meetings import DecideForm, RevokeForm
from ...pages import MeetingPage
from ..blueprint import bp
from ..common import READERS

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


def _words(found: Meeting) -> dict[str, Any]:
    """What was decided, and a form for each kind: to record it, or to take it out."""
    taken = {one.kind: one for one in decisions.of_meeting(found.id)}
    forms = {kind: (RevokeForm if kind in taken else DecideForm)().at(kind) for kind in decisions.KINDS}
    return {"kinds": decisions.KINDS, "notes": NOTES, "taken": taken, "forms": forms}


@bp.get("/meetings/<int:meeting_id>/decisions")
@access(*READERS)
def meeting_decisions(meeting_id: int) -> str:
    """What can be decided, and what was."""
    found = meeting_or_404(meeting_id)
    return render_template("desk/sitting/decisions.html", form=None, **of_meeting(found), **_words(found))


@access("chair")
class Decide(MeetingPage):
    """Record a decision, or take it out again."""

    template = "desk/sitting/decisions.html"

    def record(self, meeting_id: int, **places: Any) -> Meeting:
        """The meeting; the address also names what is decided."""
        self.kind = places["kind"]
        if self.kind not in decisions.KINDS:
            raise Missing("no_such_decision", "没有这一类决定")
        return meeting_or_404(meeting_id)

    def filled(self, record: Meeting) -> Form:
        """The form that was sent."""
        revoked = RevokeForm.asked().at(self.kind)
        return revoked if revoked.revoke.data else DecideForm.asked().at(self.kind)

    def act(self, record: Meeting, form: DecideForm | RevokeForm) -> Meeting:
        """Do it, and say so."""
        if isinstance(form, RevokeForm):
            decisions.revoke(record.id, self.kind, form.reason.data, actor(), now())
            flash(_("已取消登记，并记入日志"), "ok")
        else:
            decisions.decide(record.id, self.kind, form.text.data, form.day.data, actor(), now())
            flash(_("主席团的决定已登记，将印在零票报告上"), "ok")
        return record

    def done(self, made: Meeting) -> ResponseReturnValue:
        """All of them again."""
        return redirect(url_for("desk.meeting_decisions", meeting_id=made.id))

    def context(self, record: Meeting, form: Form) -> dict[str, Any]:
        """All of them, with this form as it was sent."""
        words = _words(record)
        if type(words["forms"][self.kind]) is type(form):
            words["forms"][self.kind] = form
        return words


bp.add_url_rule("/meetings/<int:meeting_id>/decisions/<kind>", view_func=Decide.as_view("decide"), methods=["POST"])
