"""Times that cannot be are named before an act is sealed with them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..config import Config
from ..errors import Conflict, Rejected
from ..extensions import writing
from ..journal import acts
from ..journal.log import Actor, record
from ..journal.models import JournalEntry
from ..meetings.models import Round
from ..times import CHINA

BACK, AHEAD = timedelta(minutes=5), timedelta(days=180)
"""How far a clock may be behind the last official act, and how long no act of a congress that is voting may be."""


def require_possible(session: Session, config: Config | None, found: Round, now: datetime) -> None:
    """Before opening, closing and certifying: raise `Conflict` when the clock cannot be right.

    The clock is compared with the last act in the journal; an act `confirm` says that it is right nevertheless. Tests
    set clocks of their own.
    """
    if config is None or config.testing:
        return
    query = select(JournalEntry.at).where(JournalEntry.congress_id == found.congress_id)
    last = session.scalar(query.order_by(JournalEntry.height.desc()).limit(1))
    if last is None or last - BACK <= now <= last + AHEAD:
        return
    raise Conflict(
        "clock_wrong",
        "服务器时钟是 %(now)s，上一次正式行为记于 %(last)s。请校准；时钟无误的，请系统管理员用 voting clock 注明原因",
        now=f"{now.astimezone(CHINA):%Y-%m-%d %H:%M}",
        last=f"{last.astimezone(CHINA):%Y-%m-%d %H:%M}",
    )


def confirm(congress_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Put on record that the clock is right although the journal says otherwise (an earlier act had a wrong time)."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写原因", field="reason")
    with writing() as session:
        at = f"{now.astimezone(CHINA):%Y-%m-%d %H:%M}"
        record(session, congress_id, actor, acts.CLOCK_CONFIRMED, at, {"reason": reason.strip()}, now)
