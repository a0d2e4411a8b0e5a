"""Ending the work on a drive at the desk (办结)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.handling import closing, erasing
from ....errors import DomainError, Rejected
from ...access import access
from ...context import actor, now
from ..blueprint import bp
from ..common import field_of
from .drives import drive_or_404


@bp.route("/drives/<int:drive_id>/close", methods=["GET", "POST"])
@access("clerk")
def close_drive(drive_id: int) -> Any:
    """End the work on a drive: what has no answer is named, and needs a reason."""
    error = None
    if request.method == "POST":
        try:
            closing.close(current_user.congress_id, drive_id, request.form.get("reason", ""), actor(), now())
        except DomainError as problem:
            if problem.status == 404:
                raise
            error = problem
        else:
            flash(_("征集已办结"), "ok")
            return redirect(url_for("desk.drive", drive_id=drive_id))
    return _page(drive_id, error)


@bp.post("/drives/<int:drive_id>/contacts/erase")
@access("clerk")
def erase_contacts(drive_id: int) -> Any:
    """Delete the names and telephones of a closed drive before their time is over."""
    try:
        if request.form.get("sure") != "1":
            raise Rejected("sure_missing", "请先勾选确认", field="sure")
        gone = erasing.erase_all(current_user.congress_id, drive_id, actor(), now())
    except DomainError as problem:
        return _page(drive_id, problem)
    flash(_("已删除 %(n)s 人的姓名和电话", n=gone), "ok")
    return redirect(url_for("desk.close_drive", drive_id=drive_id))


def _page(drive_id: int, error: DomainError | None) -> Any:
    found = drive_or_404(drive_id)
    page = render_template(
        "desk/drive/drive_close.html",
        drive=found,
        phase=found.phase(now()),
        waiting=closing.waiting(found.id),
        error=error,
        kept=erasing.kept(found.id),
        until=found.closed_at + erasing.KEPT if found.closed_at else None,
        wrong=field_of(error) if error else None,
    )
    return page, error.status if error else 200
