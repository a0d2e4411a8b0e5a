"""Acts that the office asks for and the chief scrutineer agrees to before they are carried out (双人办理).

While a vote is open a pass is issued anew, and all deputies' sign-ins are unlocked, only so; and so is a round declared
void, and the second person dispensed with once a vote is set up. Whoever asks or carries out is never the one who
agrees, whatever roles an account has.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..congress.models import Account
from ..deputies.models import Deputy
from ..errors import Conflict, Forbidden, Missing, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from . import rounds
from .models import Entitled, PairedAct, Round
from .officers import chief_id
from .states import RoundState, between

KINDS = {
    "pass": Sentence("补发代表证"),
    "unlock": Sentence("解锁全部代表登录"),
    "void": Sentence("宣布本轮投票无效"),
    "unlock-one": Sentence("解锁代表登录"),
    "alone": Sentence("改为由一人办理"),
}
"""What is asked for, as button, page, journal and paper have it."""
UNDER_WAY = between(RoundState.FROZEN, RoundState.COUNTED)
STATES = {"pass": (RoundState.OPEN,), "unlock": (RoundState.OPEN,), "void": UNDER_WAY, "alone": UNDER_WAY}
"""The states of the round in which it can be asked for."""
ALIVE = ("asked", "agreed")
MAX_REASON = 500
UNLOCKS_ALONE = 5
"""Deputies whom one person may unlock, one after the other, while a vote is open."""


def lapsed(act: PairedAct) -> bool:
    """Whether the round went on meanwhile, so that it can no longer be agreed to or carried out."""
    return act.state in ALIVE and (act.round.state != act.at_state or act.round.void_reason is not None)


def alive(round_id: int, kind: str, deputy_id: int | None = None) -> PairedAct | None:
    """What is asked for and neither carried out nor refused, if anything is."""
    return next(iter(_alive(db.session(), round_id, kind, deputy_id)), None)


def _alive(session: Session, round_id: int, kind: str, deputy_id: int | None) -> list[PairedAct]:
    query = select(PairedAct).where(
        PairedAct.round_id == round_id,
        PairedAct.kind == kind,
        PairedAct.deputy_id == deputy_id,
        PairedAct.state.in_(ALIVE),
    )
    return [act for act in session.scalars(query.order_by(PairedAct.id.desc())) if not lapsed(act)]


def of_round(round_id: int) -> list[PairedAct]:
    """Everything that was asked for in a round, oldest first."""
    return list(db.session.scalars(select(PairedAct).where(PairedAct.round_id == round_id).order_by(PairedAct.id)))


def waiting(round_id: int) -> list[PairedAct]:
    """What can still be agreed to or carried out in a round."""
    return [one for one in of_round(round_id) if one.state in ALIVE and not lapsed(one)]


def done(round_id: int, kind: str, alone: bool = False) -> int:
    """How often an act was carried out in a round; `alone`: how often of these nobody else had agreed."""
    query = (
        select(func.count())
        .select_from(PairedAct)
        .where(PairedAct.round_id == round_id, PairedAct.kind == kind, PairedAct.state == "done")
    )
    return db.session.scalar(query.where(PairedAct.agreed_id.is_(None)) if alone else query) or 0


def act_of(found: Round, act_id: int) -> PairedAct:
    """The act of this round; raises `Missing`."""
    act = db.session.get(PairedAct, act_id)
    if act is None or act.round_id != found.id:
        raise Missing("no_such_request", "没有找到这项申请")
    return act


def _told(session: Session, act: PairedAct, found: Round) -> dict[str, object]:
    deputy = session.get_one(Deputy, act.deputy_id) if act.deputy_id else None
    about = {"number": deputy.number, "name": deputy.name} if deputy else {}
    return {"round": found.uuid, "asked": str(KINDS[act.kind]), **about, "reason": act.reason}


def ask(round_id: int, kind: str, reason: str, actor: Actor, now: datetime, deputy_id: int | None = None) -> PairedAct:
    """The office asks the chief scrutineer; a second time it is the same request.

    Raises `Rejected` without a reason, `Conflict` in a state in which there is nothing to ask for.
    """
    reason = " ".join(reason.split()).rstrip("。")[:MAX_REASON]
    if not reason:
        raise Rejected("reason_missing", "请写明原因", field="reason")
    with writing() as session:
        found = rounds.locked(session, round_id)
        rounds.require(found, *STATES[kind])
        if not found.meeting.second_person:
            raise Conflict("one_person", "本次会议由一人办理，可以直接办理")
        there = deputy_id is not None and session.get(Entitled, (found.meeting_id, deputy_id)) is not None
        if (kind == "pass") != there:
            raise Missing("no_such_deputy", "没有找到这位代表")
        for before in _alive(session, round_id, kind, deputy_id):
            return before
        act = PairedAct(
            congress_id=found.congress_id,
            round_id=round_id,
            kind=kind,
            deputy_id=deputy_id,
            reason=reason,
            at_state=found.state,
            state="asked",
            asked_id=actor.account_id,
            asked_name=actor.name,
            asked_at=now,
        )
        session.add(act)
        session.flush()
        record(session, found.congress_id, actor, acts.PAIR_ASKED, found.title, _told(session, act, found), now)
        return act


def _held(session: Session, act_id: int) -> tuple[PairedAct, Round]:
    """The act and its round, held against others until the transaction ends."""
    round_id = session.scalar(select(PairedAct.round_id).where(PairedAct.id == act_id))
    if round_id is None:
        raise Missing("no_such_request", "没有找到这项申请")
    found = rounds.locked(session, round_id)
    return session.get_one(PairedAct, act_id, populate_existing=True), found


def _still(act: PairedAct) -> None:
    if act.state == "done":
        raise Conflict("request_done", "这一事项已经办理")
    if act.state == "withdrawn":
        raise Conflict("request_withdrawn", "这项申请已经撤回")
    if act.state == "refused":
        raise Conflict("request_refused", "总监票人不同意这项申请")
    if lapsed(act):
        raise Conflict("request_lapsed", "投票已经进入下一阶段，这项申请不再有效")


def withdraw(act_id: int, actor: Actor, now: datetime) -> None:
    """The office takes a request back before it is carried out; a second time changes nothing."""
    with writing() as session:
        act, found = _held(session, act_id)
        if act.state == "withdrawn":
            return
        _still(act)
        act.state = "withdrawn"
        record(session, found.congress_id, actor, acts.PAIR_WITHDRAWN, found.title, _told(session, act, found), now)


def _chief(session: Session, act: PairedAct, found: Round, account: Account) -> Actor:
    if chief_id(session, found.meeting_id) != account.id:
        raise Forbidden("not_chief", "只有本次会议的总监票人可以同意")
    if account.held_up:
        raise Forbidden("reset_unanswered", "您的口令由他人重置，须先由本人确认")
    if account.id == act.asked_id:
        raise Forbidden("same_person", "申请的人不能自己同意，须由另一人同意")
    return Actor(account.name, "总监票人", account.id)


def agree(act_id: int, account: Account, now: datetime) -> None:
    """The chief scrutineer agrees; a second time changes nothing."""
    with writing() as session:
        act, found = _held(session, act_id)
        chief = _chief(session, act, found, account)
        _still(act)
        if act.state == "agreed":
            return
        act.state, act.agreed_id, act.agreed_name, act.agreed_at = "agreed", account.id, account.name, now
        record(session, found.congress_id, chief, acts.PAIR_AGREED, found.title, _told(session, act, found), now)


def refuse(act_id: int, account: Account, now: datetime) -> None:
    """The chief scrutineer does not agree, or no longer does, before the act is carried out."""
    with writing() as session:
        act, found = _held(session, act_id)
        chief = _chief(session, act, found, account)
        if act.state == "refused":
            return
        _still(act)
        act.state, act.agreed_id, act.agreed_name, act.agreed_at = "refused", None, "", None
        record(session, found.congress_id, chief, acts.PAIR_REFUSED, found.title, _told(session, act, found), now)


def take(
    session: Session, found: Round, kind: str, reason: str, actor: Actor, now: datetime, deputy_id: int | None = None
) -> PairedAct:
    """Inside the caller's transaction: the act is carried out now, and the agreement used up.

    `found` is held by the caller. In a meeting that asks for no second person the act is only counted; else it raises
    `Conflict` without an agreement, `Forbidden` when whoever acts is the one who agreed.
    """
    if not found.meeting.second_person:
        act = PairedAct(
            congress_id=found.congress_id,
            round_id=found.id,
            kind=kind,
            deputy_id=deputy_id,
            reason=reason,
            at_state=found.state,
            state="done",
            asked_id=actor.account_id,
            asked_name=actor.name,
            asked_at=now,
        )
        session.add(act)
        return act
    for act in _alive(session, found.id, kind, deputy_id):
        if act.state != "agreed":
            continue
        if actor.account_id is not None and actor.account_id == act.agreed_id:
            raise Forbidden("same_person", "同意的人不能自己办理，须由另一人办理")
        act.state = "done"
        return act
    raise Conflict(
        "second_person", "须先提出申请，由总监票人%(name)s同意以后才能办理", name=_chief_name(session, found)
    )


def unlock_alone(session: Session, found: Round, actor: Actor, now: datetime, deputy_id: int) -> None:
    """Inside the caller's transaction: one deputy is unlocked while the vote is open, on record; many take two.

    Raises `Conflict` beyond `UNLOCKS_ALONE`, in a meeting that asks for a second person.
    """
    if found.meeting.second_person and done(found.id, "unlock-one") >= UNLOCKS_ALONE:
        raise Conflict(
            "second_person_many",
            "本轮投票期间已经逐个解锁 %(n)s 位代表。再要解锁，请申请“解锁全部代表登录”，由总监票人同意",
            n=UNLOCKS_ALONE,
        )
    session.add(
        PairedAct(
            congress_id=found.congress_id,
            round_id=found.id,
            kind="unlock-one",
            deputy_id=deputy_id,
            reason="",
            at_state=found.state,
            state="done",
            asked_id=actor.account_id,
            asked_name=actor.name,
            asked_at=now,
        )
    )


def _chief_name(session: Session, found: Round) -> str:
    account_id = chief_id(session, found.meeting_id)
    return session.get_one(Account, account_id).name if account_id else ""


def open_round(session: Session, meeting_id: int) -> Round | None:
    """The round of this meeting that is open, held against others until the transaction ends."""
    query = select(Round).where(
        Round.meeting_id == meeting_id, Round.state == RoundState.OPEN, Round.void_reason.is_(None)
    )
    return session.scalar(query.with_for_update())
