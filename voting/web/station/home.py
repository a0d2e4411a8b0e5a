"""A station's own pages: what is to do, what came in, what became of it."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template
from flask_login import current_user
from sqlalchemy import Select

from ...collection import at_station, posters
from ...collection import events as collection_events
from ...collection.channels import CHANNELS, EVENTS, OUTCOMES
from ...collection.handling.answering import head_of
from ...collection.handling.states import STATES, states_of
from ...collection.models import Suggestion
from ...collection.suggestions import shown_code
from ...errors import Missing
from ...printing.poster import SIZES
from .. import events as pages
from ..access import access
from ..context import now, settings, today
from ..files import paper
from ..forms.stations import StationSuggestionFilters
from ..lists import ListPage, Page
from . import bp, own


@bp.get("/")
@access("station_worker")
def home() -> str:
    """My station: what can be written down now, today's entries, the newest events."""
    station, running = own.station(), own.running()
    on_day, total = at_station.counts(station.id, today())
    return render_template(
        "station/home.html",
        station=station,
        drives=[(one, one.phase(now())) for one in running],
        newest=at_station.newest(station.id, 5),
        today=on_day,
        total=total,
        state=_state,
        events=collection_events.at_station(current_user.congress_id, [one.id for one in running], station.id)[:5],
        kinds=EVENTS,
    )


@access("station_worker")
class SuggestionList(ListPage):
    """All suggestions of my station, searched by the address."""

    template = "station/suggestions.html"
    filters = StationSuggestionFilters
    size = 20

    def query(self, filters: StationSuggestionFilters) -> Select[Suggestion]:
        """By words."""
        return at_station.matching(own.station().id, filters.q.data)

    def context(self, page: Page) -> dict[str, Any]:
        """Where each stands."""
        return {"state": _state}


@bp.get("/suggestions/<int:suggestion_id>")
@access("station_worker")
def suggestion(suggestion_id: int) -> str:
    """One suggestion: what was said, its query code, and the answer; never who said it."""
    found = own.suggestion(suggestion_id)
    return render_template(
        "station/suggestion.html",
        one=found,
        head=head_of(found),
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
    return paper(posters.of_stations(drive, [station], settings(), size), f"poster-{size}")


@bp.get("/drives/<int:drive_id>/sheets.pdf")
@access("station_worker")
def sheets(drive_id: int) -> Response:
    """Numbered paper forms of my station, to be entered later."""
    drive, station = own.drive(drive_id), own.station()
    return pages.sheets(drive, station.name, f"?station={station.slug}")


def _state(found: Suggestion) -> tuple[str, str]:
    """Word and kind of where a suggestion stands."""
    name = states_of(found, today())[0]
    kinds = {"answered": "ok", "accepted": "busy", "assigned": "busy", "proposed": "busy", "overdue": "warn"}
    return STATES[name], kinds.get(name, "idle")


bp.add_url_rule("/suggestions", view_func=SuggestionList.as_view("suggestions"))
