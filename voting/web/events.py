"""Events and what was said there: the pages that desk and station share (代表接待日、院坝会、座谈会、走访).

Both have the same endpoints, in the blueprint of that name, and their own frame.
"""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ..collection import drives, events, notices
from ..collection.channels import EVENTS
from ..collection.models import Drive, Event, Suggestion
from ..collection.suggestions import Voice, shown_code
from ..congress.models import Station
from .context import actor, now, settings, today
from .entries import EntriesPage
from .files import paper
from .forms.events import EntriesForm, EventForm, SheetsFilter
from .pages import FormPage

MAX_SHEETS = 50
FRAMES = {"desk": "desk/_drive.html", "station": "station/_frame.html"}


class EventEdit(FormPage):
    """Write an event down, or correct it; at a station it is always the station's."""

    template = "collecting/event_edit.html"
    form = EventForm
    blueprint: str
    drive: Drive
    station: Station | None = None

    def filled(self, record: Event | None) -> EventForm:
        """The form; a new event is today's, and at a station begins with its place and its deputies."""
        here: dict[str, Any] = {"place": self.station.name, "deputies": self.station.deputies} if self.station else {}
        form = EventForm.asked(record, held_on=today(), **here)
        if self.station:
            del form.station_id
        return form

    def act(self, record: Event | None, form: EventForm) -> Event:
        """Save it."""
        station_id = self.station.id if self.station else form.station_id.data
        event_id, told = record.id if record else None, events.described(form.data, today())
        return events.save(current_user.congress_id, self.drive.id, event_id, told, station_id, actor(), now())

    def done(self, made: Event) -> ResponseReturnValue:
        """The event, to write down what was said there."""
        flash(_("活动已保存：%(name)s", name=made.title), "ok")
        return redirect(url_for(f"{self.blueprint}.event", event_id=made.id))

    def context(self, record: Event | None, form: EventForm) -> dict[str, Any]:
        """Where it is."""
        return {"frame": FRAMES[self.blueprint], "place": self.blueprint, "drive": self.drive}


class EventPage(EntriesPage):
    """An event with what was said there, and rows for more."""

    template = "collecting/event.html"
    blueprint: str

    def found(self, record: Event) -> Event:
        """The event, whose drive and place the rows take."""
        self.drive = drives.drive_of(current_user.congress_id, record.drive_id or 0)
        self.usual = record.station.town if record.station else ""
        return record

    def act(self, record: Event, form: EntriesForm) -> tuple[int, list[Suggestion]]:
        """Write it down."""
        told = {"event_id": record.id, "station_id": record.station_id, "received_on": record.held_on}
        return record.id, self.write(form, Voice(text="", channel=record.kind, **told))  # type: ignore[arg-type]

    def done(self, made: tuple[int, list[Suggestion]]) -> ResponseReturnValue:
        """The event with what was added."""
        flash(_("已登记 %(n)s 条建议", n=len(made[1])), "ok")
        return redirect(url_for(f"{self.blueprint}.event", event_id=made[0], _anchor="said"))

    def context(self, record: Event, form: EntriesForm) -> dict[str, Any]:
        """What was said there."""
        return {
            **super().context(record, form),
            "frame": FRAMES[self.blueprint],
            "place": self.blueprint,
            "kinds": EVENTS,
            "said": events.said_at(record.id),
            "shown_code": shown_code,
        }


def sheets(drive: Drive, received_at: str, query: str) -> Response:
    """Numbered paper forms; the address says from which number and how many."""
    asked = SheetsFilter.asked()
    first = max(1, min(asked.first.data or 1, 9999))
    count = max(1, min(asked.count.data or 10, MAX_SHEETS))
    pdf = notices.sheets(drive, settings(), received_at, query, first, count)
    return paper(pdf, f"forms-{first}-{first + count - 1}")


def event_sheets(event: Event) -> Response:
    """Numbered paper forms for an event."""
    drive = drives.drive_of(current_user.congress_id, event.drive_id or 0)
    query = f"?station={event.station.slug}" if event.station else ""
    return sheets(drive, f"{event.title}（{notices.chinese_date(event.held_on)}）", query)
