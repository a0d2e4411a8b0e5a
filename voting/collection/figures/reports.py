"""The report on a drive, in words and tables as `voting.printing` sets it (征集情况报告)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from ...config import Config
from ...printing.office_report import OfficeReport, ReportSection, ReportTable, office_report_pdf
from ...times import CHINA, chinese_date
from ..channels import CHANNELS, OUTCOMES
from ..models import Drive
from . import opendata, statistics
from .statistics import Line, Statistics

MOST_SHARED = 10
"""Suggestions that the report names as shared by many."""


def report(drive: Drive, config: Config, now: datetime) -> bytes:
    """The report with the figures of this moment, as PDF."""
    today = now.astimezone(CHINA).date()
    paper = OfficeReport(
        issuer=drive.issuer,
        title=f"{drive.year}年度民生实事项目建议征集情况报告",
        date=today,
        sections=sections(drive, statistics.of_drive(drive, today), opendata.released(drive), today),
    )
    return office_report_pdf(paper, fonts=config.fonts, papers=config.papers)


def sections(drive: Drive, told: Statistics, released: Sequence[dict[str, object]], today: date) -> list[ReportSection]:
    """The parts of the report; those about nothing are left out."""
    found = [ReportSection(heading="基本情况", paragraphs=_whole(drive, told, today))]
    if not told.total.voices:
        return found
    for heading, column, lines, name in (
        ("来源渠道", "渠道", told.channels, lambda key: str(CHANNELS[key])),
        ("建议类别", "类别", told.categories, lambda key: key or "未分类"),
        ("镇街分布", "镇街", told.places, lambda key: key or "未注明镇街"),
    ):
        paragraphs = [_ranked(lines, name, told.total.voices)]
        found.append(
            ReportSection(heading=heading, paragraphs=paragraphs, table=_bars(column, lines, name, told.total.voices))
        )
    found.append(
        ReportSection(heading="收件进度", paragraphs=[], table=_bars("周", told.weeks, week, told.total.voices))
    )
    found.append(ReportSection(heading="办理情况", paragraphs=_handled(told), table=_outcomes(told)))
    shared = sorted(released, key=_weight, reverse=True)[:MOST_SHARED]
    if shared := [row for row in shared if _weight(row) > 1]:
        rows = [
            (
                f"第{row['no']}号　{row['title']}",
                str(row["voices"]),
                str(row["supports"]),
                str(row["outcome"] or "办理中"),
            )
            for row in shared
        ]
        table = ReportTable(heads=("建议", "同类", "附议", "办理结果"), rows=rows)
        found.append(ReportSection(heading="反映集中的建议", paragraphs=[], table=table))
    return found


def week(key: str) -> str:
    """A week by its first and last day."""
    first = date.fromisoformat(key)
    last = first + timedelta(days=6)
    return f"{first.month}月{first.day}日—{last.month}月{last.day}日"


def share(part: int, whole: int) -> str:
    """A percentage with one decimal."""
    return f"{part * 100 / whole:.1f}%" if whole else "—"


def _whole(drive: Drive, told: Statistics, today: date) -> list[str]:
    first, last = (one.astimezone(CHINA).date() for one in (drive.opens_at, drive.closes_at))
    period = f"{chinese_date(first)}至{chinese_date(last)}"
    if not told.total.voices:
        return [f"征集时间为{period}。截至{chinese_date(today)}，没有收到建议。"]
    said = [
        f"征集时间为{period}。截至{chinese_date(today)}，通过{len(told.channels)}种渠道收到建议{told.total.voices}条，"
        f"合并同类建议后为{told.total.heads}件；另有无效信息{told.figures.spam}条、撤回{told.figures.withdrawn}条，不计入。"
    ]
    if told.stations or told.events:
        said.append(
            f"{told.stations}个代表联络站参与征集，举办代表接待日、院坝会等活动{told.events}场，接待群众{told.received}人次。"
        )
    if told.total.supports:
        said.append(f"公开的建议获得附议{told.total.supports}次。")
    return said


def _ranked(lines: Sequence[Line], name: Callable[[str], str], whole: int) -> str:
    first, *rest = [
        f"{name(line.key)}{line.voices}条，占{share(line.voices, whole)}" for line in lines if line.key
    ] or [f"均未注明，共{whole}条"]
    following = f"；其次为{'；'.join(rest[:2])}" if rest else ""
    return f"{first}{following}。"


def _handled(told: Statistics) -> list[str]:
    parts = "，".join(f"{OUTCOMES[key]}{count}条" for key, count in told.total.outcomes.items())
    said = [
        f"已答复{told.answered}条，占{share(told.answered, told.total.voices)}，其中{parts}；未答复{told.total.open}条"
        f"{f'，超期{told.figures.overdue}件' if told.figures.overdue else ''}。"
    ]
    rated = sum(told.ratings.values())
    if rated:
        pleased = told.ratings["satisfied"] + told.ratings["basic"]
        said.append(
            f"提出人评价{rated}条，满意{told.ratings['satisfied']}条，基本满意{told.ratings['basic']}条，"
            f"不满意{told.ratings['dissatisfied']}条，满意和基本满意占{share(pleased, rated)}。"
        )
    return said


def _outcomes(told: Statistics) -> ReportTable:
    pairs = [(str(word), told.total.outcomes[key], told.matters[key]) for key, word in OUTCOMES.items()]
    pairs += [("未答复", told.total.open, told.matters[""])]
    rows = [(word, str(voices), share(voices, told.total.voices), str(heads)) for word, voices, heads in pairs]
    rows.append(("合计", str(told.total.voices), "100.0%", str(told.total.heads)))
    lengths = [voices / told.total.voices for _, voices, _ in pairs]
    return ReportTable(heads=("办理结果", "建议（条）", "占比", "事项（件）"), rows=rows, lengths=[*lengths, 0])


def _bars(column: str, lines: Sequence[Line], name: Callable[[str], str], whole: int) -> ReportTable:
    most = max(line.voices for line in lines) or 1
    return ReportTable(
        heads=(column, "建议（条）", "占比"),
        rows=[(name(line.key), str(line.voices), share(line.voices, whole)) for line in lines],
        lengths=[line.voices / most for line in lines],
    )


def _weight(row: dict[str, object]) -> int:
    return int(str(row["voices"])) + int(str(row["supports"]))
