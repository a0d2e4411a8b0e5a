"""What a unit has to put right (督办、整改事项): given, answered, sent back, prolonged, closed (销号)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..config import Config
from ..congress.models import Unit
from ..edit_conflict import Outdated
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, find_own, own, writing
from ..implementation.models import Plan
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import clean
from ..times import CHINA
from .models import Task, TaskEntry

HOLDER = "task_entry"
MOST = 1000
STATES = {
    "open": Sentence("待答复"),
    "overdue": Sentence("超期"),
    "answered": Sentence("已答复，待销号"),
    "closed": Sentence("已销号"),
}
KINDS = {"open": "busy", "overdue": "bad", "answered": "warn", "closed": "ok"}
ORIGINS = {
    "inspection": Sentence("代表视察"),
    "inquiry": Sentence("专题询问"),
    "opinion": Sentence("审议意见"),
    "rating": Sentence("满意度测评"),
    "office": Sentence("办公室交办"),
}
ACTS = {
    "given": Sentence("交办"),
    "answered": Sentence("答复"),
    "returned": Sentence("退回"),
    "prolonged": Sentence("延期"),
    "closed": Sentence("销号"),
}
USUAL = timedelta(days=30)


@dataclass(frozen=True)
class Origin:
    """Where a task comes from: a key of `ORIGINS` and the row."""

    kind: str
    row_id: int


def state_of(task: Task, today: date) -> str:
    """A key of `STATES`. Pure."""
    if task.closed_at is not None:
        return "closed"
    if task.answered_at is not None:
        return "answered"
    return "overdue" if task.due_on < today else "open"


def task_of(congress_id: int, task_id: int) -> Task:
    """The task of this congress; raises `Missing`."""
    return own(Task, task_id, congress_id)


def listed(congress_id: int, unit_id: int | None = None, plan_ids: Sequence[int] | None = None) -> list[Task]:
    """Tasks, those that are open first, the one that is due first at the top."""
    query = (
        select(Task).where(Task.congress_id == congress_id).options(selectinload(Task.entries), joinedload(Task.plan))
    )
    if unit_id is not None:
        query = query.where(Task.unit_id == unit_id)
    if plan_ids is not None:
        query = query.where(Task.plan_id.in_(plan_ids))
    return list(db.session.scalars(query.order_by(Task.closed_at.is_not(None), Task.due_on, Task.id)))


def year_of(task: Task) -> int:
    """The year whose projects a task is about; without a plan the year in which it was given."""
    return task.plan.year if task.plan is not None else task.created_at.astimezone(CHINA).year


def wanted(listed: Sequence[Task], state: str, today: date) -> list[Task]:
    """Those in a state (a key of `STATES`), all of them (`all`), else those that are not closed (未销号). Pure."""
    if state == "all":
        return list(listed)
    if state in STATES:
        return [one for one in listed if state_of(one, today) == state]
    return [one for one in listed if one.closed_at is None]


def give(
    session: Session, plan: Plan, origin: Origin, text: str, due_on: date | None, actor: Actor, now: datetime
) -> Task:
    """Make a task for the plan's unit inside the caller's transaction; raises `Rejected` naming the field."""
    unit = session.get(Unit, plan.unit_id) if plan.unit_id is not None else None
    return give_to(session, plan.congress_id, unit, plan, origin, text, due_on, actor, now, plan.unit_name)


def on_board(congress_id: int, plan_id: int | None) -> Plan:
    """The plan, if the public reads it; raises `Missing` naming the field `plan`."""
    found = find_own(Plan, plan_id, congress_id, public=True)
    if found is None:
        code, sentence = Plan.absent
        raise Missing(code, sentence, field="plan")
    return found


def give_by_office(
    congress_id: int, plan_id: int | None, text: str, due_on: date | None, actor: Actor, now: datetime
) -> Task:
    """The office gives the unit of a plan on the board a task of its own. Raises `Rejected`, `Missing`."""
    with writing() as session:
        plan = on_board(congress_id, plan_id)
        origin = Origin("office", plan.id)
        return same(session, origin, text, due_on) or give(session, plan, origin, text, due_on, actor, now)


def same(session: Session, origin: Origin, text: str, due_on: date | None, unit_id: int | None = None) -> Task | None:
    """The open task that says just this already: a second click gives no second one."""
    query = select(Task).where(
        Task.origin == origin.kind,
        Task.origin_id == origin.row_id,
        Task.text == clean(text),
        Task.due_on == due_on,
        Task.closed_at.is_(None),
    )
    return session.scalar(query if unit_id is None else query.where(Task.unit_id == unit_id))


def give_to(
    session: Session,
    congress_id: int,
    unit: Unit | None,
    plan: Plan | None,
    origin: Origin,
    text: str,
    due_on: date | None,
    actor: Actor,
    now: datetime,
    named: str = "",
) -> Task:
    """Make a task for a unit, of a plan or of none, inside the caller's transaction.

    `named`: how the unit is called where its own name is not what was published. Raises `Rejected` naming the field.
    """
    text = clean(text)
    if not text or len(text) > MOST:
        raise Rejected("task_missing", "请写明要求整改或者答复什么，最多 %(most)s 个字", field="task", most=MOST)
    due_on = _deadline(due_on, now)
    name = named or (unit.name if unit is not None else plan.unit_name if plan is not None else "")
    made = Task(
        congress_id=congress_id,
        plan_id=plan.id if plan is not None else None,
        origin=origin.kind,
        origin_id=origin.row_id,
        text=text,
        unit_id=unit.id if unit is not None else None,
        unit_name=name,
        due_on=due_on,
        created_at=now,
    )
    session.add(made)
    session.flush()
    _entry(session, made, "given", text, actor, now)
    details = {"事项": text, "承办单位": name, "期限": due_on.isoformat()}
    record(session, congress_id, actor, acts.TASK_GIVEN, plan.name if plan is not None else name, details, now)
    return made


def answer(
    congress_id: int,
    task_id: int,
    unit_id: int,
    text: str,
    files: Sequence[Cleaned],
    config: Config,
    actor: Actor,
    now: datetime,
) -> Task:
    """The unit answers; until the answer is sent back, once. Raises `Rejected`, `Conflict`, `Missing`."""
    text = _said(text)
    with writing() as session:
        found = _locked(session, congress_id, task_id)
        if found.unit_id != unit_id:
            raise Missing("no_such_task", "没有找到这个督办事项")
        if found.answered_at is not None:
            raise Conflict("task_answered", "已经答复，正在等待销号")
        line = _entry(session, found, "answered", text, actor, now)
        session.flush()
        store.keep(session, config, congress_id, HOLDER, line.id, files)
        found.answered_at = now
        record(
            session,
            congress_id,
            actor,
            acts.TASK_ANSWERED,
            _name(session, found),
            {"事项": found.text, "答复": text},
            now,
        )
        return found


def send_back(
    congress_id: int, task_id: int, text: str, due_on: date | None, actor: Actor, now: datetime, seen: int | None = None
) -> Task:
    """The answer is not enough: the unit answers again by a new day. Raises `Rejected`, `Conflict`, `Missing`.

    `seen`: how many lines of the record the person had before the eyes, None for a caller that reads none.
    """
    text, due_on = _said(text), _deadline(due_on, now)
    with writing() as session:
        found = _answered(session, congress_id, task_id, seen)
        found.answered_at, found.due_on = None, due_on
        _entry(session, found, "returned", text, actor, now)
        record(
            session,
            congress_id,
            actor,
            acts.TASK_SENT_BACK,
            _name(session, found),
            {"事项": found.text, "原因": text},
            now,
        )
        return found


def close(congress_id: int, task_id: int, text: str, actor: Actor, now: datetime, seen: int | None = None) -> Task:
    """The answer is enough (销号). Raises `Conflict` without an answer or with a newer record than seen, `Missing`."""
    with writing() as session:
        found = _answered(session, congress_id, task_id, seen)
        found.closed_at = now
        _entry(session, found, "closed", clean(text)[:MOST], actor, now)
        record(session, congress_id, actor, acts.TASK_CLOSED, _name(session, found), {"事项": found.text}, now)
        return found


def prolong(
    congress_id: int, task_id: int, due_on: date | None, text: str, actor: Actor, now: datetime, seen: int | None = None
) -> Task:
    """More time, with a reason. Raises `Rejected`, `Conflict`, `Missing`."""
    text = _said(text)
    with writing() as session:
        found = _locked(session, congress_id, task_id, seen)
        if found.answered_at is not None:
            raise Conflict("task_answered", "已经答复，正在等待销号")
        if due_on is None or due_on <= found.due_on or due_on > now.astimezone(CHINA).date() + timedelta(days=366):
            raise Rejected("due_wrong", "新的期限应在原期限以后、一年以内", field="due_on")
        details = {"事项": found.text, "原期限": found.due_on.isoformat(), "新期限": due_on.isoformat(), "原因": text}
        found.due_on = due_on
        _entry(session, found, "prolonged", text, actor, now)
        record(session, congress_id, actor, acts.TASK_EXTENDED, _name(session, found), details, now)
        return found


def _deadline(due_on: date | None, now: datetime) -> date:
    today = now.astimezone(CHINA).date()
    if due_on is None or not today < due_on <= today + timedelta(days=366):
        raise Rejected("due_wrong", "期限应在明天以后、一年以内", field="due_on")
    return due_on


def _said(text: str) -> str:
    plain = clean(text)
    if not plain or len(plain) > MOST:
        raise Rejected("text_missing", "请写明情况或者原因，最多 %(most)s 个字", field="text", most=MOST)
    return plain


def _locked(session: Session, congress_id: int, task_id: int, seen: int | None = None) -> Task:
    found = own(Task, task_id, congress_id, lock=True)
    if found.closed_at is not None:
        raise Conflict("task_closed", "这个事项已经销号")
    if seen is not None and len(found.entries) != seen:
        raise Outdated("task_changed", "这个事项刚刚有新的办理记录，请看过以后再办理")
    return found


def _answered(session: Session, congress_id: int, task_id: int, seen: int | None) -> Task:
    found = _locked(session, congress_id, task_id, seen)
    if found.answered_at is None:
        raise Conflict("task_unanswered", "承办单位还没有答复，或者已由他人退回")
    return found


def _entry(session: Session, task: Task, act: str, text: str, actor: Actor, now: datetime) -> TaskEntry:
    line = TaskEntry(task_id=task.id, act=act, text=text, actor=f"{actor.name}（{actor.role}）", at=now)
    session.add(line)
    return line


def _name(session: Session, task: Task) -> str:
    return session.get_one(Plan, task.plan_id).name if task.plan_id is not None else task.unit_name
