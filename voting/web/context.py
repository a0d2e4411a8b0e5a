"""What a view needs of its surroundings: settings, clock, the person, and the things its address names."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, session
from flask_login import current_user

from ..config import Config
from ..congress.models import ROLE_NAMES
from ..errors import Missing
from ..extensions import db, own
from ..journal.log import Actor
from ..meetings import entitled, rounds
from ..meetings.models import Entitled, Meeting, Round
from ..times import CHINA

rng = secrets.token_bytes


def settings() -> Config:
    """The installation's settings."""
    return cast(Config, current_app.extensions["voting"])


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day in China."""
    return now().astimezone(CHINA).date()


def secret() -> bytes:
    """The key by which this installation knows its own forms, devices and marks again."""
    key: bytes = current_app.config["SECRET_KEY"]
    return key


def local_path(target: str) -> str:
    """The target when it is a path of this server, else nothing: nobody is sent elsewhere by an address."""
    parts = urlsplit(target)
    local = target.startswith("/") and not target.startswith("//") and not parts.netloc
    # Browsers read a backslash as a slash and drop control characters.
    return target if local and "\\" not in target and target.isprintable() else ""


def actor() -> Actor:
    """The signed-in account as the journal names it."""
    roles = "、".join(ROLE_NAMES[role] for role in current_user.roles)
    return Actor(current_user.name, roles, current_user.id)


HALL = "hall"
"""Of a deputy's sign-in: the meeting whose hall it is for."""


def hall_id() -> int:
    """The meeting that the signed-in deputy is in; raises `Missing` before there is one. Asked again and again."""
    found = session.get(HALL) or entitled.meeting_of(current_user.id)
    if found is None:
        raise Missing(*Meeting.absent)
    session.setdefault(HALL, found)
    return int(found)


def hall_seat() -> Entitled | None:
    """The signed-in deputy's line on the list of that meeting; None before there is one."""
    found = db.session.get(Entitled, (session[HALL], current_user.id)) if HALL in session else None
    if found is None and (meeting_id := entitled.meeting_of(current_user.id)) is not None:
        session[HALL] = meeting_id
        found = db.session.get(Entitled, (meeting_id, current_user.id))
    return found


def meeting_or_404(meeting_id: int) -> Meeting:
    """The meeting, if it belongs to the signed-in person's congress."""
    return own(Meeting, meeting_id, current_user.congress_id)


def round_or_404(uuid: str) -> Round:
    """The round, if it belongs to the signed-in person's congress."""
    return rounds.of_uuid(uuid, current_user.congress_id)


def of_meeting(found: Meeting) -> dict[str, Any]:
    """What every page of a meeting shows."""
    return {"meeting": found, "rehearsal": found.rehearsal}


def of_round(found: Round) -> dict[str, Any]:
    """What every page of a round shows."""
    return {"round": found, **of_meeting(found.meeting)}


def public_round_or_404(uuid: str) -> Round:
    """The round as everyone may see it: never one that is still being drafted."""
    found = rounds.public(uuid)
    if found is None:
        raise Missing(*Round.absent)
    return found
