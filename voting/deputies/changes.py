"""What changes on the roster during the term: it is entered, by-elections, moves to another delegation.

Each is an act of its day. Whoever leaves, and whoever is given a new pass, may be in the middle of a vote: these acts
ask the meetings first (`meetings.passes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from ..belenios.group import Rng
from ..config import Config
from ..congress.models import Congress
from ..errors import Conflict, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..times import CHINA
from . import roster
from .models import Deputy
from .roster import Pass, Person


def day_of(on: date | None, now: datetime) -> date:
    """The day of a change, today when none is named; raises `Rejected` for one that is still to come."""
    today = now.astimezone(CHINA).date()
    if on is not None and on > today:
        raise Rejected("date_wrong", "请填写日期，不能晚于今天", field="on")
    return on or today


def enter(
    congress_id: int, people: Sequence[Person], config: Config, actor: Actor, now: datetime, rng: Rng, term: int = 0
) -> list[Pass]:
    """The roster of a term (0: the running one), before any meeting is made or later; nobody leaves by it.

    Gives PINs and passes of those who are new, which are never shown again; whoever is on it keeps theirs. Raises
    `Conflict` when two would have one number.
    """
    term = term or db.session.get_one(Congress, congress_id).term
    drawn = roster.draw(roster.strangers(roster.of_term(congress_id, term), people), config, rng)
    with writing() as session:
        congress = session.get_one(Congress, congress_id, with_for_update=True)
        known = roster.of_term(congress_id, term)
        taken = roster.take_in(session, known, people, drawn, actor, congress_id, term, by_list=False)
        for deputy in taken.deputies:
            deputy.by_list = False
        bring_up_to_date(session, taken.deputies, people, actor, now)
        _numbers_differ(session, congress_id, term)
        details = {"deputies": len(people), "new": taken.new, "term": term}
        record(session, congress_id, actor, acts.TERM_ROSTER_ENTERED, congress.name, details, now)
        return taken.passes


def add(
    congress_id: int,
    person: Person,
    config: Config,
    actor: Actor,
    now: datetime,
    rng: Rng,
    on: date | None = None,
    reason: str = "",
) -> Pass:
    """A deputy more in the running term (补选); gives PIN and pass. Raises `Rejected`, `Conflict`."""
    _whole(person)
    drawn = roster.draw([person], config, rng)
    with writing() as session:
        congress = session.get_one(Congress, congress_id, with_for_update=True)
        known = roster.of_term(congress_id, congress.term)
        taken = roster.take_in(session, [], [person], drawn, actor, congress_id, congress.term, by_list=False)
        (made,) = taken.deputies
        made.place = max((one.place for one in known), default=-1) + 1
        _numbers_differ(session, congress_id, congress.term)
        details = {
            "number": made.number,
            "name": made.name,
            "delegation": made.delegation,
            "date": day_of(on, now).isoformat(),
            "reason": reason,
        }
        record(session, congress_id, actor, acts.DEPUTY_ADDED, congress.name, details, now)
    return drawn[person].handed


def alter(
    congress_id: int,
    deputy_id: int,
    person: Person,
    actor: Actor,
    now: datetime,
    on: date | None = None,
    reason: str = "",
) -> None:
    """Number, name and delegation of a deputy from a day on (代表团调整); lists of meetings stay as they were then.

    Raises `Rejected`, `Missing`, `Conflict`.
    """
    _whole(person)
    with writing() as session:
        session.get_one(Congress, congress_id, with_for_update=True)
        found = own(Deputy, deputy_id, congress_id, left_on=None)
        change(session, found, person, actor, now, on, reason)
        _numbers_differ(session, congress_id, found.term)


def change(
    session: Session,
    found: Deputy,
    person: Person,
    actor: Actor,
    now: datetime,
    on: date | None = None,
    reason: str = "",
) -> None:
    """The same inside the caller's transaction; nothing is noted when nothing changes."""
    before = {key: getattr(found, key) for key in ("number", "name", "delegation")}
    if before == vars(person):
        return
    found.number, found.name, found.delegation = person.number, person.name, person.delegation
    details = {"number": person.number, "from": before, "to": dict(vars(person))}
    details |= {"date": day_of(on, now).isoformat(), "reason": reason}
    record(session, found.congress_id, actor, acts.DEPUTY_CHANGED, found.name, details, now)


def bring_up_to_date(
    session: Session, deputies: Sequence[Deputy], people: Sequence[Person], actor: Actor, now: datetime
) -> None:
    """Inside the caller's transaction: the roster says of these deputies what a newer list says; each change an act."""
    for place, (deputy, person) in enumerate(zip(deputies, people, strict=True)):
        change(session, deputy, person, actor, now)
        deputy.place = place


def _whole(person: Person) -> None:
    """Raise `Rejected` for what is no line of a roster."""
    if faults := roster.faults(person, lambda _: set()):
        raise Rejected("person_wrong", faults[0])


def _numbers_differ(session: Session, congress_id: int, term: int) -> None:
    session.flush()
    twice = [
        one for one, times in Counter(one.number for one in roster.of_term(congress_id, term)).items() if times > 1
    ]
    if twice:
        raise Conflict("number_taken", "编号 %(number)s 已由另一位代表使用", number=twice[0], field="number")
