"""Lists of the hotline, of letters and visits: uploaded, matched, looked through, taken over, undone (批量导入)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....collection import imports as lists
from ....collection import mapping
from ....collection.channels import CHANNELS
from ....collection.handling import erasing
from ....collection.models import Drive, ImportedList
from ...access import access, wants_json
from ...context import actor, now, rng
from ...forms.base import Form
from ...forms.imports import STATES, ColumnsForm, NewListForm, RowFilters, StartForm
from ...lists import Sheet, paged
from ...pages import ActPage, FormPage
from ..blueprint import bp
from .drives import PLANNERS, DrivePage, drive_or_404

IMPORTERS = ("clerk", "government")
PER_PAGE = 50
PROBLEMS = Sheet("问题", "导入问题", (("行", 8), ("问题", 60)))


def _list(list_id: int) -> ImportedList:
    return lists.list_of(current_user.congress_id, list_id)


@access(*PLANNERS)
class ImportLists(DrivePage):
    """The drive's lists."""

    template = "desk/drive/imports.html"
    form = NewListForm

    def get(self, **places: Any) -> ResponseReturnValue:
        """The lists that are still to be kept."""
        erasing.tidy(now())
        return super().get(**places)

    def context(self, record: Drive, form: NewListForm) -> dict[str, Any]:
        """The lists so far."""
        return {
            **super().context(record, form),
            "lists": lists.of_drive(record.congress_id, record.id),
            "channels": CHANNELS,
            "phase": record.phase(now()),
        }


@access(*IMPORTERS)
class NewImport(ImportLists):
    """Upload a list."""

    def act(self, record: Drive, form: NewListForm) -> ImportedList:
        """Keep it for its import."""
        content, name = form.file.data
        return lists.upload(record.congress_id, record.id, form.channel.data, content, name, actor(), now())

    def done(self, made: ImportedList) -> ResponseReturnValue:
        """The list, to be looked through."""
        return redirect(url_for("desk.imported", list_id=made.id))


@access(*IMPORTERS)
class ImportPage(FormPage):
    """A list where it stands: to be matched and looked through, on its way, or taken over; sent, it is matched anew."""

    form: type[Form] = ColumnsForm

    def record(self, list_id: int) -> ImportedList:
        """The list."""
        self.list_id = list_id
        return _list(list_id)

    def filled(self, record: ImportedList) -> Form:
        """The columns as they are chosen."""
        return ColumnsForm.asked(ids="column", **_columns(record))

    def act(self, record: ImportedList, form: Any) -> Any:
        """Say which column is what."""
        lists.choose(record.congress_id, record.id, form.data)
        flash(_("字段对应已更改，请核对下面的预览"), "ok")

    def done(self, made: Any) -> ResponseReturnValue:
        """The list where it stands now."""
        return redirect(url_for("desk.imported", list_id=self.list_id))

    def context(self, record: ImportedList, form: Form) -> dict[str, Any]:
        """What is read of the file, or what came of it."""
        told = {"found": record, "drive": drive_or_404(record.drive_id), "channels": CHANNELS}
        if record.started_at is not None:
            self.template = "desk/drive/import_done.html"
            return {**told, "done": lists.brought(record.id)}
        self.template = "desk/drive/import_check.html"
        columns, filters = ColumnsForm.beside(form, None, "column", **_columns(record)), RowFilters.asked()
        for field in columns:
            heads = enumerate(record.header)
            field.pairs = [(str(at), head or _("第 %(n)s 列", n=at + 1)) for at, head in heads]
        rows = lists.preview(record, now())
        shown = [one for one in rows if filters.show.data in (None, one.state)]
        return {
            **told,
            "fields": mapping.FIELDS,
            "columns": columns,
            "start": StartForm.beside(form),
            "counts": {key: sum(one.state == key for one in rows) for key in STATES},
            "total": len(rows),
            "page": paged(shown, PER_PAGE),
            "filters": filters,
            "people": bool({"name", "phone"} & set(record.columns)),
        }

    def page(self, record: ImportedList, form: Form) -> ResponseReturnValue:
        """The template of where it stands."""
        told = self.context(record, form)
        return render_template(self.template, form=form, **told), form.status


def _columns(found: ImportedList) -> dict[str, str]:
    return {key: str(at) for key, at in found.columns.items()}


@access(*IMPORTERS)
class StartImport(ImportPage):
    """Take the list over; from here on it goes by itself, batch by batch."""

    form = StartForm

    def filled(self, record: ImportedList) -> StartForm:
        """What is to go in."""
        return StartForm.asked()

    def act(self, record: ImportedList, form: StartForm) -> None:
        """Begin."""
        lists.start(record.congress_id, record.id, form.twins.data, form.contacts.data, actor(), now())


@bp.post("/imports/<int:list_id>/next")
@access(*IMPORTERS)
def import_next(list_id: int) -> ResponseReturnValue:
    """The next batch for the page's script; without a script all that is left."""
    done, rows = lists.proceed(current_user.congress_id, list_id, now(), rng)
    if wants_json():
        return jsonify(done=done, rows=rows)
    while done < rows:
        done, rows = lists.proceed(current_user.congress_id, list_id, now(), rng)
    return redirect(url_for("desk.imported", list_id=list_id))


@access(*IMPORTERS)
class UndoImport(ImportPage):
    """Take the whole list out again."""

    form = Form

    def filled(self, record: ImportedList) -> Form:
        """Nothing is asked."""
        return Form.asked()

    def act(self, record: ImportedList, form: Form) -> None:
        """Take it out."""
        gone = lists.undo(record.congress_id, record.id, actor(), now())
        flash(_("已撤销导入，%(n)s 条建议已移出", n=gone), "ok")


@access(*IMPORTERS)
class DiscardImport(ActPage):
    """Forget an uploaded file."""

    def act(self, list_id: int) -> int:
        """Forget it; returns its drive's id."""
        drive_id = _list(list_id).drive_id
        lists.discard(current_user.congress_id, list_id)
        return drive_id

    def done(self, made: int) -> ResponseReturnValue:
        """The other lists."""
        flash(_("上传的文件已删除"), "ok")
        return redirect(url_for("desk.imports", drive_id=made))


@bp.get("/imports/<int:list_id>/problems.xlsx")
@access(*IMPORTERS)
def import_problems(list_id: int) -> Response:
    """The rows that will not go in, by number and reason; nothing of what stands in them."""
    rows = [one for one in lists.preview(_list(list_id), now()) if one.state != "good"]
    return PROBLEMS.file([[one.read.row, str(one.read.error or one.twin or "")] for one in rows])


bp.add_url_rule("/drives/<int:drive_id>/imports", view_func=ImportLists.as_view("imports"), methods=["GET"])
bp.add_url_rule("/drives/<int:drive_id>/imports/new", view_func=NewImport.as_view("new_import"), methods=["POST"])
bp.add_url_rule("/imports/<int:list_id>", view_func=ImportPage.as_view("imported"), methods=["GET"])
bp.add_url_rule("/imports/<int:list_id>/columns", view_func=ImportPage.as_view("import_columns"), methods=["POST"])
bp.add_url_rule("/imports/<int:list_id>/start", view_func=StartImport.as_view("start_import"), methods=["POST"])
bp.add_url_rule("/imports/<int:list_id>/undo", view_func=UndoImport.as_view("undo_import"), methods=["POST"])
bp.add_url_rule("/imports/<int:list_id>/discard", view_func=DiscardImport.as_view("discard_import"))
