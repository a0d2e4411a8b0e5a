"""From the announced result to plans: one for each selected project (生成实施计划)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ..ballots import following
from ..collection.models import Drive
from ..congress.models import Unit
from ..edit_conflict import Outdated
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from ..meetings.states import RoundState
from ..projects.models import Project
from ..texts import fold
from ..times import CHINA, last_day
from .models import Plan, PlanVersion, ProgressReport


def get(congress_id: int, plan_id: int) -> Plan:
    """The plan of this congress; raises `Missing`."""
    return own(Plan, plan_id, congress_id)


def of_year(congress_id: int, year: int) -> list[Plan]:
    """A year's plans in the order of the announcement."""
    query = select(Plan).where(Plan.congress_id == congress_id, Plan.year == year)
    return list(db.session.scalars(query.options(selectinload(Plan.milestones)).order_by(Plan.no, Plan.id)))


def of_congress(congress_id: int, public: bool = False) -> list[Plan]:
    """All plans, newest year first; `public`: those on the board."""
    query = select(Plan).where(Plan.congress_id == congress_id)
    if public:
        query = query.where(Plan.public)
    return list(db.session.scalars(query.order_by(Plan.year.desc(), Plan.no, Plan.id)))


def of_unit(unit_id: int) -> list[Plan]:
    """The plans for which a unit is responsible, newest year first."""
    query = select(Plan).where(Plan.unit_id == unit_id)
    return list(db.session.scalars(query.order_by(Plan.year.desc(), Plan.no)))


def unwritten(unit_id: int) -> list[Plan]:
    """The unit's plans of which nothing waits for approval and nothing is in force: the unit must write them."""
    waits = select(PlanVersion.id).where(
        PlanVersion.plan_id == Plan.id, PlanVersion.approved_on.is_(None), PlanVersion.returned == ""
    )
    query = select(Plan).where(Plan.unit_id == unit_id, Plan.version == 0, Plan.cancelled_on.is_(None), ~waits.exists())
    return list(db.session.scalars(query.order_by(Plan.year, Plan.no)))


def reports(plan_id: int) -> list[ProgressReport]:
    """What the unit has reported, newest period first."""
    query = select(ProgressReport).where(ProgressReport.plan_id == plan_id)
    return list(db.session.scalars(query.order_by(ProgressReport.period.desc())))


def years(congress_id: int) -> list[int]:
    """The years that have plans, newest first."""
    query = select(Plan.year).where(Plan.congress_id == congress_id).distinct()
    return sorted(db.session.scalars(query), reverse=True)


def locked(session: Session, congress_id: int, plan_id: int, edits: int | None = None) -> Plan:
    """The plan, held until the commit.

    `edits`: what the person had before the eyes. Raises `Missing`, or `Outdated` when somebody has changed it since.
    """
    found = own(Plan, plan_id, congress_id, lock=True)
    if edits is not None and found.edits != edits:
        raise Outdated("plan_changed", "这个计划刚刚被他人修改过，请核对以后再保存")
    return found


def undrawn(found: Round) -> bool:
    """Whether an announced round has selected projects without a plan."""
    if found.state != RoundState.ANNOUNCED or found.kind == "rating" or found.meeting.rehearsal:
        return False
    names = list(chosen(found))
    made = (
        select(func.count())
        .select_from(Project)
        .join(Plan)
        .where(Project.meeting_id == found.meeting_id, Project.no.in_(names))
    )
    return bool(names) and (db.session.scalar(made) or 0) < len(names)


def usual_year(found: Round) -> int:
    """The year to which a vote's projects belong.

    That of the meeting's plans, where it has some; that of the drive in which they were studied; else of the
    announcement, from October on the year after it.
    """
    made = select(Plan.year).join(Project, Plan.project_id == Project.id).where(Project.meeting_id == found.meeting_id)
    there = db.session.scalar(made.limit(1))
    if there is not None:
        return there
    query = select(Drive.year).join(Project, Project.drive_id == Drive.id).where(Project.meeting_id == found.meeting_id)
    year = db.session.scalar(query.order_by(Drive.year.desc()).limit(1))
    if year is not None:
        return year
    day = found.announced_at.astimezone(CHINA) if found.announced_at else None
    if day is None:
        raise Conflict("not_announced", "结果还没有公告，不能生成实施计划")
    return day.year + (1 if day.month >= 10 else 0)


