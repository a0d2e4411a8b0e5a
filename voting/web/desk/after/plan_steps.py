"""A plan is written, approved or sent back at the desk, and its versions compared."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....implementation import plans as supervised
from ....implementation import versions
from ....implementation.models import Plan, PlanVersion
from ....sentences import Sentence
from ...access import access
from ...context import actor, now
from ...forms.base import Form
from ...forms.plans import ApproveAllForm, ApproveForm, ReturnForm
from ...pages import FormPage
from ...plan_pages import PlanPage, sides
from ..blueprint import bp
from .plans import EDITORS, READERS, plan_page


@access(*EDITORS)
class EditPlan(PlanPage):
    """Write a plan and put it forward."""

    template = "desk/after/plan_edit.html"
    home = "desk.plan"
    said = Sentence("计划已保存，等待批准")


class OnPlan(FormPage):
    """A form on the page of a plan."""

    def record(self, plan_id: int) -> Plan:
        """The plan."""
        return supervised.get(current_user.congress_id, plan_id)

    def done(self, made: Any) -> ResponseReturnValue:
        """The plan again."""
        return redirect(url_for("desk.plan", plan_id=made.plan_id))

    def page(self, record: Plan, form: Form) -> ResponseReturnValue:
        """The plan with the form."""
        return plan_page(record, form)


@access(*EDITORS)
class ApprovePlan(OnPlan):
    """Enter the act that approves the proposed version."""

    form = ApproveForm

    def act(self, record: Plan, form: ApproveForm) -> PlanVersion:
        """Enter it."""
        seen = record.id, form.version.data, form.edits.data
        made = versions.approve(record.congress_id, *seen, form.ruling, actor(), now())
        flash(_("计划已批准，从现在起有效并向社会公开"), "ok")
        return made


@access(*EDITORS)
class ReturnPlan(OnPlan):
    """Send the proposed version back to its unit."""

    form = ReturnForm

    def act(self, record: Plan, form: ReturnForm) -> PlanVersion:
        """Send it back."""
        seen = record.id, form.version.data, form.edits.data
        made = versions.send_back(record.congress_id, *seen, form.returned.data, actor(), now())
        flash(_("计划已退回责任单位修改"), "ok")
        return made


@access(*EDITORS)
class ApprovePlans(FormPage):
    """One act approves several plans."""

    template = "desk/after/plans_approve.html"
    form = ApproveAllForm

    def act(self, record: None, form: ApproveAllForm) -> list[PlanVersion]:
        """Enter it."""
        return versions.approve_all(current_user.congress_id, form.seen, form.ruling, actor(), now())

    def done(self, made: list[PlanVersion]) -> ResponseReturnValue:
        """To the list."""
        flash(_("已批准 %(n)s 个计划，从现在起有效并向社会公开", n=len(made)), "ok")
        return redirect(url_for("desk.plans"))

    def context(self, record: None, form: ApproveAllForm) -> dict[str, Any]:
        """The plans that wait, each with its version."""
        listed = versions.waiting(current_user.congress_id)
        newest = versions.pending_of([one.id for one in listed])
        return {"waiting": [(one, newest[one.id]) for one in listed if one.id in newest]}


@bp.get("/plans/<int:plan_id>/versions")
@access(*READERS)
def plan_versions(plan_id: int) -> str:
    """Two versions side by side; the address names them (`a`, `b`)."""
    found = supervised.get(current_user.congress_id, plan_id)
    return render_template("desk/after/plan_versions.html", plan=found, **sides(plan_id))


PLAN = "/plans/<int:plan_id>"
bp.add_url_rule(f"{PLAN}/edit", view_func=EditPlan.as_view("edit_plan"))
bp.add_url_rule(f"{PLAN}/approve", view_func=ApprovePlan.as_view("approve_plan"), methods=["POST"])
bp.add_url_rule(f"{PLAN}/return", view_func=ReturnPlan.as_view("return_plan"), methods=["POST"])
bp.add_url_rule("/plans/approve", view_func=ApprovePlans.as_view("approve_plans"))
