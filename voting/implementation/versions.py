"""A plan is proposed, approved by a recorded act, or sent back: its versions (计划版本)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ..congress.models import Unit
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, find_own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import clean
from ..times import CHINA
from .fields import DAYS, NUMBERS, TEXTS, Fields, again, changed, kept, of_plan, rows_of_goals, rows_of_years
from .models import Milestone, Plan, PlanVersion
from .plans import locked
from .reading import lacking

SOFT = {"other_units", "responsible", "leader", "contact", "category", "map"}
"""What a new version may change without a request: people, and where the map shows it."""
MOST_REASON = 500


@dataclass(frozen=True)
class Ruling:
    """A recorded act: which body decided on which day, and the document that says so."""

    on: date
    body: str
    document: str = ""

    def checked(self, now: datetime) -> Ruling:
        """With clean texts; raises `Rejected` naming the field."""
        body, document = (" ".join(clean(text).split()) for text in (self.body, self.document))
        if not body or len(body) > 60:
            raise Rejected("body_missing", "请写明由谁批准，最多 60 个字", field="body")
        if len(document) > 120:
            raise Rejected("document_long", "文件名称或者文号最多 120 个字", field="document")
        if self.on > now.astimezone(CHINA).date():
            raise Rejected("date_future", "日期不能晚于今天", field="decided_on")
        return Ruling(self.on, body, document)


def of_one(plan_id: int) -> list[PlanVersion]:
    """A plan's versions, newest first, those that were sent back among them."""
    query = select(PlanVersion).where(PlanVersion.plan_id == plan_id).order_by(PlanVersion.no.desc())
    return list(db.session.scalars(query))


def version_of(plan_id: int, no: int) -> PlanVersion:
    """One version; raises `Missing`."""
    found = db.session.scalar(select(PlanVersion).where(PlanVersion.plan_id == plan_id, PlanVersion.no == no))
    if found is None:
        raise Missing("no_such_version", "没有找到这一版")
    return found


def pending(plan_id: int) -> PlanVersion | None:
    """The version that waits for approval."""
    return pending_of([plan_id]).get(plan_id)


def pending_of(plan_ids: Sequence[int]) -> dict[int, PlanVersion]:
    """The versions of several plans that wait for approval, by plan."""
    query = select(PlanVersion).where(PlanVersion.plan_id.in_(plan_ids)).order_by(PlanVersion.no)
    newest = {one.plan_id: one for one in db.session.scalars(query)}
    return {key: one for key, one in newest.items() if one.approved_on is None and not one.returned}


def waiting(congress_id: int) -> list[Plan]:
    """The plans of which a version waits for approval."""
    query = (
        select(Plan)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(
            Plan.congress_id == congress_id,
            PlanVersion.approved_on.is_(None),
            PlanVersion.returned == "",
            Plan.completed_on.is_(None),
            Plan.cancelled_on.is_(None),
        )
    )
    return list(db.session.scalars(query.order_by(Plan.year.desc(), Plan.no)))


def shown(plan: Plan) -> Fields:
    """What a form begins with: the newest version, approved or not; without one the draft."""
    return shown_of([plan])[0]


def shown_of(plans: Sequence[Plan]) -> list[Fields]:
    """What the forms of several plans begin with."""
    query = select(PlanVersion).where(PlanVersion.plan_id.in_([one.id for one in plans])).order_by(PlanVersion.no)
    newest = {one.plan_id: one for one in db.session.scalars(query)}
    return [
        again(newest[plan.id].fields) if plan.id in newest and newest[plan.id].no > plan.version else of_plan(plan)
        for plan in plans
    ]


def running(plan: Plan) -> Plan:
    """The plan; raises `Conflict` when it has ended."""
    if plan.cancelled_on is not None:
        raise Conflict("plan_cancelled", "这个项目已经取消，不能再改")
    if plan.completed_on is not None:
        raise Conflict("plan_completed", "这个项目已经验收，不能再改")
    return plan


def propose(
    congress_id: int,
    plan_id: int,
    fields: Fields,
    edits: int,
    actor: Actor,
    now: datetime,
    unit_id: int | None = None,
    reason: str = "",
) -> PlanVersion:
    """Put a plan forward for approval; one that still waits is written anew.

    `edits`: what the person had before the eyes. `unit_id`: the unit for which somebody writes, None for the office.
    Once a version is in force, only `SOFT` fields may differ; the rest needs a request (`changes.request`). Raises
    `Rejected` naming the field, `Conflict`, `Missing`.
    """
    with writing() as session:
        plan = running(locked(session, congress_id, plan_id))
        if unit_id is not None and plan.unit_id != unit_id:
            raise Missing("no_such_plan", "没有找到这个实施计划")
        waits = pending(plan.id)
        same = waits is not None and again(waits.fields) == fields and waits.reason == clean(reason)[:MOST_REASON]
        if waits is not None and same and plan.edits != edits:
            # A second click puts forward what its first has put forward.
            return waits
        locked(session, congress_id, plan_id, edits)
        if plan.version:
            hard = [key for key in changed(of_plan(plan), fields) if key not in SOFT]
            if fields.unit_id != plan.unit_id:
                hard.append("unit_name")
            if hard:
                field = field_of(hard[0])
                raise Rejected("needs_request", "计划已经批准，修改这一项请提出调整申请", field=field)
            if fields == of_plan(plan):
                raise Rejected("nothing_changed", "没有修改任何内容", field="responsible")
        made = put(session, plan, fields, actor, now, reason)
        details = {"year": plan.year, "no": plan.no, "version": made.no}
        record(session, congress_id, actor, acts.PLAN_SUBMITTED, plan.name, details, now)
        return made


