"""A round (一轮票决): found, held against others, and what it is called."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..errors import Conflict, Missing
from ..extensions import db
from ..rules.grading import GradeRules
from ..rules.reading import any_rules
from ..sentences import Sentence
from .models import Round
from .states import RoundState


def locked(session: Session, round_id: int) -> Round:
    """The round, held against others until the transaction ends."""
    found = session.scalar(select(Round).where(Round.id == round_id).with_for_update())
    if found is None:
        raise Missing(*Round.absent)
    return found


def of_uuid(uuid: str, congress_id: int) -> Round:
    """The round with this uuid, if it is this congress's; raises `Missing`."""
    found = db.session.scalar(select(Round).where(Round.uuid == uuid, Round.congress_id == congress_id))
    if found is None:
        raise Missing(*Round.absent)
    return found


def of_meeting(meeting_id: int, uuid: str) -> Round | None:
    """The round with this uuid, if it is this meeting's."""
    return db.session.scalar(select(Round).where(Round.meeting_id == meeting_id, Round.uuid == uuid))


def begun(meeting_id: int) -> list[Round]:
    """The meeting's rounds that are no longer being drafted."""
    query = select(Round).where(Round.meeting_id == meeting_id, Round.state != RoundState.DRAFTED)
    return list(db.session.scalars(query.order_by(Round.id)))


def public(uuid: str) -> Round | None:
    """The round as everyone may see it: never one that is still being drafted."""
    return db.session.scalar(select(Round).where(Round.uuid == uuid, Round.state != RoundState.DRAFTED))


VOID = Sentence("这一轮已经宣布作废，不能再进行")
LATE = Sentence("这一步现在不能进行，可能已由他人完成，请刷新页面")


def require(found: Round, *states: RoundState) -> None:
    """Raise `Conflict` unless the round is in one of the states, and was not declared void."""
    if found.void_reason is not None:
        raise Conflict("round_void", VOID)
    if found.state not in states:
        raise Conflict("wrong_state", LATE, state=found.state)


def child(found: Round) -> Round | None:
    """The round that follows this one."""
    return db.session.scalar(select(Round).where(Round.parent_id == found.id))


def main_round(meeting_id: int) -> Round:
    """The main vote of a meeting."""
    found = db.session.scalar(select(Round).where(Round.meeting_id == meeting_id, Round.kind == "main"))
    if found is None:
        raise Missing(*Round.absent)
    return found


def newest(limit: int) -> list[Round]:
    """The latest rounds that are not being drafted any more."""
    query = select(Round).where(Round.state != RoundState.DRAFTED).order_by(Round.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def is_rating(found: Round) -> bool:
    """Whether the round rates what was done (满意度测评), also when it repeats a rating that was declared void."""
    return found.kind == "rating" or isinstance(any_rules(found.rules or {}), GradeRules)


def full_title(found: Round) -> str:
    """Congress, meeting and vote, as the seal on a paper names the round."""
    return f"{found.meeting.congress.name}{found.meeting.name}{found.title}"
