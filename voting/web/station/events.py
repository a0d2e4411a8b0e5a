"""The station's events, and what was said there."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_login import current_user

from ...collection import events as collection_events
from ...collection.channels import EVENTS
from .. import events as pages
from ..access import access
from . import bp, own


@bp.get("/drives/<int:drive_id>/events")
@access("station_worker")
def events(drive_id: int) -> Any:
    """All events of my station in a drive."""
    drive, station = own.drive(drive_id), own.station()
    found = collection_events.of_drive(current_user.congress_id, drive_id, station_id=station.id)
    return render_template("station/events.html", drive=drive, station=station, events=found, kinds=EVENTS)


@bp.route("/drives/<int:drive_id>/events/new", methods=["GET", "POST"])
@access("station_worker")
def new_event(drive_id: int) -> Any:
    """Write an event of my station down."""
    return pages.edit("station", own.drive(drive_id), None, own.station())


@bp.route("/events/<int:event_id>", methods=["GET", "POST"])
@access("station_worker")
def event(event_id: int) -> Any:
    """An event of my station, and what was said there."""
    return pages.show("station", own.event(event_id))


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@access("station_worker")
def edit_event(event_id: int) -> Any:
    """Correct an event of my station."""
    found = own.event(event_id)
    return pages.edit("station", own.drive(found.drive_id or 0), found, own.station())


@bp.get("/events/<int:event_id>/sheets.pdf")
@access("station_worker")
def event_sheets(event_id: int) -> Response:
    """Numbered paper forms for an event of my station."""
    return pages.event_sheets(own.event(event_id))
