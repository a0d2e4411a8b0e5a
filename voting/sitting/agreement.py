"""Chair and chief scrutineer open and close together (双人办理): the chair acts once the chief scrutineer agreed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..ballots import following, life, polling
from ..ballots.life import Act, Guard
from ..config import Config
from ..congress.models import Account
from ..errors import Conflict, Forbidden, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings import decisions, pairing, rounds
from ..meetings.models import Meeting, Officer, Round
from ..meetings.officers import chief_id
from ..sentences import Sentence
from .models import Agreement

AGREED = {key: act for key, act in life.ACTS.items() if act.agreed}
"""The acts that need it, as they are before it is asked for."""


def missing(found: Round, act: str) -> str | None:
    """Name of the chief scrutineer whose agreement an act still lacks; None when it may go ahead."""
    if act not in AGREED or not found.meeting.second_person or agreement(found.id, act) is not None:
        return None
    return chief(found.meeting_id)


def agreement(round_id: int, act: str) -> Agreement | None:
    """Who agreed, and when."""
    return db.session.get(Agreement, (round_id, act))


def given(round_ids: Collection[int]) -> set[tuple[int, str]]:
    """Round and act of everything that was agreed to in these rounds."""
    query = select(Agreement.round_id, Agreement.act).where(Agreement.round_id.in_(round_ids))
    return {(round_id, act) for round_id, act in db.session.execute(query)}


def chief(meeting_id: int) -> str:
    """Name of the chief scrutineer."""
    query = (
        select(Account.name)
        .join(Officer, Officer.account_id == Account.id)
        .where(Officer.meeting_id == meeting_id, Officer.duty == "chief_scrutineer")
    )
    return db.session.scalar(query) or ""


def _for_chief(session: Session, round_id: int, act: str, account: Account) -> Round:
    found = rounds.locked(session, round_id)
    if chief_id(session, found.meeting_id) != account.id:
        raise Forbidden("not_chief", "只有本次会议的总监票人可以同意")
    if account.held_up:
        raise Forbidden("reset_unanswered", "您的口令由他人重置，须先由本人确认")
    if act not in AGREED:
        raise Rejected("act_unknown", "没有这一步")
    return found


def agree(round_id: int, act: str, account: Account, now: datetime) -> None:
    """The chief scrutineer agrees to the opening or the closing; a second time changes nothing."""
    with writing() as session:
        found = _for_chief(session, round_id, act, account)
        life.require(AGREED[act], found)
        if session.get(Agreement, (round_id, act)) is not None:
            return
        session.add(Agreement(round_id=round_id, act=act, account_id=account.id, name=account.name, at=now))
        actor, details = Actor(account.name, "总监票人", account.id), {"round": found.uuid}
        if act == "open":
            record(session, found.congress_id, actor, acts.OPENING_AGREED, found.title, details, now)
        else:
            record(session, found.congress_id, actor, acts.CLOSING_AGREED, found.title, details, now)


def withdraw(round_id: int, act: str, account: Account, now: datetime) -> None:
    """The chief scrutineer takes the agreement back before the chair has acted."""
    with writing() as session:
        found = _for_chief(session, round_id, act, account)
        rounds.require(found, *AGREED[act].start)
        given = session.get(Agreement, (round_id, act))
        if given is None:
            return
        session.delete(given)
        details = {"round": found.uuid, "act": act}
        record(
            session,
            found.congress_id,
            Actor(account.name, "总监票人"),
            acts.AGREEMENT_WITHDRAWN,
            found.title,
            details,
            now,
        )


def _unagreed(act: str, found: Round) -> Iterator[Sentence]:
    if (name := missing(found, act)) is not None:
        yield Sentence("等待总监票人%(name)s同意，同意以后才能办理", name=name)


OPEN, CLOSE = (act.guarded(Guard("second_person", partial(_unagreed, act.key))) for act in (life.OPEN, life.CLOSE))
"""Opening and closing, once the chief scrutineer agreed."""


def _by_another(found: Round, act: Act, actor: Actor) -> None:
    """Raise `Forbidden` when the person who agreed is the one who acts."""
    given = agreement(found.id, act.key) if found.meeting.second_person and found.state in act.start else None
    if given is not None and given.account_id is not None and given.account_id == actor.account_id:
        raise Forbidden("same_person", "同意的人不能自己办理，须由另一人办理")


def open_vote(found: Round, issued: int | None, config: Config, actor: Actor, now: datetime) -> None:
    """The chair opens the vote; see `polling.open_round`."""
    _by_another(found, OPEN, actor)
    polling.open_round(found.id, issued, actor, now, config, OPEN)


def close_vote(found: Round, config: Config, actor: Actor, now: datetime) -> None:
    """The chair closes the vote; see `polling.close_round`."""
    _by_another(found, CLOSE, actor)
    polling.close_round(found.id, config, actor, now, CLOSE)


def needs(meeting: Meeting) -> str:
    """What it takes to go on without the second person.

    `reason` alone in a rehearsal, or where the presidium has decided so (`decision` while it has not); `agreement` of
    the chief scrutineer once a vote is set up, whatever was decided before.
    """
    if meeting.rehearsal:
        return "reason"
    if decisions.set_up(meeting.id):
        return "agreement"
    return "reason" if decisions.taken(meeting.id, "one_person_acts") else "decision"


def set_second_person(meeting_id: int, wanted: bool, reason: str, actor: Actor, now: datetime) -> None:
    """Whether the chief scrutineer must agree. On record with its reason.

    The rule may be taken up again by one person; dispensing with it takes what `needs` says, and where that is an
    agreement its reason is the one that was agreed to. Raises `Rejected` (reason_missing), `Conflict`
    (decision_missing, second_person), `Forbidden` when whoever agreed carries it out.
    """
    reason = reason.strip()
    with writing() as session:
        found = rounds.locked(session, following.in_hand(session.get_one(Meeting, meeting_id)).id)
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
        if meeting.second_person == wanted:
            return
        details: dict[str, object] = {"wanted": wanted}
        needed = "reason" if wanted else needs(meeting)
        if needed == "decision":
            raise Conflict("decision_missing", "改为一人办理须有主席团决定，请先在“主席团决定”页面登记")
        if needed == "agreement":
            act = pairing.take(session, found, "alone", "", actor, now)
            reason = act.reason
            details |= {"round": found.uuid, "agreed": act.agreed_name}
        if not reason:
            raise Rejected("reason_missing", "请填写原因", field="reason")
        meeting.second_person = wanted
        record(session, meeting.congress_id, actor, acts.PAIRING_SET, meeting.name, {**details, "reason": reason}, now)
