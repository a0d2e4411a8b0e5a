"""A chosen project is changed, cancelled or replaced: request, opinion, decision or filing, announcement (调整).

The plan as it was stays in its versions. Who decides follows from `SupervisionSetting.change_rules` and is fixed with
the request.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..edit_conflict import unchanged
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..projects.models import Project
from ..sentences import Sentence
from ..texts import clean
from ..times import CHINA
from . import versions
from .fields import LABELS, Fields, again, changed, kept, of_plan
from .models import Plan, PlanChange, PlanVersion
from .plans import locked, next_no
from .reading import lacking
from .settings import CHANGES, setting_of
from .versions import Ruling

MAY = {
    "schedule": {"starts_on", "ends_on", "milestones"},
    "investment": {"investment_total", "investment_year", "yearly"},
    "content": set(LABELS),
    "cancel": set[str](),
    "replace": set(LABELS),
}
"""What each kind of change may alter."""
DECISIONS = {
    "approved": Sentence("批准"),
    "refused": Sentence("不批准"),
    "filed": Sentence("已备案"),
    "withdrawn": Sentence("已撤回"),
}
PASSED = ("approved", "filed")
BODIES = {"standing_committee": "人大常委会会议", "chairpersons": "人大常委会主任会议", "filed": "人大常委会"}
"""Whom the record names where nobody says it more exactly."""
MOST = 2000


def of_plan_id(plan_id: int) -> list[PlanChange]:
    """A plan's requests, newest first."""
    query = select(PlanChange).where(PlanChange.plan_id == plan_id).order_by(PlanChange.id.desc())
    return list(db.session.scalars(query))


def get(congress_id: int, change_id: int) -> tuple[PlanChange, Plan]:
    """A request of this congress with its plan; raises `Missing`."""
    found = own(PlanChange, change_id, congress_id)
    return found, db.session.get_one(Plan, found.plan_id)


def announced(plan: Plan, change_id: int) -> PlanChange:
    """A change of this plan that was announced; raises `Missing`."""
    found = db.session.get(PlanChange, change_id)
    if found is None or found.plan_id != plan.id or found.published_at is None:
        raise Missing("no_such_change", "没有找到这个调整申请")
    return found


def open_ones(congress_id: int) -> list[tuple[PlanChange, Plan]]:
    """The requests that nobody has decided, oldest first."""
    query = (
        select(PlanChange, Plan)
        .join(Plan, Plan.id == PlanChange.plan_id)
        .where(PlanChange.congress_id == congress_id, PlanChange.decision == "")
    )
    return [(one, plan) for one, plan in db.session.execute(query.order_by(PlanChange.id))]


def open_of(session: Session, plan_id: int) -> PlanChange | None:
    """The plan's request that nobody has decided."""
    return session.scalar(select(PlanChange).where(PlanChange.plan_id == plan_id, PlanChange.decision == ""))


def proposed(change: PlanChange, plan: Plan) -> Fields:
    """What the plan would say; of a replacement the new project's plan."""
    return again({**kept(of_plan(plan)), **change.fields})


def request(
    congress_id: int,
    plan_id: int,
    kind: str,
    fields: Fields | None,
    reason: str,
    edits: int,
    actor: Actor,
    now: datetime,
    unit_id: int | None = None,
) -> PlanChange:
    """Ask for a change; `fields`: the whole plan as it should be, of the new project for `replace`, None for `cancel`.

    `edits`: what the person had before the eyes. `unit_id`: the unit for which somebody asks, None for the office.
    Raises `Rejected` naming the field, `Conflict` for a plan that has ended, is not approved or has an open request.
    """
    reason = clean(reason)
    if kind not in CHANGES:
        raise Rejected("kind_missing", "请选择调整的种类", field="kind")
    if not reason or len(reason) > MOST:
        raise Rejected("reason_missing", "请写明调整的理由，最多 %(most)s 个字", field="reason", most=MOST)
    with writing() as session:
        plan = versions.running(locked(session, congress_id, plan_id, edits))
        if unit_id is not None and plan.unit_id != unit_id:
            raise Missing("no_such_plan", "没有找到这个实施计划")
        if not plan.version:
            raise Conflict("not_approved", "计划还没有批准，可以直接修改，不需要申请调整")
        if open_of(session, plan_id) is not None:
            raise Conflict("request_open", "这个项目已经有一个调整申请正在办理，办结后才能再提")
        new = of_plan(plan) if fields is None or kind == "cancel" else fields
        made = PlanChange(
            congress_id=congress_id,
            plan_id=plan_id,
            kind=kind,
            rule=setting_of(congress_id).change_rules[kind],
            fields=_differing(plan, kind, new),
            reason=reason,
            actor=actor.name,
            at=now,
        )
        session.add(made)
        plan.edits += 1
        session.flush()
        details = {"change": made.id, "kind": CHANGES[kind], "reason": reason}
        record(session, congress_id, actor, acts.CHANGE_ASKED, plan.name, details, now)
        return made


