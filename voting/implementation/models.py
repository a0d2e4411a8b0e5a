"""A chosen project's plan (实施计划): versions, milestones, reports, changes, acceptance, what the public thinks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Unit
from ..extensions import Base, UTCDateTime
from ..projects.models import Project
from ..sentences import Sentence


class SupervisionSetting(Base):
    """How a congress supervises (监督办法的设置); a congress without a row follows the defaults."""

    __tablename__ = "supervision_setting"

    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), primary_key=True)
    report_every: Mapped[str] = mapped_column(String(8), default="month")
    """`month` or `quarter`."""
    report_day: Mapped[int] = mapped_column(default=5)
    """Day of the following month by which a period's report is due."""
    tolerance: Mapped[int] = mapped_column(default=10)
    """Percentage points by which a project may stay behind its plan before it lags (滞后)."""
    stalled_after: Mapped[int] = mapped_column(default=3)
    """Reports without any progress after which a project stands still (停滞)."""
    change_rules: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Who decides, for each kind of change: `standing_committee`, `chairpersons` or `filed`."""


class Plan(Base):
    """A chosen project on its way: whose promise it is, by when, for how much money (in 万元).

    The fields are those of the version in force; earlier ones stand in `PlanVersion`. What was reported last is kept
    here as well, so that a list of many years needs one query.
    """

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("project_id"), Index("ix_plan_congress_year", "congress_id", "year", "no"))
    absent = ("no_such_plan", Sentence("没有找到这个实施计划"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True, default=None)
    """The round that chose it; None for a year that was decided before this system."""
    year: Mapped[int]
    no: Mapped[int]
    """Place in the announcement."""
    name: Mapped[str] = mapped_column(String(120))
    category: Mapped[str] = mapped_column(String(40), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True, default=None)
    unit_name: Mapped[str] = mapped_column(String(120), default="")
    """Responsible unit (责任单位) as it is printed."""
    other_units: Mapped[str] = mapped_column(String(200), default="")
    responsible: Mapped[str] = mapped_column(String(80), default="")
    """Responsible person of the unit (责任人), with office."""
    leader: Mapped[str] = mapped_column(String(80), default="")
    """Leader of the government who supervises it (分管领导、督办领导)."""
    contact: Mapped[str] = mapped_column(String(80), default="")
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    """Day by which it is promised (完成时限)."""
    investment_total: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), default=None)
    investment_year: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), default=None)
    yearly: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Planned investment by year: `{"year": "2027", "amount": "120.00"}`."""
    goals: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Measurable goals: `{"name": "新建充电桩", "quantity": "300", "unit": "个"}`."""
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6), default=None)
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6), default=None)
    version: Mapped[int] = mapped_column(default=0)
    """Number of the version in force; 0 until a plan has been approved."""
    percent: Mapped[int] = mapped_column(default=0)
    """Progress as reported last (形象进度), 0–100."""
    invested: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    """Investment to date as reported last."""
    reported: Mapped[str] = mapped_column(String(7), default="")
    """The newest period reported: `2027-03`, or `2027-Q1`."""
    unchanged: Mapped[int] = mapped_column(default=0)
    """Reports in a row that showed no progress."""
    completed_on: Mapped[date | None] = mapped_column(default=None)
    """Day of the acceptance (验收) that ended it."""
    cancelled_on: Mapped[date | None] = mapped_column(default=None)
    public: Mapped[bool] = mapped_column(default=False)
    """On the public board; set when its first version is approved."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edits: Mapped[int] = mapped_column(default=0)
    """Counts changes, so that of two people at once the second one notices."""

    project: Mapped[Project] = relationship()
    unit: Mapped[Unit | None] = relationship()
    milestones: Mapped[list[Milestone]] = relationship(order_by="Milestone.no")


