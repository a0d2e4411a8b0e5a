"""A year's plans as a spreadsheet: handed out, filled in, looked through row by row, taken over (计划导入).

It serves two cases: plans drawn up from a vote are filled in; and a year that was decided before this system gets its
projects and plans from the file alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from ..congress.models import Congress
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..projects.models import Project
from ..sentences import Sentence
from ..tables import RowError, read_table, write_table
from ..texts import fold
from . import plans, reading, versions
from .fields import LABELS, Fields, again, amount
from .models import Plan
from .versions import Ruling

MAX_ROWS = 200
COLUMNS = {
    "?no": ("序号", "编号"),
    "name": ("项目名称", "名称", "项目"),
    "?category": ("类别",),
    "?place": ("实施地点", "地点", "建设地点"),
    "?content": ("主要内容", "建设内容", "内容"),
    "unit_name": ("责任单位", "牵头单位", "单位"),
    "?other_units": ("配合单位",),
    "?responsible": ("责任人",),
    "?leader": ("督办领导", "分管领导"),
    "?contact": ("联系人和电话", "联系人"),
    "?starts_on": ("开工日期", "开工时间"),
    "?ends_on": ("完成时限", "完成时间"),
    "?investment_total": ("总投资（万元）", "总投资(万元)", "总投资"),
    "?investment_year": ("年度投资（万元）", "年度投资(万元)", "年度投资"),
    "?yearly": ("分年投资",),
    "?goals": ("年度目标", "目标"),
    "?milestones": ("节点安排", "节点"),
}
EXAMPLE = "（示例，请删去）"
WIDTHS = (6, 30, 12, 18, 40, 20, 20, 18, 18, 24, 13, 13, 16, 18, 22, 30, 44)
_SPLIT = re.compile(r"[\n；;]+")
_PIECE = re.compile(r"[\s，,、|/]+")


@dataclass(frozen=True)
class Row:
    """A row of the file; `plan_id`: the draft that it fills in, None for a new project, and its state (`edits`)."""

    row: int
    plan_id: int | None
    fields: Fields
    lacking: Sequence[Sentence]
    edits: int | None = None


@dataclass
class Preview:
    """What a file holds, and what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    @property
    def ready(self) -> int:
        """Rows that lack nothing."""
        return sum(not one.lacking for one in self.rows)


def template(congress_id: int, year: int) -> bytes:
    """The spreadsheet with the year's plans as they are; with an example row when there are none."""
    columns = [(headings[0], width) for headings, width in zip(COLUMNS.values(), WIDTHS, strict=True)]
    listed = plans.of_year(congress_id, year)
    found = [_cells(one.no, fields) for one, fields in zip(listed, versions.shown_of(listed), strict=True)]
    return write_table(f"{year}年实施计划", columns, found or [_example(year)])


def _cells(no: int, fields: Fields) -> list[object]:
    days = {key: value.isoformat() if (value := getattr(fields, key)) else "" for key in ("starts_on", "ends_on")}
    rows = {
        "yearly": "\n".join(f"{year} {amount(value)}" for year, value in fields.yearly),
        "goals": "\n".join(f"{one.name} {amount(one.quantity)} {one.unit}" for one in fields.goals),
        "milestones": "\n".join(f"{one.name} {one.due_on.isoformat()} {one.weight}" for one in fields.milestones),
    }
    money = {key: getattr(fields, key) for key in ("investment_total", "investment_year")}
    known: dict[str, object] = {**days, **rows, **money, "no": no}
    keys = [name.lstrip("?") for name in COLUMNS]
    return [known[key] if key in known else getattr(fields, key) for key in keys]


