"""A deputy's record (履职登记): meetings, votes taken part in, suggestions, receptions, inspections, other duties.

It says whether a deputy voted, never how: it reads the table (round, deputy) alone, and only of announced rounds. A
deputy is one person through the terms of a congress by number and name. Receptions are those of the station's events
that name the deputy.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from ..ballots.models import PaperVoter, Participation
from ..collection.models import Event, Suggestion
from ..errors import Missing, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Attendance, Entitled, Meeting, Round
from ..meetings.states import RoundState
from ..sentences import Sentence
from ..texts import clean
from ..times import CHINA
from .inspections import by_deputy
from .models import DutyEntry, Inspection
from .people import Person, people

KINDS = {
    "reception": Sentence("接待群众"),
    "visit": Sentence("走访"),
    "study": Sentence("调研"),
    "training": Sentence("培训"),
    "meeting": Sentence("会议"),
    "other": Sentence("其他"),
}
COLUMNS = (
    ("代表编号", 12),
    ("姓名", 12),
    ("代表团", 20),
    ("应出席会议", 12),
    ("出席会议", 10),
    ("应参加票决", 12),
    ("参加票决", 10),
    ("提出建议", 10),
    ("已答复", 8),
    ("接待群众", 10),
    ("视察调研", 10),
    ("其他履职", 10),
)


@dataclass
class Line:
    """A deputy's figures."""

    person: Person
    meetings: int = 0
    present: int = 0
    rounds: int = 0
    voted: int = 0
    suggested: int = 0
    answered: int = 0
    received: int = 0
    inspected: int = 0
    others: int = 0

    def row(self) -> list[object]:
        """As `COLUMNS` has it."""
        return [
            self.person.number,
            self.person.name,
            self.person.delegation,
            self.meetings,
            self.present,
            self.rounds,
            self.voted,
            self.suggested,
            self.answered,
            self.received,
            self.inspected,
            self.others,
        ]


@dataclass
class Record:
    """One deputy's record with what stands behind the figures, newest first."""

    line: Line
    meetings: list[tuple[Meeting, bool | None]] = field(default_factory=list)
    """With whether the deputy was there; None while the meeting has not ended."""
    rounds: list[tuple[Round, bool]] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    inspections: list[Inspection] = field(default_factory=list)
    others: list[DutyEntry] = field(default_factory=list)


def overview(congress_id: int, words: str = "") -> list[Line]:
    """Everybody's figures, in a fixed number of queries."""
    listed = people(congress_id, words)
    of_row = {key: one for one in listed for key in one.ids}
    lines = {(one.number, one.name): Line(one, 0) for one in listed}

    def line(deputy_id: int) -> Line | None:
        person = of_row.get(deputy_id)
        return lines[person.number, person.name] if person is not None else None

    rounds = Counter(found.meeting_id for found in _announced(congress_id))
    ended, came = _ended(congress_id), _came()
    listed_at = select(Entitled.deputy_id, Entitled.meeting_id).where(Entitled.congress_id == congress_id)
    for key, meeting_id in db.session.execute(listed_at):
        if (one := line(key)) is not None:
            one.rounds += rounds[meeting_id]
            one.present += (meeting_id, key) in came
            one.meetings += (meeting_id, key) in came or meeting_id in ended
    for _round, key in _voters(congress_id):
        if (one := line(key)) is not None:
            one.voted += 1
    by_number = {one.person.number: one for one in lines.values()}
    query = select(Suggestion.deputy_id, Suggestion.deputy_number, Suggestion.outcome).where(
        Suggestion.congress_id == congress_id, Suggestion.deputy_number.is_not(None), Suggestion.spam.is_(False)
    )
    for proposer, number, outcome in db.session.execute(query):
        if (one := line(proposer) if proposer is not None else by_number.get(number or "")) is not None:
            one.suggested += 1
            one.answered += outcome is not None
    named: dict[str, list[Line]] = {}
    for one in lines.values():
        named.setdefault(one.person.name, []).append(one)
    for names in db.session.scalars(select(Event.deputies).where(Event.congress_id == congress_id)):
        for one in (other for name in names for other in named.get(name, ())):
            one.received += 1
    for there, own in db.session.execute(
        select(Inspection.deputies, Inspection.deputy_number).where(Inspection.congress_id == congress_id)
    ):
        for number in {who["number"] for who in there} | ({own} if own else set()):
            if number in by_number:
                by_number[number].inspected += 1
    for number in db.session.scalars(select(DutyEntry.deputy_number).where(DutyEntry.congress_id == congress_id)):
        if number in by_number:
            by_number[number].others += 1
    return list(lines.values())


