"""What follows from a bad rating (测评后的整改): a task for each project that was rated worst."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from ..congress.models import Unit
from ..errors import Conflict
from ..extensions import db, writing
from ..implementation import plans, ratings
from ..implementation.models import Plan
from ..journal.log import Actor
from ..meetings.models import Round
from ..meetings.states import RoundState
from ..rules.grading import GradeRules
from ..rules.reading import any_rules
from ..times import CHINA
from . import tasks
from .models import Task


def wanted(found: Round) -> list[ratings.Rating]:
    """What an announced rating wants put right and no task speaks of yet; nothing where its rules ask for none."""
    rules = any_rules(found.rules or {})
    told = found.state == RoundState.ANNOUNCED and not found.meeting.rehearsal
    if not told or not isinstance(rules, GradeRules) or not rules.rectify_days:
        return []
    query = select(Task.plan_id, Task.unit_name).where(Task.origin == "rating", Task.origin_id == found.id)
    given = {(plan_id, unit) for plan_id, unit in db.session.execute(query)}
    return [one for one in ratings.of_round(found) if one.worst and (one.plan_id, one.unit) not in given]


def usual_day(found: Round) -> date:
    """The day by which it is to be put right, as the rating's rules say."""
    rules = any_rules(found.rules or {})
    if found.announced_at is None or not isinstance(rules, GradeRules):
        raise Conflict("not_announced", "测评结果还没有公告")
    return found.announced_at.astimezone(CHINA).date() + timedelta(days=rules.rectify_days)


def give_all(round_id: int, due_on: date, actor: Actor, now: datetime) -> list[Task]:
    """Give every unit its task; what has one is passed over, so that a second click gives none.

    Raises `Conflict` before the announcement, `Rejected` for a day that cannot be.
    """
    with writing() as session:
        found = session.get_one(Round, round_id, with_for_update=True)
        if found.state != RoundState.ANNOUNCED:
            raise Conflict("not_announced", "测评结果还没有公告")
        made = []
        for one in wanted(found):
            plan = session.get_one(Plan, one.plan_id)
            told = "，".join(f"{name}{number}票" for name, number in one.told)
            text = f"{found.title}中，“{one.name}”被评为{one.grade}（{told}）。请查明原因，制定措施，按期报告整改情况。"
            unit = plans.match(session, found.congress_id, one.unit)
            if unit is None and plan.unit_id is not None:
                unit = session.get(Unit, plan.unit_id)
            origin = tasks.Origin("rating", found.id)
            made.append(
                tasks.give_to(session, plan.congress_id, unit, plan, origin, text, due_on, actor, now, one.unit)
            )
        return made
