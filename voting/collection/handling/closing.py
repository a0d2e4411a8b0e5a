"""Ending the work on a drive (办结): when every suggestion has its answer, or with the reason why not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from ...errors import Conflict, Rejected
from ...extensions import db, own, writing
from ...journal import acts
from ...journal.log import Actor, record
from ...texts import clean
from ..models import Drive, Suggestion
from .states import unanswered

MAX_REASON = 500


def waiting(drive_id: int, limit: int | None = None) -> list[Suggestion]:
    """The suggestions that keep a drive from closing: heads without an outcome, oldest first."""
    query = select(Suggestion).where(Suggestion.drive_id == drive_id, unanswered()).order_by(Suggestion.no)
    return list(db.session.scalars(query.limit(limit)))


def close(congress_id: int, drive_id: int, reason: str, actor: Actor, now: datetime) -> Drive:
    """End the work on a drive whose time is over.

    Raises `Conflict` while it still collects or is closed already, `Rejected` naming `reason` when suggestions have no
    answer and no reason is given, `Missing`.
    """
    reason = clean(reason)
    if len(reason) > MAX_REASON:
        raise Rejected("too_long_reason", "理由最多 %(most)s 个字", field="reason", most=MAX_REASON)
    with writing() as session:
        drive = own(Drive, drive_id, congress_id, lock=True)
        phase = drive.phase(now)
        if phase == "closed":
            raise Conflict("drive_closed_already", "这次征集已经办结")
        if phase != "ended":
            raise Conflict("drive_not_over", "征集截止以后才能办结")
        left = (
            session.scalar(
                select(func.count()).select_from(Suggestion).where(Suggestion.drive_id == drive_id, unanswered())
            )
            or 0
        )
        if left and not reason:
            raise Rejected(
                "unanswered", "还有 %(n)s 条建议没有答复。请先答复，或者写明理由再办结", field="reason", n=left
            )
        drive.closed_at, drive.closing_reason = now, reason if left else ""
        details = {"未答复": left} | ({"理由": reason} if left else {})
        record(session, congress_id, actor, acts.DRIVE_CLOSED, drive.title, details, now)
        return drive
