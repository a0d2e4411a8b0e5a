"""The station at which the signed-in person serves, and what belongs to it."""

from __future__ import annotations

from flask_login import current_user

from ...collection import drives, suggestions
from ...collection import events as collection_events
from ...collection.models import Drive, Event, Suggestion
from ...congress import stations
from ...congress.models import Station
from ...errors import Forbidden, Missing
from ..context import now


def station() -> Station:
    """The person's station; raises `Forbidden` when the account has none."""
    if current_user.station_id is None:
        raise Forbidden("no_station", "这个账号还没有所在站点，请联系管理员")
    return stations.station_of(current_user.congress_id, current_user.station_id)


def running() -> list[Drive]:
    """Drives in which stations may write down suggestions at this moment."""
    return drives.running(current_user.congress_id, now(), "station", later=True)


def drive(drive_id: int) -> Drive:
    """A drive that is open to stations; raises `Missing`, `Conflict`."""
    found = drives.drive_of(current_user.congress_id, drive_id)
    if found.published_at is None:
        raise Missing("no_such_drive", "没有找到这次征集")
    drives.open_to(found, "station")
    return found


def event(event_id: int) -> Event:
    """An event of the person's station; raises `Missing`."""
    found = collection_events.event_of(current_user.congress_id, event_id)
    if found.station_id != station().id:
        raise Missing("no_such_event", "没有找到这次活动")
    return found


def suggestion(suggestion_id: int) -> Suggestion:
    """A suggestion that came in at the person's station; raises `Missing`."""
    found = suggestions.suggestion_of(current_user.congress_id, suggestion_id)
    if found.station_id != station().id:
        raise Missing("no_such_suggestion", "没有找到这条建议")
    return found
