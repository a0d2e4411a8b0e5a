"""How deputies sign in: number and PIN, or the pass."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from ..config import Config
from ..congress.models import Congress
from ..entrance import guessing
from ..errors import Rejected
from ..extensions import db
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


def subject(deputy: Deputy, config: Config) -> str:
    """What stands for a deputy in the counters of wrong PINs."""
    congress_id, number = deputy.congress_id, deputy.number
    return guessing.subject(config, guessing.DEPUTIES, f"{congress_id}{'r' if deputy.rehearsal else ''}", number)


def numbered(number: str, congress_id: int | None = None) -> Deputy | None:
    """The deputy who has this number now, in any congress or in this one; of several terms in that which is running."""
    query = (
        select(Deputy)
        .join(Congress, Congress.id == Deputy.congress_id)
        .where(Deputy.number == number.strip(), Deputy.left_on.is_(None))
    )
    if congress_id is not None:
        query = query.where(Deputy.congress_id == congress_id, Deputy.rehearsal.is_(False))
    running = (Deputy.term == Congress.term).desc()
    return db.session.scalars(query.order_by(running, Deputy.id.desc()).limit(1)).first()


def sign_in_with_pin(
    deputy: Deputy | None,
    number: str,
    pin: str,
    config: Config,
    now: datetime,
    visitor: guessing.Visitor = guessing.NOBODY,
) -> Deputy:
    """The deputy whom this number means at the door (see `numbered`), when the PIN is right; None: nobody has it.

    Raises `Rejected`, or `Locked` after too many wrong PINs (see `entrance.guessing`).
    """
    number, pin = number.strip(), pin.strip()
    # Numbers that nobody has are counted alike.
    whom = subject(deputy, config) if deputy else guessing.subject(config, guessing.DEPUTIES, 0, number)
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
    query = select(Deputy).where(Deputy.pass_hash == hash_pass(token.strip()), Deputy.left_on.is_(None))
    deputy = db.session.scalar(query)
    if deputy is None:
        raise Rejected("wrong_pass", "没有识别出代表证，请改用编号和个人密码登录")
    return deputy
