"""After a close: no database keeps who came when, or which rows were written together."""

from __future__ import annotations

import threading
from operator import itemgetter
from pathlib import Path

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ..extensions import Base, db
from ..meetings.models import Attendance, Round
from ..meetings.states import RoundState
from .models import Ballot, BoardEntry, PaperVoter, Participation

WAIT, SHORT_WAIT = 2.0, 0.2
"""Seconds for which a close, and each later attempt, waits for those who read."""
_waiting = threading.Event()
"""Set while PostgreSQL could not clear a table, in the process that closed."""


def forget_order(session: Session, found: Round) -> None:
    """Write who voted, who is there and the ballots anew in one transaction, each table in the order of its key.

    Databases keep traces of which rows came together or one after the other (PostgreSQL: the transaction's number,
    SQLite: a row's hidden number); after this none is left. Who signed in last may well have voted last, and the
    archive keeps the ballots in the order in which they came: so the order of signing in goes too.
    """
    for model, rows_of, key in (
        (Participation, Participation.round_id == found.id, "deputy_id"),
        (PaperVoter, PaperVoter.round_id == found.id, "deputy_id"),
        (Attendance, Attendance.meeting_id == found.meeting_id, "deputy_id"),
        (Ballot, Ballot.round_id == found.id, "credential"),
    ):
        table = Base.metadata.tables[model.__tablename__]
        # Taken out and put back: what somebody else writes meanwhile is not touched.
        taken = session.execute(delete(table).where(rows_of).returning(*table.c))
        rows = sorted((dict(row) for row in taken.mappings()), key=itemgetter(key))
        if rows:
            session.execute(insert(table), rows)
    # The board's order is public; that a row of it came together with one of the above is not. The text is made anew,
    # since PostgreSQL would otherwise leave long ones where, and with the number under which, they were written.
    entries = update(BoardEntry).where(BoardEntry.round_id == found.id, BoardEntry.payload.is_not(None))
    session.execute(entries.values(payload=BoardEntry.payload.concat("")))


def sweep() -> None:
    """After a close: clear what the database itself keeps of which rows were written together.

    SQLite: the write-ahead log, whose frames hold each casting's pages side by side. PostgreSQL: dead rows with the
    numbers of the transactions that wrote them. A busy database does not stop the close:
    `sweep_again` comes back to it.
    """
    db.session.rollback()
    _clear(WAIT)


def _clear(wait: float) -> None:
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={wait * 1000:.0f}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA busy_timeout=20000")
            cursor.close()
        finally:
            connection.close()
    elif db.engine.dialect.name == "postgresql":
        _waiting.clear()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
            link.exec_driver_sql(f"SET lock_timeout = '{wait * 1000:.0f}ms'")
            for table in ("ballot", "participation", "paper_voter", "attendance", "board_entry"):
                try:
                    link.exec_driver_sql(f"VACUUM FULL {table}")
                except DBAPIError:
                    _waiting.set()


def sweep_again() -> None:
    """Clear what a close could not, because somebody was reading or the server fell; while no vote is open."""
    if db.engine.dialect.name == "sqlite":
        log = Path(f"{db.engine.url.database}-wal")
        left = log.exists() and log.stat().st_size > 0
    else:
        left = _waiting.is_set()
    if left and not db.session.scalar(
        select(exists().where(Round.state == RoundState.OPEN, Round.void_reason.is_(None)))
    ):
        db.session.rollback()
        _clear(SHORT_WAIT)
