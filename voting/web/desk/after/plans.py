"""Plans of a year: drawn up from the announced result, listed, one with everything (实施计划)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....errors import DomainError
from ....implementation import changes, completion, fields, listing, ratings, versions
from ....implementation import plans as supervised
from ....implementation.settings import CHANGES
from ....implementation.states import KINDS, STATES
from ....projects import roots
from ....times import CHINA
from ...access import access
from ...context import actor, now, round_or_404
from ...values import whole, year
from ..blueprint import bp

READERS = ("clerk", "government", "administrator", "chair", "auditor")
EDITORS = ("clerk", "government")


def asked_year(listed: list[int]) -> int:
    """The year that the address names, else the newest one with plans, else this year."""
    return year(request.args.get("year", ""), listed[0] if listed else now().year)


@bp.get("/plans")
@access(*READERS)
def plans() -> Any:
    """A year's plans."""
    congress_id = current_user.congress_id
    listed = supervised.years(congress_id)
    year = asked_year(listed)
    rows = listing.rows(congress_id, now().astimezone(CHINA).date(), year)
    return render_template(
        "desk/after/plans.html",
        rows=rows,
        year=year,
        years=listed,
        told=listing.summary(rows),
        states=STATES,
        kinds=KINDS,
        waiting={one.id for one in versions.waiting(congress_id)},
        asked={plan.id: one for one, plan in changes.open_ones(congress_id)},
    )


@bp.route("/rounds/<uuid>/plans", methods=["GET", "POST"])
@access(*EDITORS)
def draw_up_plans(uuid: str) -> Any:
    """Make the plans of an announced round, for the year that somebody has looked at."""
    found, error = round_or_404(uuid), None
    usual = supervised.usual_year(found)
    typed = request.form.get("year", str(usual)).strip()
    if request.method == "POST":
        year = whole(typed, 0, low=1000, high=9999)
        try:
            made = supervised.draw_up(found.id, actor(), now(), year)
            done = _("已生成 %(n)s 个项目的实施计划", n=len(made)) if made else _("实施计划已经生成，没有新的项目")
            flash(done, "ok")
            return redirect(url_for("desk.plans", year=made[0].year if made else year))
        except DomainError as problem:
            error, found = problem, round_or_404(uuid)
    page = render_template(
        "desk/after/plans_draw_up.html",
        round=found,
        names=supervised.chosen(found),
        year=typed,
        error=error,
        undrawn=supervised.undrawn(found),
    )
    return page, error.status if error else 200


@bp.get("/plans/<int:plan_id>")
@access(*READERS)
def plan(plan_id: int) -> Any:
    """A plan with everything that is known of it."""
    return plan_page(plan_id)


def today() -> str:
    """The day in Chinese time, as a form writes it."""
    return now().astimezone(CHINA).date().isoformat()


def plan_page(plan_id: int, error: DomainError | None = None, sent: str = "") -> Any:
    """The page of a plan, with what was wrong when the form `sent` on it was sent."""
    found = supervised.get(current_user.congress_id, plan_id)
    waiting = versions.pending(plan_id)
    force, day = fields.of_plan(found), now().astimezone(CHINA).date()
    new = fields.again(waiting.fields) if waiting is not None else None
    bad = {str(error.details.get("field", "")): error.message} if error else {}
    page = render_template(
        "desk/after/plan.html",
        plan=found,
        labels=fields.LABELS,
        told=fields.texts(force),
        waiting=waiting,
        told_waiting=fields.texts(new) if new is not None else {},
        pairs=fields.differences(force, new) if new is not None else [],
        versions=versions.of_one(plan_id),
        reports=supervised.reports(plan_id),
        sources=roots.of_project(found.project_id),
        changes=changes.of_plan_id(plan_id),
        change_kinds=CHANGES,
        decisions=changes.DECISIONS,
        row=listing.row(found, day),
        ratings=ratings.of_plan(found),
        states=STATES,
        kinds=KINDS,
        accepted=completion.of_plan(plan_id),
        results=completion.RESULTS,
        files=store.held_by(completion.HOLDER, [plan_id]),
        error=error,
        bad=bad,
        sent=sent,
        typed=request.form,
        today=today(),
    )
    return page, error.status if error else 200