def _example(year: int) -> list[object]:
    return [
        1,
        f"{EXAMPLE}新建农村公路30公里",
        "交通出行",
        "宝顶镇",
        "新建、改建农村公路30公里，配套安全设施。",
        "区交通运输局",
        "宝顶镇",
        "局长 某某",
        "副区长 某某",
        "公路科 办公电话",
        f"{year}-03-01",
        f"{year}-11-30",
        1200,
        800,
        f"{year} 800\n{year + 1} 400",
        "新建农村公路 30 公里\n安装护栏 5 公里",
        f"完成招标 {year}-04-30 20\n路基完工 {year}-08-31 40\n竣工验收 {year}-11-30 40",
    ]


def read(congress_id: int, year: int, content: bytes, filename: str) -> Preview:
    """Look a file through; raises `Rejected` or `TooLarge` when the file itself is unusable."""
    preview, seen = Preview(), dict[str, int]()
    drafts = {fold(one.name): one for one in plans.of_year(congress_id, year)}
    by_no = {str(one.no): one for one in drafts.values()}
    for row, cells in read_table(content, filename, COLUMNS, MAX_ROWS).rows:
        found = drafts.get(fold(cells["name"])) or (by_no.get(cells.get("no", "")) if not cells["name"] else None)
        faults = [RowError(row, sentence) for sentence in _shape(cells)]
        fields, told = reading.read(_spread(cells), year)
        faults += [RowError(row, sentence) for _key, sentence in told]
        if fields.name.startswith(EXAMPLE):
            faults.append(RowError(row, Sentence("请删去示例行")))
        if not fields.name:
            faults.append(RowError(row, Sentence("请填写%(title)s", title=LABELS["name"])))
        unit = plans.match(db.session(), congress_id, fields.unit_name) if fields.unit_name else None
        if unit is None:
            says = Sentence("责任单位“%(name)s”不在单位名单里，请先登记单位", name=fields.unit_name)
            faults.append(RowError(row, says))
        if found is not None and found.version:
            faults.append(RowError(row, Sentence("“%(name)s”的计划已经批准，修改请提出调整申请", name=found.name)))
        first = seen.setdefault(fold(fields.name), row)
        if first != row:
            faults.append(RowError(row, Sentence("项目名称与第 %(row)s 行相同", row=first)))
        preview.errors += faults
        fields = replace(fields, unit_id=unit.id if unit is not None else None)
        if found is not None:
            fields = _upon(versions.shown(found), fields, cells)
            waits = versions.pending(found.id)
            if waits is not None and again(waits.fields) != fields:
                says = Sentence("“%(name)s”有一版计划等待批准，请先批准或者退回", name=found.name)
                preview.errors.append(RowError(row, says))
        wants = [sentence for _key, sentence in reading.lacking(fields)]
        own = (found.id, found.edits) if found is not None else (None, None)
        preview.rows.append(Row(row, own[0], fields, wants, own[1]))
    return preview


def _upon(there: Fields, told: Fields, cells: Mapping[str, str]) -> Fields:
    """The fields of a row upon those that are there: a column that the file has not leaves what is there."""
    absent = [key for key in (name.lstrip("?") for name in COLUMNS) if key != "no" and key not in cells]
    kept = {key: getattr(there, key) for key in (*absent, "latitude", "longitude")}
    return replace(told, **kept)


def _lines(text: str) -> list[str]:
    return [one.strip() for one in _SPLIT.split(text) if one.strip()]


def _shape(cells: Mapping[str, str]) -> list[Sentence]:
    """Lines that do not have their parts."""
    says = []
    limits = {"milestones": (3, reading.MILESTONES), "goals": (3, reading.GOALS), "yearly": (2, reading.YEARS)}
    for key, (parts, most) in limits.items():
        lines = _lines(cells.get(key, ""))
        if len(lines) > most:
            says.append(Sentence("%(title)s最多 %(most)s 行", title=LABELS[key], most=most))
        says += [
            Sentence("%(title)s“%(line)s”写法不对，请按空表的示例填写", title=LABELS[key], line=line[:40])
            for line in lines
            if len(_pieces(line, parts)) < parts
        ]
    return says


