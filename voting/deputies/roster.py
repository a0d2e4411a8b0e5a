"""The roster: read, shown with its errors, then imported as a whole or not at all (代表名册)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings import hands
from ..meetings.models import Attendance, Delegation, Meeting, Round
from ..sentences import Sentence
from ..tables import RowError, read_table
from .authentication import hash_pass, hash_pin
from .models import Deputy

MAX_ROWS = 5000
COLUMNS = {
    "number": ("代表编号", "编号", "代表证号", "number"),
    "name": ("姓名", "代表姓名", "name"),
    "delegation": ("代表团", "所属代表团", "delegation"),
}


@dataclass(frozen=True)
class Person:
    """One line of the roster."""

    number: str
    name: str
    delegation: str


@dataclass
class Preview:
    """What a file holds, and what is wrong with it."""

    people: list[Person] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True)
class Pass:
    """What a deputy is handed once: PIN and the token of the pass."""

    number: str
    name: str
    delegation: str
    pin: str
    token: str


def read_roster(content: bytes, filename: str, missing: Callable[[str], set[str]]) -> Preview:
    """Read a roster; `missing` names the characters of a text that no print font has.

    Raises `Rejected` or `TooLarge` when the file itself is unusable; errors of rows are in the preview.
    """
    preview = Preview()
    numbers: dict[str, int] = {}
    for row, cells in read_table(content, filename, COLUMNS, MAX_ROWS).rows:
        person = Person(cells["number"], " ".join(cells["name"].split()), cells["delegation"])
        preview.errors += [RowError(row, sentence) for sentence in _faults(person, missing)]
        first = numbers.setdefault(person.number, row)
        if person.number and first != row:
            preview.errors.append(
                RowError(row, Sentence("编号 %(number)s 与第 %(row)s 行重复", number=person.number, row=first))
            )
        preview.people.append(person)
    return preview


def _faults(person: Person, missing: Callable[[str], set[str]]) -> list[Sentence]:
    found = []
    for value, title, most in (
        (person.number, Sentence("编号"), 20),
        (person.name, Sentence("姓名"), 40),
        (person.delegation, Sentence("代表团"), 60),
    ):
        if not value:
            found.append(Sentence("%(title)s为空", title=title))
        elif len(value) > most:
            found.append(Sentence("%(title)s超过 %(most)s 个字", title=title, most=most))
    unprintable = missing(person.name + person.delegation)
    if unprintable:
        found.append(Sentence("“%(letters)s”没有可以打印的字形", letters="".join(sorted(unprintable))))
    return found


def _pin(rng: Rng) -> str:
    return f"{int.from_bytes(rng(8), 'big') % 1_000_000:06d}"


def new_pass(number: str, name: str, delegation: str, rng: Rng) -> Pass:
    """A pass with a fresh PIN and token."""
    return Pass(number, name, delegation, _pin(rng), rng(16).hex())


def stamp(meeting_id: int) -> str:
    """A short hash of the roster as it stands, empty when there is none.

    Whoever replaces a roster says which one: a second press of the button would otherwise void the passes that the
    first one has just printed.
    """
    hashes = sorted(db.session.scalars(select(Deputy.pass_hash).where(Deputy.meeting_id == meeting_id)))
    return hashlib.sha256("".join(hashes).encode()).hexdigest()[:16] if hashes else ""


def size(meeting_id: int) -> int:
    """How many deputies are on the roster."""
    return db.session.scalar(select(func.count()).select_from(Deputy).where(Deputy.meeting_id == meeting_id)) or 0


def why_fixed(meeting_id: int) -> str | None:
    """Why the roster cannot be imported again, as a code; None when it can."""
    if db.session.scalar(select(Attendance.deputy_id).where(Attendance.meeting_id == meeting_id).limit(1)) is not None:
        return "signed_in"
    box = select(Round.id).where(Round.meeting_id == meeting_id, Round.election.is_not(None)).limit(1)
    return None if db.session.scalar(box) is None else "box_exists"


FIXED = {
    "signed_in": Sentence("已有代表签到，名册不能整体重新导入；请逐人更正"),
    "box_exists": Sentence("票箱已经建立，名册不能整体重新导入；请逐人更正"),
}


def import_roster(
    meeting_id: int,
    people: Sequence[Person],
    config: Config,
    actor: Actor,
    now: datetime,
    rng: Rng,
    replacing: str = "",
) -> list[Pass]:
    """Write the roster of a meeting; returns PINs and passes, which are never shown again.

    A roster that is there already is replaced only when `replacing` is its `stamp`, and only until somebody has signed
    in to the meeting or the box is set up; its passes are void from then on.
    """
    made = [new_pass(p.number, p.name, p.delegation, rng) for p in people]
    # Hashed before the lock is taken: it is the long part.
    hashes = [hash_pin(entry.pin, config) for entry in made]
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        hands.take(session, meeting, hands.PASSES, actor)
        present = stamp(meeting_id)
        if present != replacing:
            raise Conflict("roster_exists", "名册已经导入过了，请刷新页面查看")
        if present:
            fixed = why_fixed(meeting_id)
            if fixed:
                raise Conflict(f"roster_fixed_{fixed}", FIXED[fixed])
            session.execute(delete(Deputy).where(Deputy.meeting_id == meeting_id))
            named = {p.delegation for p in people}
            session.execute(
                delete(Delegation).where(Delegation.meeting_id == meeting_id, Delegation.name.not_in(named))
            )
            session.expire(meeting)
        if len(people) > meeting.entitled:
            raise Rejected(
                "too_many_deputies",
                "名册有 %(deputies)s 人，多于应到 %(entitled)s 人",
                deputies=len(people),
                entitled=meeting.entitled,
            )
        groups = _delegations(session, meeting, made)
        for entry, pin_hash in zip(made, hashes, strict=True):
            session.add(
                Deputy(
                    congress_id=meeting.congress_id,
                    meeting_id=meeting_id,
                    delegation_id=groups[entry.delegation].id,
                    number=entry.number,
                    name=entry.name,
                    pin_hash=pin_hash,
                    pass_hash=hash_pass(entry.token),
                )
            )
        act = acts.ROSTER_REIMPORTED if present else acts.ROSTER_IMPORTED
        record(session, meeting.congress_id, actor, act, meeting.name, {"deputies": len(made)}, now)
    return made


def _delegations(session: Session, meeting: Meeting, made: Sequence[Pass]) -> dict[str, Delegation]:
    groups = {group.name: group for group in meeting.delegations}
    last = max((group.no for group in groups.values()), default=0)
    for entry in made:
        if entry.delegation not in groups:
            last += 1
            group = Delegation(congress_id=meeting.congress_id, meeting_id=meeting.id, no=last, name=entry.delegation)
            session.add(group)
            session.flush()
            groups[entry.delegation] = group
    return groups
