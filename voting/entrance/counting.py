"""Counters that all processes share: in the database, each change a short transaction of its own."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from limits.storage import Storage
from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ..extensions import db, writing
from .models import Counter

LONGEST = 2 * 86400
"""Seconds; no span is as long, so a row that ends later was written by a clock that went wrong."""


def hit(session: Session, key: str, seconds: int, now: float, amount: int = 1) -> int:
    """Count inside the caller's writing transaction; gives the new count.

    The span begins with the first hit. A row whose span is over, or lies further ahead than it can (the clock was put
    back), begins anew.
    """
    kind = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    moment = int(now)
    fresh = kind.insert(Counter).values(key=key, count=amount, ends=moment + seconds)
    alive = (Counter.ends > moment) & (Counter.ends <= moment + seconds)
    query = fresh.on_conflict_do_update(
        index_elements=[Counter.key],
        set_={
            "count": case((alive, Counter.count + amount), else_=amount),
            "ends": case((alive, Counter.ends), else_=moment + seconds),
        },
    ).returning(Counter.count)
    count = session.execute(query).scalar_one()
    if count == amount:
        # Whoever begins a row clears away those that nobody needs any more.
        over = (Counter.ends <= moment) | (Counter.ends > moment + LONGEST)
        session.execute(delete(Counter).where(over).execution_options(synchronize_session=False))
    return int(count)


def counts(keys: Iterable[str], now: float) -> dict[str, tuple[int, int]]:
    """Count and end of those keys that count at this moment."""
    moment = int(now)
    query = select(Counter.key, Counter.count, Counter.ends).where(
        Counter.key.in_(list(keys)), Counter.ends > moment, Counter.ends <= moment + LONGEST
    )
    return {key: (count, ends) for key, count, ends in db.session.execute(query)}


def forget(session: Session, keys: Iterable[str] = (), prefixes: Iterable[str] = ()) -> None:
    """Set counters back inside the caller's writing transaction."""
    session.execute(delete(Counter).where(Counter.key.in_(list(keys))))
    for prefix in prefixes:
        session.execute(delete(Counter).where(Counter.key.startswith(prefix, autoescape=True)))


class DatabaseStorage(Storage):
    """Where Flask-Limiter counts when nothing else is set: the application's own database."""

    STORAGE_SCHEME = ["database"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions, **options)

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with writing() as session:
            return hit(session, _fitting(key), int(expiry), time.time(), amount)

    def _found(self, key: str) -> tuple[int, int]:
        return counts([_fitting(key)], time.time()).get(_fitting(key), (0, 0))

    def get(self, key: str) -> int:
        return self._found(key)[0]

    def get_expiry(self, key: str) -> float:
        return self._found(key)[1] or time.time()

    def check(self) -> bool:
        db.session.execute(select(1))
        return True

    def reset(self) -> int | None:
        with writing() as session:
            found = session.scalar(select(func.count()).select_from(Counter))
            session.execute(delete(Counter))
            return found

    def clear(self, key: str) -> None:
        with writing() as session:
            forget(session, [_fitting(key)])


def _fitting(key: str) -> str:
    return key[-200:]
