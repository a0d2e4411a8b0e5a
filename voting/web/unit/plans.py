"""Plans for which my unit is responsible: filled in, and what became of them (实施计划)."""

from __future__ import annotations

from flask import Response, render_template

from ...attachments import store
from ...errors import Conflict
from ...implementation import changes, completion, fields, plans, versions
from ...implementation.models import Plan
from ...implementation.settings import CHANGES
from ...sentences import Sentence
from ..access import access
from ..files import attachment
from ..plan_pages import PlanPage, sides
from . import bp, own


@bp.get("/plans", endpoint="plans")
@access("unit_officer")
def list_plans() -> str:
    """My unit's plans, newest year first."""
    found = plans.of_unit(own.unit().id)
    return render_template("unit/plans.html", found=found, waiting=versions.pending_of([one.id for one in found]))


@bp.get("/plans/<int:plan_id>")
@access("unit_officer")
def plan(plan_id: int) -> str:
    """One of them."""
    found = own.plan(plan_id)
    waiting = versions.pending(plan_id)
    force = fields.of_plan(found)
    return render_template(
        "unit/plan.html",
        plan=found,
        labels=fields.LABELS,
        told=fields.texts(force),
        waiting=waiting,
        pairs=fields.differences(force, fields.again(waiting.fields)) if waiting else [],
        versions=versions.of_one(plan_id),
        changes=changes.of_plan_id(plan_id),
        kinds=CHANGES,
        decisions=changes.DECISIONS,
        accepted=completion.of_plan(plan_id),
        results=completion.RESULTS,
        files=store.held_by(completion.HOLDER, [plan_id]),
    )


@access("unit_officer")
class EditPlan(PlanPage):
    """Fill in the plan and put it forward."""

    template = "unit/plan_edit.html"
    home = "unit.plan"
    said = Sentence("计划已提交，等待批准")

    def record(self, plan_id: int) -> Plan:
        """The plan."""
        return own.plan(plan_id)

    def writer(self, plan: Plan) -> int | None:
        """My unit."""
        return plan.unit_id

    def check(self, plan: Plan) -> None:
        """What is approved is changed by request alone."""
        if plan.version:
            raise Conflict("plan_approved", "计划已经批准，修改请提出调整申请")
        super().check(plan)


@bp.get("/plans/<int:plan_id>/files/<int:attachment_id>")
@access("unit_officer")
def plan_file(plan_id: int, attachment_id: int) -> Response:
    """Evidence of the acceptance."""
    own.plan(plan_id)
    return attachment(store.one_of(attachment_id, completion.HOLDER, [plan_id]))


@bp.get("/plans/<int:plan_id>/versions")
@access("unit_officer")
def plan_versions(plan_id: int) -> str:
    """Two versions side by side; the address names them (`a`, `b`)."""
    return render_template("unit/plan_versions.html", plan=own.plan(plan_id), **sides(plan_id))


bp.add_url_rule("/plans/<int:plan_id>/edit", view_func=EditPlan.as_view("edit_plan"))
