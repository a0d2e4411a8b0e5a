"""The board of a round: rows that are written by the transaction of the act, and the archive `.bel` made from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from ..belenios import appending
from ..belenios.appending import Entry, Head
from ..config import Config
from ..errors import Conflict, DomainError
from ..extensions import Base, db
from ..meetings.models import Round
from ..sentences import Sentence
from . import mirror
from .models import Ballot, BoardEntry

PART = 16
"""Rows that are in memory at once: a ballot has some kilobytes, a shuffle of a large hall has megabytes."""

NO_BOX = Sentence("票箱还没有建立")
_entries = Base.metadata.tables[BoardEntry.__tablename__]


class Damaged(DomainError):
    """The rows of a board are not what its head promises (503)."""

    status = 503

    def __init__(self, title: str) -> None:
        message = Sentence("“%(title)s”的票箱记录不完整或被改动，请停止使用并报告系统管理员", title=title)
        super().__init__("box_damaged", message)


def trackers(round_id: int) -> list[str]:
    """The trackers of a round's ballots, sorted."""
    return sorted(db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == round_id)))


def head_of(found: Round) -> Head:
    """Where the round's board stands; raises `Conflict` before the box is set up."""
    if found.board_head is None or found.board_height is None or found.board_size is None:
        raise Conflict("no_box", NO_BOX)
    return Head(found.board_head, found.board_height, found.board_size)


def begin(session: Session, config: Config, found: Round, entry: Entry, begun: int) -> None:
    """Set up the board with its first entry; `begun` is its time in seconds since 1970."""
    found.board_begun = begun
    _put(session, config, found, entry, *appending.first(begun, entry))


def add(session: Session, config: Config, found: Round, *entries: Entry) -> None:
    """Put entries on the board, in the caller's transaction; the caller holds the round's lock."""
    head, begun = head_of(found), begun_of(found)
    for entry in entries:
        head, grown = appending.extend(head, begun, *entry)
        _put(session, config, found, entry, head, grown)


def begun_of(found: Round) -> int:
    """When the board was begun, in seconds since 1970."""
    if found.board_begun is None:
        raise Conflict("no_box", NO_BOX)
    return found.board_begun


def _put(session: Session, config: Config, found: Round, entry: Entry, head: Head, grown: bytes) -> None:
    session.execute(insert(_entries), row(found.id, head.height, entry))
    mirror.put(config, found.uuid, head.height, grown)
    found.board_head, found.board_height, found.board_size = head.head, head.height, head.size


def row(round_id: int, height: int, entry: Entry) -> dict[str, Any]:
    """An entry as the table has it."""
    return {
        "round_id": round_id,
        "height": height,
        "kind": entry.kind,
        "payload": entry.payload,
        "referred": list(entry.referred) or None,
    }


def _rows(link: Connection | Session, round_id: int, after: int, until: int) -> list[Entry]:
    query = (
        select(_entries.c.kind, _entries.c.payload, _entries.c.referred)
        .where(_entries.c.round_id == round_id, _entries.c.height > after, _entries.c.height <= until)
        .order_by(_entries.c.height)
        .limit(PART)
    )
    return [Entry(kind, payload, referred or ()) for kind, payload, referred in link.execute(query)]


def entries(link: Session, found: Round, after: int = -1) -> Iterator[Entry]:
    """The entries above a height, in order; not all are in memory at once."""
    height, until = after, head_of(found).height
    while height < until and (part := _rows(link, found.id, height, until)):
        yield from part
        height += len(part)


def _checked(steps: Iterable[tuple[Head, bytes]], head: Head, title: str) -> Iterator[bytes]:
    """The bytes; the last ones only when they lead to the head."""
    last, kept = None, b""
    for reached, grown in steps:
        yield kept
        last, kept = reached, grown
    if last != head:
        raise Damaged(title)
    yield kept


def committed(found: Round) -> bytes:
    """The archive as it stands; raises `Damaged` when the rows do not lead to the round's head."""
    steps = appending.written(begun_of(found), entries(db.session(), found))
    return b"".join(_checked(steps, head_of(found), found.title))


def stream(found: Round) -> Iterator[bytes]:
    """The archive as it stands at the call, in parts, however slowly they are taken.

    No connection to the database is held between two parts. When the rows do not lead to the head, the last part is
    never given and `Damaged` is raised instead.
    """
    round_id, head, begun, title, engine = found.id, head_of(found), begun_of(found), found.title, db.engine

    def parts() -> Iterator[Entry]:
        height = -1
        while height < head.height:
            with engine.connect() as link:
                part = _rows(link, round_id, height, head.height)
            if not part:
                return
            yield from part
            height += len(part)

    return _checked(appending.written(begun, parts()), head, title)
