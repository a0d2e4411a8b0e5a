"""The roster: read, shown with its errors, then imported as a whole or not at all (代表名册)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict, Rejected
from ..extensions import writing
from ..journal.log import Actor, record
from ..meetings.models import Delegation, Meeting
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
            preview.errors.append(RowError(row, f"编号 {person.number} 与第 {first} 行重复"))
        preview.people.append(person)
    return preview


def _faults(person: Person, missing: Callable[[str], set[str]]) -> list[str]:
    found = []
    for value, title, most in (
        (person.number, "编号", 20), (person.name, "姓名", 40), (person.delegation, "代表团", 60),
    ):  # fmt: skip
        if not value:
            found.append(f"{title}为空")
        elif len(value) > most:
            found.append(f"{title}超过 {most} 个字")
    unprintable = missing(person.name + person.delegation)
    if unprintable:
        found.append(f"“{''.join(sorted(unprintable))}”没有可以打印的字形")
    return found


def _pin(rng: Rng) -> str:
    return f"{int.from_bytes(rng(8), 'big') % 1_000_000:06d}"


def import_roster(
    meeting_id: int, people: Sequence[Person], config: Config, actor: Actor, now: datetime, rng: Rng
) -> list[Pass]:
    """Write the roster of a meeting that has none yet; returns PINs and passes, which are never shown again."""
    made = [Pass(p.number, p.name, p.delegation, _pin(rng), rng(16).hex()) for p in people]
    # Hashed before the lock is taken: it is the long part.
    hashes = [hash_pin(entry.pin, config) for entry in made]
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        if session.scalar(select(Deputy.id).where(Deputy.meeting_id == meeting_id).limit(1)) is not None:
            raise Conflict("roster_exists", "名册已经导入过了")
        if len(people) > meeting.entitled:
            raise Rejected("too_many_deputies", f"名册有 {len(people)} 人，多于应到 {meeting.entitled} 人")
        groups = {group.name: group for group in meeting.delegations}
        for entry in made:
            if entry.delegation not in groups:
                group = Delegation(
                    congress_id=meeting.congress_id, meeting_id=meeting_id, no=len(groups) + 1, name=entry.delegation
                )
                session.add(group)
                session.flush()
                groups[entry.delegation] = group
        for entry, pin_hash in zip(made, hashes, strict=True):
            session.add(
                Deputy(
                    congress_id=meeting.congress_id, meeting_id=meeting_id,
                    delegation_id=groups[entry.delegation].id, number=entry.number, name=entry.name,
                    pin_hash=pin_hash, pass_hash=hash_pass(entry.token),
                )
            )  # fmt: skip
        record(session, meeting.congress_id, actor, "导入代表名册", meeting.name, {"deputies": len(made)}, now)
    return made
