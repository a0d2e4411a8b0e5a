"""Lists of the hotline, of letters and visits: uploaded, matched, looked through, taken over, undone (批量导入)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....collection import imports as lists
from ....collection import mapping
from ....collection.channels import CHANNELS
from ....collection.handling import erasing
from ....collection.models import ImportedList
from ....errors import DomainError
from ....tables import write_table
from ...access import access, wants_json
from ...context import actor, now, rng
from ...files import XLSX, download, upload
from ...lists import paged
from ..blueprint import bp
from ..common import field_of
from .drives import PLANNERS, drive_or_404

IMPORTERS = ("clerk", "government")
PER_PAGE = 50
STATES = ("wrong", "twin", "good")


@bp.get("/drives/<int:drive_id>/imports")
@access(*PLANNERS)
def imports(drive_id: int) -> Any:
    """The drive's lists."""
    erasing.tidy(now())
    return _lists(drive_id)


@bp.post("/drives/<int:drive_id>/imports/new")
@access(*IMPORTERS)
def new_import(drive_id: int) -> Any:
    """Upload a list."""
    try:
        content, name = upload()
        made = lists.upload(
            current_user.congress_id, drive_id, request.form.get("channel", ""), content, name, actor(), now()
        )
    except DomainError as problem:
        return _lists(drive_id, problem)
    return redirect(url_for("desk.imported", list_id=made.id))


@bp.get("/imports/<int:list_id>")
@access(*IMPORTERS)
def imported(list_id: int) -> Any:
    """A list where it stands: to be matched and looked through, on its way, or taken over."""
    return _page(lists.list_of(current_user.congress_id, list_id))


@bp.post("/imports/<int:list_id>/columns")
@access(*IMPORTERS)
def import_columns(list_id: int) -> Any:
    """Say which column is what."""
    try:
        lists.choose(current_user.congress_id, list_id, request.form)
    except DomainError as problem:
        return _page(lists.list_of(current_user.congress_id, list_id), problem)
    flash(_("字段对应已更改，请核对下面的预览"), "ok")
    return redirect(url_for("desk.imported", list_id=list_id))


@bp.post("/imports/<int:list_id>/start")
@access(*IMPORTERS)
def start_import(list_id: int) -> Any:
    """Take the list over; from here on it goes by itself, batch by batch."""
    twins, contacts = request.form.get("twins") == "1", request.form.get("contacts") == "1"
    try:
        lists.start(current_user.congress_id, list_id, twins, contacts, actor(), now())
    except DomainError as problem:
        return _page(lists.list_of(current_user.congress_id, list_id), problem)
    return redirect(url_for("desk.imported", list_id=list_id))


@bp.post("/imports/<int:list_id>/next")
@access(*IMPORTERS)
def import_next(list_id: int) -> Any:
    """The next batch for the page's script; without a script all that is left."""
    done, rows = lists.proceed(current_user.congress_id, list_id, now(), rng)
    if wants_json():
        return jsonify(done=done, rows=rows)
    while done < rows:
        done, rows = lists.proceed(current_user.congress_id, list_id, now(), rng)
    return redirect(url_for("desk.imported", list_id=list_id))


@bp.post("/imports/<int:list_id>/undo")
@access(*IMPORTERS)
def undo_import(list_id: int) -> Any:
    """Take the whole list out again."""
    try:
        gone = lists.undo(current_user.congress_id, list_id, actor(), now())
    except DomainError as problem:
        return _page(lists.list_of(current_user.congress_id, list_id), problem)
    flash(_("已撤销导入，%(n)s 条建议已移出", n=gone), "ok")
    return redirect(url_for("desk.imported", list_id=list_id))


@bp.post("/imports/<int:list_id>/discard")
@access(*IMPORTERS)
def discard_import(list_id: int) -> Any:
    """Forget an uploaded file."""
    drive_id = lists.list_of(current_user.congress_id, list_id).drive_id
    lists.discard(current_user.congress_id, list_id)
    flash(_("上传的文件已删除"), "ok")
    return redirect(url_for("desk.imports", drive_id=drive_id))


@bp.get("/imports/<int:list_id>/problems.xlsx")
@access(*IMPORTERS)
def import_problems(list_id: int) -> Response:
    """The rows that will not go in, by number and reason; nothing of what stands in them."""
    found = lists.list_of(current_user.congress_id, list_id)
    rows = [
        [one.read.row, str(one.read.error or one.twin or "")]
        for one in lists.preview(found, now())
        if one.state != "good"
    ]
    return download(write_table("问题", (("行", 8), ("问题", 60)), rows), XLSX, "导入问题.xlsx")


def _lists(drive_id: int, error: DomainError | None = None) -> Any:
    drive = drive_or_404(drive_id)
    page = render_template(
        "desk/drive/imports.html",
        drive=drive,
        lists=lists.of_drive(current_user.congress_id, drive_id),
        channels=CHANNELS,
        sources=[(key, CHANNELS[key]) for key in lists.SOURCES],
        phase=drive.phase(now()),
        wrong={field_of(error, "file"): error.message} if error else {},
        typed=request.form,
    )
    return page, error.status if error else 200


def _page(found: ImportedList, error: DomainError | None = None) -> Any:
    drive = drive_or_404(found.drive_id)
    told: dict[str, Any] = {"found": found, "drive": drive, "error": error, "channels": CHANNELS}
    if found.started_at is not None:
        done = next(count for one, count in lists.of_drive(found.congress_id, drive.id) if one.id == found.id)
        page = render_template("desk/drive/import_done.html", done=done, **told)
    else:
        state = request.args.get("show", "")
        rows = lists.preview(found, now())
        counts = {key: sum(one.state == key for one in rows) for key in STATES}
        shown = [one for one in rows if state not in STATES or one.state == state]
        page = render_template(
            "desk/drive/import_check.html",
            fields=mapping.FIELDS,
            counts=counts,
            total=len(rows),
            page=paged(shown, PER_PAGE),
            filters={"show": state} if state in STATES else {},
            wrong=field_of(error) if error else None,
            people=bool({"name", "phone"} & set(found.columns)),
            **told,
        )
    return page, error.status if error else 200
