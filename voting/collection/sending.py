"""The public form: what it asks, what is wrong with it, and taking it in (公众填报)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..attachments.cleaning import Cleaned
from ..belenios.group import Rng
from ..config import Config
from ..congress.models import Station
from ..errors import Conflict, DomainError, Rejected
from ..extensions import db
from ..sentences import Sentence
from ..texts import clean
from .models import Drive, Event, Suggestion
from .suggestions import Voice, checked, receive

PHONE_DIGITS = (7, 15)


@dataclass(frozen=True)
class Form:
    """What was filled in; `station` is the slug and `event` the number in the address of the form's code."""

    text: str = ""
    category: str = ""
    place: str = ""
    village: str = ""
    name: str = ""
    phone: str = ""
    consent: bool = False
    station: str = ""
    event: str = ""


def receipt_of(drive: Drive, form_token: str) -> str | None:
    """The receipt's code of a form that was taken in already, however long ago; None when it was not."""
    query = select(Suggestion.code).where(Suggestion.drive_id == drive.id, Suggestion.form_token == form_token)
    return db.session.scalar(query) if form_token else None


def faults(form: Form, drive: Drive) -> list[DomainError]:
    """Everything that is wrong with the form, each naming its field; raises `Conflict` when the form is not open."""
    if "public" not in drive.audiences and not origin_name(drive, form.station, form.event):
        raise Conflict("drive_not_open", "现在不在征集时间内")
    found: list[DomainError] = []
    try:
        checked(_voice(form, drive), drive)
    except DomainError as problem:
        found.append(problem)
    needed = (
        ("name", form.name, drive.name_rule, Sentence("请填写姓名")),
        ("phone", form.phone, drive.phone_rule, Sentence("请填写电话")),
    )
    for key, value, rule, why in needed:
        if rule == "required" and not clean(value):
            found.append(Rejected("field_missing", why, field=key))
    digits = sum(letter.isdigit() for letter in form.phone)
    if _asked(drive, "phone") and clean(form.phone) and not PHONE_DIGITS[0] <= digits <= PHONE_DIGITS[1]:
        found.append(Rejected("phone_wrong", "电话号码不完整，请核对", field="phone"))
    told = (_asked(drive, "name") and clean(form.name)) or (_asked(drive, "phone") and clean(form.phone))
    if told and not form.consent:
        found.append(Rejected("consent_missing", "留下姓名或电话的，请勾选同意", field="consent"))
    return found


def send(
    drive: Drive, form: Form, files: Sequence[Cleaned], config: Config, now: datetime, rng: Rng, token: str
) -> Suggestion:
    """Take the form in; the same one sent twice gives the suggestion it made the first time. Raises as `receive`."""
    return receive(drive.congress_id, drive, _voice(form, drive), files, config, "", now, rng, form_token=token)


def origin_name(drive: Drive, station: str, event: str) -> str:
    """The station or event whose code was scanned, as the form names it; empty for the open form."""
    held = _event(drive, event)
    if held is not None:
        return held.title
    found = _station(drive, station)
    return found.name if found is not None else ""


def _asked(drive: Drive, field: str) -> bool:
    return getattr(drive, f"{field}_rule") != "none"


def _voice(form: Form, drive: Drive) -> Voice:
    """What is asked for, and where it was said; a station or event of another congress does not count."""
    event, station = _event(drive, form.event), _station(drive, form.station)
    station_id = station.id if station else (event.station_id if event else None)
    channel = event.kind if event else ("station" if station else "web")
    return Voice(
        text=form.text,
        category=form.category,
        place=form.place,
        village=form.village,
        channel=channel,
        name=form.name if _asked(drive, "name") else "",
        phone=form.phone if _asked(drive, "phone") else "",
        station_id=station_id,
        event_id=event.id if event else None,
    )


def _station(drive: Drive, slug: str) -> Station | None:
    if not slug or "station" not in drive.audiences:
        return None
    query = select(Station).where(Station.slug == slug, Station.congress_id == drive.congress_id, Station.active)
    return db.session.scalar(query)


def _event(drive: Drive, number: str) -> Event | None:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    found = db.session.get(Event, int(number))
    return found if found is not None and found.drive_id == drive.id else None
