"""The whole year on one page for those who lead (全年一览表), and the plates for the building sites (公示牌)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..config import Config
from ..congress.models import Congress
from ..errors import Conflict
from ..extensions import db
from ..meetings.models import Round
from ..printing.plate import Plate, plates_pdf
from ..printing.table import Column, TablePaper, short_date, table_pdf
from ..times import CHINA, chinese_date
from . import listing, progress
from .change_papers import office_of
from .models import Plan, ProgressReport
from .states import KINDS, STATES

SIGNS = {"ok": "√", "busy": "●", "warn": "▲", "bad": "×", "idle": "○"}
"""A sign for each kind of state, so that the page can be read without colours."""
COLUMNS = (
    Column(head="序号", width=3, centred=True),
    Column(head="项目", width=15),
    Column(head="责任单位、责任人", width=12),
    Column(head="督办领导", width=9),
    Column(head="完成时限", width=8, centred=True),
    Column(head="节点", width=13),
    Column(head="进度/计划", width=7, centred=True),
    Column(head="年度投资\n（万元）", width=7, centred=True),
    Column(head="累计投资\n（万元）", width=7, centred=True),
    Column(head="状态", width=7, centred=True),
    Column(head="存在问题", width=12),
)
MAX_PROBLEMS = 60


def year_sheet(congress_id: int, year: int, today: date, config: Config) -> bytes:
    """The page of a year; raises `Conflict` for a year without plans."""
    rows = listing.rows(congress_id, today, year)
    if not rows:
        raise Conflict("no_plans", "%(year)s年还没有实施计划", year=year)
    told, reports = listing.summary(rows), progress.of_plans([one.plan.id for one in rows])
    states = "、".join(f"{STATES[key]}{number}项" for key, number in told.states.items())
    share = "—" if told.share is None else f"{told.share:.1f}%"
    paper = TablePaper(
        issuer=office_of(db.session.get_one(Congress, congress_id)),
        parts=[f"{year}年民生实事项目", "实施情况一览表"],
        day=today,
        size="A3 landscape",
        one_page=True,
        figures=[
            ("项目", f"{told.plans}项"),
            ("年度计划投资（万元）", _money(told.planned)),
            ("累计完成投资（万元）", _money(told.invested)),
            ("完成比例", share),
            ("逾期未报", f"{told.overdue}项"),
        ],
        columns=COLUMNS,
        rows=[_row(one, reports[one.plan.id]) for one in rows],
        sums=["", "合计", "", "", "", "", "", _money(told.planned), _money(told.invested), "", ""],
        notes=[
            f"状态：{states}。由系统按计划、时间和资金计算。",
            "√ 完成或者超前，● 按序时，▲ 滞后或者基本完成，× 停滞或者未完成，○ 未启动或者取消。",
        ],
    )
    return table_pdf(paper, fonts=config.fonts, papers=config.papers)


def _money(value: object) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value is not None else "—"


def _row(row: listing.Row, reports: Sequence[ProgressReport]) -> list[str]:
    plan = row.plan
    problems = reports[0].problems if reports else ""
    return [
        str(plan.no),
        plan.name,
        "\n".join(filter(None, (plan.unit_name, plan.responsible))),
        plan.leader,
        short_date(plan.ends_on) if plan.ends_on else "—",
        _milestones(plan),
        f"{plan.percent}%/{row.state.planned}%",
        _money(plan.investment_year),
        _money(plan.invested),
        f"{SIGNS[KINDS[row.state.key]]} {STATES[row.state.key]}",
        problems if len(problems) <= MAX_PROBLEMS else problems[: MAX_PROBLEMS - 1] + "…",
    ]


def _milestones(plan: Plan) -> str:
    """How many are reached, and which comes next."""
    if not plan.milestones:
        return "—"
    ahead = [one for one in plan.milestones if one.reached_on is None]
    done = f"已完成{len(plan.milestones) - len(ahead)}个，共{len(plan.milestones)}个"
    return done if not ahead else f"{done}\n下一个：{ahead[0].name}（{short_date(ahead[0].due_on)}）"


def plates(found: Sequence[Plan], size: str, config: Config) -> bytes:
    """A plate for each plan of a congress; raises `Conflict` before the public may see one of them."""
    if not found or not all(one.public for one in found):
        raise Conflict("not_public", "实施计划批准公开以后才能打印公示牌")
    congress = db.session.get_one(Congress, found[0].congress_id)
    query = select(Round).where(Round.id.in_({one.round_id for one in found})).options(joinedload(Round.meeting))
    rounds = {one.id: one for one in db.session.scalars(query)}
    made = [_plate(one, congress, rounds.get(one.round_id or 0), config) for one in found]
    return plates_pdf(made, size, fonts=config.fonts, papers=config.papers)


def _plate(plan: Plan, congress: Congress, voted: Round | None, config: Config) -> Plate:
    goals = "；".join(f"{one['name']}{one['quantity']}{one['unit']}" for one in plan.goals)
    term = "至".join(chinese_date(day) for day in (plan.starts_on, plan.ends_on) if day is not None)
    facts = [
        ("主要内容", plan.content),
        ("年度目标", goals),
        ("实施地点", plan.place),
        ("责任单位", "、".join(filter(None, (plan.unit_name, plan.other_units)))),
        ("责任人", plan.responsible),
        ("督办领导", plan.leader),
        ("工期", term),
        ("年度投资", f"{_money(plan.investment_year)}万元" if plan.investment_year is not None else ""),
        ("联系方式", plan.contact),
    ]
    return Plate(
        heading=f"{plan.year}年民生实事项目公示牌",
        name=plan.name,
        facts=[(label, text) for label, text in facts if text],
        chosen=_chosen(plan, congress, voted),
        lead="扫码看进展、提意见",
        issuer=f"责任单位：{plan.unit_name or '—'}",
        phone=f"监督单位：{office_of(congress).removesuffix('办公室')}",
        url=f"{config.base_address.rstrip('/')}/progress/projects/{plan.id}",
    )


def _chosen(plan: Plan, congress: Congress, voted: Round | None) -> str:
    """How the project came about."""
    if voted is None or voted.announced_at is None:
        return f"{plan.year}年度民生实事项目第{plan.no}项"
    day = chinese_date(voted.announced_at.astimezone(CHINA).date())
    return f"本项目由{congress.name}{voted.meeting.name}代表无记名投票选定，{day}公告（第{plan.no}项）。"
