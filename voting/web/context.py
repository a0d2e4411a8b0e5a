"""What a view needs of its surroundings: settings, clock, the person, and the things its address names."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from typing import cast
from urllib.parse import urlsplit

from flask import current_app
from flask_login import current_user
from sqlalchemy import select

from ..config import Config
from ..congress.models import ROLE_NAMES
from ..errors import Missing
from ..extensions import db
from ..journal.log import Actor
from ..meetings.models import Meeting, Round
from ..meetings.states import RoundState
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


def meeting_or_404(meeting_id: int) -> Meeting:
    """The meeting, if it belongs to the signed-in person's congress."""
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.congress_id == current_user.congress_id)
    found = db.session.scalar(query)
    if found is None:
        raise Missing("no_such_meeting", "没有找到这个会议")
    return found


def round_or_404(uuid: str) -> Round:
    """The round, if it belongs to the signed-in person's congress."""
    query = select(Round).where(Round.uuid == uuid, Round.congress_id == current_user.congress_id)
    found = db.session.scalar(query)
    if found is None:
        raise Missing("no_such_round", "没有找到这一轮票决")
    return found


def public_round_or_404(uuid: str) -> Round:
    """The round as everyone may see it: never one that is still being drafted."""
    found = db.session.scalar(select(Round).where(Round.uuid == uuid, Round.state != RoundState.DRAFTED))
    if found is None:
        raise Missing("no_such_round", "没有找到这一轮票决")
    return found
