"""Passwords of staff accounts (argon2id), sign-in and lock-out."""

from __future__ import annotations

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..config import Config
from ..entrance import guessing
from ..errors import Conflict, Locked, Rejected
from ..extensions import db
from .models import ROLES, Account

_hasher = PasswordHasher()
LEAST = 8
"""Characters of the shortest password."""
# Verified when the name is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash("nobody")


def create(session: Session, congress_id: int, username: str, name: str, password: str, roles: list[str]) -> Account:
    """Add an account inside the caller's transaction; raises `Rejected` for an unknown role or a short password."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise Rejected("unknown_role", "角色不正确")
    if len(password) < LEAST:
        raise Rejected("short_password", "口令至少 8 个字符")
    if session.scalar(select(Account.id).where(Account.username == username)) is not None:
        raise Conflict("username_taken", "这个用户名已经使用", field="username")
    account = Account(
        congress_id=congress_id, username=username, name=name, password_hash=_hasher.hash(password), roles=roles
    )
    session.add(account)
    session.flush()
    return account


def subject(username: str, config: Config) -> str:
    """What stands for a user name in the counters of wrong passwords; names that nobody has are counted alike."""
    return guessing.subject(config, guessing.OFFICE, username.strip())


def sign_in(
    username: str, password: str, config: Config, now: datetime, visitor: guessing.Visitor = guessing.NOBODY
) -> Account:
    """The account that matches.

    Raises `Rejected` when none does, `Locked` after too many attempts (see `entrance.guessing`) or, to who has the
    right password alone, when an administrator has closed the account.
    """
    attempt = guessing.Attempt(config, guessing.OFFICE, subject(username, config), password, visitor)
    attempt.check(now)
    account = db.session.scalar(select(Account).where(Account.username == username))
    if not matches(account.password_hash if account else _NOBODY, password) or account is None:
        attempt.wrong(now)
        raise Rejected("wrong_password", "用户名或口令不正确")
    if account.closed:
        raise Locked("account_closed", "这个账号已被管理员锁定，请联系管理员")
    # Guesses that came meanwhile must not be outrun by one that was right.
    attempt.check(now)
    attempt.right(now)
    return account


def chosen(before: str, new: str, again: str) -> str:
    """What is stored of a password that its owner chose; raises `Rejected` naming the field."""
    if len(new) < LEAST:
        raise Rejected("short_password", "新口令至少 8 个字符", field="new")
    if matches(before, new):
        raise Rejected("same_password", "新口令与现在的口令相同", field="new")
    if new != again:
        raise Rejected("passwords_differ", "两次输入的新口令不一致", field="again")
    return hashed(new)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether this is the password that was stored."""
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
