"""What anybody may take along of the chosen projects: plans, states and reports, never personal data (开放数据)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from ..extensions import db
from .listing import Row
from .models import ProgressReport
from .ratings import Rating
from .states import STATES

COLUMNS = {
    "no": "序号",
    "name": "项目名称",
    "category": "类别",
    "place": "实施地点",
    "content": "主要内容",
    "unit": "责任单位",
    "starts_on": "开工日期",
    "ends_on": "完成时限",
    "investment_year": "年度投资（万元）",
    "percent": "进度（%）",
    "planned_percent": "计划进度（%）",
    "invested": "累计完成投资（万元）",
    "state": "状态",
    "why": "说明",
    "reported": "最近填报",
    "completed_on": "验收日期",
    "rating": "满意度测评",
}
"""Keys of the JSON and headings of the CSV; files speak Chinese in every language."""


def plans(rows: Sequence[Row], rated: Mapping[int, Rating]) -> list[dict[str, object]]:
    """A line for each project; `rated` is how each was rated last, by plan."""
    told = []
    for row in rows:
        plan = row.plan
        values = [
            plan.no,
            plan.name,
            plan.category,
            plan.place,
            plan.content,
            plan.unit_name,
            plan.starts_on.isoformat() if plan.starts_on else "",
            plan.ends_on.isoformat() if plan.ends_on else "",
            float(plan.investment_year) if plan.investment_year is not None else None,
            plan.percent,
            row.state.planned,
            float(plan.invested),
            str(STATES[row.state.key]),
            str(row.state.why),
            plan.reported,
            plan.completed_on.isoformat() if plan.completed_on else "",
            rated[plan.id].grade if plan.id in rated else "",
        ]
        told.append(dict(zip(COLUMNS, values, strict=True)))
    return told


def whole(rows: Sequence[Row], rated: Mapping[int, Rating]) -> list[dict[str, object]]:
    """As `plans`, with the goals and milestones of each, for the JSON."""
    told = plans(rows, rated)
    for line, row in zip(told, rows, strict=True):
        line["goals"] = [
            {"name": one["name"], "quantity": float(one["quantity"]), "unit": one["unit"]} for one in row.plan.goals
        ]
        line["milestones"] = [
            {
                "name": one.name,
                "due_on": one.due_on.isoformat(),
                "weight": one.weight,
                "reached_on": one.reached_on.isoformat() if one.reached_on else None,
            }
            for one in row.plan.milestones
        ]
    return told


def as_csv(found: Sequence[dict[str, object]]) -> bytes:
    """The lines as CSV with a mark that spreadsheets know; a cell that begins like a formula gets a quote before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    for line in found:
        writer.writerow([_plain(line[key]) for key in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def rated(rows: Sequence[Row], told: Mapping[int, Sequence[Rating]]) -> list[dict[str, object]]:
    """Every rating of these projects, with the figures of each grade."""
    numbers = {row.plan.id: row.plan.no for row in rows}
    return [
        {
            "no": numbers[one.plan_id],
            "name": one.name,
            "unit": one.unit,
            "on": one.on.isoformat(),
            "title": one.round.title,
            "round": one.round.uuid,
            "figures": dict(one.told),
            "valid": one.valid,
            "grade": one.grade,
        }
        for plan_id, listed in told.items()
        if plan_id in numbers
        for one in listed
    ]


def thought(rows: Sequence[Row], figures: Mapping[int, Mapping[str, int]]) -> list[dict[str, object]]:
    """How many of the public gave each grade to each project."""
    return [
        {"no": row.plan.no, "name": row.plan.name, **figures[row.plan.id]} for row in rows if row.plan.id in figures
    ]


def reports(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Every report of these projects: what the public reads of it, without difficulties and without names."""
    numbers = {row.plan.id: row.plan.no for row in rows}
    goals = {row.plan.id: [one["name"] for one in row.plan.goals] for row in rows}
    query = select(ProgressReport).where(ProgressReport.plan_id.in_(numbers), ProgressReport.returned == "")
    return [
        {
            "no": numbers[one.plan_id],
            "period": one.period,
            "percent": one.percent,
            "invested": float(one.invested),
            "done": [
                {"goal": name, "quantity": float(number)}
                for name, number in zip(goals[one.plan_id], one.done, strict=False)
                if number
            ],
            "text": one.text,
            "state": str(STATES[one.state]) if one.state else "",
        }
        for one in db.session.scalars(query.order_by(ProgressReport.plan_id, ProgressReport.period))
    ]
