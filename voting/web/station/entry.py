"""A suggestion made at the station, written down by whoever serves there; also for people without a phone."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...collection.models import Suggestion
from ...collection.notices import status_address
from ...collection.suggestions import Voice, shown_code
from ...congress.models import Station
from ...printing import qr
from ..access import access
from ..context import settings
from ..entries import EntriesPage
from ..forms.events import EntriesForm, EntryForm
from . import bp, own


@access("station_worker")
class NewSuggestion(EntriesPage):
    """Write one down."""

    template = "station/new.html"
    form = EntryForm

    def record(self, drive_id: int) -> Station:
        """My station."""
        found, self.drive = own.station(), own.drive(drive_id)
        self.usual = found.town
        return found

    def act(self, record: Station, form: EntriesForm) -> Suggestion:
        """Write it down."""
        return self.write(form, Voice(text="", channel="station", station_id=record.id))[0]

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """The page with its query code."""
        return redirect(url_for("station.entered", suggestion_id=made.id))

    def context(self, record: Station, form: EntriesForm) -> dict[str, Any]:
        """The station."""
        return {**super().context(record, form), "station": record}


@bp.get("/suggestions/<int:suggestion_id>/entered")
@access("station_worker")
def entered(suggestion_id: int) -> str:
    """It is written down: the query code for whoever said it, to copy or to scan."""
    found = own.suggestion(suggestion_id)
    code = qr.svg_uri(status_address(found.code, settings()))
    return render_template("station/entered.html", one=found, code=shown_code(found.code), qr=code)


bp.add_url_rule("/drives/<int:drive_id>/new", view_func=NewSuggestion.as_view("new_suggestion"))