def _differing(plan: Plan, kind: str, new: Fields) -> dict[str, object]:
    """The new values alone; raises `Rejected` for what this kind of change may not alter, or when nothing differs."""
    old = of_plan(plan)
    if kind == "cancel":
        return {}
    keys = changed(old, new)
    if new.unit_id != old.unit_id and "unit_name" not in keys:
        keys.append("unit_name")
    if not keys:
        raise Rejected("nothing_changed", "新的内容和现行计划相同", field="name")
    beyond = [key for key in keys if key not in MAY[kind]]
    if beyond:
        raise Rejected(
            "kind_wrong",
            "“%(kind)s”不能修改%(title)s，请改选“调整内容”",
            field=versions.field_of(beyond[0]),
            kind=CHANGES[kind],
            title=LABELS[beyond[0]],
        )
    if kind == "replace" and "name" not in keys:
        raise Rejected("same_name", "请填写新项目的名称", field="name")
    for field, sentence in lacking(new):
        raise Rejected("plan_incomplete", sentence, field=field)
    names = {one.name for one in new.milestones}
    for one in plan.milestones:
        if kind != "replace" and one.reached_on is not None and one.name not in names:
            raise Rejected("reached_gone", "已经完成的节点“%(name)s”不能删去", field="milestone-0", name=one.name)
    if kind == "replace":
        return kept(new)
    said = kept(new)
    pairs = {"map": ("latitude", "longitude"), "unit_name": ("unit_name", "unit_id")}
    return {one: said[one] for key in keys for one in pairs.get(key, (key,))}


def give_opinion(
    congress_id: int, change_id: int, text: str, actor: Actor, now: datetime, seen: str | None = None
) -> PlanChange:
    """Government or office says what it thinks; until the decision it can be written anew.

    `seen`: the mark of the opinion that the person had before the eyes. Raises `Rejected`, `Conflict`, `Missing`.
    """
    text = clean(text)
    if not text or len(text) > MOST:
        raise Rejected("opinion_missing", "请写明审核意见，最多 %(most)s 个字", field="opinion", most=MOST)
    with writing() as session:
        found, plan = _undecided(session, congress_id, change_id)
        unchanged(seen, [found.opinion], [text])
        found.opinion, found.opinion_by, found.opinion_at = text, actor.name, now
        details = {"change": change_id, "opinion": text}
        record(session, congress_id, actor, acts.CHANGE_REVIEWED, plan.name, details, now)
        return found


def decide(
    congress_id: int, change_id: int, decision: str, ruling: Ruling, note: str, actor: Actor, now: datetime
) -> PlanChange:
    """The body's decision, or the filing; what passes makes a new version, ends the project or puts another there.

    Only what the request's rule asks for is accepted: `filed` where changes are filed, else `approved` or `refused`,
    after an opinion. Raises `Rejected` naming the field, `Conflict` when it is decided already.
    """
    ruling, note = ruling.checked(now), clean(note)
    if len(note) > MOST:
        raise Rejected("note_long", "说明最多 %(most)s 个字", field="note", most=MOST)
    with writing() as session:
        found, plan = _undecided(session, congress_id, change_id)
        if decision not in (("filed",) if found.rule == "filed" else ("approved", "refused")):
            raise Rejected("wrong_rule", "这项调整不按这种办法决定，请按监督设置办理", field="decision")
        if found.rule != "filed" and not found.opinion:
            raise Conflict("opinion_missing", "请先录入政府或者人大有关机构的审核意见", field="opinion")
        found.decision, found.decided_on, found.body = decision, ruling.on, ruling.body
        found.document, found.note = ruling.document, note
        if decision in PASSED:
            _carry_out(session, found, versions.running(plan), ruling, actor, now)
        plan.edits += 1
        details = {
            "change": change_id,
            "kind": CHANGES[found.kind],
            "decision": DECISIONS[decision],
            "body": ruling.body,
            "on": ruling.on.isoformat(),
            "document": ruling.document,
            "version": found.version,
        }
        record(session, congress_id, actor, acts.CHANGE_DECIDED, plan.name, details, now)
        return found


