"""What deputies had suggested before last year's list was made: the first words in the story of each project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ...belenios.group import Rng
from ...collection import deputies
from ...collection.handling import answering, publishing
from ...collection.models import ProjectRoot
from ...collection.suggestions import Voice
from ...config import Config
from ...deputies.models import Deputy
from ...deputies.roster import Person
from ...extensions import db, writing
from ...meetings.models import Entitled
from ...projects.models import Project
from .hall import CLERK
from .last_year_projects import PROMISED

ASKED = (
    ("治理城区内涝点", "每到汛期，城区好几处路口积水没过膝盖，沿河的镇也怕山洪，请把排水管网和山洪沟一起治。"),
    ("污水处理厂已经不够用", "新区建起来以后污水处理厂满负荷，几个镇的污水站时开时停，建议扩建并补齐管网。"),
    ("临水临崖路段装护栏", "村道上急弯陡坡没有护栏，去年出过几次险，请优先在校车和班车走的路上安装。"),
    ("打通断头路、改造拥堵路口", "上下班高峰几个路口要等四五个灯，断头路把车都挤到一条街上，请打通并优化信号灯。"),
    ("老旧小区改造要连服务一起做", "老小区屋顶漏水、没有路灯，老人孩子也没有去处，改造时请留出社区服务用房。"),
    ("规范城区治丧", "占道搭棚治丧扰民又不安全，群众盼着有一处收费低、能停车的集中治丧场所。"),
    ("农村电压低的问题", "农忙和过年的时候电压低得带不动水泵，请给台区增容、换线。"),
    ("老城区水压低、水质差", "老城区的水管用了三十多年，时常爆管，高层水压不够，请更换管网、改造二次供水。"),
    ("学位不够、大班额", "城区小学一个班六十多人，请在人口多的片区新建、扩建学校。"),
    ("社区养老助餐", "很多老人独自在家吃饭将就，建议每个街道建几处养老服务站，能吃饭、能做康复。"),
)
"""Title and text, project by project."""
BEFORE = timedelta(days=150)


def ask(meeting_id: int, people: Sequence[Person], now: datetime, config: Config, rng: Rng) -> None:
    """Each project has a suggestion of a deputy, answered, released, and taken up as its root."""
    for place, (project, (title, text)) in enumerate(zip(PROMISED, ASKED, strict=True)):
        when, person = now - BEFORE + timedelta(days=3 * place), people[(31 * place + 5) % len(people)]
        who = select(Deputy).join(Entitled, Entitled.deputy_id == Deputy.id)
        who = who.where(Entitled.meeting_id == meeting_id, Entitled.number == person.number)
        voice = Voice(text, title, project.category)
        made = deputies.suggest(
            db.session.scalars(who).one(), None, voice, config, when, rng, f"last{place}", meeting_id
        )
        key, congress_id = made.id, made.congress_id
        reason = "建议列入下一年度民生实事候选项目，由责任单位做好前期工作。"
        told = answering.answer(congress_id, key, "adopted", reason, made.version, CLERK, when + timedelta(days=30))
        publishing.release(congress_id, key, title, text, [], told.version, CLERK, when + timedelta(days=31))
        named = select(Project.id).where(Project.meeting_id == meeting_id, Project.name == project.name)
        with writing() as session:
            session.add(ProjectRoot(project_id=session.scalars(named).one(), suggestion_id=key))
