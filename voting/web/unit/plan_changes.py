"""My unit asks to change a plan, and sees what became of it (申请调整)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...errors import DomainError
from ...implementation import changes
from ...implementation.fields import differences
from ...implementation.models import Plan, PlanChange
from ...implementation.reading import Faults
from ...implementation.settings import CHANGES, DECIDERS
from .. import change_form, plan_form
from ..access import access
from ..context import actor, now
from ..pages import ActPage
from . import bp, own


@bp.route("/plans/<int:plan_id>/changes/new", methods=["GET", "POST"])
@access("unit_officer")
def new_change(plan_id: int) -> ResponseReturnValue:
    """Ask for a change."""
    found = own.plan(plan_id)
    if (ended := plan_form.ended(found)) is not None:
        return _form(found, [], ended)
    if request.method == "GET" or plan_form.more():
        return _form(found, [])
    wanted, faults = change_form.read(found, found.unit_id)
    if faults:
        return _form(found, faults)
    told = change_form.kind(), wanted, request.values.get("reason", ""), plan_form.edits()
    try:
        made = changes.request(found.congress_id, plan_id, *told, actor(), now(), found.unit_id)
    except DomainError as problem:
        return _form(found, [], problem)
    flash(_("调整申请已提交"), "ok")
    return redirect(url_for("unit.plan_change", change_id=made.id))


def _form(found: Plan, faults: Faults, problem: DomainError | None = None) -> ResponseReturnValue:
    words = change_form.words(found, faults, problem)
    back = url_for("unit.plan", plan_id=found.id)
    page = render_template("unit/plan_change_new.html", plan=found, back=back, **words)
    return page, problem.status if problem else 422 if faults else 200


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


bp.add_url_rule("/plan-changes/<int:change_id>/withdraw", view_func=WithdrawChange.as_view("withdraw_change"))
