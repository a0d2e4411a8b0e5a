"""The demo's projects: drafted from what was said, taken through the chain, shown to the public, put on the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from ...collection.models import Drive, Suggestion
from ...config import Config
from ...extensions import db
from ...projects import chains, comments, drafting, publicity, reviewing
from ...projects.drafting import Draft
from ...projects.models import Project
from ...projects.reviewing import Decision, Sitting
from ...times import CHINA
from .district import CLERK, DAYS, GOVERNMENT, Place, rows
from .draft_projects import DROPPED, LISTED, Dropped, Told
from .subjects import Matter

CHANGED = "社会足球场建设项目"
"""Passed by the second body on condition that it be changed."""
COMMENTS = (
    ("老旧小区改造工程", "改造后的物业管理请一并考虑，不要改完没人管。", "将同步成立业主委员会或者由社区代管。"),
    ("农村养老服务设施建设及提升改造工程", "颐养之家请优先安排偏远的村。", "点位按留守老人数量排序，偏远村优先。"),
    ("新增公交线路及更换车辆", "希望公布新线路的走向。", ""),
)


def study(
    congress_id: int, drive_id: int, place: Place, begin: datetime, config: Config, asked: Mapping[int, Matter]
) -> dict[str, int]:
    """Eighteen projects drafted from what was said and taken through the chain; twelve reach the list. Their ids."""
    drive = db.session.get_one(Drive, drive_id)
    start = begin + timedelta(days=DAYS + 2)
    roots: dict[str, list[int]] = {}
    heads = select(Suggestion.id).where(
        Suggestion.drive_id == drive_id, Suggestion.merged_into_id.is_(None), Suggestion.withdrawn_at.is_(None)
    )
    for key in db.session.scalars(heads.order_by(Suggestion.no)):
        if key in asked and asked[key].project:
            roots.setdefault(asked[key].project, []).append(key)
    drafts = [_listed(row, drive, place) for row in rows()] + [_other(one, drive, place) for one in DROPPED]
    ids: dict[str, int] = {}
    for draft in drafts:
        made = drafting.create(congress_id, drive_id, draft, roots.get(draft.name, []), GOVERNMENT, start)
        ids[draft.name] = made.id
        reviewing.submit(congress_id, made.id, GOVERNMENT, start + timedelta(days=1))
    _review(congress_id, drive_id, ids, start, config)
    return ids


def _draft(
    name: str,
    content: str,
    where: str,
    total: Decimal,
    this_year: Decimal,
    unit: str,
    deadline: str,
    told: Told,
    drive: Drive,
    place: Place,
) -> Draft:
    own = (total * told.share).quantize(Decimal(1))
    yearly = [(drive.year, this_year)] + ([(drive.year + 1, total - this_year)] if total > this_year else [])
    sources = [("市级财政", own)] + ([("上级补助和其他资金", total - own)] if total > own else [])
    return Draft(
        name=name,
        category=told.category,
        place=where,
        content=content,
        necessity=told.necessity,
        feasibility=told.feasibility,
        goal=told.goal,
        deadline=deadline,
        contact=f"{unit}办公室 000-43700000",
        unit_id=place.units[unit],
        investment_total=total,
        yearly=yearly,
        sources=sources,
        cleared=tuple(drive.negative),
    )


def _listed(row: dict[str, str], drive: Drive, place: Place) -> Draft:
    return _draft(
        row["项目名称"],
        row["主要内容"],
        row["地点"],
        Decimal(row["总投资"]),
        Decimal(row["年度投资"]),
        row["责任单位"],
        row["完成时限"],
        LISTED[row["项目名称"]],
        drive,
        place,
    )


def _other(one: Dropped, drive: Drive, place: Place) -> Draft:
    total = Decimal(one.total)
    return _draft(
        one.name, one.content, one.place, total, total, one.unit, f"{drive.year}年12月", one.told, drive, place
    )


def _review(congress_id: int, drive_id: int, ids: Mapping[str, int], start: datetime, config: Config) -> None:
    steps = [(one.id, one.body) for one in chains.steps(drive_id) if one.phase != "session"]
    left = dict(ids)
    for at, (step_id, body) in enumerate(steps, start=1):
        when = start + timedelta(days=1 + 5 * at)
        gone = {one.name: one for one in DROPPED if one.step == at}
        decisions = []
        for name, key in left.items():
            if (one := gone.get(name)) is not None:
                decisions.append(Decision(key, one.decision, one.opinion, ids[one.into] if one.into else None))
            elif name == CHANGED and at == 2:
                decisions.append(Decision(key, "changed", "写明足球场向公众开放的时间。"))
            else:
                decisions.append(Decision(key, "passed", "同意。"))
        document = "" if at == 1 else f"{body}纪要第 {10 + at} 号"
        sitting = Sitting(when.astimezone(CHINA).date(), document, public=at > 1)
        reviewing.enter(congress_id, step_id, sitting, decisions, ["government", "clerk"], config, CLERK, when)
        for name in gone:
            del left[name]
        if at == 3:
            _show(congress_id, drive_id, ids, when)
        if at == 2:
            project = db.session.get_one(Project, ids[CHANGED])
            draft = drafting.draft_of(project)
            better = replace(draft, content=f"{draft.content}，建成后每日向公众开放不少于 8 小时")
            reason = "按政府专题会议意见修改"
            later = when + timedelta(days=1)
            drafting.change(congress_id, project.id, better, reason, project.version, GOVERNMENT, later)


def _show(congress_id: int, drive_id: int, ids: Mapping[str, int], when: datetime) -> None:
    """The preliminary list before the public for a week, with what was said of it."""
    drive = db.session.get_one(Drive, drive_id)
    usual = publicity.usual(drive, when - timedelta(days=1))
    begin = when + timedelta(hours=2)
    notice = replace(usual, opens_at=begin, closes_at=begin + timedelta(days=4))
    publicity.save(congress_id, drive_id, notice, CLERK, when)
    publicity.publish(congress_id, drive_id, CLERK, when)
    for no, (name, said, reply) in enumerate(COMMENTS, start=1):
        made = comments.send(ids[name], said, f"demo-{no}", begin + timedelta(hours=no))
        if reply:
            comments.handle(congress_id, made.id, True, said, reply, CLERK, begin + timedelta(days=2))
