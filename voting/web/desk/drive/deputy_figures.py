"""How deputies' suggestions are handled, at the desk (代表建议办理情况)."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.figures import deputy_figures
from ....tables import write_table
from ...access import access
from ...files import XLSX, download
from ...values import whole
from ..blueprint import bp
from .drives import PLANNERS
from .suggestions import today


def _year() -> int | None:
    asked = request.args.get("year", "")
    return whole(asked, None, low=1000, high=9999)


@bp.get("/deputy-suggestions/figures")
@access(*PLANNERS)
def deputy_suggestion_figures() -> Any:
    """Handed out, answered, satisfied, unit by unit."""
    total, lines = deputy_figures.figures(current_user.congress_id, today(), _year())
    return render_template(
        "desk/drive/deputy_figures.html",
        total=total,
        lines=lines,
        year=_year(),
        years=deputy_figures.years(current_user.congress_id),
    )


@bp.get("/deputy-suggestions/figures.xlsx")
@access(*PLANNERS)
def export_deputy_figures() -> Response:
    """The same as a table."""
    total, lines = deputy_figures.figures(current_user.congress_id, today(), _year())
    rows = [*(one.row() for one in lines), ["合计", *total.row()[1:]]]
    return download(write_table("代表建议", deputy_figures.COLUMNS, rows), XLSX, _("代表建议办理情况") + ".xlsx")
