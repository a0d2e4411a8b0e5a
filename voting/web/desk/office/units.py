"""Units of the congress: list, add, rename, take out, import (责任单位、承办单位)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select

from ....congress import units
from ....congress.models import Unit
from ...access import access
from ...context import actor, now
from ...forms.units import UnitFilters, UnitForm
from ...lists import ListPage, Page, Sheet
from ...pages import FormPage, ImportPage
from ..blueprint import bp

KEEPERS = ("clerk", "administrator", "government")
EMPTY = Sheet("单位", "单位名单空表", (("单位名称", 30), ("类型", 10)))


@access(*KEEPERS)
class UnitList(ListPage):
    """All units, searched and filtered by the address."""

    template = "desk/office/units.html"
    filters = UnitFilters

    def query(self, filters: UnitFilters) -> Select[Unit]:
        """By name and kind."""
        return units.matching(current_user.congress_id, filters.q.data, filters.kind.data)

    def context(self, page: Page) -> dict[str, Any]:
        """The words for the kinds."""
        return {"kinds": units.KINDS}


@access(*KEEPERS)
class UnitPage(FormPage):
    """Add a unit; rename one, or take it out of the lists of choice."""

    template = "desk/office/unit.html"
    form = UnitForm

    def record(self, unit_id: int | None = None) -> Unit | None:
        """The unit, None for a new one."""
        return None if unit_id is None else units.unit_of(current_user.congress_id, unit_id)

    def act(self, record: Unit | None, form: UnitForm) -> Unit:
        """Save it; a new one is in use."""
        unit_id, active = (record.id, form.active.data) if record else (None, True)
        congress_id = current_user.congress_id
        return units.save(congress_id, unit_id, form.name.data, form.kind.data, active, actor(), now())

    def done(self, made: Unit) -> ResponseReturnValue:
        """Back to the list."""
        flash(_("单位已保存：%(name)s", name=made.name), "ok")
        return redirect(url_for("desk.units"))


@access(*KEEPERS)
class UnitImport(ImportPage):
    """Units from a list."""

    template = "desk/office/units_import.html"
    home = "desk.units"
    words = {"kinds": units.KINDS}

    def read(self, content: bytes, name: str) -> units.Preview:
        """What the list holds."""
        return units.read_units(current_user.congress_id, content, name)

    def take(self, preview: units.Preview) -> str:
        """Add those that are not there yet."""
        added = units.add_all(current_user.congress_id, preview.units, actor(), now())
        return _("已增加 %(n)s 个单位", n=added)


@bp.get("/units/template.xlsx")
@access(*KEEPERS)
def units_template() -> Response:
    """The empty list to fill in."""
    return EMPTY.file([])


bp.add_url_rule("/units", view_func=UnitList.as_view("units"))
bp.add_url_rule("/units/new", view_func=UnitPage.as_view("new_unit"))
bp.add_url_rule("/units/<int:unit_id>", view_func=UnitPage.as_view("unit"))
bp.add_url_rule("/units/import", view_func=UnitImport.as_view("import_units"))
