"""Events and what was said there: the pages that desk and station share (代表接待日、院坝会、座谈会、走访).

`place` is the blueprint, `desk` or `station`; both have the same endpoints and their own frame.
"""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ..collection import drives, events, notices
from ..collection.channels import EVENTS
from ..collection.models import Drive, Event
from ..collection.suggestions import Voice, shown_code
from ..congress import stations
from ..congress.models import Station
from ..errors import DomainError
from .context import actor, now, settings
from .entries import Entries, today
from .values import whole

MAX_SHEETS = 50
FIELDS = ("kind", "title", "place", "received", "note")
FRAMES = {"desk": "desk/_drive.html", "station": "station/_frame.html"}


def edit(place: str, drive: Drive, found: Event | None, station: Station | None) -> Any:
    """Write an event down, or correct it; at a station it is always the station's."""
    drive_id, event_id, error = drive.id, found.id if found else None, None
    typed: dict[str, str] = {"held_on": today().isoformat(), "kind": "reception"}
    if station is not None:
        typed |= {"place": station.name, "deputies": "、".join(station.deputies)}
    if request.method == "POST":
        typed = request.form.to_dict()
        station_id = station.id if station else _number(typed.get("station_id", ""))
        try:
            told = events.described(typed, today())
            made = events.save(current_user.congress_id, drive_id, event_id, told, station_id, actor(), now())
            flash(_("活动已保存：%(name)s", name=made.title), "ok")
            return redirect(url_for(f"{place}.event", event_id=made.id))
        except DomainError as problem:
            error, drive = problem, drives.drive_of(current_user.congress_id, drive_id)
            found = events.event_of(current_user.congress_id, event_id) if event_id else None
    elif found is not None:
        typed = {key: str(getattr(found, key)) for key in FIELDS}
        typed |= {
            "held_on": found.held_on.isoformat(),
            "deputies": "、".join(found.deputies),
            "station_id": str(found.station_id or ""),
        }
    field = str(error.details.get("field", "title")) if error else ""
    page = render_template(
        "collecting/event_edit.html",
        frame=FRAMES[place],
        place=place,
        drive=drive,
        event=found,
        typed=typed,
        kinds=EVENTS,
        wrong={field: error.message} if error else {},
        stations=[] if place == "station" else _choice(),
    )
    return page, error.status if error else 200


def show(place: str, event: Event) -> Any:
    """An event with what was said there, and rows for more."""
    event_id, station_id = event.id, event.station_id
    drive = drives.drive_of(current_user.congress_id, event.drive_id or 0)
    drive_id, entries = drive.id, Entries(drive)
    if request.method == "POST":
        origin = Voice(text="", channel=event.kind, event_id=event_id, station_id=station_id, received_on=event.held_on)
        made = entries.save(origin, current_user.name)
        if made:
            flash(_("已登记 %(n)s 条建议", n=len(made)), "ok")
            return redirect(url_for(f"{place}.event", event_id=event_id, _anchor="said"))
        event, drive = (
            events.event_of(current_user.congress_id, event_id),
            drives.drive_of(current_user.congress_id, drive_id),
        )
    page = render_template(
        "collecting/event.html",
        frame=FRAMES[place],
        place=place,
        drive=drive,
        event=event,
        kinds=EVENTS,
        said=events.said_at(event_id),
        entries=entries,
        shown_code=shown_code,
        phase=drive.phase(now()),
        usual=event.station.town if event.station else "",
    )
    return page, entries.status


def sheets(drive: Drive, received_at: str, query: str) -> Response:
    """Numbered paper forms; the address says from which number and how many."""
    first = max(1, min(_number(request.args.get("first", "")) or 1, 9999))
    count = max(1, min(_number(request.args.get("count", "")) or 10, MAX_SHEETS))
    pdf = notices.sheets(drive, settings(), received_at, query, first, count)
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="forms-{first}-{first + count - 1}.pdf"'},
    )


def event_sheets(event: Event) -> Response:
    """Numbered paper forms for an event."""
    drive = drives.drive_of(current_user.congress_id, event.drive_id or 0)
    query = f"?station={event.station.slug}" if event.station else ""
    return sheets(drive, f"{event.title}（{notices.chinese_date(event.held_on)}）", query)


def _number(text: str) -> int | None:
    return whole(text, None)


def _choice() -> list[tuple[object, str]]:
    listed = stations.of_congress(current_user.congress_id, active=True)
    return [("", "—"), *((one.id, one.name) for one in listed)]