def _carry_out(session: Session, found: PlanChange, plan: Plan, ruling: Ruling, actor: Actor, now: datetime) -> None:
    if found.kind in ("cancel", "replace"):
        plan.cancelled_on = ruling.on
        session.flush()
        if found.kind == "replace":
            made = _replacement(session, plan, again(found.fields), now)
            versions.decided(session, made, again(found.fields), found.reason, ruling, actor, now)
            found.fields = {**found.fields, "plan": made.id}
        return
    found.version = versions.decided(session, plan, proposed(found, plan), found.reason, ruling, actor, now)


def _replacement(session: Session, plan: Plan, fields: Fields, now: datetime) -> Plan:
    """The new project and its plan, after the others of the year."""
    project = Project(
        congress_id=plan.congress_id,
        name=fields.name,
        content=fields.content,
        place=fields.place,
        category=fields.category,
        unit=fields.unit_name,
        unit_id=fields.unit_id,
        created_at=now,
        investment_total=fields.investment_total,
        investment_year=fields.investment_year,
    )
    session.add(project)
    session.flush()
    made = Plan(
        congress_id=plan.congress_id,
        project_id=project.id,
        year=plan.year,
        name=fields.name,
        created_at=now,
        no=next_no(session, plan.congress_id, plan.year),
    )
    session.add(made)
    session.flush()
    return made


def withdraw(congress_id: int, change_id: int, actor: Actor, now: datetime, unit_id: int | None = None) -> PlanChange:
    """Take a request back before it is decided; raises `Missing`, `Conflict`."""
    with writing() as session:
        found, plan = _undecided(session, congress_id, change_id)
        if unit_id is not None and plan.unit_id != unit_id:
            raise Missing("no_such_change", "没有找到这个调整申请")
        found.decision, found.decided_on = "withdrawn", now.astimezone(CHINA).date()
        plan.edits += 1
        record(session, congress_id, actor, acts.CHANGE_WITHDRAWN, plan.name, {"change": change_id}, now)
        return found


def publish(congress_id: int, change_id: int, actor: Actor, now: datetime) -> PlanChange:
    """Announce a change that has passed; raises `Conflict` before that, or the second time."""
    with writing() as session:
        found = own(PlanChange, change_id, congress_id, lock=True)
        if found.decision not in PASSED:
            raise Conflict("not_passed", "批准或者备案以后才能公告")
        if found.published_at is not None:
            raise Conflict("published", "这项调整已经公告")
        found.published_at = now
        plan = session.get_one(Plan, found.plan_id)
        record(session, congress_id, actor, acts.CHANGE_ANNOUNCED, plan.name, {"change": change_id}, now)
        return found


def _undecided(session: Session, congress_id: int, change_id: int) -> tuple[PlanChange, Plan]:
    """The request and its plan, both held until the commit, plan first as everywhere."""
    seen = own(PlanChange, change_id, congress_id)
    plan = locked(session, congress_id, seen.plan_id)
    session.refresh(seen, with_for_update=True)
    if seen.decision:
        raise Conflict("already_decided", "这个申请已经办结，可能已由他人办理，请刷新页面")
    return seen, plan


def sides(change: PlanChange, plan: Plan) -> tuple[Fields, Fields]:
    """Old and new of a request: of one that passed, the version before and the one it made; of a replacement the new.

    Both are the same when a project is cancelled.
    """
    if change.kind == "cancel":
        return Fields(), Fields()
    if change.kind == "replace":
        return Fields(), again(change.fields)
    if change.version is None:
        return of_plan(plan), proposed(change, plan)
    after = again(versions.version_of(change.plan_id, change.version).fields)
    query = select(PlanVersion).where(
        PlanVersion.plan_id == change.plan_id, PlanVersion.no < change.version, PlanVersion.approved_on.is_not(None)
    )
    old = db.session.scalar(query.order_by(PlanVersion.no.desc()).limit(1))
    return (again(old.fields) if old is not None else Fields()), after
