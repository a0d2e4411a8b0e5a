"""Passwords of staff accounts (argon2id), sign-in and lock-out."""

from __future__ import annotations

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..config import Config
from ..errors import Conflict, Locked, Rejected
from ..extensions import writing
from .models import CLOSED, ROLES, Account

_hasher = PasswordHasher()
LEAST = 8
"""Characters of the shortest password."""
# Verified when the name is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash("nobody")


def create(
    session: Session, congress_id: int, username: str, name: str, password: str, roles: list[str]
) -> Account:  # fmt: skip
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


def sign_in(username: str, password: str, config: Config, now: datetime) -> Account:
    """The account that matches; raises `Rejected` when none does, `Locked` after too many attempts."""
    wrong = Rejected("wrong_password", "用户名或口令不正确")
    with writing() as session:
        account = session.scalar(select(Account).where(Account.username == username))
        locked_until = account.locked_until if account else None
    if locked_until == CLOSED:
        raise Locked("account_closed", "这个账号已被管理员锁定，请联系管理员")
    if locked_until and locked_until > now:
        raise Locked("account_locked", "口令错误次数过多，账号已暂时锁定，请稍后再试")
    right = matches(account.password_hash if account else _NOBODY, password) and account is not None
    with writing() as session:
        if account is None:
            raise wrong
        account = session.get_one(Account, account.id)
        if right:
            account.failed, account.locked_until = 0, None
            return account
        account.failed += 1
        if account.failed >= config.pin_attempts:
            account.failed, account.locked_until = 0, now + timedelta(minutes=config.pin_lock_minutes)
    raise wrong


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
