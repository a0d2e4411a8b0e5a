"""How deputies sign in: number and PIN, or the pass."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from ..config import Config
from ..errors import Locked, Rejected
from ..extensions import db, writing
from ..journal.log import Actor, record
from ..meetings import pairing
from ..meetings.models import Meeting
from .models import Deputy

# Six digits fall to anyone who has the table, whatever the cost; the pepper, which is not in the database, protects
# them. So the cost is small and the import of a whole roster quick.
_hasher = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)


def _peppered(pin: str, config: Config) -> str:
    return hmac.new(config.secret_key(), pin.encode(), hashlib.sha256).hexdigest()


def hash_pin(pin: str, config: Config) -> str:
    """What is stored of a PIN."""
    return _hasher.hash(_peppered(pin, config))


def hash_pass(token: str) -> str:
    """What is stored of a pass: its token is random, so a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in_with_pin(meeting_id: int | None, number: str, pin: str, config: Config, now: datetime) -> Deputy:
    """The deputy with this number in the meeting (None: the newest meeting that has the number).

    Raises `Rejected`, or `Locked` after too many wrong PINs.
    """
    query = select(Deputy).where(Deputy.number == number.strip()).order_by(Deputy.meeting_id.desc())
    if meeting_id is not None:
        query = query.where(Deputy.meeting_id == meeting_id)
    deputy = db.session.scalars(query).first()
    if deputy is None:
        raise Rejected("wrong_pin", "代表编号或个人密码不正确")
    if deputy.locked_until and deputy.locked_until > now:
        raise Locked("deputy_locked", "个人密码多次错误，已暂时锁定。请稍候再试，或请工作人员解锁")
    try:
        right: bool = _hasher.verify(deputy.pin_hash, _peppered(pin.strip(), config))
    except (VerificationError, InvalidHashError):
        right = False
    if right and not deputy.failed:
        return deputy
    key = deputy.id
    with writing() as session:
        deputy = session.get_one(Deputy, key, with_for_update=True)
        # Guesses that come together must not outrun the lock that one of them has set.
        locked = bool(deputy.locked_until and deputy.locked_until > now)
        if right and not locked:
            deputy.failed, deputy.locked_until = 0, None
            return deputy
        if not locked:
            deputy.failed += 1
            if deputy.failed >= config.pin_attempts:
                locked = True
                deputy.failed, deputy.locked_until = 0, now + timedelta(minutes=config.pin_lock_minutes)
    if locked:
        raise Locked("deputy_locked", "个人密码多次错误，已暂时锁定。请稍候再试，或请工作人员解锁")
    raise Rejected("wrong_pin", "代表编号或个人密码不正确")


def sign_in_with_pass(token: str) -> Deputy:
    """The deputy whose pass carries this token; raises `Rejected`."""
    deputy = db.session.scalar(select(Deputy).where(Deputy.pass_hash == hash_pass(token.strip())))
    if deputy is None:
        raise Rejected("wrong_pass", "没有识别出代表证，请改用编号和个人密码登录")
    return deputy


def unlock(deputy_id: int, actor: Actor, now: datetime) -> Deputy:
    """Let a locked deputy try again."""
    with writing() as session:
        deputy = session.get_one(Deputy, deputy_id)
        deputy.failed, deputy.locked_until = 0, None
        record(session, deputy.congress_id, actor, "解锁代表登录", deputy.name, {"number": deputy.number}, now)
        return deputy


def unlock_all(meeting_id: int, config: Config, actor: Actor, now: datetime) -> int:
    """Let every locked deputy of a meeting try again; gives how many were locked.

    While a vote is open the chief scrutineer has agreed (see `pairing`).
    """
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        if (running := pairing.open_round(session, meeting_id)) is not None:
            pairing.take(session, running, "unlock", "", actor, now)
        query = select(Deputy).where(Deputy.meeting_id == meeting_id, Deputy.locked_until > now)
        listed = list(session.scalars(query))
        for deputy in listed:
            deputy.failed, deputy.locked_until = 0, None
        record(session, meeting.congress_id, actor, "解锁全部代表登录", meeting.name, {"locked": len(listed)}, now)
        return len(listed)
