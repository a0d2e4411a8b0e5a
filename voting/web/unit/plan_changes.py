"""My unit asks to change a plan, and sees what became of it (申请调整)."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...implementation import changes
from ...implementation.fields import differences
from ...implementation.models import Plan, PlanChange
from ...implementation.settings import CHANGES, DECIDERS
from ..access import access
from ..context import actor, now
from ..pages import ActPage
from ..plan_pages import ChangePage
from . import bp, own


@access("unit_officer")
class NewChange(ChangePage):
    """Ask for a change."""

    template = "unit/plan_change_new.html"
    home = "unit.plan"
    next = "unit.plan_change"

    def record(self, plan_id: int) -> Plan:
        """The plan."""
        return own.plan(plan_id)

    def writer(self, plan: Plan) -> int | None:
        """My unit."""
        return plan.unit_id


@bp.get("/plan-changes/<int:change_id>")
@access("unit_officer")
def plan_change(change_id: int) -> str:
    """A request with what was said and decided."""
    change, plan = own.change(change_id)
    return render_template(
        "unit/plan_change.html",
        change=change,
        plan=plan,
        kinds=CHANGES,
        rules=DECIDERS,
        decisions=changes.DECISIONS,
        pairs=differences(*changes.sides(change, plan)),
    )


@access("unit_officer")
class WithdrawChange(ActPage):
    """Take the request back."""

    def act(self, change_id: int) -> PlanChange:
        """Take it back."""
        change, plan = own.change(change_id)
        return changes.withdraw(change.congress_id, change.id, actor(), now(), plan.unit_id)

    def done(self, made: PlanChange) -> ResponseReturnValue:
        """The request again."""
        flash(_("申请已撤回"), "ok")
        return redirect(url_for("unit.plan_change", change_id=made.id))


bp.add_url_rule("/plans/<int:plan_id>/changes/new", view_func=NewChange.as_view("new_change"))
bp.add_url_rule("/plan-changes/<int:change_id>/withdraw", view_func=WithdrawChange.as_view("withdraw_change"))
