"""The standing committee's opinions at the desk: adopted, handed to units, handled, and the paper (审议意见)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....supervision import committee_papers, tasks
from ....supervision import opinions as adopted
from ....supervision.models import CommitteeOpinion, Task
from ...access import access
from ...context import actor, now, settings, today
from ...files import paper
from ...forms.progress import asked_year
from ...forms.supervision import CommitteeOpinionForm, HandForm
from ...pages import EditPage, FormPage
from ..blueprint import bp
from .oversight import task_words
from .plans import EDITORS, READERS

WORDS = {"states": adopted.STATES, "kinds": adopted.KINDS}


@bp.get("/committee-opinions")
@access(*READERS)
def committee_opinions() -> str:
    """All opinions with how they are handled."""
    listed = adopted.of_congress(current_user.congress_id)
    given = adopted.handling([one.id for one in listed])
    words = {**WORDS, "state_of": adopted.state_of}
    return render_template("desk/after/committee_opinions.html", listed=listed, given=given, **words)


class OfOpinion(FormPage):
    """A form about an opinion."""

    def record(self, committee_opinion_id: int | None = None) -> CommitteeOpinion | None:
        """The opinion, None for a new one."""
        if committee_opinion_id is None:
            return None
        return adopted.get(current_user.congress_id, committee_opinion_id)


@access(*EDITORS)
class OpinionEdit(OfOpinion, EditPage):
    """Enter an opinion, or correct one."""

    template = "desk/after/committee_opinion_edit.html"
    form = CommitteeOpinionForm

    def filled(self, record: CommitteeOpinion | None) -> CommitteeOpinionForm:
        """The form; a new one begins with today."""
        return CommitteeOpinionForm.asked(record, year=asked_year(), adopted_on=today())

    def seen(self, record: CommitteeOpinion) -> Sequence[object]:
        """As the use case compares it."""
        return adopted.values(record)

    def act(self, record: CommitteeOpinion | None, form: CommitteeOpinionForm) -> CommitteeOpinion:
        """Save it."""
        opinion_id = record.id if record else None
        return adopted.save(current_user.congress_id, opinion_id, form.adopted, actor(), now(), form.seen.data)

    def done(self, made: CommitteeOpinion) -> ResponseReturnValue:
        """To its page."""
        flash(_("审议意见已登记"), "ok")
        return redirect(url_for("desk.committee_opinion", committee_opinion_id=made.id))


@access(*READERS)
class OpinionPage(OfOpinion):
    """One with its handling."""

    template = "desk/after/committee_opinion.html"
    form = HandForm

    def filled(self, record: CommitteeOpinion) -> HandForm:
        """The form to hand a part over."""
        return HandForm.asked(due_on=today() + tasks.USUAL)

    def context(self, record: CommitteeOpinion, form: HandForm) -> dict[str, object]:
        """What became of it."""
        given = adopted.handling([record.id])[record.id]
        return {"given": given, "state": adopted.state_of(given), **WORDS, **task_words()}


@access(*EDITORS)
class HandOpinion(OpinionPage):
    """Hand a part to a unit, to be reported back."""

    def act(self, record: CommitteeOpinion, form: HandForm) -> Task:
        """Hand it over."""
        told = form.unit.data, form.task.data, form.due_on.data
        return adopted.hand(record.congress_id, record.id, *told, actor(), now())

    def done(self, made: Task) -> ResponseReturnValue:
        """The opinion again."""
        flash(_("已交办"), "ok")
        return redirect(url_for("desk.committee_opinion", committee_opinion_id=made.origin_id))


@bp.get("/committee-opinions/<int:committee_opinion_id>.pdf")
@access(*READERS)
def committee_opinion_paper(committee_opinion_id: int) -> Response:
    """The opinion with its handling as a paper."""
    found = adopted.get(current_user.congress_id, committee_opinion_id)
    return paper(committee_papers.opinion(found, settings(), now()), f"opinion-{committee_opinion_id}")


OPINION = "/committee-opinions/<int:committee_opinion_id>"
bp.add_url_rule("/committee-opinions/new", view_func=OpinionEdit.as_view("new_committee_opinion"))
bp.add_url_rule(f"{OPINION}/edit", view_func=OpinionEdit.as_view("edit_committee_opinion"))
bp.add_url_rule(OPINION, view_func=OpinionPage.as_view("committee_opinion"), methods=["GET"])
bp.add_url_rule(f"{OPINION}/hand", view_func=HandOpinion.as_view("hand_committee_opinion"), methods=["POST"])
