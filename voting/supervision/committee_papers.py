"""The papers of the standing committee's meetings: the summary of an inquiry, an opinion with its handling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ..config import Config
from ..congress.models import Congress, Unit
from ..extensions import db
from ..implementation.change_papers import office_of
from ..implementation.models import Plan
from ..printing.office_report import OfficeReport, ReportSection, ReportTable, office_report_pdf
from ..printing.table import short_date
from ..times import CHINA, chinese_date, chinese_number
from . import inquiries, opinions, tasks
from .models import CommitteeOpinion, Inquiry, Question, Task


def inquiry(found: Inquiry, config: Config, now: datetime) -> bytes:
    """专题询问情况汇总: what was asked, what was answered, what follows."""
    today = now.astimezone(CHINA).date()
    body = f"{found.body}于" if found.body else ""
    opening = f"{body}{chinese_date(found.held_on)}开展专题询问，共提出{len(found.questions)}个问题。"
    following = inquiries.following(found)
    sections = [
        ReportSection(heading="基本情况", paragraphs=[opening, *_lines(found.note)]),
        ReportSection(heading="询问和答复", paragraphs=[line for one in found.questions for line in _question(one)]),
    ]
    given = [(one, task) for one in found.questions for task in following.get(one.id, [])]
    if given:
        rows = [(f"问题{one.no}：{task.text}", *_handled(task, today)) for one, task in given]
        sections.append(ReportSection(heading="跟踪办理", paragraphs=[], table=_table("事项", rows)))
    return _paper(found.congress_id, f"“{found.title}”专题询问情况汇总", sections, today, config)


def _question(one: Question) -> list[str]:
    unit = db.session.get(Unit, one.unit_id) if one.unit_id is not None else None
    plan = db.session.get(Plan, one.plan_id) if one.plan_id is not None else None
    about = f"（{plan.name}）" if plan is not None else ""
    who = inquiries.answered_by(one, unit.name if unit else "")
    answered = f"{who}答：{one.answer}" if one.answer else "尚未答复。"
    return [f"（{chinese_number(one.no)}）{one.asked_by}问{about}：{one.text}", answered]


def opinion(found: CommitteeOpinion, config: Config, now: datetime) -> bytes:
    """审议意见, with how it is handled."""
    today = now.astimezone(CHINA).date()
    given = opinions.handling([found.id])[found.id]
    document = f"（{found.document}）" if found.document else ""
    opening = f"{found.body or '常委会'}于{chinese_date(found.adopted_on)}审议，提出以下意见{document}。"
    sections = [ReportSection(heading="审议意见", paragraphs=[opening, *_lines(found.text)])]
    if given:
        rows = [(task.text, *_handled(task, today)) for task in given]
        said = f"办理情况：{opinions.STATES[opinions.state_of(given)]}。"
        sections.append(ReportSection(heading="办理情况", paragraphs=[said], table=_table("要求", rows)))
    return _paper(found.congress_id, found.title, sections, today, config)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _handled(task: Task, today: date) -> tuple[str, str, str, str]:
    """Unit, deadline, how it stands, and the last answer."""
    answers = [line.text for line in task.entries if line.act == "answered"]
    return (
        task.unit_name,
        short_date(task.due_on),
        str(tasks.STATES[tasks.state_of(task, today)]),
        answers[-1] if answers else "—",
    )


def _table(head: str, rows: Sequence[Sequence[str]]) -> ReportTable:
    heads = (head, "承办单位", "期限", "状态", "答复")
    return ReportTable(heads=heads, rows=rows, words=len(heads), widths=(29, 16, 16, 11, 28))


def _paper(congress_id: int, title: str, sections: Sequence[ReportSection], today: date, config: Config) -> bytes:
    report = OfficeReport(
        issuer=office_of(db.session.get_one(Congress, congress_id)), title=title, sections=sections, date=today
    )
    return office_report_pdf(report, fonts=config.fonts, papers=config.papers)
