"""Paper ballots beside tablets: a card exchanged for a ballot, sheets printed, handed out and destroyed (纸质票)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Attendance, Entitled, Round
from ..meetings.states import RoundState, between
from . import life
from .models import Ballot, Batch, Credential, PaperVoter, Participation

FEW = 5
"""With fewer ballots than this on paper, or on tablets beside paper, published figures may say how somebody voted."""
MAX_PRINTED = 5000
AHEAD = between(RoundState.DRAFTED, RoundState.OPEN)


def few(found: Round) -> bool:
    """Whether the published figures would say much about the few who vote on paper."""
    return 0 < found.paper_issued < FEW and not found.paper_only


def few_tablets(found: Round) -> bool:
    """Whether so few vote on tablets beside those on paper that the archive says much about them."""
    return 0 < (found.issued or 0) < FEW and found.paper_issued > 0 and not found.paper_only


def mark_of(found: Round) -> str:
    """What the code on every paper ballot of the round says: the election's fingerprint, or one of the round's own.

    A round on paper alone may have no election; the mark then covers its uuid, its rules and its candidates.
    """
    if found.fingerprint:
        return found.fingerprint
    digest = hashlib.sha256(f"paper|{found.uuid}|{found.rules_hash}".encode()).digest()
    return base64.b64encode(digest).decode().rstrip("=")


def check_mark(found: Round, code: str) -> None:
    """Raise `Rejected` unless a scanned code is that of this round's paper ballots; says whose it is instead."""
    text = code.strip()
    if text == mark_of(found):
        return
    if text.startswith("B1."):
        raise Rejected("sheet_archive", "这是电子选票存档上的二维码，不是表决票", field="code")
    other = db.session.scalar(select(Round).where(Round.fingerprint == text)) if text else None
    alone = select(Round).where(Round.congress_id == found.congress_id, Round.fingerprint.is_(None))
    other = other or next((one for one in db.session.scalars(alone) if mark_of(one) == text), None)
    if other is None:
        raise Rejected("sheet_unknown", "这不是本轮表决票的二维码，请检查这张票从哪里来", field="code")
    values = {"meeting": other.meeting.name, "title": other.title, "field": "code"}
    if other.meeting.rehearsal and not found.meeting.rehearsal:
        raise Rejected("sheet_rehearsal", "这是演练用的票（%(meeting)s，%(title)s），不是本轮的票", **values)
    raise Rejected("sheet_foreign", "这是另一轮的票（%(meeting)s，%(title)s），不是本轮的票", **values)


def rounds_ahead(meeting_id: int) -> list[str]:
    """Uuids of the rounds of a meeting that a handed-in card could still vote in.

    Never those that are over: the card's half there stands beside a ballot.
    """
    query = select(Round.uuid).where(Round.meeting_id == meeting_id, Round.state.in_(AHEAD))
    has_cards = select(Credential.public).where(Credential.round_id == Round.id).exists()
    return list(db.session.scalars(query.where(has_cards).order_by(Round.id)))


def on_paper(round_id: int, deputy_id: int) -> bool:
    """Whether the deputy has taken a paper ballot."""
    return db.session.get(PaperVoter, (round_id, deputy_id)) is not None


def voters(round_id: int) -> list[str]:
    """Numbers of the deputies who vote on paper in a round, in order."""
    query = (
        select(Entitled.number)
        .join(Round, Round.meeting_id == Entitled.meeting_id)
        .join(PaperVoter, (PaperVoter.deputy_id == Entitled.deputy_id) & (PaperVoter.round_id == Round.id))
    )
    return list(db.session.scalars(query.where(Round.id == round_id).order_by(Entitled.number)))


def earlier(found: Round) -> bool:
    """Whether somebody of this meeting handed a card back in another round."""
    query = select(PaperVoter.round_id).join(Round, Round.id == PaperVoter.round_id)
    query = query.where(Round.meeting_id == found.meeting_id, Round.id != found.id)
    return db.session.scalar(query.limit(1)) is not None


