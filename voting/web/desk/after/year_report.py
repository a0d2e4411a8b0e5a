"""The year's report to the congress at the desk: the office's words, and the paper (年度报告)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....errors import Conflict, DomainError
from ....implementation import plans
from ....supervision import year_report as reports
from ....texts import clean
from ... import values
from ...access import access
from ...context import actor, now, settings
from ...files import PDF
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS, READERS, asked_year
from .progress import today


@bp.get("/year-report")
@access(*READERS)
def year_report() -> Any:
    """What the office has written, or what the figures say by themselves."""
    return _page(asked_year(plans.years(current_user.congress_id)))


def _page(year: int, error: DomainError | None = None) -> Any:
    told = reports.draft(current_user.congress_id, year, today())
    typed = request.form if error else {}
    conflict = isinstance(error, Conflict)
    # The page of a conflict shows what was saved meanwhile: from here on that has been seen, and only then.
    seen = request.form.get("seen", "") if error and not conflict else told.seen.isoformat() if told.seen else ""
    page = render_template(
        "desk/after/year_report.html",
        year=year,
        years=plans.years(current_user.congress_id),
        told=told,
        blocks=reports.BLOCKS,
        typed=typed,
        most=reports.MOST,
        error=error,
        wrong={field_of(error): error.message} if error else {},
        sections=reports.sections(current_user.congress_id, year, told.blocks, today()),
        seen=seen,
        theirs={key: text for key, text in told.blocks.items() if text != clean(typed.get(key, ""))}
        if conflict
        else {},
    )
    return page, error.status if error else 200


@bp.post("/year-report")
@access(*EDITORS)
def save_year_report() -> Any:
    """Keep the office's words."""
    congress_id, form = current_user.congress_id, request.form
    year = asked_year(plans.years(congress_id))
    seen = values.instant(form.get("seen", ""))
    try:
        reports.save(congress_id, year, form, seen, actor(), now())
    except DomainError as problem:
        return _page(year, problem)
    flash(_("年度报告已保存"), "ok")
    return redirect(url_for("desk.year_report", year=year))


@bp.get("/year-report.pdf")
@access(*READERS)
def year_report_paper() -> Response:
    """The report as a paper."""
    year = asked_year(plans.years(current_user.congress_id))
    pdf = reports.paper(current_user.congress_id, year, settings(), now())
    return Response(pdf, mimetype=PDF, headers={"Content-Disposition": f'inline; filename="report-{year}.pdf"'})
