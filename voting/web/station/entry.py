"""A suggestion made at the station, written down by whoever serves there; also for people without a phone."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from ...collection.notices import status_address
from ...collection.suggestions import Voice, shown_code
from ...printing import qr
from ..access import access
from ..context import now, settings
from ..entries import Entries
from . import bp, own


@bp.route("/drives/<int:drive_id>/new", methods=["GET", "POST"])
@access("station_worker")
def new_suggestion(drive_id: int) -> Any:
    """Write one down."""
    station, drive = own.station(), own.drive(drive_id)
    entries = Entries(drive, rows=1)
    if request.method == "POST":
        made = entries.save(Voice(text="", channel="station", station_id=station.id), current_user.name)
        if made:
            return redirect(url_for("station.entered", suggestion_id=made[0].id))
        station, drive = own.station(), own.drive(drive_id)
    page = render_template("station/new.html", station=station, drive=drive, entries=entries, phase=drive.phase(now()))
    return page, entries.status


@bp.get("/suggestions/<int:suggestion_id>/entered")
@access("station_worker")
def entered(suggestion_id: int) -> Any:
    """It is written down: the query code for whoever said it, to copy or to scan."""
    found = own.suggestion(suggestion_id)
    code = qr.svg_uri(status_address(found.code, settings()))
    return render_template("station/entered.html", one=found, code=shown_code(found.code), qr=code)
