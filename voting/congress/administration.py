"""Staff accounts: added, given roles, given a new password, locked (账号管理). Everything stays within one congress."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from ..belenios.group import Rng
from ..config import Config
from ..entrance import guessing
from ..errors import Conflict, Forbidden, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.acts import Act
from ..journal.log import Actor, record
from . import passwords, seats
from .models import CLOSED, ROLE_NAMES, ROLES, Account, Congress
from .seats import NOWHERE, Seat

ASSISTANTS = ("chief_scrutineer", "scrutineer", "teller")
"""Roles that a clerk may give to a new account; the others are the administrator's to give."""


@dataclass(frozen=True)
class Duties:
    """What the meetings say of an account's roles; asked inside the transaction that changes them.

    serving: whether the account serves at a vote in one of these roles that is not announced yet.
    one_for_both: whether the presidium of a meeting that goes on lets one person handle cards and passes.
    """

    serving: Callable[[Session, int, set[str]], bool]
    one_for_both: Callable[[int], bool]


_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
# Without letters and digits that look alike: the password is read from a screen and typed from a slip of paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def password(rng: Rng) -> str:
    """An initial password: three groups of four, 59 bits."""
    letters: list[str] = []
    while len(letters) < 12:
        letters += [_LETTERS[byte % len(_LETTERS)] for byte in rng(16) if byte < 256 - 256 % len(_LETTERS)]
    return "-".join("".join(letters[place : place + 4]) for place in (0, 4, 8))


def may_give(by: Account) -> tuple[str, ...]:
    """The roles that this person may give to a new account."""
    if "administrator" in by.roles:
        return ROLES
    return ASSISTANTS if "clerk" in by.roles else ()


def account_of(congress_id: int, account_id: int) -> Account:
    """The account of this congress; raises `Missing`, also for another congress's."""
    return own(Account, account_id, congress_id)


def _titles(roles: Sequence[str]) -> list[str]:
    return [ROLE_NAMES[role] for role in roles]


def _in_order(roles: Sequence[str]) -> list[str]:
    return [role for role in ROLES if role in roles]


def _write_down(session: Session, found: Account, actor: Actor, act: Act, now: datetime, **details: object) -> None:
    subject = session.get_one(Congress, found.congress_id).name
    named = {"username": found.username, "name": found.name}
    record(session, found.congress_id, actor, act, subject, {**named, **details}, now)


def add(
    by: Account,
    username: str,
    name: str,
    roles: Sequence[str],
    actor: Actor,
    now: datetime,
    rng: Rng,
    duties: Duties,
    seat: Seat = NOWHERE,
) -> tuple[Account, str]:
    """A new account in the congress of whoever adds it, and its initial password, which is never shown again.

    seat: the unit of a unit officer, the station of a station worker.

    Raises `Rejected` naming the field, `Forbidden` for a role that is not theirs to give, `Conflict` for a name in use.
    """
    username, name, congress_id = username.strip().lower(), " ".join(name.split()), by.congress_id
    if not _USERNAME.fullmatch(username):
        raise Rejected(
            "username_wrong", "用户名为 2 至 40 个小写字母、数字、点、横线，以字母或数字开头", field="username"
        )
    if not name or len(name) > 40:
        raise Rejected("name_wrong", "请填写姓名，最多 40 个字", field="name")
    if not roles:
        raise Rejected("unknown_role", "请至少选择一个角色", field="roles")
    if set(roles) - set(may_give(by)):
        raise Forbidden("role_not_yours", "这个角色只能由管理员授予", field="roles")
    made = password(rng)
    with writing() as session:
        _apart(congress_id, roles, duties)
        seat = seats.checked(session, congress_id, roles, seat)
        found = passwords.create(session, congress_id, username, name, made, _in_order(roles))
        found.unit_id, found.station_id = seat.unit_id, seat.station_id
        told = {"roles": _titles(found.roles), **seats.named(session, seat)}
        _write_down(session, found, actor, acts.ACCOUNT_ADDED, now, **told)
        return found, made


def _apart(congress_id: int, roles: Sequence[str], duties: Duties) -> None:
    """Nobody gets both cards and passes to handle, unless a presidium has decided so."""
    if {"clerk", "credential_authority"} <= set(roles) and not duties.one_for_both(congress_id):
        raise Rejected(
            "roles_apart",
            "工作人员和凭证管理员须由两人担任；要由同一人担任，须先由执行主席登记主席团决定",
            field="roles",
        )


def _last_administrator(session: Session, found: Account) -> bool:
    query = select(Account).where(Account.congress_id == found.congress_id, Account.id != found.id)
    return not any("administrator" in other.roles and not other.closed for other in session.scalars(query))


