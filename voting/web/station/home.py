"""A station's own pages: what is to do, what came in, what became of it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from ...collection import at_station, posters
from ...collection import events as collection_events
from ...collection.channels import CHANNELS, EVENTS, OUTCOMES
from ...collection.handling.states import STATES, states_of
from ...collection.suggestions import shown_code
from ...errors import Missing
from ...printing.poster import SIZES
from .. import events as pages
from ..access import access
from ..context import now, settings
from ..entries import today
from ..values import whole
from . import bp, own

PER_PAGE = 20


@bp.get("/")
@access("station_worker")
def home() -> Any:
    """My station: what can be written down now, today's entries, the newest events."""
    station, running = own.station(), own.running()
    newest = at_station.listed(station.id, "", 5)
    return render_template(
        "station/home.html",
        station=station,
        drives=[(one, one.phase(now())) for one in running],
        newest=newest,
        today=at_station.count_on(station.id, today()),
        total=at_station.count(station.id, ""),
        state=_state,
        events=[
            pair
            for one in running
            for pair in collection_events.of_drive(current_user.congress_id, one.id, station_id=station.id)
        ][:5],
        kinds=EVENTS,
    )


@bp.get("/suggestions")
@access("station_worker")
def suggestions() -> Any:
    """All suggestions of my station, searched by the address."""
    station, words = own.station(), request.args.get("q", "").strip()
    total = at_station.count(station.id, words)
    last = max(1, -(-total // PER_PAGE))
    asked = request.args.get("page", "1")
    number = min(max(1, whole(asked, 1)), last)
    found = at_station.listed(station.id, words, PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "station/suggestions.html",
        station=station,
        found=found,
        total=total,
        number=number,
        last=last,
        words=words,
        state=_state,
    )


@bp.get("/suggestions/<int:suggestion_id>")
@access("station_worker")
def suggestion(suggestion_id: int) -> Any:
    """One suggestion: what was said, its query code, and the answer; never who said it."""
    found = own.suggestion(suggestion_id)
    return render_template(
        "station/suggestion.html",
        one=found,
        head=at_station.head_of(found),
        state=_state,
        channels=CHANNELS,
        outcomes=OUTCOMES,
        code=shown_code(found.code),
    )


@bp.get("/drives/<int:drive_id>/poster/<size>.pdf")
@access("station_worker")
def poster(drive_id: int, size: str) -> Response:
    """My station's poster."""
    drive, station = own.drive(drive_id), own.station()
    if size not in SIZES:
        raise Missing("no_such_paper", "没有这份文件")
    pdf = posters.of_stations(drive, [station], settings(), size)
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="poster-{size}.pdf"'}
    )


@bp.get("/drives/<int:drive_id>/sheets.pdf")
@access("station_worker")
def sheets(drive_id: int) -> Response:
    """Numbered paper forms of my station, to be entered later."""
    drive, station = own.drive(drive_id), own.station()
    return pages.sheets(drive, station.name, f"?station={station.slug}")


def _state(found: Any) -> tuple[str, str]:
    """Word and kind of where a suggestion stands."""
    name = states_of(found, today())[0]
    kinds = {"answered": "ok", "accepted": "busy", "assigned": "busy", "proposed": "busy", "overdue": "warn"}
    return STATES[name], kinds.get(name, "idle")
