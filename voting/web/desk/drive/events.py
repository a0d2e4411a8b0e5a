"""Events and stations of a drive at the desk: lists, entry of what was said, posters, paper forms (站点和活动)."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from ....collection import events as collection_events
from ....collection import posters
from ....collection.channels import EVENTS
from ....collection.handling import listing
from ....congress import stations as collection_stations
from ....congress.stations import STATIONS
from ....errors import Missing
from ....printing.poster import SIZES
from ... import events as pages
from ...access import access
from ...context import settings
from ...lists import paged
from ...values import whole
from ..blueprint import bp
from .drives import PLANNERS, drive_or_404

ENTERERS = ("clerk", "government")
PER_PAGE = 50


@bp.get("/drives/<int:drive_id>/events")
@access(*PLANNERS)
def events(drive_id: int) -> Any:
    """The drive's events, searched and filtered by the address."""
    drive = drive_or_404(drive_id)
    filters = {key: value for key in ("q", "kind") if (value := request.args.get(key, "").strip())}
    found = collection_events.of_drive(
        current_user.congress_id, drive_id, filters.get("q", ""), filters.get("kind", "")
    )
    return render_template(
        "desk/drive/events.html",
        drive=drive,
        page=paged(found, PER_PAGE),
        kinds=EVENTS,
        filters=filters,
        received=sum(one.received for one, _count in found),
        said=sum(count for _one, count in found),
    )


@bp.route("/drives/<int:drive_id>/events/new", methods=["GET", "POST"])
@access(*ENTERERS)
def new_event(drive_id: int) -> Any:
    """Write an event down."""
    return pages.edit("desk", drive_or_404(drive_id), None, None)


@bp.route("/events/<int:event_id>", methods=["GET", "POST"])
@access(*ENTERERS)
def event(event_id: int) -> Any:
    """An event, and what was said there."""
    return pages.show("desk", collection_events.event_of(current_user.congress_id, event_id))


@bp.route("/events/<int:event_id>/edit", methods=["GET", "POST"])
@access(*ENTERERS)
def edit_event(event_id: int) -> Any:
    """Correct an event."""
    found = collection_events.event_of(current_user.congress_id, event_id)
    return pages.edit("desk", drive_or_404(found.drive_id or 0), found, None)


@bp.get("/events/<int:event_id>/sheets.pdf")
@access(*ENTERERS)
def event_sheets(event_id: int) -> Response:
    """Numbered paper forms for an event."""
    return pages.event_sheets(collection_events.event_of(current_user.congress_id, event_id))


@bp.get("/drives/<int:drive_id>/stations")
@access(*PLANNERS)
def drive_stations(drive_id: int) -> Any:
    """The stations with what came in there, and their posters."""
    drive = drive_or_404(drive_id)
    filters = {key: value for key in ("q",) if (value := request.args.get(key, "").strip())}
    found = listing.with_counts(current_user.congress_id, drive_id, filters.get("q", ""))
    return render_template(
        "desk/drive/drive_stations.html", drive=drive, page=paged(found, PER_PAGE), kinds=STATIONS, filters=filters
    )


@bp.get("/drives/<int:drive_id>/posters/<size>.pdf")
@access(*PLANNERS)
def posters_pdf(drive_id: int, size: str) -> Response:
    """The posters of all stations, a page each; or one station's (`station`), or the drive's own (`station=none`)."""
    drive, asked = drive_or_404(drive_id), request.args.get("station", "")
    if size not in SIZES:
        raise Missing("no_such_paper", "没有这份文件")
    if asked == "none":
        return _inline(posters.of_drive(drive, settings(), size), f"poster-{size}.pdf")
    if asked:
        number = whole(asked, 0)
        chosen = [collection_stations.station_of(current_user.congress_id, number)]
    else:
        chosen = collection_stations.of_congress(current_user.congress_id, active=True)
    if not chosen:
        raise Missing("no_such_station", "没有找到这个站点")
    return _inline(posters.of_stations(drive, chosen, settings(), size), f"posters-{size}.pdf")


@bp.get("/drives/<int:drive_id>/sheets.pdf")
@access(*PLANNERS)
def drive_sheets(drive_id: int) -> Response:
    """Numbered paper forms for any place."""
    return pages.sheets(drive_or_404(drive_id), "", "")


def _inline(pdf: bytes, name: str) -> Response:
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