def exchange(round_id: int, number: str, publics: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """A deputy hands the voting card back and takes a paper ballot.

    `publics` are the card's public halves by round uuid, for exactly `rounds_ahead`, made by the desk's browser: the
    card itself never reaches the server. They are voided in this round and in every later one. `number` is the
    deputy's. Raises `Rejected`, `Conflict`: paper_taken, already_voted, card_foreign, card_used, card_halves.
    """
    with writing() as session:
        found = life.begin(session, round_id, life.HAND_OUT)
        deputy_id = _present_deputy(session, found, number)
        _may_take_paper(session, found, deputy_id)
        _void_card(session, found, publics)
        session.add(PaperVoter(round_id=round_id, deputy_id=deputy_id))
        found.paper_issued += 1
        if found.state == RoundState.OPEN:
            found.issued = max(0, (found.issued or 0) - 1)
        # Who took paper is in a table that holds nothing else; the journal counts only.
        details = {"round": found.uuid, "paper_issued": found.paper_issued}
        record(session, found.congress_id, actor, acts.PAPER_GIVEN, found.title, details, now)


def stay_on_paper(round_id: int, number: str, actor: Actor, now: datetime) -> None:
    """A deputy whose card was handed back in an earlier round takes a paper ballot again; there is no card to void."""
    with writing() as session:
        found = life.begin(session, round_id, life.HAND_OUT)
        deputy_id = _present_deputy(session, found, number)
        _may_take_paper(session, found, deputy_id)
        earlier = (
            select(PaperVoter.round_id)
            .join(Round, Round.id == PaperVoter.round_id)
            .where(PaperVoter.deputy_id == deputy_id, Round.meeting_id == found.meeting_id, Round.id != found.id)
        )
        if session.scalar(earlier.limit(1)) is None:
            raise Conflict("card_needed", "这位代表在前面的轮次没有换过纸质票，请交回投票卡", field="number")
        session.add(PaperVoter(round_id=round_id, deputy_id=deputy_id))
        found.paper_issued += 1
        there = select(func.count()).select_from(Attendance).where(Attendance.meeting_id == found.meeting_id)
        if found.state == RoundState.OPEN and (found.issued or 0) + found.paper_issued > (session.scalar(there) or 0):
            found.issued = max(0, (found.issued or 0) - 1)
        details = {"round": found.uuid, "paper_issued": found.paper_issued}
        record(session, found.congress_id, actor, acts.PAPER_GIVEN_AGAIN, found.title, details, now)


def _present_deputy(session: Session, found: Round, number: str) -> int:
    query = select(Entitled.deputy_id).where(Entitled.meeting_id == found.meeting_id, Entitled.number == number.strip())
    deputy_id = session.scalar(query)
    if deputy_id is None:
        raise Rejected("no_such_deputy", "名册里没有编号 %(number)s 的代表", number=number.strip()[:20], field="number")
    if session.get(Attendance, (found.meeting_id, deputy_id)) is None:
        raise Conflict("not_signed_in", "这位代表还没有签到", field="number")
    return deputy_id


def _may_take_paper(session: Session, found: Round, deputy_id: int) -> None:
    if session.get(Participation, (found.id, deputy_id)) is not None:
        raise Conflict("already_voted", "这位代表已经用平板投过票", field="number")
    if session.get(PaperVoter, (found.id, deputy_id)) is not None:
        raise Conflict("paper_taken", "这位代表已经领过纸质票", field="number")


def _void_card(session: Session, found: Round, publics: Mapping[str, str]) -> None:
    if set(publics) != set(rounds_ahead(found.meeting_id)):
        # A half too few would leave the card alive in a later round; one too many could name a ballot of an ended one.
        raise Rejected("card_halves", "页面已经过期，请刷新后再读一次投票卡", field="card")
    card = session.get(Credential, (found.id, publics.get(found.uuid, "")))
    if card is None or card.voided:
        raise Rejected("card_foreign", "这张投票卡不属于本次会议或已作废", field="card")
    if session.get(Ballot, (found.id, card.public)) is not None:
        raise Conflict("card_used", "这张投票卡已经用过", field="card")
    for other in session.scalars(select(Round).where(Round.uuid.in_(publics))):
        session.execute(
            update(Credential)
            .where(Credential.round_id == other.id, Credential.public == publics[other.uuid])
            .values(voided=True)
        )


def use_paper_only(round_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Hold a round on paper alone, without tablets (停电、没有平板); before it opens."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写原因", field="reason")
    with writing() as session:
        found = life.begin(session, round_id, life.ON_PAPER)
        found.paper_only = True
        details = {"round": found.uuid, "reason": reason.strip()}
        record(session, found.congress_id, actor, acts.PAPER_ONLY, found.title, details, now)


def take_back(round_id: int, number: str, reason: str, actor: Actor, now: datetime) -> None:
    """A deputy returns the unmarked paper ballot before marking it and gets a new card instead."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写原因", field="reason")
    with writing() as session:
        found = life.begin(session, round_id, life.HAND_OUT)
        deputy_id = _present_deputy(session, found, number)
        taken = session.get(PaperVoter, (round_id, deputy_id))
        if taken is None:
            raise Conflict("no_paper", "这位代表没有领过纸质票", field="number")
        session.delete(taken)
        found.paper_issued -= 1
        if found.state == RoundState.OPEN:
            found.issued = (found.issued or 0) + 1
        details = {"round": found.uuid, "paper_issued": found.paper_issued, "reason": reason.strip()}
        record(session, found.congress_id, actor, acts.PAPER_TAKEN_BACK, found.title, details, now)


def note_printed(round_id: int, copies: int, actor: Actor, now: datetime) -> None:
    """Write down that paper ballots were printed, before they are; raises `Rejected`, `Conflict`."""
    if not 1 <= copies <= MAX_PRINTED:
        raise Rejected("copies_wrong", "份数应为 1 至 %(most)s", most=MAX_PRINTED, field="copies")
    with writing() as session:
        found = life.begin(session, round_id, life.PRINT)
        found.printed += copies
        details = {"round": found.uuid, "copies": copies, "printed": found.printed}
        record(session, found.congress_id, actor, acts.PAPER_PRINTED, found.title, details, now)


def destroy_spare(round_id: int, counted: int, actor: Actor, now: datetime) -> None:
    """The spare sheets were counted and destroyed; printed = handed out + destroyed must hold (余票销毁)."""
    with writing() as session:
        found = life.begin(session, round_id, life.DESTROY)
        spare = found.printed - found.paper_issued
        if counted != spare:
            raise Rejected(
                "spare_wrong",
                "印制 %(printed)s 张，发出 %(issued)s 张，余票应为 %(spare)s 张，请重新清点",
                printed=found.printed,
                issued=found.paper_issued,
                spare=spare,
                field="counted",
            )
        found.destroyed = counted
        details = {"round": found.uuid, "printed": found.printed, "issued": found.paper_issued, "destroyed": counted}
        record(session, found.congress_id, actor, acts.PAPER_DESTROYED, found.title, details, now)


def sheets_returned(round_id: int) -> int:
    """Paper ballots that came back, as sheets."""
    return db.session.scalar(select(func.coalesce(func.sum(Batch.sheets), 0)).where(Batch.round_id == round_id)) or 0
