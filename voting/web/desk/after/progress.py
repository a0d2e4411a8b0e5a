"""How the year's projects stand, for the office and the leaders; reports sent back, photos released (进展督查)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....errors import Missing
from ....implementation import listing, plans, progress, public_ratings
from ....implementation import settings as supervision_settings
from ....implementation import year_sheet as year_sheets
from ....implementation.models import ProgressReport
from ....implementation.settings import CHANGES, Setting, setting_of
from ....implementation.states import KINDS, STATES
from ....printing.plate import SIZES
from ....supervision import dossier
from ...access import access
from ...context import actor, now, settings, today
from ...files import attachment, paper
from ...forms.progress import PhotosForm, SendBackForm, SettingForm, asked_year, years_to_choose
from ...language import say
from ...lists import Sheet
from ...pages import ActPage, FormPage
from ..blueprint import bp
from .plans import EDITORS, READERS

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


def _row(one: listing.Row) -> list[object]:
    return [
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


@bp.get("/progress")
@access(*READERS)
def progress_page() -> str:
    """A year's projects on one page, those in trouble first; it prints as it stands."""
    year, years = years_to_choose()
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
    year = asked_year()
    sheet = Sheet(str(year), _("%(year)s年实事项目进展", year=year), COLUMNS, _row)
    return sheet.file(listing.rows(current_user.congress_id, today(), year))


@bp.get("/progress/sheet.pdf")
@access(*READERS)
def year_sheet() -> Response:
    """The whole year on one page."""
    year = asked_year()
    return paper(year_sheets.year_sheet(current_user.congress_id, year, today(), settings()), f"sheet-{year}")


@bp.get("/progress/plates.pdf")
@access(*READERS)
def year_plates() -> Response:
    """The plates for a year's building sites; `?size=` is a3 or a2."""
    year = asked_year()
    found = [one for one in plans.of_year(current_user.congress_id, year) if one.public]
    return paper(year_sheets.plates(found, _size(), settings()), f"plates-{year}")


@bp.get("/plans/<int:plan_id>/dossier.pdf")
@access(*READERS)
def plan_dossier(plan_id: int) -> Response:
    """Everything that is kept of a project."""
    plan = plans.get(current_user.congress_id, plan_id)
    return paper(dossier.dossier(plan, settings(), now()), f"dossier-{plan_id}")


@bp.get("/plans/<int:plan_id>/plate.pdf")
@access(*READERS)
def plan_plate(plan_id: int) -> Response:
    """The plate of one project."""
    plan = plans.get(current_user.congress_id, plan_id)
    return paper(year_sheets.plates([plan], _size(), settings()), f"plate-{plan_id}")


def _size() -> str:
    size = request.args.get("size", "a3")
    if size not in SIZES:
        raise Missing("no_such_size", "公示牌只有 A3 和 A2 两种大小")
    return size


@bp.get("/progress/<int:plan_id>")
@access(*READERS)
def plan_reports(plan_id: int) -> ResponseReturnValue:
    """The reports of a project, with everything the unit wrote."""
    return _reports(plan_id)


def _reports(plan_id: int, sent: SendBackForm | None = None) -> ResponseReturnValue:
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
        back=SendBackForm.beside(sent),
    )
    return page, sent.status if sent else 200


@access(*EDITORS)
class SendReportBack(FormPage):
    """Ask the unit to do the newest report again."""

    form = SendBackForm

    def record(self, report_id: int) -> ProgressReport:
        """The report."""
        return progress.report_of(current_user.congress_id, report_id)

    def act(self, record: ProgressReport, form: SendBackForm) -> ProgressReport:
        """Send it back."""
        return progress.send_back(record.congress_id, record.id, form.reason.data, actor(), now())

    def done(self, made: ProgressReport) -> ResponseReturnValue:
        """The reports again."""
        flash(_("已退回，承办单位登录后能看到原因"), "ok")
        return redirect(url_for("desk.plan_reports", plan_id=made.plan_id))

    def page(self, record: ProgressReport, form: SendBackForm) -> ResponseReturnValue:
        """The reports with the form."""
        return _reports(record.plan_id, form)


@access(*EDITORS)
class ReleasePhotos(ActPage):
    """Which photos of a report the public sees."""

    def act(self, report_id: int) -> tuple[ProgressReport, int]:
        """Release these and no others."""
        ids, congress_id = PhotosForm.asked().photo.data, current_user.congress_id
        count = progress.release(congress_id, report_id, ids, actor(), now())
        return progress.report_of(congress_id, report_id), count

    def done(self, made: tuple[ProgressReport, int]) -> ResponseReturnValue:
        """The report again."""
        report, count = made
        flash(_("已公开 %(n)s 张照片", n=count), "ok")
        return redirect(url_for("desk.plan_reports", plan_id=report.plan_id, _anchor=f"report-{report.id}"))


@bp.get("/progress/reports/<int:report_id>/files/<int:attachment_id>")
@access(*READERS)
def report_photo(report_id: int, attachment_id: int) -> Response:
    """A photo or document of a report; `?small=1` gives the small photo."""
    progress.report_of(current_user.congress_id, report_id)
    return attachment(store.one_of(attachment_id, progress.HOLDER, [report_id]))


@access("clerk", "administrator")
class ProgressSettings(FormPage):
    """How often units report, when a project lags, who decides changes."""

    template = "desk/after/progress_settings.html"

    def filled(self, record: None) -> SettingForm:
        """The form; it begins with what is set."""
        return SettingForm.of(setting_of(current_user.congress_id))

    def act(self, record: None, form: SettingForm) -> Setting:
        """Change it."""
        return supervision_settings.change(current_user.congress_id, form.setting, actor(), now())

    def done(self, made: Setting) -> ResponseReturnValue:
        """The settings again."""
        flash(_("监督设置已保存"), "ok")
        return redirect(url_for("desk.progress_settings"))

    def context(self, record: None, form: SettingForm) -> dict[str, Any]:
        """The kinds of changes."""
        return {"changes": CHANGES}


bp.add_url_rule(
    "/progress/reports/<int:report_id>/back", view_func=SendReportBack.as_view("send_report_back"), methods=["POST"]
)
bp.add_url_rule("/progress/reports/<int:report_id>/photos", view_func=ReleasePhotos.as_view("release_photos"))
bp.add_url_rule("/progress/settings", view_func=ProgressSettings.as_view("progress_settings"))
