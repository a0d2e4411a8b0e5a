"""Requests to change, cancel or replace a project: made, judged, decided, announced (调整)."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....edit_conflict import mark
from ....implementation import change_papers, changes, fields
from ....implementation.models import Plan, PlanChange
from ....implementation.settings import CHANGES, DECIDERS
from ....sentences import Sentence
from ...access import access
from ...context import actor, now, settings
from ...files import PDF, download
from ...forms.base import Form
from ...forms.plans import DecideForm, OpinionForm
from ...pages import ActPage, FormPage
from ...plan_pages import ChangePage
from ..blueprint import bp
from .plans import EDITORS, READERS

Found = tuple[PlanChange, Plan]
"""A request and its plan."""


@access(*EDITORS)
class NewChange(ChangePage):
    """Ask for a change."""

    template = "desk/after/plan_change_new.html"
    home = "desk.plan"
    next = "desk.plan_change"


@bp.get("/plan-changes/<int:change_id>")
@access(*READERS)
def plan_change(change_id: int) -> ResponseReturnValue:
    """A request with what was said and decided."""
    return _page(changes.get(current_user.congress_id, change_id))


def _page(found: Found, sent: Form | None = None) -> ResponseReturnValue:
    change, plan = found
    opinion = OpinionForm.beside(sent, change)
    opinion.compare(mark([change.opinion]))
    page = render_template(
        "desk/after/plan_change.html",
        change=change,
        plan=plan,
        kinds=CHANGES,
        rules=DECIDERS,
        decisions=changes.DECISIONS,
        pairs=fields.differences(*changes.sides(change, plan)),
        errors=sent.errors if sent else [],
        opinion=opinion,
        decide=DecideForm.beside(sent, body=changes.BODIES[change.rule]).of(change),
    )
    return page, sent.status if sent else 200


class OnChange(FormPage):
    """A form on the page of a request."""

    said: Sentence

    def record(self, change_id: int) -> Found:
        """The request and its plan."""
        return changes.get(current_user.congress_id, change_id)

    def done(self, made: PlanChange) -> ResponseReturnValue:
        """The request again."""
        flash(_(self.said), "ok")
        return redirect(url_for("desk.plan_change", change_id=made.id))

    def page(self, record: Found, form: Form) -> ResponseReturnValue:
        """The request with the form."""
        return _page(record, form)


@access(*EDITORS)
class GiveOpinion(OnChange):
    """Enter what the government or the office thinks of it."""

    form = OpinionForm
    said = Sentence("审核意见已保存")

    def act(self, record: Found, form: OpinionForm) -> PlanChange:
        """Keep it."""
        change, _plan = record
        told = form.opinion.data, actor(), now(), form.seen.data
        return changes.give_opinion(change.congress_id, change.id, *told)


@access("clerk")
class DecideChange(OnChange):
    """Enter the decision, or that it was filed."""

    form = DecideForm
    said = Sentence("决定已录入")

    def act(self, record: Found, form: DecideForm) -> PlanChange:
        """Enter it."""
        change, _plan = record
        told = form.decision.data, form.ruling, form.note.data
        return changes.decide(change.congress_id, change.id, *told, actor(), now())


class ChangeAct(ActPage):
    """A button on the page of a request."""

    said: Sentence

    def done(self, made: PlanChange) -> ResponseReturnValue:
        """The request again."""
        flash(_(self.said), "ok")
        return redirect(url_for("desk.plan_change", change_id=made.id))


@access(*EDITORS)
class WithdrawChange(ChangeAct):
    """Take the request back."""

    said = Sentence("申请已撤回")

    def act(self, change_id: int) -> PlanChange:
        """Take it back."""
        return changes.withdraw(current_user.congress_id, change_id, actor(), now())


@access("clerk")
class PublishChange(ChangeAct):
    """Announce the change."""

    said = Sentence("调整已向社会公告")

    def act(self, change_id: int) -> PlanChange:
        """Announce it."""
        return changes.publish(current_user.congress_id, change_id, actor(), now())


@bp.get("/plan-changes/<int:change_id>/notice.pdf")
@access(*READERS)
def change_notice(change_id: int) -> Response:
    """The announcement on paper."""
    change, plan = changes.get(current_user.congress_id, change_id)
    pdf = change_papers.change_notice(change, plan, settings(), now())
    return download(pdf, PDF, f"调整公告-{plan.year}-{plan.no}.pdf")


CHANGE = "/plan-changes/<int:change_id>"
bp.add_url_rule("/plans/<int:plan_id>/changes/new", view_func=NewChange.as_view("new_change"))
bp.add_url_rule(f"{CHANGE}/opinion", view_func=GiveOpinion.as_view("change_opinion"), methods=["POST"])
bp.add_url_rule(f"{CHANGE}/decide", view_func=DecideChange.as_view("decide_change"), methods=["POST"])
bp.add_url_rule(f"{CHANGE}/withdraw", view_func=WithdrawChange.as_view("withdraw_change"))
bp.add_url_rule(f"{CHANGE}/publish", view_func=PublishChange.as_view("publish_change"))
