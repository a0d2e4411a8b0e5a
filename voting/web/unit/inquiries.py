"""Questions of special inquiries to my unit, and its answers in writing (专题询问)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...edit_conflict import mark
from ...supervision import inquiries
from ..access import access
from ..context import actor, now
from ..forms.answers import QuestionAnswerForm
from ..pages import FormPage
from . import bp, own


@access("unit_officer")
class InquiriesPage(FormPage):
    """What my unit was asked, what waits for an answer first; sent, it answers one, or corrects its answer."""

    template = "unit/inquiries.html"

    def record(self, question_id: int = 0) -> int:
        """Which one is answered."""
        return question_id

    def filled(self, record: int) -> QuestionAnswerForm:
        """The form below it."""
        return QuestionAnswerForm.asked(ids=f"question-{record}")

    def act(self, record: int, form: QuestionAnswerForm) -> None:
        """Answer it."""
        unit, said = own.unit(), (form.answered_by.data, form.answer.data)
        inquiries.answer(unit.congress_id, record, *said, actor(), now(), unit.id, form.seen.data)

    def done(self, made: None) -> ResponseReturnValue:
        """The list again."""
        flash(_("已答复"), "ok")
        return redirect(url_for("unit.unit_inquiries"))

    def context(self, record: int, form: QuestionAnswerForm) -> dict[str, Any]:
        """The questions, each with its form."""
        listed = inquiries.to_unit(own.unit().id)
        forms = {one.id: QuestionAnswerForm.beside(form, one, f"question-{one.id}") for one, _inquiry in listed}
        for one, _inquiry in listed:
            forms[one.id].compare(mark(inquiries.values_of_answer(one)))
        return {"listed": listed, "forms": forms}


bp.add_url_rule("/inquiries", view_func=InquiriesPage.as_view("unit_inquiries"), methods=["GET"])
bp.add_url_rule("/questions/<int:question_id>", view_func=InquiriesPage.as_view("answer_question"), methods=["POST"])
