"""A unit's projects on their way, and its reports, made on the phone (进展填报)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...errors import Missing
from ...implementation import listing, progress, year_sheet
from ...implementation.models import ProgressReport
from ...implementation.progress import Turn
from ...implementation.states import KINDS, STATES
from ...printing.plate import SIZES
from .. import formats
from ..access import access
from ..context import actor, now, settings, today
from ..files import attachment, paper
from ..forms.base import carried
from ..forms.reports import ReportForm
from ..pages import EditPage, PhotoPage
from . import bp, own


@bp.get("/progress")
@access("unit_officer")
def progress_list() -> str:
    """The projects for which my unit is responsible: what is due first."""
    unit = own.unit()
    rows = listing.rows(unit.congress_id, today(), unit_id=unit.id)
    waits = progress.returned([one.plan.id for one in rows if not progress.over(one.plan)])
    rows.sort(key=lambda one: (one.plan.id not in waits, not one.overdue, one.next is None))
    return render_template("unit/progress.html", rows=rows, waits=waits, states=STATES, kinds=KINDS, today=today())


@bp.get("/plans/<int:plan_id>/plate.pdf")
@access("unit_officer")
def plan_plate(plan_id: int) -> Response:
    """The plate for the building site; `?size=` is a3 or a2."""
    size = request.args.get("size", "a3")
    if size not in SIZES:
        raise Missing("no_such_size", "公示牌只有 A3 和 A2 两种大小")
    return paper(year_sheet.plates([own.plan(plan_id)], size, settings()), "plate")


@bp.get("/progress/<int:plan_id>")
@access("unit_officer")
def plan_progress(plan_id: int) -> str:
    """One of them with its reports."""
    plan = own.plan(plan_id)
    reports = progress.of_plan(plan.id)
    files = store.held_by(progress.HOLDER, [one.id for one in reports])
    return render_template(
        "unit/plan_progress.html",
        row=listing.row(plan, today()),
        reports=reports,
        states=STATES,
        kinds=KINDS,
        files={one.id: [file for file in files if file.holder_id == one.id] for one in reports},
    )


@access("unit_officer")
class ReportPage(EditPage, PhotoPage):
    """Report a period: `?period=` the newest one again, without it the next."""

    template = "unit/report.html"
    form = ReportForm

    def record(self, plan_id: int) -> Turn:
        """The period; without any there is no page."""
        found = progress.turn(own.plan(plan_id), today(), carried("period"))
        if found is None:
            flash(_("这个项目现在没有要填报的"), "ok")
            abort(redirect(url_for("unit.plan_progress", plan_id=plan_id)))
        return found

    def filled(self, record: Turn) -> ReportForm:
        """The form with the plan's milestones and goals."""
        return ReportForm.of(record)

    def seen(self, record: Turn) -> Sequence[object]:
        """The report as the use case compares it."""
        return progress.values(record.again)

    def kept(self, record: Turn, form: Any) -> dict[str, object]:
        """What the report says that is corrected."""
        return {key: getattr(record.again, key) for key in ("percent", "invested", "text", "problems") if record.again}

    def send(self, record: Turn, form: ReportForm) -> ProgressReport:
        """Keep the report."""
        plan = record.plan
        dropped = [one.id for one in record.photos if str(one.id) not in form.stay.data]
        about, told = (plan.congress_id, plan.id, own.unit().id, record.period), (form.told, form.cleaned, settings())
        return progress.send(*about, *told, actor(), now(), dropped, form.seen.data)

    def done(self, made: ProgressReport) -> ResponseReturnValue:
        """The plan with its reports."""
        flash(_("%(period)s的进展已填报，谢谢", period=formats.period(made.period)), "ok")
        return redirect(url_for("unit.plan_progress", plan_id=made.plan_id))

    def page(self, record: Turn, form: ReportForm) -> ResponseReturnValue:
        """The form with the photos that are there."""
        form.hold(record.photos)
        return super().page(record, form)


@bp.get("/reports/<int:report_id>/files/<int:attachment_id>")
@access("unit_officer")
def report_file(report_id: int, attachment_id: int) -> Response:
    """A photo of one of my unit's reports; `?small=1` gives the small one."""
    found = progress.report_of(current_user.congress_id, report_id)
    own.plan(found.plan_id)
    return attachment(store.one_of(attachment_id, progress.HOLDER, [report_id]))


bp.add_url_rule("/progress/<int:plan_id>/report", view_func=ReportPage.as_view("report"))
