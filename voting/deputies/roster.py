"""The roster of the term (本届代表名册): read from a file, compared with who is known, entered.

PIN and pass stay through the term: who is on the roster already is handed none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict
from ..extensions import db
from ..journal.log import Actor
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


class Named(Protocol):
    """By what a person is known on a roster."""

    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def delegation(self) -> str: ...


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
        preview.errors += [RowError(row, sentence) for sentence in faults(person, missing)]
        first = numbers.setdefault(person.number, row)
        if person.number and first != row:
            preview.errors.append(
                RowError(row, Sentence("编号 %(number)s 与第 %(row)s 行重复", number=person.number, row=first))
            )
        preview.people.append(person)
    return preview


def faults(person: Person, missing: Callable[[str], set[str]]) -> list[Sentence]:
    """What is wrong with a line; `missing` as in `read_roster`."""
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


def identified(known: Sequence[Named], listed: Sequence[Named]) -> list[int | None]:
    """For each line of a list the place of the same person among those known; None for somebody new.

    A name that either side has once is one person where number or delegation is the same too. Of a name that one side
    has twice both must be: rather one person twice on the roster than two persons as one.
    """
    of_name: dict[str, list[int]] = {}
    for place, one in enumerate(known):
        of_name.setdefault(one.name, []).append(place)
    times = Counter(one.name for one in listed)
    found: list[int | None] = []
    for one in listed:
        places = of_name.get(one.name, [])
        enough = any if len(places) == times[one.name] == 1 else all
        same = [at for at in places if enough((known[at].number == one.number, known[at].delegation == one.delegation))]
        found.append(same[0] if len(same) == 1 else None)
    return found


def of_term(congress_id: int, term: int) -> list[Deputy]:
    """The deputies of a congress in a term, without those who have left, in the order of the roster."""
    query = select(Deputy).where(
        Deputy.congress_id == congress_id,
        Deputy.term == term,
        Deputy.rehearsal.is_(False),
        Deputy.left_on.is_(None),
    )
    return list(db.session.scalars(query.order_by(Deputy.place, Deputy.id)))


@dataclass(frozen=True)
class Drawn:
    """A pass with what is stored of its PIN: hashing is the long part, and is done before anything is locked."""

    handed: Pass
    pin_hash: str


def draw(people: Sequence[Person], config: Config, rng: Rng) -> dict[Person, Drawn]:
    """Passes for these people."""
    made = {one: new_pass(one.number, one.name, one.delegation, rng) for one in people}
    return {one: Drawn(handed, hash_pin(handed.pin, config)) for one, handed in made.items()}


def give(deputy: Deputy, made: Drawn, actor: Actor) -> None:
    """The pass is the deputy's from now on; the one before is void, and whoever is signed in with it is signed out."""
    deputy.pin_hash, deputy.pass_hash = made.pin_hash, hash_pass(made.handed.token)
    deputy.issued_by = actor.account_id


def strangers(known: Sequence[Deputy], people: Sequence[Person]) -> list[Person]:
    """Those of these people who are not known yet."""
    return [one for one, at in zip(people, identified(known, people), strict=True) if at is None]


@dataclass
class Taken:
    """Who a list's lines are, in its order, and the passes of those who were given one."""

    deputies: list[Deputy] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    new: int = 0


def take_in(
    session: Session,
    known: Sequence[Deputy],
    people: Sequence[Person],
    drawn: Mapping[Person, Drawn],
    actor: Actor,
    congress_id: int,
    term: int,
    rehearsal: bool = False,
    by_list: bool = True,
) -> Taken:
    """Inside the caller's transaction: the deputies whom a list names; who is not `known` is entered on the roster.

    `drawn`: passes for those who are new, and for whoever is to get a new one. `by_list`: a meeting's list
    names them. Raises `Conflict` when somebody is new without a pass: the roster has changed meanwhile.
    """
    taken = Taken()
    for place, (one, at) in enumerate(zip(people, identified(known, people), strict=True)):
        made = drawn.get(one)
        if at is not None:
            deputy = known[at]
        elif made is not None:
            deputy = Deputy(
                congress_id=congress_id,
                term=term,
                rehearsal=rehearsal,
                by_list=by_list,
                place=place,
                number=one.number,
                name=one.name,
                delegation=one.delegation,
            )
            session.add(deputy)
            taken.new += 1
        else:
            raise Conflict("roster_exists", "名册已经导入过了，请刷新页面查看")
        if made is not None:
            give(deputy, made, actor)
            taken.passes.append(made.handed)
        taken.deputies.append(deputy)
    session.flush()
    return taken