def field_of(key: str) -> str:
    """The field of the form for a key of `LABELS`."""
    return {"milestones": "milestone-0", "goals": "goal-0", "yearly": "year_amount-0", "map": "latitude"}.get(key, key)


def put(session: Session, plan: Plan, fields: Fields, actor: Actor, now: datetime, reason: str = "") -> PlanVersion:
    """Write the proposed version inside the caller's transaction; raises `Rejected` for what the plan lacks."""
    for field, sentence in lacking(fields):
        raise Rejected("plan_incomplete", sentence, field=field)
    unit = find_own(Unit, fields.unit_id, plan.congress_id)
    if unit is None:
        raise Rejected("unit_unknown", "请从列表中选择责任单位", field="unit_id")
    made = pending(plan.id)
    if made is None:
        made = PlanVersion(congress_id=plan.congress_id, plan_id=plan.id, no=_next(session, plan), fields={})
        session.add(made)
    made.fields, made.reason, made.actor, made.at = kept(fields), clean(reason)[:MOST_REASON], actor.name, now
    plan.edits += 1
    session.flush()
    return made


def _next(session: Session, plan: Plan) -> int:
    newest = session.scalar(select(func.max(PlanVersion.no)).where(PlanVersion.plan_id == plan.id))
    return max(newest or 0, plan.version) + 1


def approve(
    congress_id: int, plan_id: int, no: int, edits: int, ruling: Ruling, actor: Actor, now: datetime
) -> PlanVersion:
    """The body approves the proposed version, which is in force from now on, and public.

    Raises `Rejected` naming the field, `Conflict` when it no longer waits or was changed, `Missing`.
    """
    return approve_all(congress_id, [(plan_id, no, edits)], ruling, actor, now)[0]


def approve_all(
    congress_id: int, chosen: Sequence[tuple[int, int, int]], ruling: Ruling, actor: Actor, now: datetime
) -> list[PlanVersion]:
    """One act approves several plans, all of them or none: plan, version and what of it the person had seen.

    Raises as `approve`, and `Rejected` when none is chosen.
    """
    if not chosen:
        raise Rejected("none_chosen", "请选择要批准的计划", field="chosen")
    ruling = ruling.checked(now)
    with writing() as session:
        approved = []
        for plan_id, no, edits in sorted(chosen):
            plan = running(locked(session, congress_id, plan_id, edits))
            made = pending(plan.id)
            if made is None or made.no != no:
                raise Conflict("not_waiting", "这一版没有等待批准，可能已由他人办理，请刷新页面")
            enter(session, plan, made, ruling)
            details = {
                "year": plan.year,
                "no": plan.no,
                "version": no,
                "body": ruling.body,
                "on": ruling.on.isoformat(),
                "document": ruling.document,
            }
            record(session, congress_id, actor, acts.PLAN_APPROVED, plan.name, details, now)
            approved.append(made)
        return approved


def send_back(
    congress_id: int, plan_id: int, no: int, edits: int, reason: str, actor: Actor, now: datetime
) -> PlanVersion:
    """Send the proposed version back with a reason; raises `Rejected`, `Conflict`, `Missing`."""
    reason = clean(reason)
    if not reason or len(reason) > MOST_REASON:
        raise Rejected("reason_missing", "请写明退回的原因，最多 %(most)s 个字", field="returned", most=MOST_REASON)
    with writing() as session:
        plan = locked(session, congress_id, plan_id, edits)
        made = pending(plan.id)
        if made is None or made.no != no:
            raise Conflict("not_waiting", "这一版没有等待批准，可能已由他人办理，请刷新页面")
        made.returned = reason
        plan.edits += 1
        details = {"year": plan.year, "no": plan.no, "version": no, "reason": reason}
        record(session, congress_id, actor, acts.PLAN_SENT_BACK, plan.name, details, now)
        return made


def enter(session: Session, plan: Plan, made: PlanVersion, ruling: Ruling) -> None:
    """A version comes into force inside the caller's transaction."""
    made.approved_on, made.body, made.document = ruling.on, ruling.body, ruling.document
    fill(session, plan, again(made.fields))
    plan.version, plan.public = made.no, True
    plan.edits += 1


def decided(
    session: Session, plan: Plan, fields: Fields, reason: str, ruling: Ruling, actor: Actor, now: datetime
) -> int:
    """A further version that a decision made, in force at once; returns its number. A waiting one falls behind it."""
    left = pending(plan.id)
    if left is not None:
        left.returned = Sentence("由后来决定的计划取代")
        session.flush()
    made = PlanVersion(
        congress_id=plan.congress_id,
        plan_id=plan.id,
        no=_next(session, plan),
        fields=kept(fields),
        reason=reason,
        actor=actor.name,
        at=now,
    )
    session.add(made)
    session.flush()
    enter(session, plan, made, ruling)
    return made.no


def fill(session: Session, plan: Plan, fields: Fields) -> None:
    """Write the fields into the plan; a milestone of the same name that was reached stays reached."""
    reached = {one.name: one.reached_on for one in plan.milestones}
    for key in (*TEXTS, *DAYS, *NUMBERS, "unit_id"):
        setattr(plan, key, getattr(fields, key))
    plan.yearly, plan.goals = rows_of_years(fields), rows_of_goals(fields)
    session.flush()
    session.execute(delete(Milestone).where(Milestone.plan_id == plan.id))
    session.expire(plan, ["milestones"])
    for no, one in enumerate(fields.milestones, start=1):
        session.add(
            Milestone(
                plan_id=plan.id,
                no=no,
                name=one.name,
                due_on=one.due_on,
                weight=one.weight,
                reached_on=reached.get(one.name),
            )
        )
    session.flush()
    session.expire(plan, ["milestones"])
