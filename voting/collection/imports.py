"""Lists of other offices, taken over as a whole (批量导入): columns → preview → import in batches → kept or undone.

An uploaded file waits as an `ImportedList` that is not started. The import itself goes in batches of one transaction
each; how far it is, the number of its suggestions tells, so that it goes on after any interruption.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session, aliased

from ..belenios.group import Rng
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..tables import read_grid
from ..texts import fold
from . import mapping
from .channels import CHANNELS
from .drives import drive_of
from .mapping import MAX_CELL, Read
from .models import Contact, Drive, Handling, ImportedList, ProjectRoot, Suggestion, Support
from .suggestions import Voice, add, next_no

MAX_ROWS = 20_000
BATCH = 250
KEPT = timedelta(hours=24)
"""How long rows of an uploaded file are kept without being taken over: they hold names and telephones."""
SOURCES = ("hotline", "letter", "call", "station", "other")
"""Channels whose lists are taken over."""
_MARKS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Row:
    """A row of the preview; `twin` says where the same stands already, in the file or in the drive."""

    read: Read
    twin: Sentence | None = None

    @property
    def state(self) -> str:
        """`wrong`, `twin` or `good`."""
        return "wrong" if self.read.voice is None else "twin" if self.twin else "good"


def of_drive(congress_id: int, drive_id: int) -> list[tuple[ImportedList, int]]:
    """Lists that were begun, newest first, with the number of suggestions that they brought."""
    brought = select(func.count()).where(Suggestion.list_id == ImportedList.id).scalar_subquery()
    query = select(ImportedList, brought).where(
        ImportedList.congress_id == congress_id, ImportedList.drive_id == drive_id
    )
    return [(one, count) for one, count in db.session.execute(query.order_by(ImportedList.id.desc()))]


def brought(list_id: int) -> int:
    """How many suggestions a list has brought so far."""
    return db.session.scalar(select(func.count()).where(Suggestion.list_id == list_id)) or 0


def list_of(congress_id: int, list_id: int) -> ImportedList:
    """The list of this congress; raises `Missing`."""
    return own(ImportedList, list_id, congress_id)


def upload(
    congress_id: int, drive_id: int, channel: str, content: bytes, filename: str, actor: Actor, now: datetime
) -> ImportedList:
    """Keep a file for its import; columns as with the last list of this shape, else guessed.

    Raises `Rejected` or `TooLarge` for a file that cannot be used, `Conflict` for one that was taken over before.
    """
    if channel not in SOURCES:
        raise Rejected("channel_unknown", "请选择来源渠道", field="channel")
    grid = read_grid(content, filename, MAX_ROWS)
    at = mapping.header_at(grid)
    header = [cell.strip()[:80] for cell in grid[at]]
    rows = [
        [str(number), *(cell[:MAX_CELL] for cell in cells)]
        for number, cells in enumerate(grid[at + 1 :], start=at + 2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise Rejected("file_empty", "文件里只有列名，没有内容", field="file")
    sha256 = hashlib.sha256(content).hexdigest()
    with writing() as session:
        drive = drive_of(congress_id, drive_id)
        _takes_in(drive, now)
        own = select(ImportedList).where(ImportedList.congress_id == congress_id)
        again = own.where(
            ImportedList.drive_id == drive_id,
            ImportedList.sha256 == sha256,
            ImportedList.started_at.is_not(None),
            ImportedList.undone_at.is_(None),
        )
        if (same := session.scalars(again).first()) is not None:
            raise Conflict("file_imported", "这个文件已经导入过（%(name)s）", field="file", name=same.filename)
        _forget(session, now)
        before = session.scalars(own.where(ImportedList.channel == channel).order_by(ImportedList.id.desc()))
        columns = next((one.columns for one in before if one.header == header), mapping.guess(header))
        made = ImportedList(
            congress_id=congress_id,
            drive_id=drive_id,
            channel=channel,
            filename=filename[-160:],
            sha256=sha256,
            rows=0,
            actor=actor.name,
            at=now,
            header=header,
            columns=columns,
            pending=rows,
        )
        session.add(made)
        session.flush()
        return made


def choose(congress_id: int, list_id: int, typed: Mapping[str, str]) -> None:
    """Take the columns as somebody chose them; raises `Rejected` naming the field, `Conflict` once it is started."""
    with writing() as session:
        found = _waiting(session, congress_id, list_id)
        found.columns = mapping.chosen(typed, len(found.header))


def preview(found: ImportedList, now: datetime) -> list[Row]:
    """Every row as it would be taken over, with what is wrong, and with what stands there already."""
    drive = db.session.get_one(Drive, found.drive_id)
    return _rows(db.session(), found, drive, now)


def start(congress_id: int, list_id: int, twins: bool, contacts: bool, actor: Actor, now: datetime) -> ImportedList:
    """Decide the import: rows without error go in, those that stand there already only with `twins`.

    contacts: name and telephone go in too, because those named agreed to be asked; otherwise they are forgotten here.
    Raises `Conflict` when it was started before or the drive takes nothing in, `Rejected` when no row is left.
    """
    with writing() as session:
        found = _waiting(session, congress_id, list_id)
        drive = session.get_one(Drive, found.drive_id)
        _takes_in(drive, now)
        rows = _rows(session, found, drive, now)
        wanted = {one.read.row for one in rows if one.state == "good" or (twins and one.state == "twin")}
        if not wanted:
            raise Rejected("nothing_to_import", "没有可以导入的行")
        hidden = {found.columns[key] for key in ("name", "phone") if key in found.columns} if not contacts else set()
        found.pending = [
            [row[0], *("" if place in hidden else cell for place, cell in enumerate(row[1:]))]
            for row in found.pending or []
            if int(row[0]) in wanted
        ]
        found.rows, found.started_at, found.actor = len(wanted), now, actor.name
        details = {
            "渠道": str(CHANNELS[found.channel]),
            "文件": found.filename,
            "SHA-256": found.sha256,
            "行数": len(rows),
            "导入": len(wanted),
        }
        record(session, congress_id, actor, acts.LIST_IMPORTED, drive.title, details, now)
        return found


def proceed(congress_id: int, list_id: int, now: datetime, rng: Rng, batch: int = BATCH) -> tuple[int, int]:
    """Take over the next rows; returns how many are in, of how many. Raises `Conflict` when it is not started."""
    with writing() as session:
        found = _locked(session, congress_id, list_id)
        if found.started_at is None or found.undone_at is not None:
            raise Conflict("not_started", "这份名单没有在导入")
        done = session.scalar(select(func.count()).where(Suggestion.list_id == list_id)) or 0
        if found.finished_at is None:
            drive = session.get_one(Drive, found.drive_id)
            rows = (found.pending or [])[done : done + batch]
            no = next_no(session, congress_id, drive)
            for place, row in enumerate(rows):
                voice = mapping.read(int(row[0]), row[1:], found.columns, drive, found.channel, now).voice
                if voice is None:
                    raise Conflict("row_changed", "第 %(row)s 行已不能导入，请撤销后重新上传", row=row[0])
                add(session, congress_id, drive, _origin(voice, found, row[0]), no + place, found.actor, now, rng)
            done += len(rows)
            if done >= found.rows:
                found.finished_at, found.pending = now, None
        return done, found.rows


def undo(congress_id: int, list_id: int, actor: Actor, now: datetime) -> int:
    """Take a whole list out again, as long as nothing was done with any of it; returns how many went.

    Raises `Conflict` saying how many are in hand.
    """
    with writing() as session:
        found = _locked(session, congress_id, list_id)
        if found.started_at is None or found.undone_at is not None:
            raise Conflict("not_started", "这份名单没有在导入")
        ids = select(Suggestion.id).where(Suggestion.list_id == list_id)
        if touched := session.scalar(select(func.count()).where(Suggestion.list_id == list_id, _touched())):
            raise Conflict("list_in_hand", "名单中有 %(n)s 条已经办理，不能整批撤销", n=touched)
        for table in (Contact, Handling, Support):
            session.execute(delete(table).where(table.suggestion_id.in_(ids)))
        gone = session.scalar(select(func.count()).where(Suggestion.list_id == list_id)) or 0
        session.execute(delete(Suggestion).where(Suggestion.list_id == list_id))
        found.undone_at, found.pending = now, None
        drive = session.get_one(Drive, found.drive_id)
        record(session, congress_id, actor, acts.LIST_REVOKED, drive.title, {"文件": found.filename, "条数": gone}, now)
        return gone


def forget(now: datetime) -> None:
    """Lists that nobody went on with lose their rows (个人信息保护法 art. 19: no longer than needed).

    One that was not started goes as a whole; of one that stopped on its way, what came in stays.
    """
    with writing() as session:
        _forget(session, now)


def _forget(session: Session, now: datetime) -> None:
    session.execute(delete(ImportedList).where(ImportedList.started_at.is_(None), ImportedList.at < now - KEPT))
    stopped = select(ImportedList).where(
        ImportedList.started_at < now - KEPT, ImportedList.finished_at.is_(None), ImportedList.undone_at.is_(None)
    )
    for found in session.scalars(stopped.with_for_update()):
        came = session.scalar(select(func.count()).where(Suggestion.list_id == found.id)) or 0
        drive = session.get_one(Drive, found.drive_id)
        details = {"文件": found.filename, "导入": came, "未导入": found.rows - came}
        record(session, found.congress_id, Actor("系统", "服务器"), acts.LIST_BROKEN_OFF, drive.title, details, now)
        found.rows, found.finished_at, found.pending = came, now, None


def discard(congress_id: int, list_id: int) -> None:
    """Forget a file that is not imported after all; raises `Conflict` once it is started."""
    with writing() as session:
        session.delete(_waiting(session, congress_id, list_id))


def _rows(session: Session, found: ImportedList, drive: Drive, now: datetime) -> list[Row]:
    texts, sources = dict[str, int](), dict[str, int]()
    query = select(Suggestion.no, Suggestion.text, Suggestion.channel, Suggestion.source).where(
        Suggestion.drive_id == drive.id
    )
    for no, text, channel, source in session.execute(query):
        texts.setdefault(_key(text), no)
        if source and channel == found.channel:
            sources.setdefault(source, no)
    rows, seen = [], dict[str, int]()
    for cells in found.pending or []:
        one = mapping.read(int(cells[0]), cells[1:], found.columns, drive, found.channel, now)
        rows.append(Row(one, _twin(one.voice, one.row, texts, sources, seen) if one.voice else None))
    return rows


def _twin(
    voice: Voice, row: int, texts: Mapping[str, int], sources: Mapping[str, int], seen: dict[str, int]
) -> Sentence | None:
    key = _key(voice.text)
    if (first := seen.setdefault(key, row)) != row:
        return Sentence("与文件第 %(row)s 行内容相同", row=first)
    if key in texts:
        return Sentence("与第%(no)s号建议内容相同", no=texts[key])
    if voice.source and voice.source in sources:
        return Sentence("编号与第%(no)s号建议相同", no=sources[voice.source])
    return None


def _key(text: str) -> str:
    """The letters and digits of a text: marks and spaces make no other matter of it."""
    return _MARKS.sub("", fold(text))


def _origin(voice: Voice, found: ImportedList, row: str) -> Voice:
    return replace(voice, list_id=found.id, source=voice.source or f"{found.filename[-90:]} 第{row}行")


def _touched() -> ColumnElement[bool]:
    other = aliased(Suggestion)
    pointed = select(other.id).where(or_(other.merged_into_id == Suggestion.id, other.split_from_id == Suggestion.id))
    rooted = select(ProjectRoot.suggestion_id).where(ProjectRoot.suggestion_id == Suggestion.id)
    return or_(Suggestion.version > 0, pointed.exists(), rooted.exists())


def _takes_in(drive: Drive, now: datetime) -> None:
    if drive.phase(now) not in ("open", "ended"):
        raise Conflict("drive_not_open", "征集开始以后、办结以前才能导入")


def _locked(session: Session, congress_id: int, list_id: int) -> ImportedList:
    query = select(ImportedList).where(ImportedList.id == list_id, ImportedList.congress_id == congress_id)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise Missing("no_such_list", "没有找到这份名单")
    return found


def _waiting(session: Session, congress_id: int, list_id: int) -> ImportedList:
    found = _locked(session, congress_id, list_id)
    if found.started_at is not None:
        raise Conflict("list_started", "这份名单已经开始导入")
    return found
