"""What deputies see on the spot (视察、调研、日常监督): entered by a deputy or the office; a problem makes a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..attachments.models import Attachment
from ..config import Config
from ..errors import Rejected
from ..extensions import db, own, writing
from ..implementation.models import Plan
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import clean, personal
from ..times import CHINA
from . import groups
from .models import Inspection, Task
from .tasks import Origin, give, on_board

HOLDER = "inspection"
MOST, MAX_FILES = 1000, 6
KINDS = {"visit": Sentence("视察"), "study": Sentence("专题调研"), "remark": Sentence("日常监督")}
VERDICTS = {"good": Sentence("进展良好"), "problem": Sentence("发现问题")}


@dataclass(frozen=True)
class Seen:
    """What was seen; `task` and `due_on` only with a problem. `deputies`: number and name of who was there."""

    kind: str
    held_on: date | None
    text: str
    verdict: str = "good"
    task: str = ""
    due_on: date | None = None
    place: str = ""
    deputies: Sequence[tuple[str, str]] = ()


def enter(
    congress_id: int,
    plan_id: int | None,
    seen: Seen,
    files: Sequence[Cleaned],
    config: Config,
    actor: Actor,
    now: datetime,
    token: str,
    deputy_number: str | None = None,
) -> Inspection:
    """Keep an inspection with its photos, and the task that a problem makes; the same form twice is one.

    Raises `Rejected` naming the field, `Missing` for a plan that is not on the board.
    """
    text, today = clean(seen.text), now.astimezone(CHINA).date()
    if seen.kind not in KINDS:
        raise Rejected("kind_missing", "请选择视察、调研或者日常监督", field="kind")
    if seen.held_on is None or seen.held_on > today:
        raise Rejected("date_wrong", "请填写日期，不能晚于今天", field="held_on")
    if not text or len(text) > MOST:
        raise Rejected("text_missing", "请写下看到的情况，最多 %(most)s 个字", field="text", most=MOST)
    if told := personal(text):
        raise Rejected(
            "personal_data", "含有个人信息“%(text)s”；这段文字以后会公开，请删去", field="text", text=told[0]
        )
    if seen.verdict not in VERDICTS:
        raise Rejected("verdict_missing", "请选择进展良好或者发现问题", field="verdict")
    if len(files) > MAX_FILES:
        raise Rejected("too_many_files", "最多附 %(most)s 个文件", field="files", most=MAX_FILES)
    with writing() as session:
        again = session.scalar(select(Inspection).where(Inspection.form_token == token))
        if again is not None:
            return again
        plan = on_board(congress_id, plan_id)
        made = Inspection(
            congress_id=congress_id,
            plan_id=plan.id,
            kind=seen.kind,
            held_on=seen.held_on,
            text=text,
            place=" ".join(clean(seen.place).split())[:120],
            verdict=seen.verdict,
            actor=actor.name,
            deputies=[{"number": number, "name": name} for number, name in seen.deputies],
            deputy_number=deputy_number,
            form_token=token,
            at=now,
            group_id=_group(plan.id, seen, deputy_number),
        )
        session.add(made)
        session.flush()
        details = {"类型": str(KINDS[seen.kind]), "结论": str(VERDICTS[seen.verdict]), "日期": seen.held_on.isoformat()}
        record(session, congress_id, actor, acts.INSPECTION_ENTERED, plan.name, details, now)
        if seen.verdict == "problem":
            give(session, plan, Origin("inspection", made.id), seen.task or text, seen.due_on, actor, now)
        store.keep(session, config, congress_id, HOLDER, made.id, files)
        return made


def _group(plan_id: int, seen: Seen, deputy_number: str | None) -> int | None:
    """The group of the project to which somebody who was there belongs."""
    there = {number for number, _name in seen.deputies} | {deputy_number}
    found = (one for one in groups.of_plan(plan_id) if any(who.deputy_number in there for who in one.members))
    return next((one.id for one in found), None)


def publish(congress_id: int, inspection_id: int, shown: bool, actor: Actor, now: datetime) -> Inspection:
    """Whether the public reads it, with its photos; the office looks through it first.

    Raises `Rejected` for telephone numbers and the like in it, `Missing`.
    """
    with writing() as session:
        found = own(Inspection, inspection_id, congress_id, lock=True)
        if shown and (told := personal(found.text)):
            raise Rejected("personal_data", "含有个人信息“%(text)s”，不能公开", text=told[0])
        found.published_at = now if shown else None
        query = select(Attachment).where(Attachment.holder == HOLDER, Attachment.holder_id == inspection_id)
        for one in session.scalars(query):
            one.public = shown
        name = session.get_one(Plan, found.plan_id).name
        if shown:
            record(
                session, congress_id, actor, acts.INSPECTION_PUBLISHED, name, {"日期": found.held_on.isoformat()}, now
            )
        else:
            record(
                session, congress_id, actor, acts.INSPECTION_RETRACTED, name, {"日期": found.held_on.isoformat()}, now
            )
        return found


def of_plan(plan_id: int, public: bool = False) -> list[Inspection]:
    """A project's inspections, newest first; `public`: those that everybody reads."""
    query = select(Inspection).where(Inspection.plan_id == plan_id)
    if public:
        query = query.where(Inspection.published_at.is_not(None))
    return list(db.session.scalars(query.order_by(Inspection.held_on.desc(), Inspection.id.desc())))


def of_congress(congress_id: int, limit: int | None = 50, year: int | None = None) -> list[Inspection]:
    """The newest inspections, of a year's projects or of all; every one without a limit."""
    query = select(Inspection).where(Inspection.congress_id == congress_id).options(joinedload(Inspection.plan))
    if year is not None:
        query = query.join(Plan, Plan.id == Inspection.plan_id).where(Plan.year == year)
    return list(db.session.scalars(query.order_by(Inspection.held_on.desc(), Inspection.id.desc()).limit(limit)))


def by_deputy(congress_id: int, number: str) -> list[Inspection]:
    """The inspections in which a deputy took part, newest first."""
    return [
        one
        for one in of_congress(congress_id, None)
        if one.deputy_number == number or any(who["number"] == number for who in one.deputies)
    ]


def taken_part(tasks: Sequence[Task], number: str) -> set[int]:
    """The ids of those tasks that come from inspections in which this deputy took part."""
    origins = {one.id: one.origin_id for one in tasks if one.origin == "inspection"}
    found = db.session.scalars(select(Inspection).where(Inspection.id.in_(set(origins.values()))))
    mine = {one.id for one in found if one.deputy_number == number or number in {who["number"] for who in one.deputies}}
    return {task_id for task_id, origin_id in origins.items() if origin_id in mine}
