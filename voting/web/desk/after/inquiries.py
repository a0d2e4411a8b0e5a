"""Special inquiries at the desk: questions, answers, what follows, and the paper (专题询问)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....congress import units
from ....edit_conflict import mark
from ....implementation import plans
from ....supervision import committee_papers, tasks
from ....supervision import inquiries as held
from ....supervision.models import Inquiry, Question
from ...access import access
from ...context import actor, now, settings, today
from ...files import paper
from ...forms.base import Form
from ...forms.progress import asked_year
from ...forms.supervision import AnswerForm, FollowForm, InquiryForm, QuestionForm
from ...pages import EditPage, FormPage
from ..blueprint import bp
from .oversight import task_words
from .plans import EDITORS, READERS


@bp.get("/inquiries")
@access(*READERS)
def inquiries() -> str:
    """All inquiries, newest first."""
    return render_template("desk/after/inquiries.html", listed=held.of_congress(current_user.congress_id))


@access(*EDITORS)
class InquiryEdit(EditPage):
    """Enter an inquiry, or correct one."""

    template = "desk/after/inquiry_edit.html"
    form = InquiryForm

    def record(self, inquiry_id: int | None = None) -> Inquiry | None:
        """The inquiry, None for a new one."""
        return None if inquiry_id is None else held.get(current_user.congress_id, inquiry_id)

    def filled(self, record: Inquiry | None) -> InquiryForm:
        """The form; a new one begins with today."""
        return InquiryForm.asked(record, year=asked_year(), held_on=today())

    def seen(self, record: Inquiry) -> Sequence[object]:
        """As the use case compares it."""
        return held.values(record)

    def act(self, record: Inquiry | None, form: InquiryForm) -> Inquiry:
        """Save it."""
        inquiry_id = record.id if record else None
        return held.save(current_user.congress_id, inquiry_id, form.held, actor(), now(), form.seen.data)

    def done(self, made: Inquiry) -> ResponseReturnValue:
        """To its page."""
        flash(_("专题询问已登记"), "ok")
        return redirect(url_for("desk.inquiry", inquiry_id=made.id))


@bp.get("/inquiries/<int:inquiry_id>")
@access(*READERS)
def inquiry(inquiry_id: int) -> ResponseReturnValue:
    """One with its questions."""
    return inquiry_page(held.get(current_user.congress_id, inquiry_id))


def inquiry_page(found: Inquiry, sent: Form | None = None) -> ResponseReturnValue:
    """The page of an inquiry, with the form on it that was refused."""
    congress_id, usual = current_user.congress_id, today() + tasks.USUAL
    own_plans = plans.of_year(congress_id, found.year)
    ask = QuestionForm.beside(sent, ids="ask")
    ask.plan.pairs = [(one.id, f"{one.no}. {one.name}") for one in own_plans]
    answers = {one.id: AnswerForm.beside(sent, one, f"answer-{one.id}") for one in found.questions}
    for one in found.questions:
        answers[one.id].compare(mark(held.values_of_answer(one)))
    page = render_template(
        "desk/after/inquiry.html",
        inquiry=found,
        following=held.following(found),
        plans=own_plans,
        unit_names=units.names(congress_id),
        sent=sent,
        ask=ask,
        answers=answers,
        follows={one.id: FollowForm.beside(sent, None, f"follow-{one.id}", due_on=usual) for one in found.questions},
        **task_words(),
    )
    return page, sent.status if sent else 200


@access(*EDITORS)
class AskQuestion(FormPage):
    """Add a question."""

    def record(self, inquiry_id: int) -> Inquiry:
        """The inquiry."""
        return held.get(current_user.congress_id, inquiry_id)

    def filled(self, record: Inquiry) -> QuestionForm:
        """The form at the end of the page."""
        return QuestionForm.asked(ids="ask")

    def act(self, record: Inquiry, form: QuestionForm) -> Question:
        """Add it."""
        told = form.asked_by.data, form.question.data, form.unit.data, form.plan.data
        return held.ask(record.congress_id, record.id, *told, actor(), now())

    def done(self, made: Question) -> ResponseReturnValue:
        """The inquiry again."""
        flash(_("问题已登记"), "ok")
        return redirect(url_for("desk.inquiry", inquiry_id=made.inquiry_id))

    def page(self, record: Inquiry, form: QuestionForm) -> ResponseReturnValue:
        """The inquiry with the form."""
        return inquiry_page(record, form)


@access(*EDITORS)
class HandleQuestion(FormPage):
    """Write the answer down, or make a task of what was promised (`step`)."""

    def record(self, question_id: int, step: str) -> tuple[Question, str]:
        """The question, and what is done with it."""
        return held.question_of(current_user.congress_id, question_id), step

    def filled(self, record: tuple[Question, str]) -> Form:
        """The form below the question."""
        found, step = record
        return (AnswerForm if step == "answer" else FollowForm).asked(ids=f"{step}-{found.id}")

    def act(self, record: tuple[Question, str], form: AnswerForm | FollowForm) -> Question:
        """Do it."""
        found, _step = record
        if isinstance(form, AnswerForm):
            told = form.answered_by.data, form.answer.data
            held.answer(found.congress_id, found.id, *told, actor(), now(), seen=form.seen.data)
            flash(_("答复已登记"), "ok")
        else:
            held.follow_up(found.congress_id, found.id, form.task.data, form.due_on.data, actor(), now())
            flash(_("已交办"), "ok")
        return found

    def done(self, made: Question) -> ResponseReturnValue:
        """The question again."""
        return redirect(url_for("desk.inquiry", inquiry_id=made.inquiry_id, _anchor=f"question-{made.id}"))

    def page(self, record: tuple[Question, str], form: Form) -> ResponseReturnValue:
        """The inquiry with the form."""
        found, _step = record
        return inquiry_page(held.get(found.congress_id, found.inquiry_id), form)


@bp.get("/inquiries/<int:inquiry_id>.pdf")
@access(*READERS)
def inquiry_paper(inquiry_id: int) -> Response:
    """The summary as a paper."""
    found = held.get(current_user.congress_id, inquiry_id)
    return paper(committee_papers.inquiry(found, settings(), now()), f"inquiry-{inquiry_id}")


bp.add_url_rule("/inquiries/new", view_func=InquiryEdit.as_view("new_inquiry"))
bp.add_url_rule("/inquiries/<int:inquiry_id>/edit", view_func=InquiryEdit.as_view("edit_inquiry"))
bp.add_url_rule(
    "/inquiries/<int:inquiry_id>/questions", view_func=AskQuestion.as_view("ask_question"), methods=["POST"]
)
bp.add_url_rule(
    "/questions/<int:question_id>/<any(answer, follow):step>",
    view_func=HandleQuestion.as_view("handle_question"),
    methods=["POST"],
)
