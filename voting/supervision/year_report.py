"""A year's report to the congress (年度实施情况报告): promised and done, in tables, bars and the office's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..config import Config
from ..congress.models import Congress
from ..edit_conflict import Outdated
from ..errors import Missing, Rejected
from ..extensions import db, writing
from ..implementation import changes, listing, plans, progress, ratings
from ..implementation.fields import again
from ..implementation.models import PlanChange, YearReport
from ..implementation.states import STATES
from ..journal import acts
from ..journal.log import Actor, record
from ..printing.office_report import OfficeReport, ReportSection, ReportTable, office_report_pdf
from ..sentences import Sentence
from ..texts import clean
from ..times import CHINA, chinese_date
from . import inspections, tasks

BLOCKS = {
    "summary": Sentence("总体情况"),
    "ways": Sentence("主要做法"),
    "problems": Sentence("存在的问题"),
    "next": Sentence("下一步安排"),
}
"""The parts that the office writes, in the order of the report."""
MOST = 3000
KIND_WORDS = {
    "schedule": "调整实施进度",
    "content": "调整实施内容",
    "investment": "调整投资计划",
    "cancel": "取消项目",
}


@dataclass(frozen=True)
class Draft:
    """The office's words, and the moment of the last change that they show; None before anything was saved."""

    blocks: Mapping[str, str]
    seen: datetime | None
    actor: str = ""


def draft(congress_id: int, year: int, today: date) -> Draft:
    """What is saved of a year, or what the figures say by themselves; raises `Missing` for a year without plans."""
    rows = listing.rows(congress_id, today, year)
    if not rows:
        raise Missing("no_plans", "%(year)s年还没有实施计划", year=year)
    kept = db.session.get(YearReport, (congress_id, year))
    if kept is not None:
        return Draft({key: kept.blocks.get(key, "") for key in BLOCKS}, kept.at, kept.actor)
    return Draft({**dict.fromkeys(BLOCKS, ""), "summary": _whole(rows, year, today)}, None)


def save(
    congress_id: int, year: int, blocks: Mapping[str, str], seen: datetime | None, actor: Actor, now: datetime
) -> None:
    """Keep the office's words.

    `seen` is the `Draft.seen` that the person had before the eyes. Raises `Outdated` when somebody has saved since,
    `Rejected` naming the field, `Missing` for a year without plans.
    """
    told = {key: clean(blocks.get(key, "")) for key in BLOCKS}
    if not plans.of_year(congress_id, year):
        raise Missing("no_plans", "%(year)s年还没有实施计划", year=year)
    with writing() as session:
        session.get_one(Congress, congress_id, with_for_update=True)
        kept = session.get(YearReport, (congress_id, year))
        # A second click writes what its first has written.
        if (kept.at if kept is not None else None) != seen and (kept is None or kept.blocks != told):
            raise Outdated("report_changed", "这份报告刚刚被他人修改过，请对照以后再保存")
        for key, text in told.items():
            if len(text) > MOST:
                raise Rejected("text_long", "最多 %(most)s 个字", field=key, most=MOST)
        if kept is None:
            kept = YearReport(congress_id=congress_id, year=year, at=now)
            session.add(kept)
        kept.blocks, kept.actor, kept.at = told, actor.name, now
        record(session, congress_id, actor, acts.YEAR_REPORT_WRITTEN, f"{year}年度报告", {}, now)


def paper(congress_id: int, year: int, config: Config, now: datetime) -> bytes:
    """The report with the figures of this moment, as PDF."""
    today = now.astimezone(CHINA).date()
    congress = db.session.get_one(Congress, congress_id)
    report = OfficeReport(
        issuer=congress.name.split("第")[0].removesuffix("人民代表大会") + "人民政府",
        title=f"关于{year}年民生实事项目实施情况的报告",
        date=today,
        addressee=f"{congress.name.split('第')[0].removesuffix('人民代表大会')}人民代表大会：",
        sections=sections(congress_id, year, draft(congress_id, year, today).blocks, today),
    )
    return office_report_pdf(report, fonts=config.fonts, papers=config.papers)


