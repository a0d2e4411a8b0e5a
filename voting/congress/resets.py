"""Passwords that somebody else reset (口令重置): the owner says at the next sign-in whether that was wanted."""

from __future__ import annotations

from datetime import datetime

from ..errors import Conflict
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from . import passwords
from .models import Account


def answer(account_id: int, wanted: bool, new: str, again: str, actor: Actor, now: datetime) -> Account:
    """The owner confirms the reset and chooses a password of their own, or denies it: then the account stays shut.

    Raises `Rejected` naming the field, `Conflict` when there is nothing to answer.
    """
    before = db.session.get_one(Account, account_id).password_hash
    hashed = passwords.chosen(before, new, again) if wanted else None
    with writing() as session:
        found = session.get_one(Account, account_id, with_for_update=True)
        if found.reset_answer != "asked":
            raise Conflict("reset_answered", "这次口令重置已经答复过了")
        details = {"username": found.username, "name": found.name, "reset_by": found.reset_by or ""}
        if hashed is not None:
            found.reset_answer, found.password_hash = "agreed", hashed
            record(session, found.congress_id, actor, acts.RESET_CONFIRMED, found.name, details, now)
        else:
            found.reset_answer = "denied"
            record(session, found.congress_id, actor, acts.RESET_DENIED, found.name, details, now)
        return found
