"""How deputies' suggestions are handled, at the desk (代表建议办理情况)."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.figures import deputy_figures
from ...access import access
from ...context import today
from ...forms.drives import YearFilter
from ...lists import Sheet
from ..blueprint import bp
from .drives import PLANNERS


@bp.get("/deputy-suggestions/figures")
@access(*PLANNERS)
def deputy_suggestion_figures() -> str:
    """Handed out, answered, satisfied, unit by unit."""
    congress_id, year = current_user.congress_id, YearFilter.asked().year.data
    total, lines = deputy_figures.figures(congress_id, today(), year)
    years = deputy_figures.years(congress_id)
    return render_template("desk/drive/deputy_figures.html", total=total, lines=lines, year=year, years=years)


@bp.get("/deputy-suggestions/figures.xlsx")
@access(*PLANNERS)
def export_deputy_figures() -> Response:
    """The same as a table."""
    total, lines = deputy_figures.figures(current_user.congress_id, today(), YearFilter.asked().year.data)
    rows = [*(one.row() for one in lines), ["合计", *total.row()[1:]]]
    return Sheet("代表建议", _("代表建议办理情况"), deputy_figures.COLUMNS).file(rows)