class Milestone(Base):
    """A step of the plan in force (节点) with the day by which it is due and its weight in percent."""

    __tablename__ = "milestone"
    __table_args__ = (CheckConstraint("weight >= 0 AND weight <= 100", name="weighed"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    weight: Mapped[int]
    reached_on: Mapped[date | None] = mapped_column(default=None)


class PlanVersion(Base):
    """A plan's fields as proposed (`approved_on` empty) or approved by a recorded act (计划版本)."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    no: Mapped[int]
    fields: Mapped[dict[str, object]] = mapped_column(JSON)
    """With `milestones`: `[{"no", "name", "due_on", "weight"}]`."""
    reason: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    approved_on: Mapped[date | None] = mapped_column(default=None)
    body: Mapped[str] = mapped_column(String(60), default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    returned: Mapped[str] = mapped_column(Text, default="")
    """Why it was sent back to the unit (退回修改)."""


class PlanChange(Base):
    """A request to change or cancel a chosen project (调整、取消申请) and what became of it.

    The request, an opinion, the decision or filing; an approved one makes a new version of the plan.
    """

    __tablename__ = "plan_change"
    absent = ("no_such_change", Sentence("没有找到这个调整申请"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    """`schedule`, `content`, `investment`, `cancel` or `replace`."""
    rule: Mapped[str] = mapped_column(String(20))
    """Who decides, fixed when it was requested (see `SupervisionSetting.change_rules`)."""
    fields: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """The new values, as in `PlanVersion.fields`; for `replace` of the new project."""
    reason: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    opinion: Mapped[str] = mapped_column(Text, default="")
    opinion_by: Mapped[str] = mapped_column(String(120), default="")
    opinion_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    decision: Mapped[str] = mapped_column(String(10), default="")
    """`approved`, `refused`, `filed` or `withdrawn`."""
    decided_on: Mapped[date | None] = mapped_column(default=None)
    body: Mapped[str] = mapped_column(String(60), default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int | None] = mapped_column(default=None)
    """The plan's version that it made."""
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class ProgressReport(Base):
    """What the unit reports for a period (进展填报): at most one for each."""

    __tablename__ = "progress_report"
    __table_args__ = (UniqueConstraint("plan_id", "period"), CheckConstraint("percent BETWEEN 0 AND 100", name="part"))
    absent = ("no_such_report", Sentence("没有找到这份进展填报"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    period: Mapped[str] = mapped_column(String(7))
    percent: Mapped[int]
    invested: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    reached: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Milestones newly reached: `{"no": "2", "on": "2027-03-20"}`."""
    done: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Quantity reached of each goal, in their order."""
    text: Mapped[str] = mapped_column(Text, default="")
    """What was done, in words the public reads."""
    problems: Mapped[str] = mapped_column(Text, default="")
    """Difficulties; read by office and deputies only."""
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    why: Mapped[str] = mapped_column(Text, default="")
    """Why percent or investment are lower than the report before said; empty where they are not."""
    corrected_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    returned: Mapped[str] = mapped_column(Text, default="")
    """Why the office asks to do it again (退回重报)."""
    state: Mapped[str] = mapped_column(String(12), default="")
    """The state that the rule gave at that time, for the curve of a year."""


class Acceptance(Base):
    """The end of a project: acceptance record and final figures (验收)."""

    __tablename__ = "acceptance"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    accepted_on: Mapped[date]
    body: Mapped[str] = mapped_column(String(120))
    result: Mapped[str] = mapped_column(String(12))
    """`completed` (完成), `basically` (基本完成) or `failed` (未完成)."""
    text: Mapped[str] = mapped_column(Text, default="")
    invested: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    done: Mapped[list[str]] = mapped_column(JSON, default=list)
    document: Mapped[str] = mapped_column(String(120), default="")
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class YearReport(Base):
    """The text blocks of a year's report to the congress (年度报告)."""

    __tablename__ = "year_report"

    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    blocks: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    actor: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class PublicRating(Base):
    """What somebody of the public thinks of a project (群众评价): a grade once per device, and perhaps words.

    The words show only when a clerk has released them.
    """

    __tablename__ = "public_rating"
    __table_args__ = (UniqueConstraint("form_token"), UniqueConstraint("plan_id", "device"))
    absent = ("no_such_rating", Sentence("没有找到这条评价"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    form_token: Mapped[str | None] = mapped_column(String(64), default=None)
    device: Mapped[str] = mapped_column(String(64))
    """Keyed hash (hex) of the device's random number and the plan, as in `collection.models.Support`."""
    grade: Mapped[str] = mapped_column(String(12))
    """`satisfied`, `basic` or `dissatisfied`."""
    text: Mapped[str] = mapped_column(Text, default="")
    published_text: Mapped[str | None] = mapped_column(Text, default=None)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    spam: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_by: Mapped[str] = mapped_column(String(120), default="")
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()
