"""Opinions of the delegations on the candidates: enter, sign, answer, print (审议意见)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select

from ....errors import Missing
from ....meetings import attendance
from ....meetings.models import Meeting
from ....meetings.rounds import main_round
from ....projects import candidate_papers, deliberating, reading
from ....projects.deliberating import STATES, state_of
from ....projects.models import Opinion
from ...access import access
from ...context import actor, meeting_or_404, now, of_meeting, settings
from ...files import paper
from ...forms.base import Form
from ...forms.opinions import AnswerForm, NewOpinionForm, OpinionActForm, OpinionFilters, OpinionForm, SignForm
from ...lists import ListPage, Page
from ...pages import MeetingPage
from ..blueprint import bp
from ..common import READERS


@access(*READERS)
class OpinionList(ListPage):
    """All opinions by project, filtered by the address."""

    template = "desk/sitting/opinions.html"
    filters = OpinionFilters

    def record(self, meeting_id: int) -> Meeting:
        """The meeting."""
        return meeting_or_404(meeting_id)

    def query(self, filters: OpinionFilters) -> Select[Opinion]:
        """By project, delegation and state."""
        return deliberating.matching(self.of.id, filters.project.data, filters.delegation.data, filters.state.data)

    def context(self, page: Page) -> dict[str, Any]:
        """The projects, and whether there is something to enter."""
        projects, delegations = reading.listed(self.of.id), attendance.delegations(self.of.id)
        return {
            **of_meeting(self.of),
            "names": {one.id: one for one in projects},
            "projects": projects,
            "delegations": delegations,
            "states": STATES,
            "state_of": state_of,
            "open": deliberating.open_for(self.of.id),
            "any": any(deliberating.counts(self.of.id).values()),
        }


@bp.get("/meetings/<int:meeting_id>/opinions.pdf")
@access(*READERS)
def opinions_paper(meeting_id: int) -> Response:
    """审议意见汇总."""
    found = meeting_or_404(meeting_id)
    pdf = candidate_papers.opinions(found, main_round(meeting_id).title.removesuffix("票决"), settings(), now())
    return paper(pdf, "opinions")


def _words(found: Meeting, one: Opinion | None) -> dict[str, Any]:
    projects = reading.listed(found.id)
    return {
        "opinion": one,
        "project": next((item for item in projects if one is not None and item.id == one.project_id), None),
        "states": STATES,
        "state": state_of(one) if one else "",
        "open": deliberating.open_for(found.id),
    }


@access("clerk")
class NewOpinion(MeetingPage):
    """Write down what a delegation says of a project."""

    template = "desk/sitting/opinion.html"

    def filled(self, record: Meeting) -> NewOpinionForm:
        """The form; the address may name project and delegation."""
        return NewOpinionForm.asked(project=request.args.get("project"), delegation=request.args.get("delegation"))

    def act(self, record: Meeting, form: NewOpinionForm) -> tuple[Opinion, bool]:
        """Enter it."""
        told = form.project.data or 0, form.delegation.text, form.text.data
        return deliberating.enter(record.id, *told, actor(), now()), bool(form.another.data)

    def done(self, made: tuple[Opinion, bool]) -> ResponseReturnValue:
        """The opinion, or the next one of the same delegation."""
        flash(_("审议意见已录入。代表团签字后，责任单位和代表才能看到"), "ok")
        one, another = made
        if another:
            kept: dict[str, Any] = {"project": one.project_id, "delegation": one.delegation}
            return redirect(url_for("desk.new_opinion", meeting_id=one.meeting_id, **kept))
        return redirect(url_for("desk.opinion", meeting_id=one.meeting_id, opinion_id=one.id))

    def context(self, record: Meeting, form: NewOpinionForm) -> dict[str, Any]:
        """Whether it can still be entered."""
        return {**_words(record, None), "forms": {"change": form}}


@access(*READERS)
class OpinionPage(MeetingPage):
    """One opinion: correct, sign, answer or take it back, as far as it stands."""

    template = "desk/sitting/opinion.html"
    kinds: dict[str, type[Form]] = {"change": OpinionForm, "sign": SignForm, "answer": AnswerForm, "remove": Form}

    def record(self, meeting_id: int, **places: Any) -> Meeting:
        """The meeting, and the opinion."""
        found = meeting_or_404(meeting_id)
        self.one = deliberating.opinion_of(found.congress_id, places["opinion_id"])
        if self.one.meeting_id != found.id:
            raise Missing(*Opinion.absent)
        return found

    def post(self, **places: Any) -> ResponseReturnValue:
        """The act, by the clerk; everybody else only looks."""
        return super().post(**places) if "clerk" in current_user.roles else self.get(**places)

    def filled(self, record: Meeting) -> Form:
        """The form that was sent."""
        sent = OpinionActForm.asked().act.data
        self.kind = sent if sent in self.kinds else "change"
        return self.kinds[self.kind].asked(self.one)

    def act(self, record: Meeting, form: Any) -> str:
        """Do it; returns where to go on."""
        congress_id, opinion_id, act = record.congress_id, self.one.id, (actor(), now())
        place = url_for("desk.opinion", meeting_id=record.id, opinion_id=opinion_id)
        if self.kind == "sign":
            deliberating.sign(congress_id, opinion_id, form.signer.data, *act)
            flash(_("审议意见已签字确认，责任单位和代表可以看到"), "ok")
        elif self.kind == "answer":
            deliberating.answer(congress_id, opinion_id, form.answer.data, *act)
            flash(_("答复已保存"), "ok")
        elif self.kind == "remove":
            deliberating.remove(congress_id, opinion_id, *act)
            flash(_("审议意见已删除"), "ok")
            place = url_for("desk.opinions", meeting_id=record.id)
        else:
            deliberating.change(congress_id, opinion_id, form.delegation.text, form.text.data, *act)
            flash(_("审议意见已修改"), "ok")
        return place

    def done(self, made: str) -> ResponseReturnValue:
        """There."""
        return redirect(made)

    def context(self, record: Meeting, form: Form) -> dict[str, Any]:
        """The opinion, with the sent form among the others."""
        forms = {kind: form_of(obj=self.one) for kind, form_of in self.kinds.items()}
        return {**_words(record, self.one), "forms": {**forms, self.kind: form}}


LIST = "/meetings/<int:meeting_id>/opinions"
bp.add_url_rule(LIST, view_func=OpinionList.as_view("opinions"))
bp.add_url_rule(f"{LIST}/new", view_func=NewOpinion.as_view("new_opinion"))
bp.add_url_rule(f"{LIST}/<int:opinion_id>", view_func=OpinionPage.as_view("opinion"))
