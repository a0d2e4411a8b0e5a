"""Units of the congress: list, add, rename, take out, import (责任单位、承办单位)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....congress import units as collection_units
from ....errors import DomainError
from ....tables import write_table
from ...access import access
from ...context import actor, now
from ...files import XLSX, carried, download, upload
from ...lists import paged
from ..blueprint import bp
from ..common import field_of

KEEPERS = ("clerk", "administrator", "government")
PER_PAGE = 50


@bp.get("/units")
@access(*KEEPERS)
def units() -> Any:
    """All units, searched and filtered by the address."""
    words, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    found = [
        one
        for one in collection_units.of_congress(current_user.congress_id)
        if words in one.name and (not kind or one.kind == kind)
    ]
    return render_template(
        "desk/office/units.html",
        page=paged(found, PER_PAGE),
        kinds=collection_units.KINDS,
        filters={key: value for key, value in (("q", words), ("kind", kind)) if value},
    )


@bp.route("/units/new", methods=["GET", "POST"])
@access(*KEEPERS)
def new_unit() -> Any:
    """Add a unit."""
    return _edit(None)


@bp.route("/units/<int:unit_id>", methods=["GET", "POST"])
@access(*KEEPERS)
def unit(unit_id: int) -> Any:
    """Rename a unit, or take it out of the lists of choice."""
    return _edit(unit_id)


@bp.route("/units/import", methods=["GET", "POST"])
@access(*KEEPERS)
def import_units() -> Any:
    """Preview a list with its errors, then take it over."""
    preview, error, file = None, None, ("", "")
    if request.method == "POST":
        try:
            content, name = upload()
            preview = collection_units.read_units(current_user.congress_id, content, name)
            if request.form.get("import") and not preview.errors:
                added = collection_units.add_all(current_user.congress_id, preview.units, actor(), now())
                flash(_("已增加 %(n)s 个单位", n=added), "ok")
                return redirect(url_for("desk.units"))
            file = carried(content, name)
        except DomainError as problem:
            error = problem
    page = render_template(
        "desk/office/units_import.html", preview=preview, carried=file, error=error, kinds=collection_units.KINDS
    )
    return page, error.status if error else 200


@bp.get("/units/template.xlsx")
@access(*KEEPERS)
def units_template() -> Response:
    """The empty list to fill in."""
    return download(write_table("单位", (("单位名称", 30), ("类型", 10)), []), XLSX, "单位名单空表.xlsx")


def _edit(unit_id: int | None) -> Any:
    congress_id, error = current_user.congress_id, None
    found = None if unit_id is None else collection_units.unit_of(congress_id, unit_id)
    form = request.form
    if request.method == "POST":
        active = unit_id is None or form.get("active") == "1"
        try:
            made = collection_units.save(
                congress_id, unit_id, form.get("name", ""), form.get("kind", ""), active, actor(), now()
            )
            flash(_("单位已保存：%(name)s", name=made.name), "ok")
            return redirect(url_for("desk.units"))
        except DomainError as problem:
            error, found = problem, None if unit_id is None else collection_units.unit_of(congress_id, unit_id)
    typed = (
        form
        if error
        else {"name": found.name, "kind": found.kind, "active": "1" if found.active else ""}
        if found
        else {}
    )
    page = render_template(
        "desk/office/unit.html",
        unit=found,
        typed=typed,
        kinds=collection_units.KINDS,
        wrong={field_of(error, "name"): error.message} if error else {},
    )
    return page, error.status if error else 200
