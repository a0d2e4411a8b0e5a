"""The Flask extensions, and the database's ground rules."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import ipaddress
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, TypeVar

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from .errors import Busy, DiskFull, Missing
from .sentences import Sentence


class Base(DeclarativeBase):
    """Every table; constraints are named by one convention so that migrations are stable."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    absent: ClassVar[tuple[str, Sentence]]
    """Code and sentence of the error that says that there is no such record; said by what belongs to a congress."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC; refuses times without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Word(TypeDecorator[Any]):
    """One of the words of a `StrEnum`: stored as it is written, read as its member."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int) -> None:
        super().__init__(length)
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


Record = TypeVar("Record", bound=Base)

db: SQLAlchemy = SQLAlchemy(model_class=Base)
migrate = Migrate()
login = LoginManager()
csrf = CSRFProtect()


def visitor_address() -> str:
    """The address that asks, of IPv6 the network: who has one has as many addresses of it as they like."""
    text = get_remote_address()
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return text
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return text


def counted_as() -> str:
    """What stands for the address in the counters of requests: they are kept in the database, and name nobody."""
    key: bytes = current_app.config["SECRET_KEY"]
    return hmac.new(key, b"limit " + visitor_address().encode(), hashlib.sha256).hexdigest()[:32]


limiter = Limiter(counted_as)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver must not open transactions by itself: ours begin below, in the kind that the use case asks for.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=20000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        writing_wanted = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing_wanted else "BEGIN")


def find_own(
    model: type[Record], id_: int | None, congress_id: int, lock: bool = False, **also: object
) -> Record | None:
    """The record with this id, if it is this congress's; the one look-up by what an address or a form names.

    lock: hold its row until the transaction ends. also: values that it must have besides, as `drive_id=5`.
    """
    found = db.session.get(model, id_, with_for_update=lock or None) if id_ is not None else None
    wanted = {"congress_id": congress_id, **also}
    return found if all(getattr(found, name, None) == value for name, value in wanted.items()) else None


def own(model: type[Record], id_: int | None, congress_id: int, lock: bool = False, **also: object) -> Record:
    """The same, or `Missing` with the model's own sentence, whether there is none or it is another's."""
    found = find_own(model, id_, congress_id, lock, **also)
    if found is None:
        raise Missing(*model.absent)
    return found


@contextmanager
def writing() -> Iterator[Session]:
    """One writing transaction: commits at the end, rolls back on any error.

    Takes SQLite's write lock at once; a transaction that reads first and writes later fails under load. What the
    request read before is forgotten, so that decisions rest on what the lock shows.
    """
    session = db.session
    session.rollback()
    with _place(), _turn():
        try:
            link = session.connection(execution_options={"writing": True})
            if link.dialect.name == "postgresql":
                link.exec_driver_sql(f"SET LOCAL lock_timeout = '{TURN_SECONDS:.0f}s'")
            yield session()
            session.commit()
        except OperationalError as error:
            session.rollback()
            raise _in_words(error) from error
        except BaseException:
            session.rollback()
            raise


TURN_SECONDS = 15.0
"""How long one waits for one's turn before one is asked to come again."""
WRITERS = 3
"""Threads of one process that may write or wait for it: of the four that answer, one is left for those who read."""
PLACE_SECONDS = 2.0
"""How long one more may wait for such a place; when writing goes on at all, it is free sooner."""
LOCK_NOT_AVAILABLE = "55P03"
_places = threading.BoundedSemaphore(WRITERS)
_next = threading.Lock()


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=PLACE_SECONDS):
        raise _busy()
    try:
        yield
    finally:
        _places.release()


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn to write into SQLite, which itself only asks again and again, at longer and longer intervals.

    With many writers at once some would wait for seconds while the lock is free. Threads of a process take turns; a
    lock on a file beside the database, which falls with the process that held it, lets the processes take turns.
    Raises `Busy` when the turn does not come in time.
    """
    path = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    ended = time.monotonic() + TURN_SECONDS
    if not _next.acquire(timeout=TURN_SECONDS):
        raise _busy()
    try:
        with Path(f"{path}.turn").open("ab") as file:
            _lock(file, ended)
            yield
    finally:
        _next.release()


def _busy() -> Busy:
    return Busy("writing_busy", "现在办理的人很多，没有排上，数据没有改动。请过一会儿再试")


def disk_full(error: OperationalError) -> bool:
    """Whether the database found no room."""
    name, state = getattr(error.orig, "sqlite_errorname", ""), getattr(error.orig, "sqlstate", "")
    return name == "SQLITE_FULL" or state == "53100"


def _in_words(error: OperationalError) -> Exception:
    if getattr(error.orig, "sqlstate", "") == LOCK_NOT_AVAILABLE or "database is locked" in str(error.orig):
        return _busy()
    return DiskFull() if disk_full(error) else error


def _lock(file: BinaryIO, ended: float) -> None:
    """The lock on an open file, until a moment of `time.monotonic`; only one thread of each process asks for it."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > ended:
                raise _busy() from None
        time.sleep(0.001)
