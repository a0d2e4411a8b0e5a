"""Who has cards in hand and who passes (投票卡、代表证分人办理): for one meeting these are different people.

Whoever makes or registers voting cards can keep some; whoever hands out passes and signs deputies in can be anybody on
the roster. Together one person could vote for deputies who are absent. So an account that did one for a meeting does
not do the other, whatever its roles; a decision of the presidium may say otherwise. A rehearsal does not ask.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..congress.models import Account
from ..deputies.models import Deputy
from ..errors import Conflict, Forbidden
from ..extensions import db
from ..journal.log import Actor
from ..sentences import Sentence
from . import decisions
from .models import Decision, Entitled, Hand, Meeting, Round
from .states import RoundState

CARDS, PASSES = "cards", "passes"
OTHER = {CARDS: PASSES, PASSES: CARDS}
WHY = {
    CARDS: Sentence(
        "您经手过本次会议的代表证或签到，不能再制作、登记投票卡。请由凭证管理员办理；要由同一人办理，须有主席团决定"
    ),
    PASSES: Sentence(
        "您经手过本次会议的投票卡，不能再办理代表证和签到。请由另一名工作人员办理；要由同一人办理，须有主席团决定"
    ),
}
NOT_YOURS = Sentence("投票卡由凭证管理员制作、登记，不由工作人员办理；要由同一人办理，须有主席团决定")


def together(meeting: Meeting) -> bool:
    """Whether one person may do both."""
    return meeting.rehearsal or decisions.taken(meeting.id, "one_person_cards") is not None


def why_not(meeting: Meeting, side: str, account_id: int | None) -> Sentence | None:
    """Why this person cannot do what belongs to `side` (`CARDS` or `PASSES`); None for who can."""
    account = db.session.get(Account, account_id) if account_id else None
    if account is None or together(meeting):
        return None
    if side == CARDS and "credential_authority" not in account.roles:
        return NOT_YOURS
    return WHY[side] if db.session.get(Hand, (meeting.id, account.id, OTHER[side])) else None


def take(session: Session, meeting: Meeting, side: str, actor: Actor) -> None:
    """Inside the caller's transaction: this person does what belongs to `side`; from now on not the other.

    `meeting` is held by the caller. Raises `Forbidden`.
    """
    why = why_not(meeting, side, actor.account_id)
    if why is not None:
        raise Forbidden("other_hand", why)
    if actor.account_id is None or session.get(Hand, (meeting.id, actor.account_id, side)) is not None:
        return
    session.add(Hand(meeting_id=meeting.id, account_id=actor.account_id, side=side))


def carry_over(session: Session, meeting: Meeting, deputies: Sequence[Deputy]) -> None:
    """Inside the caller's transaction: passes of these deputies, from before, are good for this meeting too.

    Whoever had them in hand then has had them for this meeting; raises `Conflict` when that person had its cards.
    """
    then = (
        select(Hand.account_id)
        .join(Entitled, Entitled.meeting_id == Hand.meeting_id)
        .where(Hand.side == PASSES, Hand.meeting_id != meeting.id, Entitled.deputy_id.in_([one.id for one in deputies]))
    )
    for account_id in sorted({*session.scalars(then), *(one.issued_by for one in deputies)} - {None}):
        if session.get(Hand, (meeting.id, account_id, CARDS)) is not None and not together(meeting):
            raise Conflict(
                "passes_and_cards",
                "%(name)s经手过这些代表的代表证，又经手过本次会议的投票卡；要由同一人办理，须有主席团决定",
                name=session.get_one(Account, account_id).name,
            )
        if session.get(Hand, (meeting.id, account_id, PASSES)) is None:
            session.add(Hand(meeting_id=meeting.id, account_id=account_id, side=PASSES))


def decided(congress_id: int) -> bool:
    """Whether the presidium of a meeting that still goes on let one person do both."""
    query = (
        select(Decision.meeting_id)
        .join(Round, Round.meeting_id == Decision.meeting_id)
        .where(
            Decision.congress_id == congress_id,
            Decision.kind == "one_person_cards",
            Round.kind == "main",
            Round.state != RoundState.ANNOUNCED,
        )
    )
    return db.session.scalar(query.limit(1)) is not None
