"""Sign-ins that are alive: known to the server, so that signing out ends them wherever their cookie is."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from sqlalchemy import bindparam, delete, exists, select

from ..belenios.group import Rng
from ..extensions import db, writing
from .models import LiveSignIn

KEPT = timedelta(days=3)
"""Longer than any sign-in lasts."""


def key(number: str) -> str:
    """What the server keeps of the number that a cookie carries."""
    return hashlib.sha256(number.encode()).hexdigest()


def begin(today: date, rng: Rng, before: str = "") -> str:
    """A new sign-in: the number that its cookie carries. The one `before` it ends; old ones are tidied away."""
    number = rng(24).hex()
    with writing() as session:
        session.add(LiveSignIn(key=key(number), day=today))
        session.execute(
            delete(LiveSignIn)
            .where((LiveSignIn.day < today - KEPT) | (LiveSignIn.key == key(before)))
            .execution_options(synchronize_session=False)
        )
    return number


ALIVE = exists().where(LiveSignIn.key == bindparam("sign_in"))
"""Whether a sign-in has not ended, as part of a statement that is given `key(number)` as `sign_in`."""


def alive(number: str) -> bool:
    """Whether the sign-in has not ended."""
    return bool(number) and bool(db.session.scalar(select(ALIVE), {"sign_in": key(number)}))


def end(number: str) -> None:
    """The sign-in is over; again changes nothing."""
    if alive(number):
        with writing() as session:
            session.execute(delete(LiveSignIn).where(LiveSignIn.key == key(number)))
