"""Ending the work on a drive at the desk (办结)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...collection import closing
from ...errors import DomainError
from ..access import access
from ..here import actor, now
from . import bp
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
    found = drive_or_404(drive_id)
    page = render_template(
        "desk/drive_close.html", drive=found, phase=found.phase(now()), waiting=closing.waiting(found.id), error=error
    )
    return page, error.status if error else 200
