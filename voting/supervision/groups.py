"""Deputies who supervise projects together (代表监督小组); a single deputy is a group of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from ..edit_conflict import unchanged
from ..errors import Conflict, Rejected
from ..extensions import db, own, writing
from ..implementation.models import Plan
from ..journal import acts
from ..journal.log import Actor, record
from ..texts import clean
from .models import GroupMember, GroupPlan, SupervisionGroup
from .people import people

MAX_NAME, MAX_MEMBERS = 60, 60


def of_year(congress_id: int, year: int) -> list[tuple[SupervisionGroup, list[Plan]]]:
    """A year's groups that are not dissolved, with their projects."""
    query = select(SupervisionGroup).where(
        SupervisionGroup.congress_id == congress_id, SupervisionGroup.year == year, SupervisionGroup.active
    )
    found = list(
        db.session.scalars(query.options(selectinload(SupervisionGroup.members)).order_by(SupervisionGroup.id))
    )
    plans = _plans_by_group([one.id for one in found])
    return [(one, plans[one.id]) for one in found]


def unsupervised(congress_id: int, year: int) -> list[Plan]:
    """A year's projects that go on and that no group supervises."""
    covered = select(GroupPlan.plan_id).join(SupervisionGroup).where(SupervisionGroup.active)
    query = select(Plan).where(Plan.congress_id == congress_id, Plan.year == year, Plan.cancelled_on.is_(None))
    return list(db.session.scalars(query.where(Plan.id.not_in(covered)).order_by(Plan.no, Plan.id)))


def plans_of(group_id: int) -> list[Plan]:
    """The projects that a group supervises."""
    return _plans_by_group([group_id])[group_id]


def _plans_by_group(group_ids: Sequence[int]) -> dict[int, list[Plan]]:
    found: dict[int, list[Plan]] = {group_id: [] for group_id in group_ids}
    query = select(GroupPlan.group_id, Plan).join(Plan, Plan.id == GroupPlan.plan_id)
    for group_id, plan in db.session.execute(query.where(GroupPlan.group_id.in_(group_ids)).order_by(Plan.no)):
        found[group_id].append(plan)
    return found


def of_plan(plan_id: int) -> list[SupervisionGroup]:
    """Who supervises a project."""
    query = (
        select(SupervisionGroup)
        .join(GroupPlan, GroupPlan.group_id == SupervisionGroup.id)
        .where(GroupPlan.plan_id == plan_id, SupervisionGroup.active)
        .order_by(SupervisionGroup.id)
    )
    return list(db.session.scalars(query.options(selectinload(SupervisionGroup.members))))


def of_deputy(congress_id: int, number: str) -> set[int]:
    """The ids of the plans that a deputy supervises in a group."""
    query = (
        select(GroupPlan.plan_id)
        .join(SupervisionGroup, SupervisionGroup.id == GroupPlan.group_id)
        .join(GroupMember, GroupMember.group_id == SupervisionGroup.id)
        .where(
            SupervisionGroup.congress_id == congress_id, SupervisionGroup.active, GroupMember.deputy_number == number
        )
    )
    return set(db.session.scalars(query))


def group_of(congress_id: int, group_id: int) -> SupervisionGroup:
    """The group of this congress; raises `Missing`."""
    return own(SupervisionGroup, group_id, congress_id, active=True)


def named(congress_id: int, text: str, field: str) -> list[tuple[str, str]]:
    """Numbers and names of the deputies that a text lists: a number or a name each, by lines, commas or spaces.

    Raises `Rejected` naming what is not on the roster, or a name that several bear.
    """
    listed = people(congress_id)
    by_number = {one.number: one for one in listed}
    found: dict[str, str] = {}
    for word in filter(None, re.split(r"[\s,，、;；]+", clean(text))):
        there = [by_number[word]] if word in by_number else [one for one in listed if one.name == word]
        if not there and word in found.values():
            continue
        if not there:
            raise Rejected("no_such_deputy", "名册里没有“%(word)s”", field=field, word=word[:20])
        if len(there) > 1:
            raise Rejected("several_of_a_name", "有几位代表叫“%(word)s”，请写编号", field=field, word=word[:20])
        found[there[0].number] = there[0].name
    return list(found.items())


