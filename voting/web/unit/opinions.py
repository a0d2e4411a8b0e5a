"""What delegations say of a unit's projects, to be answered (答复审议意见)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...projects import deliberating
from ..access import access
from ..context import actor, now
from ..forms.answers import OpinionAnswerForm
from ..pages import FormPage
from . import bp, own


@access("unit_officer")
class OpinionsPage(FormPage):
    """The opinions on my unit's projects, those that wait for an answer first; sent, it answers one."""

    template = "unit/opinions.html"

    def record(self, opinion_id: int = 0) -> int:
        """Which one is answered."""
        return opinion_id

    def filled(self, record: int) -> OpinionAnswerForm:
        """The form below it."""
        return OpinionAnswerForm.asked(ids=f"opinion-{record}")

    def act(self, record: int, form: OpinionAnswerForm) -> int:
        """Answer it."""
        unit = own.unit()
        deliberating.answer(unit.congress_id, record, form.answer.data, actor(), now(), unit)
        return record

    def done(self, made: int) -> ResponseReturnValue:
        """The opinion again."""
        flash(_("答复已送交人大机关"), "ok")
        return redirect(url_for("unit.opinions", _anchor=f"opinion-{made}"))

    def context(self, record: int, form: OpinionAnswerForm) -> dict[str, Any]:
        """The opinions, each with its form."""
        listed = deliberating.of_unit(own.unit())
        forms = {one.id: OpinionAnswerForm.beside(form, one, f"opinion-{one.id}") for one, _project in listed}
        return {"listed": listed, "forms": forms}


bp.add_url_rule("/opinions", view_func=OpinionsPage.as_view("opinions"), methods=["GET"])
bp.add_url_rule("/opinions/<int:opinion_id>", view_func=OpinionsPage.as_view("answer_opinion"), methods=["POST"])
