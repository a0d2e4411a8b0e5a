"""How deputies sign in: number and PIN, or the pass."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from ..config import Config
from ..entrance import guessing
from ..errors import Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings import pairing
from ..meetings.models import Meeting
from .models import Deputy

# Six digits fall to anyone who has the table, whatever the cost; the pepper, which is not in the database, protects
# them. So the cost is small and the import of a whole roster quick.
_hasher = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)

# Verified when the number is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash("nobody")


def _peppered(pin: str, config: Config) -> str:
    return hmac.new(config.secret_key(), pin.encode(), hashlib.sha256).hexdigest()


def hash_pin(pin: str, config: Config) -> str:
    """What is stored of a PIN."""
    return _hasher.hash(_peppered(pin, config))


def hash_pass(token: str) -> str:
    """What is stored of a pass: its token is random, so a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()


def subject(meeting_id: int, number: str, config: Config) -> str:
    """What stands for a deputy's number in the counters of wrong PINs; numbers that nobody has are counted alike."""
    return guessing.subject(config, guessing.DEPUTIES, meeting_id, number)


def sign_in_with_pin(
    meeting_id: int | None,
    number: str,
    pin: str,
    config: Config,
    now: datetime,
    visitor: guessing.Visitor = guessing.NOBODY,
) -> Deputy:
    """The deputy with this number in the meeting (None: the newest meeting that has the number).

    Raises `Rejected`, or `Locked` after too many wrong PINs (see `entrance.guessing`).
    """
    number, pin = number.strip(), pin.strip()
    query = select(Deputy).where(Deputy.number == number).order_by(Deputy.meeting_id.desc())
    if meeting_id is not None:
        query = query.where(Deputy.meeting_id == meeting_id)
    deputy = db.session.scalars(query).first()
    whom = subject(deputy.meeting_id if deputy else meeting_id or 0, number, config)
    attempt = guessing.Attempt(config, guessing.DEPUTIES, whom, pin, visitor)
    attempt.check(now)
    try:
        right: bool = _hasher.verify(deputy.pin_hash if deputy else _NOBODY, _peppered(pin, config))
    except (VerificationError, InvalidHashError):
        right = False
    if not right or deputy is None:
        if attempt.wrong(now):
            # The guess that locks is told so at once.
            attempt.check(now)
        raise Rejected("wrong_pin", "代表编号或个人密码不正确")
    # Guesses that come together must not outrun the lock that one of them has set.
    attempt.check(now)
    attempt.right(now)
    return deputy


def sign_in_with_pass(token: str) -> Deputy:
    """The deputy whose pass carries this token; raises `Rejected`."""
    deputy = db.session.scalar(select(Deputy).where(Deputy.pass_hash == hash_pass(token.strip())))
    if deputy is None:
        raise Rejected("wrong_pass", "没有识别出代表证，请改用编号和个人密码登录")
    return deputy


def locks(meeting_id: int, numbers: Sequence[str], config: Config, now: datetime) -> dict[str, datetime]:
    """Those of these numbers that are locked for devices which they have not used before, and until when."""
    found = guessing.locks(config, guessing.DEPUTIES, now)
    return {number: found[whom] for number in numbers if (whom := subject(meeting_id, number, config)) in found}


def unlock(deputy_id: int, config: Config, actor: Actor, now: datetime) -> Deputy:
    """Let a locked deputy try again."""
    with writing() as session:
        deputy = session.get_one(Deputy, deputy_id)
        if (running := pairing.open_round(session, deputy.meeting_id)) is not None:
            pairing.unlock_alone(session, running, actor, now, deputy_id)
        guessing.forgive(config, guessing.DEPUTIES, [subject(deputy.meeting_id, deputy.number, config)])
        record(session, deputy.congress_id, actor, acts.DEPUTY_UNLOCKED, deputy.name, {"number": deputy.number}, now)
        return deputy


def unlock_all(meeting_id: int, config: Config, actor: Actor, now: datetime) -> int:
    """Let every locked deputy of a meeting try again, and the hall's devices with them; gives how many were locked.

    While a vote is open the chief scrutineer has agreed (see `pairing`).
    """
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        if (running := pairing.open_round(session, meeting_id)) is not None:
            pairing.take(session, running, "unlock", "", actor, now)
        numbers = list(session.scalars(select(Deputy.number).where(Deputy.meeting_id == meeting_id)))
        locked = len(locks(meeting_id, numbers, config, now))
        whom = [subject(meeting_id, number, config) for number in numbers]
        guessing.forgive(config, guessing.DEPUTIES, whom, everybody=True)
        record(session, meeting.congress_id, actor, acts.DEPUTIES_UNLOCKED, meeting.name, {"locked": locked}, now)
        return locked
