"""Special inquiries (专题询问): questions, answers, and the tasks that follow from them.

Supervision Law (监督法, 2024) art. 47–50.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ..congress.models import Congress, Unit
from ..edit_conflict import unchanged
from ..errors import Conflict, Rejected
from ..extensions import db, find_own, own, writing
from ..implementation.models import Plan
from ..journal import acts
from ..journal.log import Actor, record
from ..texts import clean
from . import tasks
from .models import Inquiry, Question, Task

MOST = 1000


@dataclass(frozen=True)
class Held:
    """What an inquiry is about, as it is typed."""

    year: int
    title: str
    held_on: date | None
    body: str = ""
    note: str = ""


def of_congress(congress_id: int) -> list[Inquiry]:
    """All inquiries with their questions, newest first."""
    query = select(Inquiry).where(Inquiry.congress_id == congress_id).options(selectinload(Inquiry.questions))
    return list(db.session.scalars(query.order_by(Inquiry.held_on.desc(), Inquiry.id.desc())))


def get(congress_id: int, inquiry_id: int) -> Inquiry:
    """The inquiry of this congress; raises `Missing`."""
    return own(Inquiry, inquiry_id, congress_id)


def question_of(congress_id: int, question_id: int) -> Question:
    """The question of this congress; raises `Missing`."""
    return own(Question, question_id, congress_id)


def to_unit(unit_id: int) -> list[tuple[Question, Inquiry]]:
    """The questions to a unit, those that wait for an answer first."""
    query = (
        select(Question, Inquiry)
        .join(Inquiry, Inquiry.id == Question.inquiry_id)
        .where(Question.unit_id == unit_id)
        .order_by(Question.answered_at.is_not(None), Inquiry.held_on.desc(), Question.no)
    )
    return [(one, inquiry) for one, inquiry in db.session.execute(query)]


def answered_by(question: Question, unit: str) -> str:
    """Who answered, with the unit's name in front unless it was written down so. Pure."""
    return question.answered_by if question.answered_by.startswith(unit) else unit + question.answered_by


def following(found: Inquiry) -> dict[int, list[Task]]:
    """The tasks that follow from the questions, by question."""
    ids = [one.id for one in found.questions]
    query = select(Task).where(Task.origin == "inquiry", Task.origin_id.in_(ids)).options(selectinload(Task.entries))
    made: dict[int, list[Task]] = {}
    for task in db.session.scalars(query.order_by(Task.id)):
        made.setdefault(task.origin_id, []).append(task)
    return made


def values(found: Inquiry) -> tuple[object, ...]:
    """What a form shows of an inquiry."""
    return found.year, found.title, found.held_on, found.body, found.note


def values_of_answer(found: Question) -> tuple[object, ...]:
    """What a form shows of an answer: who answered, and what."""
    return found.answered_by, found.answer


def save(
    congress_id: int, inquiry_id: int | None, held: Held, actor: Actor, now: datetime, seen: str | None = None
) -> Inquiry:
    """Make an inquiry, or correct one; raises `Rejected` naming the field, `Missing`.

    `seen`: the mark of the `values` that the person had before the eyes; `Conflict` when they were changed meanwhile.
    """
    title, body = (" ".join(clean(text).split()) for text in (held.title, held.body))
    if not title or len(title) > 120:
        raise Rejected("title_missing", "请填写题目，最多 120 个字", field="title")
    if held.held_on is None or not 2000 <= held.held_on.year <= 2100:
        raise Rejected("date_missing", "请填写日期", field="held_on")
    if not 2000 <= held.year <= 2100:
        raise Rejected("year_wrong", "请填写四位数的年份", field="year")
    if len(body) > 60:
        raise Rejected("body_long", "最多 %(most)s 个字", field="body", most=60)
    note = _text(held.note, "note", needed=False)
    with writing() as session:
        if inquiry_id is None:
            session.get_one(Congress, congress_id, with_for_update=True)
            there = select(Inquiry).where(
                Inquiry.congress_id == congress_id,
                Inquiry.title == title,
                Inquiry.held_on == held.held_on,
                Inquiry.note == note,
            )
            if (twin := session.scalar(there)) is not None:  # a second click
                return twin
            found = Inquiry(
                congress_id=congress_id, actor=actor.name, at=now, year=held.year, title=title, held_on=held.held_on
            )
            session.add(found)
        else:
            found = _locked(session, congress_id, inquiry_id)
            unchanged(seen, values(found), (held.year, title, held.held_on, body, note))
        found.year, found.title, found.held_on, found.body, found.note = held.year, title, held.held_on, body, note
        session.flush()
        record(session, congress_id, actor, acts.INQUIRY_ENTERED, title, {"日期": held.held_on.isoformat()}, now)
        return found


