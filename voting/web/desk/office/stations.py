"""Stations: list, add, correct, import (代表之家、联络站、联络点)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select

from ....congress import stations
from ....congress.models import Station
from ....congress.stations import STATIONS
from ...access import access
from ...context import actor, now, rng
from ...forms.stations import StationFilters, StationForm
from ...lists import ListPage, Page, Sheet
from ...pages import FormPage, ImportPage
from ..blueprint import bp

KEEPERS = ("clerk", "administrator")
COLUMNS = (("名称", 28), ("类型", 10), ("镇街", 14), ("地址", 30), ("开放时间", 24), ("电话", 16), ("值班代表", 30))
EMPTY = Sheet("站点", "代表联络站空表", COLUMNS)


def _row(one: Station) -> list[str]:
    return [one.name, str(STATIONS[one.kind]), one.town, one.address, one.hours, one.phone, "、".join(one.deputies)]


@access(*KEEPERS)
class StationList(ListPage):
    """All stations, searched and filtered by the address; as a file to be read back by the import."""

    template = "desk/office/stations.html"
    filters = StationFilters
    sheet = Sheet("站点", "代表联络站", COLUMNS, _row)

    def query(self, filters: StationFilters) -> Select[Station]:
        """By words, town and kind."""
        return stations.matching(current_user.congress_id, filters.q.data, filters.town.data, filters.kind.data)

    def context(self, page: Page) -> dict[str, Any]:
        """The words for the kinds."""
        return {"kinds": STATIONS}


@access(*KEEPERS)
class StationPage(FormPage):
    """Add a station; correct one, or take it out of service."""

    template = "desk/office/station.html"
    form = StationForm

    def record(self, station_id: int | None = None) -> Station | None:
        """The station, None for a new one."""
        return None if station_id is None else stations.station_of(current_user.congress_id, station_id)

    def act(self, record: Station | None, form: StationForm) -> Station:
        """Save it; a new one is in use."""
        station_id, active = (record.id, form.active.data) if record else (None, True)
        told = stations.described(form.data)
        return stations.save(current_user.congress_id, station_id, told, active, actor(), now(), rng)

    def done(self, made: Station) -> ResponseReturnValue:
        """Back to the list."""
        flash(_("站点已保存：%(name)s", name=made.name), "ok")
        return redirect(url_for("desk.stations"))


@access(*KEEPERS)
class StationImport(ImportPage):
    """Stations from a list."""

    template = "desk/office/stations_import.html"
    home = "desk.stations"
    words = {"kinds": STATIONS}

    def read(self, content: bytes, name: str) -> stations.Preview:
        """What the list holds."""
        return stations.read_stations(current_user.congress_id, content, name)

    def take(self, preview: stations.Preview) -> str:
        """Add new ones, correct those that are there."""
        new = stations.write_all(current_user.congress_id, preview.stations, actor(), now(), rng)
        return _("已增加 %(n)s 个站点，更新 %(m)s 个", n=new, m=len(preview.stations) - new)


@bp.get("/stations/template.xlsx")
@access(*KEEPERS)
def stations_template() -> Response:
    """The empty list to fill in."""
    return EMPTY.file([])


bp.add_url_rule("/stations", view_func=StationList.as_view("stations"))
bp.add_url_rule("/stations/stations.xlsx", view_func=StationList.as_view("stations_export", as_file=True))
bp.add_url_rule("/stations/new", view_func=StationPage.as_view("new_station"))
bp.add_url_rule("/stations/<int:station_id>", view_func=StationPage.as_view("station"))
bp.add_url_rule("/stations/import", view_func=StationImport.as_view("import_stations"))
