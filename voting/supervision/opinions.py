"""The standing committee's opinions on reports (审议意见): adopted, handed to units, handled and reported back.

Supervision Law (监督法, 2024) art. 17: the government reports in time how an opinion was handled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ..congress.models import Congress, Unit
from ..edit_conflict import unchanged
from ..errors import Rejected
from ..extensions import db, find_own, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import clean
from . import tasks
from .models import CommitteeOpinion, Task

MOST = 4000
STATES = {
    "none": Sentence("未交办"),
    "open": Sentence("办理中"),
    "answered": Sentence("已反馈"),
    "closed": Sentence("办结"),
}
KINDS = {"none": "idle", "open": "busy", "answered": "warn", "closed": "ok"}


@dataclass(frozen=True)
class Adopted:
    """An opinion as it is typed."""

    year: int
    title: str
    adopted_on: date | None
    text: str
    document: str = ""
    body: str = ""


def of_congress(congress_id: int) -> list[CommitteeOpinion]:
    """All opinions, newest first."""
    query = select(CommitteeOpinion).where(CommitteeOpinion.congress_id == congress_id)
    return list(db.session.scalars(query.order_by(CommitteeOpinion.adopted_on.desc(), CommitteeOpinion.id.desc())))


def get(congress_id: int, opinion_id: int) -> CommitteeOpinion:
    """The opinion of this congress; raises `Missing`."""
    return own(CommitteeOpinion, opinion_id, congress_id)


def handling(opinion_ids: Sequence[int]) -> dict[int, list[Task]]:
    """What was handed to units, by opinion."""
    query = select(Task).where(Task.origin == "opinion", Task.origin_id.in_(opinion_ids))
    made: dict[int, list[Task]] = {one: [] for one in opinion_ids}
    for task in db.session.scalars(query.options(selectinload(Task.entries)).order_by(Task.id)):
        made[task.origin_id].append(task)
    return made


def state_of(given: Sequence[Task]) -> str:
    """A key of `STATES` from the tasks that an opinion made. Pure."""
    if not given:
        return "none"
    if all(one.closed_at is not None for one in given):
        return "closed"
    return "answered" if all(one.closed_at or one.answered_at for one in given) else "open"


def values(found: CommitteeOpinion) -> tuple[object, ...]:
    """What a form shows of an opinion."""
    return found.year, found.title, found.adopted_on, found.text, found.document, found.body


def save(
    congress_id: int, opinion_id: int | None, adopted: Adopted, actor: Actor, now: datetime, seen: str | None = None
) -> CommitteeOpinion:
    """Keep an opinion, or correct one; raises `Rejected` naming the field, `Missing`.

    `seen`: the mark of the `values` that the person had before the eyes; `Conflict` when they were changed meanwhile.
    """
    title, document, body = (" ".join(clean(text).split()) for text in (adopted.title, adopted.document, adopted.body))
    text = clean(adopted.text)
    if not title or len(title) > 120:
        raise Rejected("title_missing", "请填写题目，最多 120 个字", field="title")
    if adopted.adopted_on is None or not 2000 <= adopted.adopted_on.year <= 2100:
        raise Rejected("date_missing", "请填写日期", field="adopted_on")
    if not 2000 <= adopted.year <= 2100:
        raise Rejected("year_wrong", "请填写四位数的年份", field="year")
    if not text or len(text) > MOST:
        raise Rejected("text_missing", "请填写内容，最多 %(most)s 个字", field="text", most=MOST)
    if len(document) > 120 or len(body) > 60:
        raise Rejected("body_long", "最多 %(most)s 个字", field="body" if len(body) > 60 else "document", most=60)
    with writing() as session:
        if opinion_id is None:
            there = select(CommitteeOpinion).where(
                CommitteeOpinion.congress_id == congress_id,
                CommitteeOpinion.title == title,
                CommitteeOpinion.adopted_on == adopted.adopted_on,
                CommitteeOpinion.text == text,
            )
            session.get_one(Congress, congress_id, with_for_update=True)
            if (twin := session.scalar(there)) is not None:  # a second click
                return twin
            found = CommitteeOpinion(
                congress_id=congress_id,
                actor=actor.name,
                at=now,
                year=adopted.year,
                title=title,
                adopted_on=adopted.adopted_on,
                text=text,
            )
            session.add(found)
        else:
            found = _locked(session, congress_id, opinion_id)
            unchanged(seen, values(found), (adopted.year, title, adopted.adopted_on, text, document, body))
        found.year, found.title, found.adopted_on = adopted.year, title, adopted.adopted_on
        found.text, found.document, found.body = text, document, body
        session.flush()
        record(
            session,
            congress_id,
            actor,
            acts.COMMITTEE_OPINION_ENTERED,
            title,
            {"文号": document} if document else {},
            now,
        )
        return found


def hand(
    congress_id: int, opinion_id: int, unit_id: int | None, text: str, due_on: date | None, actor: Actor, now: datetime
) -> Task:
    """Hand a part of the opinion to a unit, to be reported back by a day. Raises `Rejected`, `Missing`."""
    with writing() as session:
        found = _locked(session, congress_id, opinion_id)
        unit = find_own(Unit, unit_id, congress_id)
        if unit is None:
            raise Rejected("unit_missing", "请选择承办单位", field="unit")
        origin = tasks.Origin("opinion", found.id)
        if (there := tasks.same(session, origin, text, due_on, unit.id)) is not None:
            return there
        return tasks.give_to(session, congress_id, unit, None, origin, text, due_on, actor, now)


def _locked(session: Session, congress_id: int, opinion_id: int) -> CommitteeOpinion:
    return own(CommitteeOpinion, opinion_id, congress_id, lock=True)
