"""Deputies' records for the office (代表履职)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.channels import OUTCOMES
from ....errors import DomainError
from ....supervision import inspections, record, task_papers
from ....tables import write_table
from ... import values
from ...access import access
from ...context import actor, now, settings
from ...files import PDF, XLSX, download
from ...lists import paged
from ..blueprint import bp
from ..common import field_of
from .progress import today

OFFICE = ("clerk", "administrator")
PER_PAGE = 50


def _words() -> str:
    return request.args.get("q", "").strip()[:40]


@bp.get("/records")
@access(*OFFICE)
def records() -> Any:
    """Everybody's figures."""
    lines = record.overview(current_user.congress_id, _words())
    return render_template("desk/after/records.html", page=paged(lines, PER_PAGE), q=_words())


@bp.get("/records.xlsx")
@access(*OFFICE)
def export_records() -> Response:
    """The same as a table."""
    rows = [one.row() for one in record.overview(current_user.congress_id, _words())]
    return download(write_table(_("代表履职"), record.COLUMNS, rows), XLSX, _("代表履职登记") + ".xlsx")


@bp.get("/records.pdf")
@access(*OFFICE)
def print_records() -> Response:
    """The same to print."""
    lines = record.overview(current_user.congress_id, _words())
    return _pdf(task_papers.records_table(current_user.congress_id, lines, today(), settings()), "records")


@bp.get("/records/<number>.pdf")
@access(*OFFICE)
def print_record(number: str) -> Response:
    """One deputy's record to print."""
    told = record.of_person(current_user.congress_id, number, request.args.get("name", ""))
    return _pdf(task_papers.record_paper(current_user.congress_id, told, today(), settings()), f"record-{number}")


def _pdf(content: bytes, name: str) -> Response:
    return Response(content, mimetype=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


@bp.route("/records/<number>", methods=["GET", "POST"])
@access(*OFFICE)
def deputy_record(number: str) -> Any:
    """One deputy's record, and the form for what no other page knows."""
    name, error = request.values.get("name", ""), None
    if request.method == "POST":
        form = request.form
        held_on = values.day(form.get("held_on", ""))
        try:
            record.enter(
                current_user.congress_id,
                number,
                name,
                form.get("kind", ""),
                held_on,
                form.get("title", ""),
                actor(),
                now(),
                form.get("place", ""),
            )
        except DomainError as problem:
            if problem.status == 404:
                raise
            error = problem
        else:
            flash(_("已登记"), "ok")
            return redirect(url_for("desk.deputy_record", number=number, name=name))
    page = render_template(
        "desk/after/record.html",
        told=record.of_person(current_user.congress_id, number, name),
        kinds=record.KINDS,
        inspection_kinds=inspections.KINDS,
        outcomes=OUTCOMES,
        error=error,
        today=today(),
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200
