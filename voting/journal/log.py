"""Writing and checking the journal (official acts: who, when, what)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from ..extensions import db
from ..sentences import Sentence
from .acts import BY_TITLE, Act, details_of, filed
from .models import JournalEntry

GENESIS = "0" * 64


@dataclass(frozen=True)
class Actor:
    """Who acts: name as it will stand in the journal, and the role in which; the account, when it is a person's."""

    name: str
    role: str
    account_id: int | None = None


def entry_hash(entry: JournalEntry) -> str:
    """SHA-256 (hex) of the canonical JSON of one entry, its parent's hash included."""
    body = [
        entry.congress_id,
        entry.height,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.role,
        entry.act,
        entry.subject,
        entry.details,
        entry.parent,
    ]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def record(
    session: Session,
    congress_id: int,
    actor: Actor,
    act: Act,
    subject: str,
    details: Mapping[str, object],
    now: datetime,
) -> JournalEntry:
    """Append one act inside the caller's writing transaction; the caller commits.

    Two writers at once cannot both take a height: SQLite's write lock serialises them, elsewhere the last entry is
    locked and the key refuses the second.
    """
    last = session.scalar(
        select(JournalEntry)
        .where(JournalEntry.congress_id == congress_id)
        .order_by(JournalEntry.height.desc())
        .limit(1)
        .with_for_update()
    )
    entry = JournalEntry(
        congress_id=congress_id,
        height=0 if last is None else last.height + 1,
        at=now,
        actor=actor.name,
        role=actor.role,
        act=act.title,
        subject=subject,
        details=json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        parent=GENESIS if last is None else last.hash,
        hash="",
    )
    entry.key, entry.about = filed(entry.act, entry.details)
    entry.hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    return entry


def entries(session: Session, congress_id: int) -> list[JournalEntry]:
    """All entries of a congress, oldest first."""
    query = select(JournalEntry).where(JournalEntry.congress_id == congress_id).order_by(JournalEntry.height)
    return list(session.scalars(query))


def matching(congress_id: int, words: str, key: str | None) -> Select[JournalEntry]:
    """The entries of an act or of all with the words anywhere in them, newest first."""
    query = select(JournalEntry).where(JournalEntry.congress_id == congress_id).order_by(JournalEntry.height.desc())
    if words:
        columns = (JournalEntry.actor, JournalEntry.act, JournalEntry.subject, JournalEntry.details)
        query = query.where(or_(*(one.icontains(words, autoescape=True) for one in columns)))
    return query.where(JournalEntry.key == key) if key else query


def keys(congress_id: int) -> set[str]:
    """The keys of the acts that the journal has."""
    query = select(JournalEntry.key).where(JournalEntry.congress_id == congress_id).distinct()
    return set(db.session.scalars(query))


def last_of(session: Session, congress_id: int, act: Act, round_uuid: str) -> JournalEntry | None:
    """The newest entry of an act on a round."""
    query = select(JournalEntry).where(
        JournalEntry.congress_id == congress_id, JournalEntry.key == act.key, JournalEntry.about == round_uuid
    )
    return session.scalars(query.order_by(JournalEntry.height.desc()).limit(1)).first()


def of_round(chain: Iterable[JournalEntry], round_uuid: str) -> list[JournalEntry]:
    """The entries of a chain that are about a round, or say what followed it."""
    return [entry for entry in chain if round_uuid in (entry.about, details_of(entry.details).get("follows"))]


def first_fault(chain: Iterable[JournalEntry]) -> Sentence | None:
    """Check heights, parents and hashes; returns a sentence naming the first entry at fault, None when sound."""
    parent = GENESIS
    for expected, entry in enumerate(chain):
        if entry.height != expected:
            return Sentence("第 %(height)s 条日志缺失", height=expected)
        if entry.parent != parent:
            return Sentence("第 %(height)s 条日志与前一条不相连", height=entry.height)
        if entry.hash != entry_hash(entry) or _misfiled(entry):
            return Sentence("第 %(height)s 条日志被改动", height=entry.height)
        parent = entry.hash
    return None


def _misfiled(entry: JournalEntry) -> bool:
    """Whether an entry is found under another act or round than its text says; an exported one is filed nowhere."""
    known = entry.key is not None and entry.act in BY_TITLE
    return known and (entry.key, entry.about) != filed(entry.act, entry.details)
