"""The acceptance of a project at the desk: final figures and evidence (验收)."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....implementation import completion
from ....implementation import plans as supervised
from ....implementation.models import Acceptance, Plan
from ...access import access
from ...context import actor, now, settings
from ...files import attachment
from ...forms.plans import AcceptanceForm, RevokeForm
from ...pages import PhotoPage
from ...plan_pages import RunningPlanPage
from ..blueprint import bp
from .plan_steps import OnPlan
from .plans import EDITORS, READERS


@access(*EDITORS)
class AcceptPlan(PhotoPage, RunningPlanPage):
    """Enter the acceptance."""

    template = "desk/after/plan_accept.html"

    def filled(self, record: Plan) -> AcceptanceForm:
        """The form; it begins with what the unit reported last."""
        newest = next(iter(supervised.reports(record.id)), None)
        return AcceptanceForm.of(record, newest.done if newest is not None else ())

    def send(self, record: Plan, form: AcceptanceForm) -> Acceptance:
        """Enter it."""
        told = form.accepted(record), form.cleaned, form.edits.data
        return completion.accept(record.congress_id, record.id, *told, settings(), actor(), now())

    def done(self, made: Acceptance) -> ResponseReturnValue:
        """To the acceptance on the plan's page."""
        flash(_("验收已录入"), "ok")
        return redirect(url_for("desk.plan", plan_id=made.plan_id, _anchor="acceptance"))


@access("clerk")
class RevokeAcceptance(OnPlan):
    """Strike an acceptance that was entered by mistake."""

    form = RevokeForm

    def act(self, record: Plan, form: RevokeForm) -> int:
        """Strike it."""
        completion.revoke(record.congress_id, record.id, form.revoked.data, actor(), now())
        return record.id

    def done(self, made: int) -> ResponseReturnValue:
        """The plan again."""
        flash(_("验收记录已撤销"), "ok")
        return redirect(url_for("desk.plan", plan_id=made))


@bp.get("/plans/<int:plan_id>/files/<int:attachment_id>")
@access(*READERS)
def plan_file(plan_id: int, attachment_id: int) -> Response:
    """Evidence of the acceptance."""
    supervised.get(current_user.congress_id, plan_id)
    return attachment(store.one_of(attachment_id, completion.HOLDER, [plan_id]))


bp.add_url_rule("/plans/<int:plan_id>/accept", view_func=AcceptPlan.as_view("accept_plan"))
bp.add_url_rule(
    "/plans/<int:plan_id>/accept/revoke", view_func=RevokeAcceptance.as_view("revoke_acceptance"), methods=["POST"]
)
