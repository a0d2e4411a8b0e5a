"""A year's plans by spreadsheet: handed out, looked through, taken over."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....edit_conflict import Outdated, mark
from ....errors import Rejected
from ....implementation import sheet
from ...access import access
from ...context import actor, now
from ...files import XLSX, download
from ...forms.plans import PlanSheetForm
from ...forms.progress import asked_year
from ...pages import ImportPage
from ..blueprint import bp
from .plans import EDITORS, READERS


@bp.get("/plans/template.xlsx")
@access(*READERS)
def plans_template() -> Response:
    """The spreadsheet with the year's plans as they are."""
    year = asked_year()
    return download(sheet.template(current_user.congress_id, year), XLSX, f"实施计划-{year}.xlsx")


def _seen(preview: sheet.Preview) -> str:
    return mark([f"{one.plan_id} {one.edits}" for one in preview.rows])


@access(*EDITORS)
class PlansImport(ImportPage):
    """Preview a file with its errors, then take it over; with the act that approved the plans they are in force."""

    template = "desk/after/plans_import.html"
    form = PlanSheetForm

    def read(self, content: bytes, name: str) -> sheet.Preview:
        """What the file holds."""
        if self.sent.year.data is None:
            raise Rejected("year_wrong", "请填写四位数的年份", field="year")
        return sheet.read(current_user.congress_id, self.sent.year.data, content, name)

    def take(self, preview: sheet.Preview) -> tuple[int, int]:
        """Fill in and add plans, if they are as they were when the preview was read."""
        form = self.sent
        if form.seen.data != _seen(preview):
            raise Outdated("changed_meanwhile", "这些计划刚刚被他人修改过，请看过下面的预览再导入")
        act = form.ruling if form.approved.data == "1" else None
        return sheet.take(current_user.congress_id, form.year.data, preview.rows, act, actor(), now())

    def done(self, made: tuple[int, int]) -> ResponseReturnValue:
        """To the year's plans."""
        new, filled = made
        flash(_("已新增 %(n)s 个计划，补充 %(m)s 个计划", n=new, m=filled), "ok")
        return redirect(url_for("desk.plans", year=self.sent.year.data))

    def context(self, preview: sheet.Preview | None) -> dict[str, Any]:
        """The year, and what of the plans the preview shows."""
        sent = getattr(self, "sent", None)
        year = sent.year.text if sent is not None else asked_year()
        return {"year": year, "seen": _seen(preview) if preview else ""}


bp.add_url_rule("/plans/import", view_func=PlansImport.as_view("import_plans"))
