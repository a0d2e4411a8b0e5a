"""Plans of a year: drawn up from the announced result, listed, one with everything (实施计划)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....implementation import changes, completion, fields, listing, ratings, versions
from ....implementation import plans as supervised
from ....implementation.models import Plan
from ....implementation.settings import CHANGES
from ....implementation.states import KINDS, STATES
from ....meetings.models import Round
from ....projects import roots
from ...access import access
from ...context import actor, now, round_or_404, today
from ...forms.base import Form
from ...forms.plans import ApproveForm, PlanYearForm, ReturnForm, RevokeForm
from ...forms.progress import years_to_choose
from ...pages import FormPage
from ..blueprint import bp

READERS = ("clerk", "government", "administrator", "chair", "auditor")
EDITORS = ("clerk", "government")


@bp.get("/plans")
@access(*READERS)
def plans() -> str:
    """A year's plans."""
    congress_id, (year, years) = current_user.congress_id, years_to_choose()
    rows = listing.rows(congress_id, today(), year)
    return render_template(
        "desk/after/plans.html",
        rows=rows,
        year=year,
        years=years,
        told=listing.summary(rows),
        states=STATES,
        kinds=KINDS,
        waiting={one.id for one in versions.waiting(congress_id)},
        asked={plan.id: one for one, plan in changes.open_ones(congress_id)},
    )


@access(*EDITORS)
class DrawUpPlans(FormPage):
    """Make the plans of an announced round, for the year that somebody has looked at."""

    template = "desk/after/plans_draw_up.html"
    form = PlanYearForm

    def record(self, uuid: str) -> Round:
        """The round."""
        return round_or_404(uuid)

    def filled(self, record: Round) -> PlanYearForm:
        """The form; it begins with the year to which the projects belong."""
        usual, form = supervised.usual_year(record), PlanYearForm.asked()
        if not form.year.raw_data:
            form.year.raw_data, form.year.data = [str(usual)], usual
        return form

    def act(self, record: Round, form: PlanYearForm) -> tuple[list[Plan], int]:
        """Make them."""
        year = form.year.data or 0
        return supervised.draw_up(record.id, actor(), now(), year), year

    def done(self, made: tuple[list[Plan], int]) -> ResponseReturnValue:
        """To the year's plans."""
        new, year = made
        flash(_("已生成 %(n)s 个项目的实施计划", n=len(new)) if new else _("实施计划已经生成，没有新的项目"), "ok")
        return redirect(url_for("desk.plans", year=new[0].year if new else year))

    def context(self, record: Round, form: PlanYearForm) -> dict[str, Any]:
        """The projects, and whether some have no plan yet."""
        return {"names": supervised.chosen(record), "undrawn": supervised.undrawn(record)}


bp.add_url_rule("/rounds/<uuid>/plans", view_func=DrawUpPlans.as_view("draw_up_plans"))


@bp.get("/plans/<int:plan_id>")
@access(*READERS)
def plan(plan_id: int) -> ResponseReturnValue:
    """A plan with everything that is known of it."""
    return plan_page(supervised.get(current_user.congress_id, plan_id))


def plan_page(found: Plan, sent: Form | None = None) -> ResponseReturnValue:
    """The page of a plan, with the form on it that was refused."""
    waiting, force = versions.pending(found.id), fields.of_plan(found)
    new = fields.again(waiting.fields) if waiting is not None else None
    page = render_template(
        "desk/after/plan.html",
        plan=found,
        labels=fields.LABELS,
        told=fields.texts(force),
        waiting=waiting,
        told_waiting=fields.texts(new) if new is not None else {},
        pairs=fields.differences(force, new) if new is not None else [],
        versions=versions.of_one(found.id),
        reports=supervised.reports(found.id),
        sources=roots.of_project(found.project_id),
        changes=changes.of_plan_id(found.id),
        change_kinds=CHANGES,
        decisions=changes.DECISIONS,
        row=listing.row(found, today()),
        ratings=ratings.of_plan(found),
        states=STATES,
        kinds=KINDS,
        accepted=completion.of_plan(found.id),
        results=completion.RESULTS,
        files=store.held_by(completion.HOLDER, [found.id]),
        errors=sent.errors if sent else [],
        approve=ApproveForm.beside(sent),
        give_back=ReturnForm.beside(sent),
        revoke=RevokeForm.beside(sent),
    )
    return page, sent.status if sent else 200
