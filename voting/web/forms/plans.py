"""A plan from its first draft to its acceptance: written, approved, changed, imported, accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import wtforms
from flask_login import current_user

from ...congress import units
from ...edit_conflict import Outdated
from ...errors import DomainError, Faulty, Missing, Rejected
from ...implementation import changes, completion, reading
from ...implementation.completion import Accepted
from ...implementation.fields import DAYS, LABELS, NUMBERS, TEXTS, Fields, amount, of_plan
from ...implementation.models import Plan, PlanChange
from ...implementation.reading import Faults
from ...implementation.versions import Ruling
from ...sentences import Sentence
from ..context import today
from ..values import FIRST_YEAR, LAST_YEAR, whole, wholes
from .base import UNREADABLE, EditForm, Form
from .choices import Checks, Choice, Radio, Record
from .fields import Day, Field, Hidden, HiddenNumber, LongText, Text, Upload, Whole
from .photos import PhotoForm, Photos
from .rows import Table
from .uploads import UploadForm

MORE = 2
"""Rows that the button adds."""


class Number(Text):
    """The text of a number, read by the domain."""

    inputmode = "decimal"


class Count(Text):
    """The text of a whole number, read by the domain."""

    inputmode = "numeric"


class DayText(Text):
    """The text of a day, read by the domain."""

    type = "date"


class MilestoneRow(wtforms.Form):
    """A milestone of a plan."""

    milestone = Text(Sentence("节点"), required=False)
    due = DayText(Sentence("完成日期"), required=False)
    weight = Count(Sentence("权重"), required=False)


class GoalRow(wtforms.Form):
    """Something that can be counted at the end."""

    goal = Text(Sentence("目标"), required=False)
    quantity = Number(Sentence("数量"), required=False)
    goal_unit = Text(Sentence("计量单位"), required=False)


class YearRow(wtforms.Form):
    """What a year costs."""

    year = Count(Sentence("年份"), required=False)
    year_amount = Number(Sentence("金额"), required=False)


class PlanForm(Form):
    """A plan as office and unit write it.

    Its texts are read by `implementation.reading`, as the spreadsheet's are: nothing here reads them a second time.
    `more` and `drop` are the buttons that add rows of a kind or take one away, without a script.
    """

    edits = HiddenNumber()
    name = Text(LABELS["name"], required=False)
    content = LongText(LABELS["content"], Sentence("今年建设什么、多少"), rows=5)
    category = Text(LABELS["category"], required=False)
    place = Text(LABELS["place"], required=False)
    latitude = Number(Sentence("纬度"), Sentence("选填，如 29.7067"), required=False)
    longitude = Number(Sentence("经度"), Sentence("选填，如 105.7218"), required=False)
    investment_total = Number(LABELS["investment_total"], required=False)
    year = Table(YearRow, reading.YEARS, 2)
    unit_id = Record(
        Sentence("填报单位"),
        lambda: units.of_congress(current_user.congress_id, active=True),
        Sentence("由它的账号填报进展"),
        empty=Sentence("请选择"),
        required=False,
    )
    unit_name = Text(LABELS["unit_name"], Sentence("按公布的写法"), required=False)
    responsible = Text(LABELS["responsible"], Sentence("姓名和职务"), required=False)
    leader = Text(LABELS["leader"], Sentence("政府分管领导的姓名和职务"), required=False)
    other_units = Text(LABELS["other_units"], Sentence("选填"), required=False)
    contact = Text(LABELS["contact"], Sentence("只填办公电话；会公开"), required=False)
    starts_on = DayText(LABELS["starts_on"], required=False)
    ends_on = DayText(LABELS["ends_on"], required=False)
    milestone = Table(MilestoneRow, reading.MILESTONES, 4)
    goal = Table(GoalRow, reading.GOALS, 2)
    weights = Hidden()
    """No input: where it is said that the milestones do not add up."""
    reason = LongText(Sentence("更正说明"), rows=2)
    more = Hidden()
    drop = Hidden()
    outdated = False
    theirs: list[tuple[Sentence, str, str]] = []
    """Label, saved and typed text of what differs, where somebody has saved meanwhile."""

    @classmethod
    def of(cls, plan: Plan, fields: Fields, **more: Any) -> Self:
        """The form of this request, which begins with these fields."""
        return cls.asked(edits=plan.edits, **began(fields, plan.year), **more)

    def readable(self) -> bool:
        """Whether it is to be saved: not when a button asked for rows alone."""
        kind, _dash, row = (self.drop.data or self.more.data or "").partition("-")
        table = self._fields.get(kind)
        if isinstance(table, Table):
            table.drop(whole(row, -1)) if self.drop.data else table.more(MORE)
        return not (self.more.data or self.drop.data) and super().readable()

    def refuse(self, error: DomainError) -> None:
        """Put the error where it belongs; one that says that somebody has saved meanwhile is remembered."""
        super().refuse(error)
        self.outdated = isinstance(error, Outdated)

    def texts(self) -> dict[str, str]:
        """What stands in the fields, by their names; of a form that was sent, in those that came."""
        rows = (row for table in (self.year, self.milestone, self.goal) for row in table.entries)
        listed = (field for part in (self, *rows) for field in part if isinstance(field, Field))
        # Empty rows that the page shows beside what was sent did not come, and say nothing.
        sent = self.edits.raw_data is not None
        return {field.name: field.text for field in listed if field.raw_data or not sent}

    def read(self, plan: Plan, unit_id: int | None = None) -> tuple[Fields, Faults]:
        """The plan that was sent, and what is wrong with it; `unit_id`: that of the unit that writes."""
        return reading.read(_of_unit(self.texts(), unit_id), plan.year)

    def fields(self, plan: Plan, unit_id: int | None = None) -> Fields:
        """The plan that was sent; raises `Faulty` with what is wrong or lacking, one thing of a row at a time."""
        fields, faults = self.read(plan, unit_id)
        named = {key.split("-")[0] for key, _sentence in faults}
        wanted = [pair for pair in reading.lacking(fields) if pair[0].split("-")[0] not in named]
        # A row that cannot be understood is missing in what was read.
        rows = {"milestone", "due", "weight", "weights"}
        faults += [one for one in wanted if not (one[0].split("-")[0] in rows and named & rows)]
        if faults:
            raise Faulty("plan_faulty", faults)
        return fields


def began(fields: Fields, year: int) -> dict[str, Any]:
    """The values with which a form of a plan begins."""
    made: dict[str, Any] = {key: getattr(fields, key) for key in (*TEXTS, *DAYS, "unit_id")}
    made |= {key: amount(getattr(fields, key)) for key in NUMBERS}
    yearly = fields.yearly or ((year, fields.investment_year),)
    return {
        **made,
        "milestone": [{"milestone": one.name, "due": one.due_on, "weight": one.weight} for one in fields.milestones],
        "goal": [{"goal": one.name, "quantity": amount(one.quantity), "goal_unit": one.unit} for one in fields.goals],
        "year": [{"year": one, "year_amount": amount(value)} for one, value in yearly],
    }


def texts_of(fields: Fields, year: int) -> dict[str, str]:
    """A plan as the texts of its form, the investment of the year among them."""
    return {"investment_year": amount(fields.investment_year)} | PlanForm(data=began(fields, year)).texts()


def _of_unit(texts: dict[str, str], unit_id: int | None) -> dict[str, str]:
    return texts if unit_id is None else {**texts, "unit_id": str(unit_id)}


class ChangeForm(PlanForm):
    """A request to change a plan: only what its kind may alter, and why."""

    kind = Hidden()
    reason = LongText(Sentence("调整的理由"), Sentence("批准后随公告公开"), rows=4)

    def wanted(self, plan: Plan, unit_id: int | None = None) -> Fields | None:
        """The plan as it should be, None to cancel it; raises `Faulty`."""
        if self.kind.data == "cancel":
            return None
        texts = _of_unit(self.texts(), unit_id)
        if self.kind.data != "replace":
            texts = texts_of(of_plan(plan), plan.year) | texts
        if not any(texts.get(f"year_amount-{row}", "").strip() for row in range(reading.YEARS)):
            texts.pop("investment_year", None)
        fields, faults = reading.read(texts, plan.year)
        if faults := faults or reading.lacking(fields):
            raise Faulty("plan_faulty", faults)
        return fields


class RulingForm(Form):
    """Which body decided, on which day, by which document."""

    body = Text(Sentence("批准机关"), Sentence("如 区人民政府常务会议"))
    decided_on = Day(Sentence("日期"), default=today, strict=False)
    document = Text(Sentence("文件名称或者文号"), required=False)

    @property
    def ruling(self) -> Ruling:
        """The act; raises `Rejected` for what is no day."""
        if self.decided_on.data is None:
            raise Rejected("date_wrong", "请填写日期，如 2026-11-05", field="decided_on")
        return Ruling(self.decided_on.data, self.body.data, self.document.data)


class ApproveForm(RulingForm):
    """The act that approves the version of a plan that the person had before the eyes."""

    version = HiddenNumber()
    edits = HiddenNumber()


class ApproveAllForm(RulingForm):
    """One act for several plans: each box says plan, version and state of the plan."""

    chosen = Checks(Sentence("同一次会议或者同一份文件批准的计划"), ())

    @property
    def seen(self) -> list[tuple[int, int, int]]:
        """Plan, version and state of each that is ticked; raises `Missing`."""
        listed = [wholes(text.split("-")) for text in self.chosen.data]
        if any(len(one) != 3 for one in listed):
            raise Missing(*Plan.absent)
        return [(plan, version, edits) for plan, version, edits in listed]


class ReturnForm(Form):
    """Why a version goes back to its unit."""

    version = HiddenNumber()
    edits = HiddenNumber()
    returned = LongText(Sentence("退回的原因"), rows=2)


class RevokeForm(Form):
    """Why an acceptance is struck."""

    revoked = LongText(Sentence("撤销的原因"), rows=2)


class OpinionForm(EditForm):
    """What government or office thinks of a request."""

    opinion = LongText(Sentence("政府或者人大有关机构的意见"), rows=4)


class DecideForm(RulingForm):
    """What was decided on a request; `of` says what may be, and who decides."""

    decision = Choice(
        Sentence("决定"),
        {key: word for key, word in changes.DECISIONS.items() if key != "withdrawn"},
        usual="approved",
        strict=False,
    )
    note = LongText(Sentence("说明"), rows=2)

    def of(self, change: PlanChange) -> Self:
        """The form itself, for one request."""
        filed = change.rule == "filed"
        self.decision.pairs = [one for one in self.decision.pairs if (one[0] == "filed") == filed]
        self.body.label.text = Sentence("备案机关") if filed else Sentence("决定机关")
        self.body.description = Sentence("如 人大常委会") if filed else Sentence("写明第几次会议")
        return self


class PlanYearForm(Form):
    """The year to which the projects of a vote belong."""

    year = Whole(Sentence("年度"), Sentence("这些项目在哪一年实施"), strict=False)


class PlanSheetForm(UploadForm, RulingForm):
    """A year's plans as a spreadsheet, and the act that approved them before this system, if there was one."""

    file = Upload(Sentence("计划文件（XLSX 或 CSV）"), Sentence("最大 8 MB；第一行是列名"))
    year = Whole(Sentence("年度"), low=FIRST_YEAR, high=LAST_YEAR, strict=False)
    seen = Hidden()
    approved = Radio(
        Sentence("这些计划的状态"),
        {
            "0": Sentence("等待批准：内容齐备的作为待批准的计划，不齐的由责任单位补充"),
            "1": Sentence("使用本系统以前已经批准：导入后立即有效并公开，所有项目内容都须齐备"),
        },
        usual="0",
        strict=False,
    )
    body = Text(Sentence("批准机关"), required=False)
    decided_on = Day(Sentence("批准日期"), required=False, strict=False)


