"""What the office asks for and the chief scrutineer agrees to on the own device (双人办理)."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ...meetings import attendance, pairing
from ...meetings.models import Round
from ..access import access
from ..context import now
from ..forms.scrutineers import RequestForm
from . import DutyPage, bp


@access("chief_scrutineer")
class RequestPage(DutyPage):
    """Who asks for what and why, how often it was done so far, and the two answers."""

    template = "scrutineer/request.html"
    form = RequestForm

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address also names what is asked for."""
        found = super().record(uuid)
        self.asked = pairing.act_of(found, places["act_id"])
        return found

    def act(self, record: Round, form: RequestForm) -> tuple[Round, int]:
        """Answer it."""
        act_id = self.asked.id
        (pairing.refuse if form.refused.data else pairing.agree)(act_id, current_user, now())
        return record, act_id

    def done(self, made: tuple[Round, int]) -> ResponseReturnValue:
        """The same page."""
        return redirect(url_for("scrutineer.request_page", uuid=made[0].uuid, act_id=made[1]))

    def context(self, record: Round, form: RequestForm) -> dict[str, Any]:
        """What is asked for, and how it stands."""
        act, lapsed = self.asked, pairing.lapsed(self.asked)
        present = attendance.is_present(record.meeting_id, act.deputy_id) if act.deputy_id else None
        return {
            "act": act,
            "kind": pairing.KINDS[act.kind],
            "lapsed": lapsed,
            "present": present,
            "done": pairing.done(record.id, act.kind),
            "pulse": f"{act.state}-{lapsed}-{present}",
        }


bp.add_url_rule("/rounds/<uuid>/requests/<int:act_id>", view_func=RequestPage.as_view("request_page"))
