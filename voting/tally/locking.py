"""Lock, call, compare (锁定、叫号、核对): every scrutineer's device fixes the closed box before anybody mixes it.

First each device fixes what it fetched and reviewed; then the chief scrutineer calls out a number that nobody could
know before; then the codes made of both are compared by voice. A device that was shown another box has another code.
The server keeps the order and remembers who has come how far; it decides nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..ballots import life
from ..belenios.codes import check_code, is_number
from ..errors import Conflict, Forbidden, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Officer, Round
from ..meetings.officers import key_holders
from .models import BoxCall, BoxLock
from .steps import SERVER_OWNER, board_of, owner_of, steps_of

MOST = 10_000_000
_HEAD = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Standing:
    """How far lock, call and compare have come.

    locked, compared: places of trustees (from 2). calls: numbers called so far. stale: places that locked after the
    last call, so that another number is due.
    """

    holders: tuple[int, ...]
    locked: frozenset[int]
    compared: frozenset[int]
    calls: int
    stale: frozenset[int]

    @property
    def all_locked(self) -> bool:
        """Whether a number may be called."""
        return set(self.holders) <= self.locked

    @property
    def all_compared(self) -> bool:
        """Whether the mixing may begin."""
        return set(self.holders) <= self.compared

    @property
    def call_due(self) -> bool:
        """Whether the chief scrutineer is to call a number now."""
        return self.all_locked and bool(self.stale)


def _calls(session: Session, round_id: int) -> int:
    return session.scalar(select(func.count()).select_from(BoxCall).where(BoxCall.round_id == round_id)) or 0


def standing(found: Round) -> Standing:
    """Who has locked, who has compared, and whether a number is due."""
    session = db.session()
    rows = list(session.scalars(select(BoxLock).where(BoxLock.round_id == found.id)))
    calls = _calls(session, found.id)
    holders = tuple(range(SERVER_OWNER + 1, SERVER_OWNER + 1 + len(key_holders(found.meeting_id))))
    return Standing(
        holders,
        frozenset(row.owner for row in rows),
        frozenset(row.owner for row in rows if row.compared),
        calls,
        frozenset(row.owner for row in rows if not row.compared and row.calls >= calls),
    )


def locked_head(found: Round) -> str | None:
    """The archive's head at the close, which devices lock and papers carry.

    None before the close, without an electronic box, and for a round that was mixed before there were locks.
    """
    if found.board_head is None or found.closed_at is None:
        return None
    head = db.session.scalar(select(BoxLock.head).where(BoxLock.round_id == found.id).limit(1))
    return head or (None if steps_of(db.session(), found.id, "shuffle") else found.board_head)


def closed_head(found: Round) -> str | None:
    """`locked_head`, read from the archive where the mixing began before there were locks."""
    head = locked_head(found)
    if head is None and found.board_head is not None and found.closed_at is not None:
        return board_of(found).of_type("EncryptedTally")[0].parent
    return head


def _own(session: Session, round_id: int, officer: Officer) -> tuple[Round, int]:
    found = life.begin(session, round_id, life.LOCK)
    return found, owner_of(found, officer)


def lock(round_id: int, officer: Officer, name: str, head: str, ballots: int, anew: bool, now: datetime) -> None:
    """A scrutineer's device has fixed the box. Locking the same box again changes nothing.

    head: 64 hex digits. ballots: the hand count. anew: the device had lost its memory; its code has to be compared
    again, under a number that is called out later. Raises `Rejected`, or `Conflict` (other_box), which is also put on
    record.
    """
    if not _HEAD.fullmatch(head):
        raise Rejected("report_malformed", "请求不完整，请刷新页面后再试一次")
    if not 0 <= ballots < MOST:
        raise Rejected("ballots_wrong", "请填写张数")
    actor = Actor(name, "监票人", officer.account_id)
    with writing() as session:
        found, owner = _own(session, round_id, officer)
        details: dict[str, object] = {"round": found.uuid, "trustee": owner, "head": head}
        same = head == closed_head(found)
        row = session.get(BoxLock, (round_id, owner))
        calls = _calls(session, round_id)
        if not same:
            record(session, found.congress_id, actor, acts.BOX_DIFFERS, found.title, details, now)
        elif row is None:
            session.add(BoxLock(round_id=round_id, owner=owner, head=head, ballots=ballots, calls=calls))
            record(
                session, found.congress_id, actor, acts.BOX_LOCKED, found.title, {**details, "ballots": ballots}, now
            )
        elif anew:
            row.calls, row.compared = calls, 0
            record(session, found.congress_id, actor, acts.BOX_LOCKED_ANEW, found.title, details, now)
    if not same:
        raise Conflict("other_box", "您的设备上的票箱与服务器上的不一致。请停下，告诉总监票人")


def call(round_id: int, officer: Officer, name: str, number: str, now: datetime) -> int:
    """The chief scrutineer's device has rolled a number; returns which call it is, from 1.

    The same number again (an answer was lost) is the same call. Raises `Forbidden`, `Rejected`, `Conflict`.
    """
    if not is_number(number):
        raise Rejected("number_wrong", "号码应为六位数字")
    with writing() as session:
        found, owner = _own(session, round_id, officer)
        if officer.duty != "chief_scrutineer":
            raise Forbidden("not_chief", "由总监票人叫号")
        at = standing(found)
        last = session.get(BoxCall, (round_id, at.calls))
        if last is not None and last.number == number:
            return at.calls
        if not at.all_locked:
            raise Conflict("not_all_locked", "还有监票人没有锁定票箱，全部锁定以后才能叫号")
        no = at.calls + 1
        session.add(BoxCall(round_id=round_id, no=no, number=number))
        session.get_one(BoxLock, (round_id, owner)).compared = no
        details = {"round": found.uuid, "no": no, "number": number}
        record(
            session,
            found.congress_id,
            Actor(name, "总监票人", officer.account_id),
            acts.NUMBER_CALLED,
            found.title,
            details,
            now,
        )
        return no


def compare(round_id: int, officer: Officer, name: str, number: str, code: str, now: datetime) -> bool:
    """A scrutineer typed the number and the code that were read aloud, and the device found its own the same.

    Returns whether everybody has compared now. Raises `Conflict` (not_locked, not_called, locked_late), `Rejected`
    (other_number, code_differs).
    """
    with writing() as session:
        found, owner = _own(session, round_id, officer)
        row = session.get(BoxLock, (round_id, owner))
        if row is None:
            raise Conflict("not_locked", "您还没有锁定票箱")
        no = _calls(session, round_id)
        last = session.get(BoxCall, (round_id, no))
        if last is None:
            raise Conflict("not_called", "总监票人还没有叫号")
        if row.calls >= no:
            raise Conflict("locked_late", "您是在叫号以后锁定的，请总监票人重新叫号")
        if number != last.number:
            raise Rejected("other_number", "号码与总监票人叫的不一致，请听清后重新输入")
        if code != check_code(row.head, number):
            raise Rejected("code_differs", "核对码不一致。请停下，告诉总监票人，不要混票")
        if not row.compared:
            row.compared = no
            details = {"round": found.uuid, "trustee": owner, "no": no}
            actor = Actor(name, "监票人", officer.account_id)
            record(session, found.congress_id, actor, acts.CODE_MATCHES, found.title, details, now)
            session.flush()
        return standing(found).all_compared


def differs(round_id: int, officer: Officer, name: str, now: datetime) -> None:
    """Put on record that a scrutineer's device had another code than was read aloud, or than stands on the key card."""
    with writing() as session:
        found, owner = _own(session, round_id, officer)
        details = {"round": found.uuid, "trustee": owner, "no": _calls(session, round_id)}
        actor = Actor(name, "监票人", officer.account_id)
        record(session, found.congress_id, actor, acts.CODE_DIFFERS, found.title, details, now)


def require_compared(found: Round, officer: Officer) -> None:
    """Raise `Conflict` unless this person's device has locked the box and compared its code."""
    row = db.session.get(BoxLock, (found.id, owner_of(found, officer)))
    if row is None or not row.compared:
        raise Conflict("not_compared", "请先锁定票箱、核对号码，再混票和解密")