def ask(
    congress_id: int,
    inquiry_id: int,
    asked_by: str,
    text: str,
    unit_id: int | None,
    plan_id: int | None,
    actor: Actor,
    now: datetime,
) -> Question:
    """Add a question to a unit; raises `Rejected` naming the field, `Missing`."""
    asked_by = " ".join(clean(asked_by).split())
    if not asked_by or len(asked_by) > 40:
        raise Rejected("asked_by_missing", "请填写询问人", field="asked_by")
    plain = _text(text, "question")
    with writing() as session:
        found = _locked(session, congress_id, inquiry_id)
        unit = find_own(Unit, unit_id, congress_id)
        if unit is None:
            raise Rejected("unit_missing", "请选择应询单位", field="unit")
        if plan_id is not None:
            own(Plan, plan_id, congress_id)
        there = select(Question).where(
            Question.inquiry_id == inquiry_id,
            Question.asked_by == asked_by,
            Question.text == plain,
            Question.unit_id == unit.id,
        )
        if (twin := session.scalar(there)) is not None:  # a second click
            return twin
        last = session.scalar(select(func.max(Question.no)).where(Question.inquiry_id == inquiry_id)) or 0
        made = Question(
            congress_id=congress_id,
            inquiry_id=inquiry_id,
            no=last + 1,
            plan_id=plan_id,
            asked_by=asked_by,
            text=plain,
            unit_id=unit.id,
        )
        session.add(made)
        session.flush()
        session.expire(found, ["questions"])
        record(
            session, congress_id, actor, acts.QUESTION_ENTERED, found.title, {"no": made.no, "应询单位": unit.name}, now
        )
        return made


def answer(
    congress_id: int,
    question_id: int,
    answered_by: str,
    text: str,
    actor: Actor,
    now: datetime,
    unit_id: int | None = None,
    seen: str | None = None,
) -> Question:
    """Write down what was answered, on the spot or later; it can be corrected by whoever may answer.

    `unit_id`: that of the unit that answers itself. `seen`: the mark of the `values_of_answer` that the person had
    before the eyes. Raises `Rejected` naming the field, `Conflict` when somebody has answered meanwhile, `Missing`.
    """
    answered_by = " ".join(clean(answered_by).split())
    if not answered_by or len(answered_by) > 80:
        raise Rejected("answered_by_missing", "请填写答复人", field="answered_by")
    plain = _text(text, "answer")
    with writing() as session:
        of_unit = {} if unit_id is None else {"unit_id": unit_id}
        found = own(Question, question_id, congress_id, lock=True, **of_unit)
        unchanged(seen, values_of_answer(found), (answered_by, plain))
        found.answered_by, found.answer, found.answered_at = answered_by, plain, now
        title = session.get_one(Inquiry, found.inquiry_id).title
        details = {"no": found.no, "答复人（职务、姓名）": answered_by}
        record(session, congress_id, actor, acts.QUESTION_ANSWERED, title, details, now)
        return found


def follow_up(congress_id: int, question_id: int, text: str, due_on: date | None, actor: Actor, now: datetime) -> Task:
    """What was promised becomes a task of the unit (跟踪办理). Raises `Rejected`, `Conflict`, `Missing`."""
    with writing() as session:
        found = own(Question, question_id, congress_id, lock=True)
        there = select(Task.id).where(Task.origin == "inquiry", Task.origin_id == question_id, Task.closed_at.is_(None))
        if session.scalar(there) is not None:
            raise Conflict("task_exists", "这个问题的跟踪事项正在办理")
        plan = session.get(Plan, found.plan_id) if found.plan_id is not None else None
        unit = session.get(Unit, found.unit_id) if found.unit_id is not None else None
        origin = tasks.Origin("inquiry", found.id)
        return tasks.give_to(session, congress_id, unit, plan, origin, text, due_on, actor, now)


def _text(text: str, field: str, needed: bool = True) -> str:
    plain = clean(text)
    if (needed and not plain) or len(plain) > MOST:
        raise Rejected("text_missing", "请填写内容，最多 %(most)s 个字", field=field, most=MOST)
    return plain


def _locked(session: Session, congress_id: int, inquiry_id: int) -> Inquiry:
    return own(Inquiry, inquiry_id, congress_id, lock=True)
