"""How the year's projects stand, for the office and the leaders; reports sent back, photos released (进展督查)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....errors import DomainError, Missing
from ....implementation import listing, plans, progress, public_ratings
from ....implementation import settings as supervision_settings
from ....implementation import year_sheet as year_sheets
from ....implementation.settings import CHANGES, DECIDERS, Setting, setting_of
from ....implementation.states import KINDS, STATES
from ....printing.plate import SIZES
from ....supervision import dossier
from ....tables import write_table
from ....times import CHINA
from ...access import access
from ...context import actor, now, settings
from ...files import PDF, XLSX, attachment, download
from ...language import say
from ...values import whole, wholes
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS, READERS, asked_year

COLUMNS = (
    ("序号", 6),
    ("项目名称", 36),
    ("责任单位", 20),
    ("状态", 10),
    ("进度（%）", 10),
    ("计划进度（%）", 12),
    ("年度投资（万元）", 16),
    ("累计完成（万元）", 16),
    ("最近填报", 12),
    ("逾期未报", 20),
    ("说明", 40),
)


def today() -> date:
    """The day in China."""
    return now().astimezone(CHINA).date()


@bp.get("/progress")
@access(*READERS)
def progress_page() -> Any:
    """A year's projects on one page, those in trouble first; it prints as it stands."""
    years = plans.years(current_user.congress_id)
    year = asked_year(years)
    rows = listing.rows(current_user.congress_id, today(), year)
    chosen = request.args.get("state", "")
    shown = [one for one in rows if not chosen or one.state.key == chosen or (chosen == "overdue" and one.overdue)]
    return render_template(
        "desk/after/progress.html",
        rows=shown,
        troubled=listing.troubled(rows),
        told=listing.summary(rows),
        years=years,
        year=year,
        chosen=chosen,
        states=STATES,
        kinds=KINDS,
        day_=today(),
        thoughts_waiting=public_ratings.waiting(current_user.congress_id),
    )


@bp.get("/progress.xlsx")
@access(*READERS)
def export_progress() -> Response:
    """The same as a table."""
    year = asked_year(plans.years(current_user.congress_id))
    rows = [
        [
            one.plan.no,
            one.plan.name,
            one.plan.unit_name,
            say(STATES[one.state.key]),
            one.plan.percent,
            one.state.planned,
            float(one.plan.investment_year or 0),
            float(one.plan.invested),
            one.plan.reported,
            "、".join(one.overdue),
            say(one.state.why),
        ]
        for one in listing.rows(current_user.congress_id, today(), year)
    ]
    return download(write_table(str(year), COLUMNS, rows), XLSX, _("%(year)s年实事项目进展", year=year) + ".xlsx")


@bp.get("/progress/sheet.pdf")
@access(*READERS)
def year_sheet() -> Response:
    """The whole year on one page."""
    year = asked_year(plans.years(current_user.congress_id))
    return _pdf(year_sheets.year_sheet(current_user.congress_id, year, today(), settings()), f"sheet-{year}")


@bp.get("/progress/plates.pdf")
@access(*READERS)
def year_plates() -> Response:
    """The plates for a year's building sites; `?size=` is a3 or a2."""
    year = asked_year(plans.years(current_user.congress_id))
    found = [one for one in plans.of_year(current_user.congress_id, year) if one.public]
    return _pdf(year_sheets.plates(found, _size(), settings()), f"plates-{year}")


@bp.get("/plans/<int:plan_id>/dossier.pdf")
@access(*READERS)
def plan_dossier(plan_id: int) -> Response:
    """Everything that is kept of a project."""
    plan = plans.get(current_user.congress_id, plan_id)
    return _pdf(dossier.dossier(plan, settings(), now()), f"dossier-{plan_id}")


