"""Events and stations of a drive at the desk: lists, entry of what was said, posters, paper forms (站点和活动)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response
from flask_login import current_user
from sqlalchemy import Select

from ....collection import events as collection_events
from ....collection import posters
from ....collection.channels import EVENTS
from ....collection.handling import listing
from ....collection.models import Event
from ....congress import stations as collection_stations
from ....congress.models import Station
from ....congress.stations import STATIONS
from ....errors import Missing
from ....printing.poster import SIZES
from ... import events as pages
from ...access import access
from ...context import settings
from ...files import paper
from ...forms.events import EventFilters, PosterFilter, StationWords
from ...lists import Page
from ...values import whole
from ..blueprint import bp
from .drives import PLANNERS, DriveList, drive_or_404

ENTERERS = ("clerk", "government")


@access(*PLANNERS)
class EventList(DriveList):
    """The drive's events, searched and filtered by the address."""

    template = "desk/drive/events.html"
    filters = EventFilters

    def query(self, filters: EventFilters) -> Select[Event]:
        """By words and kind."""
        self.found = collection_events.of_drive(
            current_user.congress_id, self.of.id, filters.q.data, filters.kind.data or ""
        )
        return self.found

    def context(self, page: Page) -> dict[str, Any]:
        """What was said at those shown, and the sums of all."""
        received, said = collection_events.sums(self.found)
        counts = collection_events.counts([one.id for one in page.items])
        return {**super().context(page), "kinds": EVENTS, "received": received, "said": said, "counts": counts}


def _event(event_id: int) -> Event:
    return collection_events.event_of(current_user.congress_id, event_id)


@access(*ENTERERS)
class DeskEventEdit(pages.EventEdit):
    """Write an event down, or correct it."""

    blueprint = "desk"

    def record(self, drive_id: int = 0, event_id: int | None = None) -> Event | None:
        """The event, None for a new one."""
        found = _event(event_id) if event_id is not None else None
        self.drive = drive_or_404(found.drive_id or 0 if found else drive_id)
        return found


@access(*ENTERERS)
class DeskEvent(pages.EventPage):
    """An event, and what was said there."""

    blueprint = "desk"

    def record(self, event_id: int) -> Event:
        """The event."""
        return self.found(_event(event_id))


@bp.get("/events/<int:event_id>/sheets.pdf")
@access(*ENTERERS)
def event_sheets(event_id: int) -> Response:
    """Numbered paper forms for an event."""
    return pages.event_sheets(_event(event_id))


@access(*PLANNERS)
class DriveStations(DriveList):
    """The stations with what came in there, and their posters."""

    template = "desk/drive/drive_stations.html"
    filters = StationWords

    def query(self, filters: StationWords) -> Select[Station]:
        """By words."""
        return collection_stations.matching(current_user.congress_id, filters.q.data)

    def context(self, page: Page) -> dict[str, Any]:
        """What came in at those shown."""
        counts = listing.by_station(self.of.id, [one.id for one in page.items])
        return {**super().context(page), "kinds": STATIONS, "counts": counts}


@bp.get("/drives/<int:drive_id>/posters/<size>.pdf")
@access(*PLANNERS)
def posters_pdf(drive_id: int, size: str) -> Response:
    """The posters of all stations, a page each; or one station's (`station`), or the drive's own (`station=none`)."""
    drive, asked = drive_or_404(drive_id), PosterFilter.asked().station.data
    if size not in SIZES:
        raise Missing("no_such_paper", "没有这份文件")
    if asked == "none":
        return paper(posters.of_drive(drive, settings(), size), f"poster-{size}")
    chosen: Sequence[Station]
    if asked:
        chosen = [collection_stations.station_of(current_user.congress_id, whole(asked, 0))]
    else:
        chosen = collection_stations.of_congress(current_user.congress_id, active=True)
    if not chosen:
        raise Missing("no_such_station", "没有找到这个站点")
    return paper(posters.of_stations(drive, chosen, settings(), size), f"posters-{size}")


@bp.get("/drives/<int:drive_id>/sheets.pdf")
@access(*PLANNERS)
def drive_sheets(drive_id: int) -> Response:
    """Numbered paper forms for any place."""
    return pages.sheets(drive_or_404(drive_id), "", "")


bp.add_url_rule("/drives/<int:drive_id>/events", view_func=EventList.as_view("events"))
bp.add_url_rule("/drives/<int:drive_id>/events/new", view_func=DeskEventEdit.as_view("new_event"))
bp.add_url_rule("/events/<int:event_id>", view_func=DeskEvent.as_view("event"))
bp.add_url_rule("/events/<int:event_id>/edit", view_func=DeskEventEdit.as_view("edit_event"))
bp.add_url_rule("/drives/<int:drive_id>/stations", view_func=DriveStations.as_view("drive_stations"))
