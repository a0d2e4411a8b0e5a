"""The papers on what deputies do: the list of tasks (督办清单), records (履职登记表)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..collection.channels import OUTCOMES
from ..config import Config
from ..congress.models import Congress
from ..extensions import db
from ..implementation.change_papers import office_of
from ..printing.record import RecordPaper, record_pdf
from ..printing.table import Column, TablePaper, short_date, table_pdf
from ..times import CHINA, chinese_date
from . import inspections, record, tasks
from .models import Task

TASKS = (
    Column(head="序号", width=4, centred=True),
    Column(head="事项", width=27),
    Column(head="项目", width=14),
    Column(head="承办单位", width=10),
    Column(head="来源", width=7, centred=True),
    Column(head="交办日期", width=9, centred=True),
    Column(head="期限", width=9, centred=True),
    Column(head="状态", width=7, centred=True),
    Column(head="答复情况", width=20),
)
NOTE = "票决一栏只登记是否参加投票，不登记、也无从知道投了什么；全部使用纸质票的轮次不登记谁投了票。"


def task_list(congress_id: int, state: str, year: int | None, today: date, config: Config) -> bytes:
    """督办清单 of a year, or of all years: the tasks in a state as `tasks.wanted` has it."""
    every = [one for one in tasks.listed(congress_id) if year is None or tasks.year_of(one) == year]
    listed = tasks.wanted(every, state, today)
    what = "" if state == "all" else f"（{tasks.STATES.get(state, '未销号')}）"
    counts = {key: sum(tasks.state_of(one, today) == key for one in listed) for key in tasks.STATES}
    paper = TablePaper(
        issuer=office_of(db.session.get_one(Congress, congress_id)),
        parts=[f"{'' if year is None else f'{year}年'}民生实事项目", f"督办清单{what}"],
        day=today,
        figures=[
            ("事项", f"{len(listed)}件"),
            *((str(tasks.STATES[key]), f"{number}件") for key, number in counts.items() if number),
        ],
        columns=TASKS,
        rows=[_task(no, one, today) for no, one in enumerate(listed, start=1)],
        notes=[] if listed else ["没有督办事项。"],
    )
    return table_pdf(paper, fonts=config.fonts, papers=config.papers)


def _task(no: int, one: Task, today: date) -> list[str]:
    answers = [line for line in one.entries if line.act == "answered"]
    said = f"{short_date(answers[-1].at.astimezone(CHINA).date())}　{answers[-1].text}" if answers else "—"
    return [
        str(no),
        one.text,
        one.plan.name if one.plan is not None else "—",
        one.unit_name,
        str(tasks.ORIGINS.get(one.origin, "")),
        short_date(one.created_at.astimezone(CHINA).date()),
        short_date(one.due_on),
        str(tasks.STATES[tasks.state_of(one, today)]),
        said,
    ]


def _came(there: bool | None) -> str:
    return "进行中" if there is None else "出席" if there else "缺席"


def record_paper(congress_id: int, told: record.Record, today: date, config: Config) -> bytes:
    """One deputy's 履职登记表."""
    line, person = told.line, told.line.person
    day = chinese_date
    paper = RecordPaper(
        congress=db.session.get_one(Congress, congress_id).name,
        number=person.number,
        name=person.name,
        delegation=person.delegation,
        day=today,
        note=NOTE,
        figures=[
            ("出席会议", f"{line.present}/{line.meetings}"),
            ("参加票决", f"{line.voted}/{line.rounds}"),
            ("提出建议", f"{line.suggested}件"),
            ("接待群众", f"{line.received}次"),
            ("视察调研", f"{line.inspected}次"),
            ("其他履职", f"{line.others}次"),
        ],
        parts=[
            (
                "会议",
                [
                    (day(one.created_at.astimezone(CHINA).date()), one.name, _came(there))
                    for one, there in told.meetings
                ],
            ),
            (
                "票决",
                [
                    (
                        day(one.closed_at.astimezone(CHINA).date()) if one.closed_at else "",
                        one.title,
                        "已参加" if there else "未参加",
                    )
                    for one, there in told.rounds
                ],
            ),
            (
                "提出的建议",
                [
                    (day(one.received_on), one.title, str(OUTCOMES[one.outcome]) if one.outcome else "办理中")
                    for one in told.suggestions
                ],
            ),
            ("接待群众", [(day(one.held_on), one.title, one.place) for one in told.events]),
            (
                "视察调研",
                [(day(one.held_on), one.plan.name, str(inspections.KINDS[one.kind])) for one in told.inspections],
            ),
            ("其他履职", [(day(one.held_on), one.title, str(record.KINDS[one.kind])) for one in told.others]),
        ],
    )
    return record_pdf(paper, fonts=config.fonts, papers=config.papers)


def records_table(congress_id: int, lines: Sequence[record.Line], today: date, config: Config) -> bytes:
    """Everybody's figures as a list."""
    widths = (7, 9, 16, 8, 8, 8, 8, 8, 7, 7, 7, 7)
    columns = [
        Column(head=head, width=width, centred=True)
        for (head, _wide), width in zip(record.COLUMNS, widths, strict=True)
    ]
    paper = TablePaper(
        issuer=office_of(db.session.get_one(Congress, congress_id)),
        parts=["代表履职", "情况一览表"],
        day=today,
        columns=columns,
        rows=[[str(cell) for cell in one.row()] for one in lines],
        notes=[NOTE],
    )
    return table_pdf(paper, fonts=config.fonts, papers=config.papers)
