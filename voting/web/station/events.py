"""The station's events, and what was said there."""

from __future__ import annotations

from flask import Response, render_template
from flask_login import current_user

from ...collection import events as collection_events
from ...collection.channels import EVENTS
from ...collection.models import Event
from .. import events as pages
from ..access import access
from . import bp, own


@bp.get("/drives/<int:drive_id>/events")
@access("station_worker")
def events(drive_id: int) -> str:
    """All events of my station in a drive."""
    drive, station = own.drive(drive_id), own.station()
    found = collection_events.at_station(current_user.congress_id, [drive_id], station.id)
    return render_template("station/events.html", drive=drive, station=station, events=found, kinds=EVENTS)


@access("station_worker")
class StationEventEdit(pages.EventEdit):
    """Write an event of my station down, or correct it."""

    blueprint = "station"

    def record(self, drive_id: int = 0, event_id: int | None = None) -> Event | None:
        """The event, None for a new one."""
        self.station = own.station()
        found = own.event(event_id) if event_id is not None else None
        self.drive = own.drive(found.drive_id or 0 if found else drive_id)
        return found


@access("station_worker")
class StationEvent(pages.EventPage):
    """An event of my station, and what was said there."""

    blueprint = "station"

    def record(self, event_id: int) -> Event:
        """The event."""
        return self.found(own.event(event_id))


@bp.get("/events/<int:event_id>/sheets.pdf")
@access("station_worker")
def event_sheets(event_id: int) -> Response:
    """Numbered paper forms for an event of my station."""
    return pages.event_sheets(own.event(event_id))


bp.add_url_rule("/drives/<int:drive_id>/events/new", view_func=StationEventEdit.as_view("new_event"))
bp.add_url_rule("/events/<int:event_id>", view_func=StationEvent.as_view("event"))
bp.add_url_rule("/events/<int:event_id>/edit", view_func=StationEventEdit.as_view("edit_event"))
