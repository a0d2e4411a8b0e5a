"""`voting repair`: the rows of a board are put back from the second disk or from a backup, checked completely."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, select

from ..belenios import appending, ballot, board
from ..belenios.errors import Invalid, Unreadable
from ..config import Config
from ..errors import Conflict, DomainError, Missing
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from . import boxes, checking, mirror
from .models import Ballot, BoardEntry

OPERATOR = Actor("系统管理员", "命令行")


@dataclass(frozen=True)
class Mended:
    """What became of one round: its title, what is said of it, whether its facts agree now."""

    title: str
    said: str
    sound: bool

    def __str__(self) -> str:
        return f"{self.title}：{self.said}"


def repair(config: Config, source: str, path: Path | None, now: datetime) -> list[Mended]:
    """Restore every round whose rows do not agree, and let those go on whose facts agree again.

    `source` is `mirror` (the second disk, or a copy of it at `path`) or `backup` (a folder of archives `<uuid>.bel`,
    one archive, or a copy of the SQLite database). A round that cannot be restored stays stopped and keeps no other
    from being restored. Gives what was done or not; nothing for rounds in order.
    """
    told: list[Mended] = []
    for round_id, title in _rounds():
        try:
            told += [Mended(title, said, True) for said in _mend(round_id, config, source, path, now)]
        except DomainError as error:
            told.append(Mended(title, error.message, False))
        except (OSError, Invalid, Unreadable, ValueError) as error:
            told.append(Mended(title, f"不能由此恢复（{error}）", False))
        finally:
            db.session.rollback()
    return told


def _mend(round_id: int, config: Config, source: str, path: Path | None, now: datetime) -> list[str]:
    """What was done for a round; raises when its facts do not agree afterwards."""
    said: list[str] = []
    found = db.session.get_one(Round, round_id)
    kind, _ = checking.fault(db.session(), config, found)
    if kind in ("rows", "ballots"):
        _restore(round_id, _raw(config, source, path, found), now)
        found = db.session.get_one(Round, round_id)
        kind, _ = checking.fault(db.session(), config, found)
        if kind is None:
            said.append("已恢复")
    if kind is not None:
        raise Conflict("not_sound", checking.FAULTS[kind])
    if found.stopped is not None:
        with writing() as session:
            session.get_one(Round, round_id).stopped = None
        said.append("可以继续投票")
    return said


def _rounds() -> list[tuple[int, str]]:
    query = select(Round).where(Round.board_size.is_not(None), Round.void_reason.is_(None)).order_by(Round.id)
    return [(found.id, found.title) for found in db.session.scalars(query)]


def _raw(config: Config, source: str, path: Path | None, found: Round) -> bytes:
    if source == "mirror":
        folder = path or config.mirror
        if folder is None:
            raise Missing("no_mirror", "没有设置第二块磁盘（VOTING_MIRROR），请给出它的文件夹")
        return mirror.read(folder, found.uuid)
    if path is not None and path.is_dir():
        path = path / f"{found.uuid}.bel"
    if path is None or not path.exists():
        raise Missing("no_backup", "没有找到备份")
    with path.open("rb") as file:
        if file.read(15) != b"SQLite format 3":
            return path.read_bytes()
    try:
        return _from_database(path, found)
    except sqlite3.Error as error:
        raise Missing("no_backup", "没有找到备份") from error


def _from_database(path: Path, found: Round) -> bytes:
    link = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = link.execute(
            "SELECT e.kind, e.payload, e.referred, r.board_begun FROM board_entry e JOIN round r ON r.id = e.round_id "
            "WHERE r.uuid = ? ORDER BY e.height",
            (found.uuid,),
        ).fetchall()
    finally:
        link.close()
    entries = [appending.Entry(kind, payload, json.loads(referred or "[]")) for kind, payload, referred, _ in rows]
    return b"".join(grown for _, grown in appending.written(rows[0][3] if rows else 0, entries))


def _restore(round_id: int, raw: bytes, now: datetime) -> None:
    with writing() as session:
        found = session.scalars(select(Round).where(Round.id == round_id).with_for_update()).one()
        head = boxes.head_of(found)
        # The source may have one entry more, whose transaction failed.
        try:
            read = board.parse(raw[: head.size])
            entries = board.entries_of(read)
            listed = {ballot.tracker(text) for text in read.ballots()}
        except (Invalid, Unreadable) as error:
            raise Conflict(
                "not_sound", "“%(title)s”不能由此恢复：%(why)s", title=found.title, why=str(error)
            ) from error
        if read.head != head:
            raise Conflict("not_sound", "“%(title)s”不能由此恢复：%(why)s", title=found.title, why=read.head.head)
        known = set(session.scalars(select(Ballot.tracker).where(Ballot.round_id == round_id)))
        if known != listed:
            raise Conflict("not_sound", "“%(title)s”不能由此恢复：%(why)s", title=found.title, why="ballots")
        session.execute(delete(BoardEntry).where(BoardEntry.round_id == round_id))
        session.execute(insert(BoardEntry), [boxes.row(round_id, at, entry) for at, entry in enumerate(entries)])
        found.board_begun = read.timestamp
        record(session, found.congress_id, OPERATOR, acts.BOX_REPAIRED, found.title, {"head": head.head}, now)