@bp.get("/plans/<int:plan_id>/plate.pdf")
@access(*READERS)
def plan_plate(plan_id: int) -> Response:
    """The plate of one project."""
    plan = plans.get(current_user.congress_id, plan_id)
    return _pdf(year_sheets.plates([plan], _size(), settings()), f"plate-{plan_id}")


def _size() -> str:
    size = request.args.get("size", "a3")
    if size not in SIZES:
        raise Missing("no_such_size", "公示牌只有 A3 和 A2 两种大小")
    return size


def _pdf(content: bytes, name: str) -> Response:
    return Response(content, mimetype=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


@bp.get("/progress/<int:plan_id>")
@access(*READERS)
def plan_reports(plan_id: int) -> Any:
    """The reports of a project, with everything the unit wrote."""
    return _reports(plan_id)


def _reports(plan_id: int, error: DomainError | None = None) -> Any:
    plan = plans.get(current_user.congress_id, plan_id)
    reports = progress.of_plan(plan.id)
    files = store.held_by(progress.HOLDER, [one.id for one in reports])
    page = render_template(
        "desk/after/plan_reports.html",
        row=listing.row(plan, today()),
        reports=reports,
        states=STATES,
        kinds=KINDS,
        files={one.id: [file for file in files if file.holder_id == one.id] for one in reports},
        error=error,
        wrong=field_of(error) if error else None,
    )
    return page, error.status if error else 200


@bp.post("/progress/reports/<int:report_id>/back")
@access(*EDITORS)
def send_report_back(report_id: int) -> Any:
    """Ask the unit to do the newest report again."""
    found = progress.report_of(current_user.congress_id, report_id)
    plan_id = found.plan_id
    try:
        progress.send_back(current_user.congress_id, report_id, request.form.get("reason", ""), actor(), now())
    except DomainError as problem:
        return _reports(plan_id, problem)
    flash(_("已退回，承办单位登录后能看到原因"), "ok")
    return redirect(url_for("desk.plan_reports", plan_id=plan_id))


@bp.post("/progress/reports/<int:report_id>/photos")
@access(*EDITORS)
def release_photos(report_id: int) -> Any:
    """Which photos of a report the public sees."""
    found = progress.report_of(current_user.congress_id, report_id)
    plan_id = found.plan_id
    ids = wholes(request.form.getlist("photo"))
    count = progress.release(current_user.congress_id, report_id, ids, actor(), now())
    flash(_("已公开 %(n)s 张照片", n=count), "ok")
    return redirect(url_for("desk.plan_reports", plan_id=plan_id, _anchor=f"report-{report_id}"))


@bp.get("/progress/reports/<int:report_id>/files/<int:attachment_id>")
@access(*READERS)
def report_photo(report_id: int, attachment_id: int) -> Response:
    """A photo or document of a report; `?small=1` gives the small photo."""
    progress.report_of(current_user.congress_id, report_id)
    return attachment(store.one_of(attachment_id, progress.HOLDER, [report_id]))


@bp.route("/progress/settings", methods=["GET", "POST"])
@access("clerk", "administrator")
def progress_settings() -> Any:
    """How often units report, when a project lags, who decides changes."""
    congress_id, error = current_user.congress_id, None
    wanted = setting_of(congress_id)
    if request.method == "POST":
        wanted = _typed()
        try:
            supervision_settings.change(congress_id, wanted, actor(), now())
        except DomainError as problem:
            error = problem
        else:
            flash(_("监督设置已保存"), "ok")
            return redirect(url_for("desk.progress_settings"))
    page = render_template(
        "desk/after/progress_settings.html",
        setting=wanted,
        changes=CHANGES,
        deciders=DECIDERS,
        error=error,
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200


def _typed() -> Setting:
    def number(key: str) -> int:
        text = request.form.get(key, "").strip()
        return whole(text, -1, high=999)

    return Setting(
        request.form.get("report_every", ""),
        number("report_day"),
        number("tolerance"),
        number("stalled_after"),
        {key: request.form.get(f"change-{key}", "") for key in CHANGES},
    )
