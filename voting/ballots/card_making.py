"""Where voting cards were made: away from the server, or on its own machine (本机制作).

Who has both the box and the cards' secrets can put a single ballot among dummies of their own. So cards made on the
server's machine are for rehearsals, or need a decision of the presidium, which the zero report prints.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings import decisions, hands
from ..meetings.models import Meeting, Round
from ..sentences import Sentence
from .models import Credential


def lacking(meeting: Meeting) -> bool:
    """Whether the meeting's cards need a decision that was not recorded."""
    here = meeting.cards_origin == "here" and not meeting.rehearsal
    return here and decisions.taken(meeting.id, "cards_made_here") is None


def said(meeting: Meeting) -> Sentence:
    """Where the cards were made, as the zero report says it; on whose decision stands below the report's tables."""
    if meeting.cards_origin == "apart":
        return Sentence("在另一台计算机上制作，服务器没有卡上的内容")
    return Sentence("本机制作") if meeting.cards_origin == "here" else Sentence("制作地点没有登记")


def boxed(meeting_id: int) -> bool:
    """Whether a box of the meeting knows its cards already."""
    query = select(Round.id).where(Round.meeting_id == meeting_id, Round.election.is_not(None)).limit(1)
    return db.session.scalar(query) is not None


def usable(round_id: int) -> int:
    """How many cards may vote in a round."""
    query = select(func.count()).select_from(Credential)
    return db.session.scalar(query.where(Credential.round_id == round_id, Credential.voided.is_(False))) or 0


def discard(meeting_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Give up cards that were made, while no box knows them, so that others can be made.

    Raises `Rejected` (reason_missing), `Conflict` (box_exists, no_cards).
    """
    if not reason.strip():
        raise Rejected("reason_missing", "请填写作废原因", field="reason")
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        hands.take(session, meeting, hands.CARDS, actor)
        if not meeting.cards_ready:
            raise Conflict("no_cards", "还没有登记投票卡")
        if boxed(meeting_id):
            raise Conflict("box_exists", "票箱已经建立，投票卡不能再换")
        rounds = select(Round.id).where(Round.meeting_id == meeting_id)
        session.execute(delete(Credential).where(Credential.round_id.in_(rounds)))
        meeting.cards_ready, meeting.cards_origin = False, ""
        record(session, meeting.congress_id, actor, acts.CARDS_VOIDED, meeting.name, {"reason": reason.strip()}, now)
