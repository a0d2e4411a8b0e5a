"""Stations: list, add, correct, import (代表之家、联络站、联络点)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....congress import stations as collection_stations
from ....congress.stations import STATIONS
from ....errors import DomainError
from ....tables import write_table
from ...access import access
from ...context import actor, now, rng
from ...files import XLSX, carried, download, upload
from ...lists import paged
from ..blueprint import bp
from ..common import field_of

KEEPERS = ("clerk", "administrator")
PER_PAGE = 50
COLUMNS = (("名称", 28), ("类型", 10), ("镇街", 14), ("地址", 30), ("开放时间", 24), ("电话", 16), ("值班代表", 30))
FIELDS = ("name", "kind", "town", "address", "hours", "phone")


def _shown() -> tuple[list[Any], dict[str, Any]]:
    filters = {key: value for key in ("q", "town", "kind") if (value := request.args.get(key, "").strip())}
    asked = filters.get("q", ""), filters.get("town", ""), filters.get("kind", "")
    return collection_stations.of_congress(current_user.congress_id, *asked), filters


@bp.get("/stations")
@access(*KEEPERS)
def stations() -> Any:
    """All stations, searched and filtered by the address."""
    found, filters = _shown()
    towns = sorted({one.town for one in collection_stations.of_congress(current_user.congress_id) if one.town})
    return render_template(
        "desk/office/stations.html", page=paged(found, PER_PAGE), kinds=STATIONS, towns=towns, filters=filters
    )


@bp.get("/stations/stations.xlsx")
@access(*KEEPERS)
def stations_export() -> Response:
    """What the list shows, to be read back by the import."""
    rows = [
        [one.name, str(STATIONS[one.kind]), one.town, one.address, one.hours, one.phone, "、".join(one.deputies)]
        for one in _shown()[0]
    ]
    return download(write_table("站点", COLUMNS, rows), XLSX, "代表联络站.xlsx")


@bp.get("/stations/template.xlsx")
@access(*KEEPERS)
def stations_template() -> Response:
    """The empty list to fill in."""
    return download(write_table("站点", COLUMNS, []), XLSX, "代表联络站空表.xlsx")


@bp.route("/stations/new", methods=["GET", "POST"])
@access(*KEEPERS)
def new_station() -> Any:
    """Add a station."""
    return _edit(None)


@bp.route("/stations/<int:station_id>", methods=["GET", "POST"])
@access(*KEEPERS)
def station(station_id: int) -> Any:
    """Correct a station, or take it out of service."""
    return _edit(station_id)


@bp.route("/stations/import", methods=["GET", "POST"])
@access(*KEEPERS)
def import_stations() -> Any:
    """Preview a list with its errors, then take it over."""
    preview, error, file = None, None, ("", "")
    if request.method == "POST":
        try:
            content, name = upload()
            preview = collection_stations.read_stations(current_user.congress_id, content, name)
            if request.form.get("import") and not preview.errors:
                congress_id = current_user.congress_id
                new = collection_stations.write_all(congress_id, preview.stations, actor(), now(), rng)
                changed = len(preview.stations) - new
                flash(_("已增加 %(n)s 个站点，更新 %(m)s 个", n=new, m=changed), "ok")
                return redirect(url_for("desk.stations"))
            file = carried(content, name)
        except DomainError as problem:
            error = problem
    page = render_template(
        "desk/office/stations_import.html", preview=preview, carried=file, error=error, kinds=STATIONS
    )
    return page, error.status if error else 200


def _edit(station_id: int | None) -> Any:
    congress_id, error = current_user.congress_id, None
    found = None if station_id is None else collection_stations.station_of(congress_id, station_id)
    typed: dict[str, str] = {"active": "1"}
    if request.method == "POST":
        typed = request.form.to_dict()
        try:
            told = collection_stations.described(typed)
            active = station_id is None or typed.get("active") == "1"
            made = collection_stations.save(congress_id, station_id, told, active, actor(), now(), rng)
            flash(_("站点已保存：%(name)s", name=made.name), "ok")
            return redirect(url_for("desk.stations"))
        except DomainError as problem:
            error = problem
            found = None if station_id is None else collection_stations.station_of(congress_id, station_id)
    elif found is not None:
        typed = {key: getattr(found, key) for key in FIELDS}
        typed |= {"deputies": "、".join(found.deputies), "active": "1" if found.active else ""}
    page = render_template(
        "desk/office/station.html",
        station=found,
        typed=typed,
        kinds=STATIONS,
        wrong={field_of(error, "name"): error.message} if error else {},
    )
    return page, error.status if error else 200
