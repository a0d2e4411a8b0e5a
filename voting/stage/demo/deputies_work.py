"""What became of the demo's promises under the deputies' eyes: seen, put right, changed, accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from ...config import Config
from ...deputies.roster import Person
from ...extensions import db
from ...implementation import changes, completion
from ...implementation.completion import Accepted
from ...implementation.fields import Goal, of_plan
from ...implementation.models import Plan
from ...implementation.versions import Ruling
from ...journal.log import Actor
from ...supervision import followed_projects, groups, inquiries, inspections, opinions, tasks
from ...supervision.inquiries import Held
from ...supervision.inspections import Seen
from ...supervision.opinions import Adopted
from ...times import CHINA
from .hall import CLERK
from .last_year_projects import CHANGED, PROMISED

SEEN = (
    (0, 210, "visit", "good", "雨水管网施工围挡规范，汛前点位已经完工。", ""),
    (
        7,
        170,
        "visit",
        "problem",
        "燃气管线交叉路段停工两周，现场没有调度人员。",
        "请与燃气单位建立每周会商，明确复工时间",
    ),
    (4, 120, "study", "good", "随机走访 12 户，居民对方案公示满意，建议保留晾晒场地。", ""),
    (7, 45, "visit", "problem", "已经复工，但二次供水改造还没有开始，工期紧张。", "请调整施工组织，报送倒排工期"),
    (8, 60, "remark", "good", "新学校秋季如期开学，上下学路口增加了劝导员。", ""),
)
"""Project (from 0), days ago, kind, verdict, what was seen, and what was to be put right."""


def supervise(
    congress_id: int, plan_ids: Sequence[int], people: Sequence[Person], now: datetime, config: Config
) -> None:
    """Inspections with their tasks, a change, and the acceptances of what is done."""
    for no, (place, ago, kind, verdict, text, wanted) in enumerate(SEEN):
        said = (no, kind, verdict, text, wanted)
        _inspect(congress_id, plan_ids[place], said, people, now - timedelta(days=ago), config)
    for place in (0, 7, 9):
        followed_projects.watch(congress_id, people[0].number, plan_ids[place], True)
    _together(congress_id, plan_ids, people, now)
    _asked(congress_id, plan_ids, now, config)
    names = [one.name for one in PROMISED]
    _change(congress_id, plan_ids[names.index(CHANGED)], now)
    for key, told in zip(plan_ids, PROMISED, strict=True):
        if told.curve[-1] == 100:
            _accept(congress_id, key, now, config)


def _inspect(
    congress_id: int,
    plan_id: int,
    said: tuple[int, str, str, str, str],
    people: Sequence[Person],
    at: datetime,
    config: Config,
) -> None:
    no, kind, verdict, text, wanted = said
    there = [people[(3 * no + step) % len(people)] for step in range(3)]
    day = at.astimezone(CHINA).date()
    seen = Seen(
        kind,
        day,
        text,
        verdict,
        wanted,
        day + timedelta(days=60 if no == 3 else 25),
        "",
        [(one.number, one.name) for one in there],
    )
    actor = Actor(there[0].name, "代表")
    made = inspections.enter(congress_id, plan_id, seen, [], config, actor, at, f"demo-{no}", there[0].number)
    inspections.publish(congress_id, made.id, True, CLERK, at + timedelta(days=2))
    if not wanted or no == 3:
        return
    task = next(one for one in tasks.listed(congress_id, plan_ids=[plan_id]) if one.origin_id == made.id)
    key, unit_id = task.id, task.unit_id or 0
    officer = Actor("经办人", task.unit_name)
    text = "已与燃气单位建立每周会商，交叉路段本月复工。"
    tasks.answer(congress_id, key, unit_id, text, [], config, officer, at + timedelta(days=18))
    tasks.close(congress_id, key, "代表现场复核，已经复工。", CLERK, at + timedelta(days=24))


def _together(congress_id: int, plan_ids: Sequence[int], people: Sequence[Person], now: datetime) -> None:
    """A group of five deputies for each two projects."""
    year = db.session.get_one(Plan, plan_ids[0]).year
    for no in range(len(plan_ids) // 2):
        members = [people[(7 * no + step) % len(people)].number for step in range(5)]
        own = list(plan_ids[2 * no : 2 * no + 2])
        groups.save(
            congress_id, None, year, f"第{no + 1}监督小组", "\n".join(members), own, CLERK, now - timedelta(days=350)
        )


QUESTIONS = (
    (
        7,
        "孙委员",
        "城市供水改造为什么落后于计划？全年任务能不能完成？",
        "与燃气管线交叉的路段比预计多，已经增加两个班组，年底前完成主管网。",
    ),
    (3, "赵委员", "断头路通车以后，周边小区的停车怎么安排？", "通车同步施划泊位60个，并开放两处单位停车场。"),
    (9, "钱代表", "减少的4个养老服务站什么时候补上？", "已经完成重新选址，列入明年计划。"),
    (4, "李委员", "老旧小区改造后由谁管理？", ""),
)
"""Project (from 0), who asked, the question and the answer; an empty one is still awaited."""


def _asked(congress_id: int, plan_ids: Sequence[int], now: datetime, config: Config) -> None:
    """A special inquiry with a task that follows, and an opinion of the standing committee that units handle."""
    at = now - timedelta(days=58)
    day, year = at.astimezone(CHINA).date(), db.session.get_one(Plan, plan_ids[0]).year
    held = Held(
        year,
        f"{year}年民生实事项目实施情况",
        day,
        "区人大常委会第二十八次会议",
        "联组会议，区政府分管负责人和有关部门到会应询。",
    )
    inquiry = inquiries.save(congress_id, None, held, CLERK, at).id
    for place, who, question, answer in QUESTIONS:
        plan = db.session.get_one(Plan, plan_ids[place])
        unit = plan.unit_name
        made = inquiries.ask(congress_id, inquiry, who, question, plan.unit_id, plan.id, CLERK, at).id
        if answer:
            inquiries.answer(congress_id, made, f"{unit}主要负责人", answer, CLERK, at)
        if place == 9:
            due = day + timedelta(days=90)
            inquiries.follow_up(congress_id, made, "完成4个站点的选址并报告安排。", due, CLERK, at)
    text = "\n".join(
        (
            "一、倒排工期，确保供水管网改造年底前完成主管网。",
            "二、规范设计变更和投资管理，超出计划的说明原因。",
            "三、把建成项目的管护责任落实到单位和人。",
        )
    )
    said = Adopted(
        year,
        f"关于{year}年民生实事项目实施情况报告的审议意见",
        day,
        text,
        "人常审〔2026〕7号",
        "区人大常委会第二十八次会议",
    )
    opinion = opinions.save(congress_id, None, said, CLERK, at).id
    for place, wanted in ((7, "倒排工期，按月报告主管网改造进度。"), (3, "说明投资超出计划的原因。")):
        plan = db.session.get_one(Plan, plan_ids[place])
        unit_id, officer = plan.unit_id, Actor("经办人", plan.unit_name)
        task = opinions.hand(congress_id, opinion, unit_id, wanted, day + timedelta(days=60), CLERK, at).id
        if place == 3:
            reply = "征地和管线迁改增加投资，已经报区政府同意。"
            tasks.answer(congress_id, task, unit_id or 0, reply, [], config, officer, at + timedelta(days=20))
            tasks.close(congress_id, task, "情况属实。", CLERK, at + timedelta(days=30))


def _change(congress_id: int, plan_id: int, now: datetime) -> None:
    """Fewer stations and more time, with the standing committee's approval; the old plan stays to be read."""
    plan = db.session.get_one(Plan, plan_id)
    old = of_plan(plan)
    last = old.milestones[-1]
    new = replace(
        old,
        content=old.content.replace("20 个", "16 个"),
        goals=(Goal(old.goals[0].name, Decimal(16), old.goals[0].unit),),
        milestones=(*old.milestones[:-1], replace(last, name=last.name.replace("20", "16"))),
    )
    reason = "4 个社区的用房涉及历史建筑，需要重新选址，明年另行安排。"
    at = now - timedelta(days=62)
    officer = Actor("经办人", old.unit_name)
    asked = changes.request(congress_id, plan_id, "content", new, reason, plan.edits, officer, at, plan.unit_id).id
    changes.give_opinion(congress_id, asked, "情况属实，拟同意调整。", CLERK, at + timedelta(days=4))
    ruling = Ruling((at + timedelta(days=14)).date(), "区人大常委会第二十八次会议", "会议决定〔2026〕12号")
    changes.decide(congress_id, asked, "approved", ruling, "", CLERK, at + timedelta(days=15))
    changes.publish(congress_id, asked, CLERK, at + timedelta(days=16))


def _accept(congress_id: int, plan_id: int, now: datetime, config: Config) -> None:
    plan = db.session.get_one(Plan, plan_id)
    end = max(one.reached_on for one in plan.milestones if one.reached_on is not None) + timedelta(days=6)
    on = min(end, (now - timedelta(days=3)).astimezone(CHINA).date())
    said = Accepted(
        on,
        "区政府督查室、区人大常委会工作委员会",
        "completed",
        "按照实施计划全部完成，资料齐全，同意验收。",
        plan.invested,
        [one["quantity"] for one in plan.goals],
        f"验收纪要第{plan.no}号",
    )
    completion.accept(congress_id, plan_id, said, [], plan.edits, config, CLERK, now - timedelta(days=2))
