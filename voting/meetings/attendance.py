"""Signing in to the meeting (签到) and the quorum."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from ..deputies.models import Deputy
from ..errors import Forbidden
from ..extensions import db, writing
from ..rules import gate
from .models import Attendance, Meeting


@dataclass(frozen=True)
class Quorum:
    """How many are there, how many are needed."""

    entitled: int
    present: int
    needed: int

    @property
    def reached(self) -> bool:
        """Two thirds of the entitled are present."""
        return self.present >= self.needed


def sign_in(meeting_id: int, deputy_id: int) -> None:
    """Note that a deputy is present; a second time changes nothing."""
    with writing() as session:
        deputy = session.get(Deputy, deputy_id)
        if deputy is None or deputy.meeting_id != meeting_id:
            raise Forbidden("not_on_roster", "您不在本次会议的代表名册上")
        if session.get(Attendance, (meeting_id, deputy_id)) is None:
            session.add(Attendance(meeting_id=meeting_id, deputy_id=deputy_id))


def is_present(meeting_id: int, deputy_id: int) -> bool:
    """Whether a deputy has signed in to the meeting."""
    return db.session.get(Attendance, (meeting_id, deputy_id)) is not None


def present(meeting_id: int) -> int:
    """实到."""
    return db.session.scalar(
        select(func.count()).select_from(Attendance).where(Attendance.meeting_id == meeting_id)
    ) or 0  # fmt: skip


def quorum(meeting: Meeting) -> Quorum:
    """The quorum as it stands."""
    return Quorum(meeting.entitled, present(meeting.id), gate.needed(meeting.entitled))