def draw_up(round_id: int, actor: Actor, now: datetime, year: int | None = None) -> list[Plan]:
    """Make a draft of a plan for every project that an announced round and the rounds before it selected.

    What has a plan already is passed over, so that a second click makes none. `year`: None takes `usual_year`.
    Returns the new plans. Raises `Missing`, `Conflict` when nothing is announced, `Rejected` for a wrong year.
    """
    if year is not None and not 2000 <= year <= 2100:
        raise Rejected("year_wrong", "请填写四位数的年份", field="year")
    with writing() as session:
        found = session.get(Round, round_id)
        if found is None:
            raise Missing("no_such_round", "没有找到这一轮票决")
        # Two people at once: the second waits here and then finds the plans of the first.
        session.get_one(Round, following.chain(found)[0].id, with_for_update=True)
        if found.state != RoundState.ANNOUNCED:
            raise Conflict("not_announced", "结果还没有公告，不能生成实施计划")
        if found.kind == "rating" or found.meeting.rehearsal:
            raise Conflict("no_plans_here", "演练和满意度测评不生成实施计划")
        wanted = usual_year(found) if year is None else year
        made = _make(session, found, wanted, now)
        if made:
            details = {"round": found.uuid, "year": wanted, "plans": [one.name for one in made]}
            record(session, found.congress_id, actor, acts.PLANS_MADE, found.meeting.name, details, now)
        return made


def chosen(found: Round) -> Mapping[int, str]:
    """The selected projects up to this round: number on the meeting's list, and name, in the order of the list."""
    names: dict[int, str] = {}
    for one in following.chain(found):
        result = one.result or {}
        selected = result.get("selected")
        if one.void_reason is not None or one.state != RoundState.ANNOUNCED or not isinstance(selected, list):
            continue
        for item in one.candidates or []:
            if item["no"] in selected:
                names[int(str(item.get("origin", item["no"])))] = str(item["name"])
    return dict(sorted(names.items()))


def _make(session: Session, found: Round, year: int, now: datetime) -> list[Plan]:
    projects = {one.no: one for one in session.scalars(select(Project).where(Project.meeting_id == found.meeting_id))}
    wanted = [projects[no] for no in chosen(found) if no in projects]
    query = select(Plan.project_id).where(Plan.project_id.in_([one.id for one in wanted]))
    there = set(session.scalars(query))
    no = next_no(session, found.congress_id, year)
    made: list[Plan] = []
    for project in wanted:
        if project.id not in there:
            made.append(of_project(session, project, year, no + len(made), now))
            made[-1].round_id = found.id
    session.flush()
    return made


def next_no(session: Session, congress_id: int, year: int) -> int:
    """The number of a year's next plan."""
    query = select(func.max(Plan.no)).where(Plan.congress_id == congress_id, Plan.year == year)
    return (session.scalar(query) or 0) + 1


def of_project(session: Session, project: Project, year: int, no: int, now: datetime) -> Plan:
    """A draft with what the project says; added to the caller's transaction."""
    unit = (project.unit_id and session.get(Unit, project.unit_id)) or match(session, project.congress_id, project.unit)
    yearly = list(project.yearly or ())
    if not yearly and project.investment_year is not None:
        yearly = [{"year": str(year), "amount": str(project.investment_year)}]
    plan = Plan(
        congress_id=project.congress_id,
        project_id=project.id,
        year=year,
        no=no,
        name=project.name,
        category=project.category,
        content=project.content,
        place=project.place,
        unit_id=unit.id if unit else None,
        unit_name=project.unit or (unit.name if unit else ""),
        other_units=project.other_units,
        contact=project.contact,
        ends_on=last_day(project.deadline, year),
        investment_total=project.investment_total,
        investment_year=project.investment_year,
        yearly=yearly,
        goals=[],
        latitude=project.latitude,
        longitude=project.longitude,
        created_at=now,
        version=0,
        percent=0,
        invested=Decimal(0),
        edits=0,
    )
    session.add(plan)
    return plan


def match(session: Session, congress_id: int, name: str) -> Unit | None:
    """The unit of this name; of several names (甲局、乙镇) the first one's."""
    first = re.split(r"[、，,；;/\n]", name)[0]
    for one in session.scalars(select(Unit).where(Unit.congress_id == congress_id)):
        if fold(one.name) in (fold(name), fold(first)):
            return one
    return None