def set_roles(
    congress_id: int,
    account_id: int,
    roles: Sequence[str],
    actor: Actor,
    now: datetime,
    duties: Duties,
    seat: Seat = NOWHERE,
) -> Account:
    """Change the roles of an account, and the unit or station for which it acts.

    Raises `Rejected` when a role lacks its unit or station, `Conflict` when no administrator would be left, or when
    the person still serves at a vote in a role that would go.
    """
    if not roles or set(roles) - set(ROLES):
        raise Rejected("unknown_role", "请至少选择一个角色", field="roles")
    with writing() as session:
        found = account_of(congress_id, account_id)
        before = list(found.roles)
        gone = set(before) - set(roles)
        if "administrator" in gone and _last_administrator(session, found):
            raise Conflict("last_administrator", "至少要留一名可以登录的管理员", field="roles")
        if gone and duties.serving(session, account_id, gone):
            raise Conflict("still_serving", "此人正在一次会议中担任这一职务，公告结果之前不能取消", field="roles")
        _apart(congress_id, roles, duties)
        seat = seats.checked(session, congress_id, roles, seat)
        if before != _in_order(roles) or seats.of(found) != seat:
            found.roles, found.unit_id, found.station_id = _in_order(roles), seat.unit_id, seat.station_id
            changed = {"from": _titles(before), "to": _titles(found.roles), **seats.named(session, seat)}
            _write_down(session, found, actor, acts.ACCOUNT_ROLES, now, **changed)
        return found


def reset_password(
    congress_id: int, account_id: int, config: Config, actor: Actor, now: datetime, rng: Rng
) -> tuple[Account, str]:
    """A new initial password; the old one and every session of the account end at once.

    Its owner is asked at the next sign-in whether they wanted that (`resets.answer`); until then the account does
    nothing else.
    """
    made = password(rng)
    hashed = passwords.hashed(made)
    with writing() as session:
        found = account_of(congress_id, account_id)
        found.password_hash = hashed
        guessing.forgive(config, guessing.OFFICE, [passwords.subject(found.username, config)])
        if actor.account_id != account_id:
            found.reset_by, found.reset_at, found.reset_answer = actor.name, now, "asked"
        _write_down(session, found, actor, acts.PASSWORD_RESET, now)
        return found, made


def lock(congress_id: int, account_id: int, actor: Actor, now: datetime) -> Account:
    """Close an account to its owner until it is unlocked; the last administrator's cannot be locked."""
    with writing() as session:
        found = account_of(congress_id, account_id)
        if "administrator" in found.roles and _last_administrator(session, found):
            raise Conflict("last_administrator", "至少要留一名可以登录的管理员")
        if not found.closed:
            found.locked_until = CLOSED
            _write_down(session, found, actor, acts.ACCOUNT_LOCKED, now)
        return found


def unlock(congress_id: int, account_id: int, config: Config, actor: Actor, now: datetime) -> Account:
    """Open a locked account again, also one locked by wrong passwords."""
    with writing() as session:
        found = account_of(congress_id, account_id)
        if found.closed or locked_until(found, config, now) is not None:
            found.locked_until = None
            guessing.forgive(config, guessing.OFFICE, [passwords.subject(found.username, config)])
            _write_down(session, found, actor, acts.ACCOUNT_UNLOCKED, now)
        return found


def change_own_password(account_id: int, old: str, new: str, again: str, actor: Actor, now: datetime) -> Account:
    """Whoever is signed in changes the own password; raises `Rejected` naming the field."""
    hashed_before = db.session.get_one(Account, account_id).password_hash
    if not passwords.matches(hashed_before, old):
        raise Rejected("wrong_password", "现在的口令不正确", field="old")
    hashed = passwords.chosen(hashed_before, new, again)
    with writing() as session:
        found = session.get_one(Account, account_id)
        found.password_hash = hashed
        _write_down(session, found, actor, acts.PASSWORD_CHANGED, now)
        return found


def matching(congress_id: int, words: str, role: str | None) -> Select[Account]:
    """The accounts with the words in name or user name, that have a role or any, by user name."""
    query = select(Account).where(Account.congress_id == congress_id).order_by(Account.username)
    if words:
        query = query.where(or_(*(one.icontains(words, autoescape=True) for one in (Account.name, Account.username))))
    # As JSON writes it, so that one role is not found in the name of another.
    return query.where(cast(Account.roles, Text).contains(f'"{role}"')) if role else query


def people(congress_id: int) -> list[Account]:
    """Every account of a congress, by name of user."""
    query = select(Account).where(Account.congress_id == congress_id).order_by(Account.username)
    return list(db.session.scalars(query))


def names(account_ids: Sequence[int]) -> dict[int, str]:
    """The names of these accounts."""
    query = select(Account.id, Account.name).where(Account.id.in_(account_ids))
    return dict(iter(db.session.execute(query)))


def locked_until(found: Account, config: Config, now: datetime) -> datetime | None:
    """Until when the account is locked: `CLOSED` for one that an administrator has locked, for every device; a moment
    for one locked by wrong passwords, for devices that have not signed in to it before; None for an open one."""
    if found.closed:
        return CLOSED
    return guessing.locks(config, guessing.OFFICE, now).get(passwords.subject(found.username, config))


def locked(congress_id: int, config: Config, now: datetime) -> set[int]:
    """The accounts of a congress that are locked, in either way."""
    found = guessing.locks(config, guessing.OFFICE, now)
    return {one.id for one in people(congress_id) if one.closed or passwords.subject(one.username, config) in found}