def values(group: SupervisionGroup) -> tuple[object, ...]:
    """What a form shows of a group: name, members with the leader first, projects."""
    return (
        group.name,
        *(f"{one.deputy_number}{'*' if one.lead else ''}" for one in group.members),
        *(plan.id for plan in plans_of(group.id)),
    )


def save(
    congress_id: int,
    group_id: int | None,
    year: int,
    name: str,
    members: str,
    plan_ids: Sequence[int],
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> SupervisionGroup:
    """Make a group, or change one; the first member leads it.

    `members`: numbers or names, see `named`. `seen`: the mark of the `values` that the person had before the eyes.
    Raises `Rejected` naming the field, `Conflict` for a name that is taken or a group that was changed meanwhile.
    """
    name = " ".join(clean(name).split())
    if not name or len(name) > MAX_NAME:
        raise Rejected("name_missing", "请填写小组名称，最多 %(most)s 个字", field="name", most=MAX_NAME)
    chosen = named(congress_id, members, "members")
    if not chosen or len(chosen) > MAX_MEMBERS:
        raise Rejected("members_missing", "请填写 1 至 %(most)s 位代表", field="members", most=MAX_MEMBERS)
    with writing() as session:
        taken = select(SupervisionGroup.id).where(
            SupervisionGroup.congress_id == congress_id,
            SupervisionGroup.year == year,
            SupervisionGroup.name == name,
            SupervisionGroup.id != (group_id or 0),
        )
        if session.scalar(taken) is not None:
            raise Conflict("group_exists", "这一年已有同名的小组（包括已解散的）", field="name")
        plans = _plans(session, congress_id, year, plan_ids)
        if group_id is None:
            found = SupervisionGroup(congress_id=congress_id, year=year, name=name)
            session.add(found)
            session.flush()
        else:
            found = _locked(session, congress_id, group_id)
            others = sorted(number for number, _who in chosen[1:])
            unchanged(seen, values(found), (name, f"{chosen[0][0]}*", *others, *(plan.id for plan in plans)))
            found.name = name
            session.execute(delete(GroupMember).where(GroupMember.group_id == found.id))
            session.execute(delete(GroupPlan).where(GroupPlan.group_id == found.id))
        session.add_all(
            GroupMember(group_id=found.id, deputy_number=number, name=who, lead=place == 0)
            for place, (number, who) in enumerate(chosen)
        )
        session.add_all(GroupPlan(group_id=found.id, plan_id=plan.id) for plan in plans)
        session.flush()
        session.expire(found, ["members"])
        details = {"成员": "、".join(who for _number, who in chosen), "项目": "、".join(plan.name for plan in plans)}
        record(session, congress_id, actor, acts.GROUP_NAMED, name, details, now)
        return found


def dissolve(congress_id: int, group_id: int, actor: Actor, now: datetime) -> SupervisionGroup:
    """The group supervises nothing any more; what it saw stays. A second time is `Missing`."""
    with writing() as session:
        found = _locked(session, congress_id, group_id)
        found.active = False
        record(session, congress_id, actor, acts.GROUP_DISSOLVED, found.name, {}, now)
        return found


def _plans(session: Session, congress_id: int, year: int, plan_ids: Sequence[int]) -> list[Plan]:
    query = select(Plan).where(Plan.congress_id == congress_id, Plan.year == year, Plan.id.in_(plan_ids))
    found = list(session.scalars(query.order_by(Plan.no)))
    if not found or len(found) != len(set(plan_ids)):
        raise Rejected("plans_missing", "请选择小组监督的项目", field="plans")
    return found


def _locked(session: Session, congress_id: int, group_id: int) -> SupervisionGroup:
    return own(SupervisionGroup, group_id, congress_id, lock=True, active=True)
