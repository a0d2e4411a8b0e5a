"""The year's report to the congress at the desk: the office's words, and the paper (年度报告)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....supervision import year_report as reports
from ...access import access
from ...context import actor, now, settings, today
from ...files import paper
from ...forms.progress import YearReportForm, asked_year, years_to_choose
from ...pages import FormPage
from ...values import instant
from ..blueprint import bp
from .plans import EDITORS, READERS


@access(*READERS)
class YearReportPage(FormPage):
    """What the office has written, or what the figures say by themselves."""

    template = "desk/after/year_report.html"

    def record(self) -> int:
        """The year."""
        return asked_year()

    def filled(self, record: int) -> YearReportForm:
        """The form; it begins with what is saved."""
        return YearReportForm.asked(**reports.draft(current_user.congress_id, record, today()).blocks)

    def context(self, record: int, form: YearReportForm) -> dict[str, Any]:
        """What is saved, and the tables that the paper will have."""
        told = reports.draft(current_user.congress_id, record, today())
        form.compare(told.seen.isoformat() if told.seen else "", told.blocks)
        sections = reports.sections(current_user.congress_id, record, told.blocks, today())
        return {"year": record, "years": years_to_choose()[1], "told": told, "sections": sections}


@access(*EDITORS)
class SaveYearReport(YearReportPage):
    """Keep the office's words."""

    def act(self, record: int, form: YearReportForm) -> int:
        """Keep them."""
        reports.save(current_user.congress_id, record, form.data, instant(form.seen.data), actor(), now())
        return record

    def done(self, made: int) -> ResponseReturnValue:
        """The report again."""
        flash(_("年度报告已保存"), "ok")
        return redirect(url_for("desk.year_report", year=made))


@bp.get("/year-report.pdf")
@access(*READERS)
def year_report_paper() -> Response:
    """The report as a paper."""
    year = asked_year()
    return paper(reports.paper(current_user.congress_id, year, settings(), now()), f"report-{year}")


bp.add_url_rule("/year-report", view_func=YearReportPage.as_view("year_report"), methods=["GET"])
bp.add_url_rule("/year-report", view_func=SaveYearReport.as_view("save_year_report"), methods=["POST"])