class AcceptanceForm(PhotoForm):
    """The record of an acceptance; its texts are read by `implementation.completion`.

    `done-0`, `done-1` … are the final quantities of the plan's goals.
    """

    edits = HiddenNumber()
    accepted_on = DayText(Sentence("验收日期"))
    result = Choice(Sentence("验收结果"), completion.RESULTS, empty=Sentence("请选择"), required=False)
    body = Text(Sentence("验收机关"), Sentence("组织验收的部门或者验收组"))
    text = LongText(Sentence("验收意见"), Sentence("没有全部完成的，写明情况和原因"), rows=5)
    document = Text(Sentence("文件名称或者文号"), required=False)
    invested = Number(Sentence("最终投资（万元）"))
    files = Photos(
        Sentence("验收报告、照片"),
        completion.MAX_FILES,
        "application/pdf,image/*",
        Sentence("PDF 或者图片，每个不超过 20 MB，最多 %(n)s 个", n=completion.MAX_FILES),
    )

    @classmethod
    def of(cls, plan: Plan, done: Sequence[str]) -> Self:
        """The form of this request; `done`: what the unit reported last of each goal."""
        reached = {f"done-{row}": value for row, value in enumerate(done)}
        money = amount(plan.invested) if plan.invested else ""
        form = cls.asked(edits=plan.edits, accepted_on=today(), invested=money, **reached)
        form.invested.description = Sentence("年度计划 %(m)s 万元", m=amount(plan.investment_year) or "—")
        for row, goal in enumerate(plan.goals):
            field = form[f"done-{row}"]
            field.label.text = Sentence("%(name)s（%(unit)s）", name=goal["name"], unit=goal["unit"])
            field.description = Sentence("计划 %(m)s %(unit)s", m=goal["quantity"], unit=goal["unit"])
        return form

    def readable(self) -> bool:
        """Whether the files could be read."""
        fine = super().readable()
        self.status = self.status if fine else UNREADABLE
        return fine

    def accepted(self, plan: Plan) -> Accepted:
        """The record; raises `Faulty`."""
        said, faults = completion.read({one.name: one.text for one in self if isinstance(one, Field)}, plan, today())
        if faults:
            raise Faulty("acceptance_faulty", faults)
        return said


for _row in range(reading.GOALS):
    setattr(AcceptanceForm, f"done-{_row}", Number(Sentence("数量")))
