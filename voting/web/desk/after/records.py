"""Deputies' records for the office (代表履职)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.channels import OUTCOMES
from ....supervision import inspections, task_papers
from ....supervision import record as duties
from ....supervision.models import DutyEntry
from ...access import access
from ...context import actor, now, settings, today
from ...files import paper
from ...forms.base import carried
from ...forms.supervision import DutyForm, RecordFilters
from ...lists import Sheet, paged
from ...pages import FormPage
from ..blueprint import bp

OFFICE = ("clerk", "administrator")
PER_PAGE = 50


def _asked() -> tuple[RecordFilters, Sequence[duties.Line]]:
    filters = RecordFilters.asked()
    return filters, duties.overview(current_user.congress_id, filters.q.data)


@bp.get("/records")
@access(*OFFICE)
def records() -> str:
    """Everybody's figures."""
    filters, lines = _asked()
    return render_template("desk/after/records.html", page=paged(lines, PER_PAGE), filters=filters)


@bp.get("/records.xlsx")
@access(*OFFICE)
def export_records() -> Response:
    """The same as a table."""
    return Sheet(_("代表履职"), _("代表履职登记"), duties.COLUMNS, duties.Line.row).file(_asked()[1])


@bp.get("/records.pdf")
@access(*OFFICE)
def print_records() -> Response:
    """The same to print."""
    lines = _asked()[1]
    return paper(task_papers.records_table(current_user.congress_id, lines, today(), settings()), "records")


def _told(number: str) -> duties.Record:
    return duties.of_person(current_user.congress_id, number, carried("name"))


@bp.get("/records/<number>.pdf")
@access(*OFFICE)
def print_record(number: str) -> Response:
    """One deputy's record to print."""
    pdf = task_papers.record_paper(current_user.congress_id, _told(number), today(), settings())
    return paper(pdf, f"record-{number}")


@access(*OFFICE)
class DeputyRecord(FormPage):
    """One deputy's record, and the form for what no other page knows."""

    template = "desk/after/record.html"
    form = DutyForm

    def record(self, number: str) -> duties.Record:
        """The record of the deputy whom number and name in the address say."""
        return _told(number)

    def filled(self, record: duties.Record) -> DutyForm:
        """The form; it begins with today."""
        return DutyForm.asked(held_on=today())

    def act(self, record: duties.Record, form: DutyForm) -> DutyEntry:
        """Write it down."""
        person, told = record.line.person, (form.kind.data, form.held_on.data, form.title.data)
        whose = current_user.congress_id, person.number, person.name
        return duties.enter(*whose, *told, actor(), now(), form.place.data)

    def done(self, made: DutyEntry) -> ResponseReturnValue:
        """The record again."""
        flash(_("已登记"), "ok")
        return redirect(url_for("desk.deputy_record", number=made.deputy_number, name=made.name))

    def context(self, record: duties.Record, form: DutyForm) -> dict[str, Any]:
        """The words of the record."""
        return {"inspection_kinds": inspections.KINDS, "outcomes": OUTCOMES, "kinds": duties.KINDS}


bp.add_url_rule("/records/<number>", view_func=DeputyRecord.as_view("deputy_record"))