def _pieces(line: str, parts: int) -> list[str]:
    """Name and values of a line; the name may hold spaces, so it is what stands before the last ones."""
    pieces = [one for one in _PIECE.split(line) if one] if parts == 2 else line.split()
    if parts == 3 and len(pieces) < 3:
        pieces = [one for one in re.split(r"[\s，,|]+", line) if one]
    return [" ".join(pieces[: 1 - parts]), *pieces[1 - parts :]] if len(pieces) >= parts else pieces


def _spread(cells: Mapping[str, str]) -> dict[str, str]:
    """A row's cells as the fields of the form."""
    made = {key: value for key, value in cells.items() if key not in ("no", "yearly", "goals", "milestones")}
    for key, names in (
        ("milestones", ("milestone", "due", "weight")),
        ("goals", ("goal", "quantity", "goal_unit")),
        ("yearly", ("year", "year_amount")),
    ):
        lines = [_pieces(line, len(names)) for line in _lines(cells.get(key, ""))]
        for row, pieces in enumerate(one for one in lines if len(one) == len(names)):
            made |= {f"{name}-{row}": piece for name, piece in zip(names, pieces, strict=True)}
    return made


def take(
    congress_id: int, year: int, rows: Sequence[Row], ruling: Ruling | None, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Take the rows over: drafts are filled in, the others become projects with plans; returns new and filled-in ones.

    A row that lacks nothing is put forward for approval; with `ruling` (the plans were approved before) it is in force
    at once, and a row that lacks something is refused. A second click finds the projects there: `Conflict`.
    """
    ruling = ruling.checked(now) if ruling is not None else None
    if not 2000 <= year <= 2100:
        raise Rejected("year_wrong", "请填写四位数的年份", field="year")
    with writing() as session:
        session.get_one(Congress, congress_id, with_for_update=True)
        there = {fold(one.name) for one in plans.of_year(congress_id, year)}
        new = 0
        for one in rows:
            plan = plans.locked(session, congress_id, one.plan_id, one.edits) if one.plan_id is not None else None
            if plan is None and fold(one.fields.name) in there:
                raise Conflict("plan_exists", "“%(name)s”已经有计划，可能刚刚导入过", name=one.fields.name)
            if plan is not None and plan.version:
                raise Conflict("plan_approved", "计划已经批准，修改请提出调整申请")
            if plan is None:
                plan, new = _begin(session, congress_id, year, one.fields, now), new + 1
            _put(session, plan, one, ruling, actor, now)
        name = session.get_one(Congress, congress_id).name
        details = {"year": year, "new": new, "filled": len(rows) - new, "body": ruling.body if ruling else ""}
        record(session, congress_id, actor, acts.PLANS_IMPORTED, name, details, now)
    return new, len(rows) - new


def _begin(session: Session, congress_id: int, year: int, fields: Fields, now: datetime) -> Plan:
    project = Project(
        congress_id=congress_id,
        name=fields.name,
        content=fields.content,
        place=fields.place,
        category=fields.category,
        unit=fields.unit_name,
        unit_id=fields.unit_id,
        created_at=now,
        investment_total=fields.investment_total,
        investment_year=fields.investment_year,
    )
    session.add(project)
    session.flush()
    plan = plans.of_project(session, project, year, plans.next_no(session, congress_id, year), now)
    session.flush()
    return plan


def _put(session: Session, plan: Plan, one: Row, ruling: Ruling | None, actor: Actor, now: datetime) -> None:
    if ruling is not None:
        for sentence in one.lacking:
            raise Rejected("row_incomplete", "第 %(row)s 行：%(says)s", row=one.row, says=sentence, field="file")
        versions.decided(session, plan, one.fields, "", ruling, actor, now)
    elif one.lacking:
        versions.fill(session, plan, one.fields)
        plan.edits += 1
    else:
        versions.put(session, plan, one.fields, actor, now)
