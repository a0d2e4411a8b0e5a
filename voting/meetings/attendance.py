"""Signing in to the meeting (签到) and the quorum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ..deputies.models import Deputy
from ..errors import Conflict, Forbidden, Missing
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..rules import gate
from . import hands
from .models import Attendance, Delegation, Entitled, Meeting, Round


@dataclass(frozen=True)
class Quorum:
    """How many are there, how many are needed."""

    entitled: int
    present: int
    needed: int

    @property
    def reached(self) -> bool:
        """Whether enough are present: two thirds of the deputies, more than half of a standing committee."""
        return self.present >= self.needed


def sign_in(meeting_id: int, deputy_id: int) -> None:
    """Note that a deputy is present; a second time changes nothing."""
    with writing() as session:
        # Held, so that a second press waits for the first instead of running into its row.
        if session.get(Entitled, (meeting_id, deputy_id), with_for_update=True) is None:
            raise Forbidden("not_on_roster", "您不在本次会议的代表名册上")
        if session.get(Attendance, (meeting_id, deputy_id)) is None:
            session.add(Attendance(meeting_id=meeting_id, deputy_id=deputy_id))


def entry(meeting_id: int, deputy_id: int) -> Entitled:
    """The deputy's line on the list of this meeting; raises `Missing`."""
    found = db.session.get(Entitled, (meeting_id, deputy_id))
    if found is None:
        raise Missing(*Deputy.absent)
    return found


def phase(session: Session, meeting_id: int) -> str:
    """Where a meeting's votes stand: `before` the first, `open` while one runs, `between` two, `over` after the last.

    A rating comes before or after the vote, in the same hall and with the same people.
    """
    rounds = session.execute(select(Round.kind, Round.state, Round.void_reason).where(Round.meeting_id == meeting_id))
    alive = [(kind, state) for kind, state, void in rounds if void is None]
    if any(state == "open" for _kind, state in alive):
        return "open"
    votes = session.get_one(Meeting, meeting_id).body == "congress"
    ahead = any(state == "frozen" or (votes and kind == "main" and state == "drafted") for kind, state in alive)
    if all(state in ("drafted", "frozen") for _kind, state in alive):
        return "before"
    return "between" if ahead else "over"


def sign_in_at_desk(meeting_id: int, deputy_id: int, actor: Actor, now: datetime) -> Entitled:
    """Sign a deputy in at the desk (工作台签到); a second time changes nothing. Raises `Conflict` after the close."""
    with writing() as session:
        deputy = entry(meeting_id, deputy_id)
        hands.take(session, session.get_one(Meeting, meeting_id, with_for_update=True), hands.PASSES, actor)
        at = phase(session, meeting_id)
        if at == "over":
            raise Conflict("vote_closed", "投票已经结束，实到人数已经固定，不再签到")
        if session.get(Attendance, (meeting_id, deputy_id)) is None:
            session.add(Attendance(meeting_id=meeting_id, deputy_id=deputy_id))
            # While ballots come in, the moment at which one deputy arrived would narrow down which ballots can be
            # theirs: the journal then says that somebody was signed in, not who.
            details = {} if at == "open" else {"number": deputy.number}
            record(session, deputy.congress_id, actor, acts.ATTENDANCE_ENTERED, deputy.meeting.name, details, now)
        return deputy


def undo(meeting_id: int, deputy_id: int, actor: Actor, now: datetime) -> Entitled:
    """Take a signing-in back before the vote opens (撤销签到); raises `Conflict` afterwards."""
    with writing() as session:
        deputy = entry(meeting_id, deputy_id)
        hands.take(session, session.get_one(Meeting, meeting_id, with_for_update=True), hands.PASSES, actor)
        if phase(session, meeting_id) != "before":
            raise Conflict("vote_opened", "投票已经开始，签到不能再撤销")
        there = session.get(Attendance, (meeting_id, deputy_id))
        if there is not None:
            session.delete(there)
            record(
                session,
                deputy.congress_id,
                actor,
                acts.ATTENDANCE_REVOKED,
                deputy.meeting.name,
                {"number": deputy.number},
                now,
            )
        return deputy


def delegations(meeting_id: int) -> list[Delegation]:
    """The meeting's delegations in their order."""
    return list(
        db.session.scalars(select(Delegation).where(Delegation.meeting_id == meeting_id).order_by(Delegation.no))
    )


def _natural(number: str) -> tuple[int, str]:
    """Numbers in the order in which people count, others behind by their letters."""
    return (int(number), "") if number.isdecimal() else (10**20, number)


ORDERS: dict[str | None, Callable[[Entitled], Any]] = {
    "name": lambda one: one.name,
    "delegation": lambda one: one.delegation.no,
}


def listed(
    meeting_id: int,
    words: str = "",
    delegation_id: int | None = None,
    presence: str | None = None,
    order: str | None = None,
) -> list[tuple[Entitled, bool]]:
    """The deputies on a meeting's list, each with whether they have signed in; by number within the order.

    words: part of name or number. presence: `present` or `absent`. order: a key of `ORDERS`.
    """
    query = select(Entitled).where(Entitled.meeting_id == meeting_id)
    query = query.options(joinedload(Entitled.delegation), joinedload(Entitled.deputy))
    if words:
        query = query.where(Entitled.name.contains(words) | Entitled.number.contains(words))
    if delegation_id is not None:
        query = query.where(Entitled.delegation_id == delegation_id)
    there = set(db.session.scalars(select(Attendance.deputy_id).where(Attendance.meeting_id == meeting_id)))
    people = sorted(db.session.scalars(query), key=lambda one: _natural(one.number))
    if order in ORDERS:
        people.sort(key=ORDERS[order])
    found = [(one, one.deputy_id in there) for one in people]
    return found if presence is None else [one for one in found if one[1] == (presence == "present")]


def is_present(meeting_id: int, deputy_id: int) -> bool:
    """Whether a deputy has signed in to the meeting."""
    return db.session.get(Attendance, (meeting_id, deputy_id)) is not None


def present(meeting_id: int) -> int:
    """实到."""
    return (
        db.session.scalar(select(func.count()).select_from(Attendance).where(Attendance.meeting_id == meeting_id)) or 0
    )


def quorum(meeting: Meeting) -> Quorum:
    """The quorum as it stands."""
    return Quorum(meeting.entitled, present(meeting.id), gate.needed(meeting.entitled, meeting.committee))