def of_person(congress_id: int, number: str, name: str) -> Record:
    """One deputy's whole record; raises `Missing`."""
    one = next(
        (line for line in overview(congress_id) if (line.person.number, line.person.name) == (number, name)), None
    )
    if one is None:
        raise Missing("no_such_deputy", "没有找到这位代表")
    ids = list(one.person.ids)
    rows = db.session.execute(
        select(Entitled.deputy_id, Meeting)
        .join(Meeting, Meeting.id == Entitled.meeting_id)
        .where(Entitled.deputy_id.in_(ids))
        .order_by(Meeting.id.desc())
    ).all()
    there = {meeting_id for meeting_id, key in _came() if key in ids}
    voted = {found for found, key in _voters(congress_id) if key in ids}
    meetings = {meeting.id for _key, meeting in rows}
    query = select(Suggestion).where(
        Suggestion.congress_id == congress_id,
        Suggestion.deputy_id.in_(ids) | (Suggestion.deputy_id.is_(None) & (Suggestion.deputy_number == number)),
        Suggestion.spam.is_(False),
    )
    events = db.session.scalars(select(Event).where(Event.congress_id == congress_id).order_by(Event.held_on.desc()))
    others = select(DutyEntry).where(DutyEntry.congress_id == congress_id, DutyEntry.deputy_number == number)
    ended = _ended(congress_id)
    return Record(
        one,
        [(found, True if found.id in there else False if found.id in ended else None) for _key, found in rows],
        [(found, found.id in voted) for found in _announced(congress_id) if found.meeting_id in meetings],
        list(db.session.scalars(query.order_by(Suggestion.id.desc()))),
        [event for event in events if name in event.deputies],
        by_deputy(congress_id, number),
        list(db.session.scalars(others.order_by(DutyEntry.held_on.desc()))),
    )


def enter(
    congress_id: int,
    number: str,
    name: str,
    kind: str,
    held_on: date | None,
    title: str,
    actor: Actor,
    now: datetime,
    place: str = "",
) -> DutyEntry:
    """Something that no other table knows; raises `Rejected` naming the field, `Missing`."""
    title = " ".join(clean(title).split())
    if kind not in KINDS:
        raise Rejected("kind_missing", "请选择履职的类型", field="kind")
    if held_on is None or held_on > now.astimezone(CHINA).date():
        raise Rejected("date_wrong", "请填写日期，不能晚于今天", field="held_on")
    if not title or len(title) > 120:
        raise Rejected("title_missing", "请写明做了什么，最多 120 个字", field="title")
    if not any((one.number, one.name) == (number, name) for one in people(congress_id)):
        raise Missing("no_such_deputy", "没有找到这位代表")
    with writing() as session:
        made = DutyEntry(
            congress_id=congress_id,
            deputy_number=number,
            name=name,
            kind=kind,
            held_on=held_on,
            title=title,
            place=" ".join(clean(place).split())[:120],
            actor=actor.name,
            at=now,
        )
        session.add(made)
        details = {"代表": name, "类型": str(KINDS[kind]), "日期": held_on.isoformat(), "事项": title}
        record(session, congress_id, actor, acts.DUTY_ENTERED, name, details, now)
        return made


def _ended(congress_id: int) -> set[int]:
    """The meetings of which a result is announced: whoever has not signed in by then was absent."""
    query = select(Round.meeting_id).where(Round.congress_id == congress_id, Round.state == RoundState.ANNOUNCED)
    return set(db.session.scalars(query))


def _came() -> set[tuple[int, int]]:
    """(meeting, deputy) of everybody who has signed in to a meeting."""
    return {
        (row.meeting_id, row.deputy_id)
        for row in db.session.execute(select(Attendance.meeting_id, Attendance.deputy_id))
    }


def _announced(congress_id: int) -> list[Round]:
    """The announced rounds that know who voted; one on paper alone does not."""
    query = (
        select(Round)
        .join(Meeting, Meeting.id == Round.meeting_id)
        .where(
            Round.congress_id == congress_id,
            Round.state == RoundState.ANNOUNCED,
            Meeting.rehearsal.is_(False),
            Round.paper_only.is_(False),
        )
    )
    return list(db.session.scalars(query.order_by(Round.id.desc())))


def _voters(congress_id: int) -> set[tuple[int, int]]:
    """(round, deputy) of everybody who voted on a tablet or took a paper ballot, in announced rounds."""
    ids = [found.id for found in _announced(congress_id)]
    found: set[tuple[int, int]] = set()
    for table in (Participation, PaperVoter):
        query = select(table.round_id, table.deputy_id).where(table.round_id.in_(ids))
        found |= {(row.round_id, row.deputy_id) for row in db.session.execute(query)}
    return found