def sections(congress_id: int, year: int, blocks: Mapping[str, str], today: date) -> list[ReportSection]:
    """The parts of the report; those about nothing are left out."""
    rows = listing.rows(congress_id, today, year)
    found = [
        ReportSection(heading="总体情况", paragraphs=_lines(blocks.get("summary", "")), table=_states(rows)),
        ReportSection(heading="投资完成情况", paragraphs=[_money(rows)], table=_invested(rows)),
        ReportSection(heading="目标完成情况", paragraphs=[], table=_goals(rows)),
    ]
    if changed := _changed(rows):
        found.append(ReportSection(heading="调整情况", paragraphs=changed))
    if watched := _watched(congress_id, rows, year):
        found.append(ReportSection(heading="代表监督情况", paragraphs=watched))
    found += [
        ReportSection(heading=str(BLOCKS[key]), paragraphs=_lines(blocks[key]))
        for key in ("ways", "problems", "next")
        if blocks.get(key)
    ]
    return [one for one in found if one.paragraphs or (one.table and one.table.rows)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _whole(rows: Sequence[listing.Row], year: int, today: date) -> str:
    """What the figures say of the year, as the first words of the report."""
    told = listing.summary(rows)
    states = "、".join(f"{STATES[key]}{number}项" for key, number in told.states.items())
    money = f"年度计划投资{_amount(told.planned)}万元，累计完成{_amount(told.invested)}万元"
    share = "" if told.share is None else f"，占年度计划的{told.share:.1f}%"
    return f"{year}年民生实事项目共{told.plans}项，截至{chinese_date(today)}：{states}。{money}{share}。"


def _amount(value: object) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value is not None else "—"


def _states(rows: Sequence[listing.Row]) -> ReportTable:
    told = listing.summary(rows)
    lines = [(str(STATES[key]), f"{number}项") for key, number in told.states.items()]
    most = max(told.states.values(), default=1)
    return ReportTable(
        heads=("实施状态", "项目数"), rows=lines, lengths=[number / most for number in told.states.values()]
    )


def _money(rows: Sequence[listing.Row]) -> str:
    over = [row.plan.name for row in rows if (row.spent or 0) >= 100]
    less = [row.plan.name for row in rows if row.spent is not None and row.spent < 50]
    said = f"完成或者超过年度投资计划的{len(over)}项"
    return said + (f"，不足一半的{len(less)}项（{'、'.join(less)}）。" if less else "。")


def _invested(rows: Sequence[listing.Row]) -> ReportTable:
    """The year's money, planned and spent, project by project; those that were cancelled are not summed."""
    money = [
        (0.0, 0.0) if row.state.key == "cancelled" else (float(row.plan.investment_year or 0), float(row.plan.invested))
        for row in rows
    ]
    most = max((max(pair) for pair in money), default=0) or 1
    lines = [
        (f"{row.plan.no}．{row.plan.name}", "—", "—", "已取消")
        if row.state.key == "cancelled"
        else (
            f"{row.plan.no}．{row.plan.name}",
            _amount(row.plan.investment_year),
            _amount(row.plan.invested),
            "—" if row.spent is None else f"{row.spent}%",
        )
        for row in rows
    ]
    told = listing.summary(rows)
    share = "—" if told.share is None else f"{told.share:.1f}%"
    return ReportTable(
        heads=("项目", "计划（万元）", "完成（万元）", "占计划"),
        key="浅色为计划，深色为完成",
        summed=True,
        rows=[*lines, ("合计", _amount(told.planned), _amount(told.invested), share)],
        planned=[planned / most for planned, _done in money] + [0],
        lengths=[done / most for _planned, done in money] + [0],
    )


def _goals(rows: Sequence[listing.Row]) -> ReportTable:
    lines, reports = [], progress.of_plans([row.plan.id for row in rows])
    for row in rows:
        newest = next((one for one in reports[row.plan.id] if not one.returned), None)
        told = row.acceptance or newest
        done = list(told.done) if told is not None else []
        goals = row.plan.goals or [{"name": "", "quantity": "", "unit": ""}]
        for place, goal in enumerate(goals):
            reached = done[place] if place < len(done) and done[place] else ""
            lines.append(
                (
                    f"{row.plan.no}．{row.plan.name}" if place == 0 else "",
                    f"{goal['name']}{goal['quantity']}{goal['unit']}",
                    f"{reached}{goal['unit']}" if reached else f"进度{row.plan.percent}%",
                    row.plan.unit_name,
                    str(STATES[row.state.key]),
                )
            )
    return ReportTable(heads=("项目", "目标", "完成", "责任单位", "状态"), rows=lines, words=5)


def _changed(rows: Sequence[listing.Row]) -> list[str]:
    names = {row.plan.id: row.plan.name for row in rows}
    query = select(PlanChange).where(PlanChange.plan_id.in_(names), PlanChange.decision.in_(changes.PASSED))
    return [
        f"“{names[one.plan_id]}”：{_what(one)}，{_decided(one)}。理由：{one.reason.rstrip('。')}。"
        for one in db.session.scalars(query.order_by(PlanChange.id))
    ]


def _what(one: PlanChange) -> str:
    return f"替换为“{again(one.fields).name}”" if one.kind == "replace" else KIND_WORDS[one.kind]


def _decided(one: PlanChange) -> str:
    when = f"{chinese_date(one.decided_on)}" if one.decided_on else ""
    return f"{when}报{one.body}备案" if one.decision == "filed" else f"{when}经{one.body}批准"


def _watched(congress_id: int, rows: Sequence[listing.Row], year: int) -> list[str]:
    """What deputies did about the year's projects, and how they rated them."""
    ids = [row.plan.id for row in rows]
    seen = [one for one in inspections.of_congress(congress_id, 5000) if one.plan_id in ids]
    given = tasks.listed(congress_id, plan_ids=ids)
    closed = sum(one.closed_at is not None for one in given)
    told = []
    if seen:
        found = sum(one.verdict == "problem" for one in seen)
        told.append(f"代表开展视察、调研和日常监督{len(seen)}次，发现问题{found}个。")
    if given:
        told.append(f"交办督办事项{len(given)}件，已经销号{closed}件，正在办理{len(given) - closed}件。")
    newest = list(ratings.newest(congress_id, year).values())
    for title in dict.fromkeys(one.round.title for one in newest):
        grades = [one.grade for one in newest if one.round.title == title]
        sums = "、".join(f"{grade}{grades.count(grade)}项" for grade in dict.fromkeys(grades))
        told.append(f"{title}：{sums}。")
    return told
