"""The chief scrutineer agrees that the vote opens or closes, before the chair's button works (双人办理)."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ...ballots import life, polling
from ...meetings.attendance import quorum
from ...meetings.models import Round
from ...sitting import agreement
from ..access import access
from ..context import now
from ..forms.scrutineers import AgreeForm
from . import DutyPage, bp


@access("chief_scrutineer")
class Agree(DutyPage):
    """What is being agreed to, the button, and afterwards that the chair may act now."""

    template = "scrutineer/agree.html"
    form = AgreeForm

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address also names the act."""
        self.key = places["act"]
        return super().record(uuid)

    def act(self, record: Round, form: AgreeForm) -> Round:
        """Agree, or take it back."""
        change = agreement.withdraw if form.withdraw.data else agreement.agree
        change(record.id, self.key, current_user, now())
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """The same page."""
        return redirect(url_for("scrutineer.agree", uuid=made.uuid, act=self.key))

    def context(self, record: Round, form: AgreeForm) -> dict[str, Any]:
        """What stands in the way, and the figures."""
        act = agreement.AGREED[self.key]
        blocked = life.why_not(act, record)
        given, there = agreement.agreement(record.id, self.key), quorum(record.meeting)
        return {
            "act": self.key,
            "given": given,
            "due": act.due(record),
            "blocked": blocked,
            "figures": polling.figures(record),
            "quorum": there,
            "pulse": f"{record.state}-{bool(given)}-{len(blocked)}-{there.present}-{polling.returned(record.id)}",
        }


bp.add_url_rule("/rounds/<uuid>/agree/<any(open, close):act>", view_func=Agree.as_view("agree"))
