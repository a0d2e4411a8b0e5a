"""A year's plans by spreadsheet: handed out, looked through, taken over."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....edit_conflict import mark
from ....errors import Conflict, DomainError, Rejected
from ....implementation import plans as supervised
from ....implementation import sheet
from ... import plan_form
from ...access import access
from ...context import actor, now
from ...files import XLSX, carried, download, upload
from ...values import year
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS, READERS, asked_year, today


@bp.get("/plans/template.xlsx")
@access(*READERS)
def plans_template() -> Response:
    """The spreadsheet with the year's plans as they are."""
    year = asked_year(supervised.years(current_user.congress_id))
    return download(sheet.template(current_user.congress_id, year), XLSX, f"实施计划-{year}.xlsx")


def _year() -> int:
    found = year(request.form.get("year", ""), None)
    if found is None:
        raise Rejected("year_wrong", "请填写四位数的年份", field="year")
    return found


def _seen(preview: sheet.Preview) -> str:
    return mark([f"{one.plan_id} {one.edits}" for one in preview.rows])


@bp.route("/plans/import", methods=["GET", "POST"])
@access(*EDITORS)
def import_plans() -> Any:
    """Preview a file with its errors, then take it over; with the act that approved the plans they are in force."""
    congress_id, preview, error, file = current_user.congress_id, None, None, ("", "")
    year: str | int = request.form.get("year") or asked_year(supervised.years(congress_id))
    if request.method == "POST":
        try:
            year = _year()
            content, name = upload()
            file = carried(content, name)
            preview = sheet.read(congress_id, year, content, name)
            if request.form.get("import") and not preview.errors:
                if request.form.get("seen", "") != _seen(preview):
                    raise Conflict("changed_meanwhile", "这些计划刚刚被他人修改过，请看过下面的预览再导入")
                act = plan_form.ruling() if request.form.get("approved") == "1" else None
                new, filled = sheet.take(congress_id, year, preview.rows, act, actor(), now())
                flash(_("已新增 %(n)s 个计划，补充 %(m)s 个计划", n=new, m=filled), "ok")
                return redirect(url_for("desk.plans", year=year))
        except DomainError as problem:
            error = problem
    page = render_template(
        "desk/after/plans_import.html",
        preview=preview,
        seen=_seen(preview) if preview else "",
        carried=file,
        error=error,
        year=year,
        typed=request.form,
        today=today(),
        bad={field_of(error, "file"): error.message} if error else {},
    )
    return page, error.status if error else 200
