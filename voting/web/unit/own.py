"""The unit for which the signed-in officer acts, and what belongs to it."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from ...collection import drives, proposals
from ...collection.models import Drive, Suggestion
from ...congress import units
from ...congress.models import Unit
from ...errors import Conflict, Forbidden, Missing
from ...extensions import own
from ...implementation import changes
from ...implementation.models import Plan, PlanChange
from ...projects import drafting
from ...projects.models import Project
from ...supervision.models import Task
from ..context import now


def unit() -> Unit:
    """The officer's unit; raises `Forbidden` when the account has none."""
    if current_user.unit_id is None:
        raise Forbidden("no_unit", "您的账号还没有对应的单位，请联系人大机关")
    return units.unit_of(current_user.congress_id, current_user.unit_id)


def suggestion(suggestion_id: int) -> Suggestion:
    """A suggestion that the unit handles; raises `Missing`."""
    also: dict[str, Any] = {"unit_id": unit().id, "spam": False, "withdrawn_at": None}
    return own(Suggestion, suggestion_id, current_user.congress_id, **also)


def drive(drive_id: int) -> Drive:
    """A drive in which units propose at this moment; raises `Missing`, `Conflict`."""
    found = drives.drive_of(current_user.congress_id, drive_id)
    drives.open_to(found, "unit")
    if not proposals.open_for(found, now()):
        raise Conflict("drive_not_open", "现在不在征集时间内")
    return found


def plan(plan_id: int) -> Plan:
    """A plan of the unit; raises `Missing`."""
    return own(Plan, plan_id, current_user.congress_id, unit_id=unit().id)


def change(change_id: int) -> tuple[PlanChange, Plan]:
    """A request for change of one of the unit's plans, and the plan; raises `Missing`."""
    found, of_plan = changes.get(current_user.congress_id, change_id)
    if of_plan.unit_id != unit().id:
        raise Missing(*PlanChange.absent)
    return found, of_plan


def project(project_id: int) -> Project:
    """A drive's project that the unit leads; raises `Missing`."""
    return drafting.of_unit(unit().id, project_id)


def task(task_id: int) -> Task:
    """A task of the unit; raises `Missing`."""
    return own(Task, task_id, current_user.congress_id, unit_id=unit().id)
