"""What my unit proposes: form, list, spreadsheet (单位表)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...collection import drives, entering, proposals
from ...collection.handling.answering import head_of
from ...collection.models import Drive
from ...collection.suggestions import Voice
from ...congress.models import Unit
from ...errors import Conflict, DomainError
from ...tables import write_table
from ..access import access
from ..context import now, rng
from ..desk.common import field_of
from ..files import XLSX, carried, download, upload
from . import bp
from .suggestions import own_unit

WIDTHS = (26, 50, 12, 12, 18, 40, 14, 14, 24, 30, 30, 12, 16)


def _drive(drive_id: int) -> Drive:
    found = drives.drive_of(current_user.congress_id, drive_id)
    drives.open_to(found, "unit")
    if not proposals.open_for(found, now()):
        raise Conflict("drive_not_open", "现在不在征集时间内")
    return found


def _send(drive_id: int, voices: list[Voice], unit: Unit, token: str) -> int:
    by = f"{unit.name} {current_user.name}"
    return len(entering.enter(current_user.congress_id, drive_id, voices, True, by, now(), rng, token))


@bp.get("/proposals")
@access("unit_officer")
def own_proposals() -> Any:
    """What my unit proposed, and what became of it."""
    unit = own_unit()
    found = [(one, head_of(one)) for one in proposals.of_unit(unit.id)]
    running = drives.running(current_user.congress_id, now(), "unit")
    return render_template("unit/proposals.html", unit=unit, found=found, drives=running)


@bp.get("/proposals/<int:suggestion_id>")
@access("unit_officer")
def proposal(suggestion_id: int) -> Any:
    """One of my unit's proposals."""
    unit = own_unit()
    found = proposals.proposal_of(unit.id, suggestion_id)
    told = proposals.told(found.details)
    return render_template("unit/proposal.html", unit=unit, one=found, head=head_of(found), told=told)


@bp.route("/drives/<int:drive_id>/proposals/new", methods=["GET", "POST"])
@access("unit_officer")
def new_proposal(drive_id: int) -> Any:
    """Fill in the unit form."""
    unit, drive, error, token = own_unit(), _drive(drive_id), None, rng(12).hex()
    if request.method == "POST":
        token = request.form.get("token", "")[:32]
        try:
            _send(drive_id, [proposals.voice(request.form, unit, drive)], unit, token)
            flash(_("已报送：%(name)s", name=request.form["title"].strip()), "ok")
            return redirect(url_for("unit.own_proposals"))
        except DomainError as problem:
            error, unit, drive = problem, own_unit(), drives.drive_of(current_user.congress_id, drive_id)
    page = render_template(
        "unit/proposal_new.html",
        unit=unit,
        drive=drive,
        typed=request.form,
        token=token,
        details=proposals.DETAILS,
        pairs=lambda words: [("", "—"), *((one, one) for one in words)],
        wrong={field_of(error, "title"): error.message} if error else {},
    )
    return page, error.status if error else 200


@bp.route("/drives/<int:drive_id>/proposals/import", methods=["GET", "POST"])
@access("unit_officer")
def import_proposals(drive_id: int) -> Any:
    """Preview a filled-in spreadsheet with its errors, then send it in."""
    unit, drive = own_unit(), _drive(drive_id)
    preview, error, file, token = None, None, ("", ""), rng(12).hex()
    if request.method == "POST":
        try:
            content, name = upload()
            preview = proposals.read(content, name, unit, drive)
            if request.form.get("import") and not preview.errors:
                sent = _send(drive_id, preview.voices, unit, request.form.get("token", "")[:32])
                flash(_("已报送 %(n)s 条", n=sent), "ok")
                return redirect(url_for("unit.own_proposals"))
            file = carried(content, name)
        except DomainError as problem:
            error, unit, drive = problem, own_unit(), drives.drive_of(current_user.congress_id, drive_id)
    page = render_template(
        "unit/proposals_import.html",
        unit=unit,
        drive=drive,
        preview=preview,
        carried=file,
        error=error,
        token=token,
    )
    return page, error.status if error else 200


@bp.get("/proposals/template.xlsx")
@access("unit_officer")
def proposals_template() -> Response:
    """The empty unit form as a spreadsheet."""
    columns = [(headings[0], width) for headings, width in zip(proposals.COLUMNS.values(), WIDTHS, strict=True)]
    return download(write_table("单位表", columns, []), XLSX, "民生实事项目建议单位表.xlsx")
