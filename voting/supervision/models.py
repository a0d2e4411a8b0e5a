"""What deputies do about a plan: groups, inspections, inquiries, opinions, tasks, and their own record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Base, UTCDateTime
from ..implementation.models import Plan
from ..sentences import Sentence


class SupervisionGroup(Base):
    """Deputies who supervise projects together (代表监督小组); a single deputy is a group of one."""

    __tablename__ = "supervision_group"
    __table_args__ = (UniqueConstraint("congress_id", "year", "name"),)
    absent = ("no_such_group", Sentence("没有找到这个监督小组"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    year: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)

    members: Mapped[list[GroupMember]] = relationship(order_by="GroupMember.lead.desc(), GroupMember.deputy_number")


class GroupMember(Base):
    """A deputy in a group, by the number on the pass, which stays the same through a term."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("supervision_group.id"), primary_key=True)
    deputy_number: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    lead: Mapped[bool] = mapped_column(default=False)


class GroupPlan(Base):
    """A group supervises a project."""

    __tablename__ = "group_plan"

    group_id: Mapped[int] = mapped_column(ForeignKey("supervision_group.id"), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True, index=True)


class Watch(Base):
    """A deputy follows a project (我关注的项目)."""

    __tablename__ = "watch"

    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), primary_key=True)
    deputy_number: Mapped[str] = mapped_column(String(20), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True, index=True)


class Inspection(Base):
    """An inspection, study or remark (视察、调研、随手记) by deputies, with what they found; photos are attachments."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("form_token"), Index("ix_inspection_plan", "plan_id", "held_on"))
    absent = ("no_such_inspection", Sentence("没有找到这次视察"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("supervision_group.id"), default=None)
    kind: Mapped[str] = mapped_column(String(10))
    """`visit` (视察), `study` (专题调研) or `remark` (日常监督)."""
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120), default="")
    deputies: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Who was there: `{"number", "name"}`."""
    text: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(10), default="good")
    """`good` (进展良好) or `problem` (发现问题); a problem makes a task."""
    actor: Mapped[str] = mapped_column(String(120))
    deputy_number: Mapped[str | None] = mapped_column(String(20), default=None)
    """Who entered it, when a deputy did."""
    form_token: Mapped[str | None] = mapped_column(String(64), default=None)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    plan: Mapped[Plan] = relationship()


class Inquiry(Base):
    """A special inquiry (专题询问) of the standing committee, with its questions."""

    __tablename__ = "inquiry"
    absent = ("no_such_inquiry", Sentence("没有找到这次专题询问"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[date]
    body: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    questions: Mapped[list[Question]] = relationship(order_by="Question.no")


class Question(Base):
    """A question of an inquiry and the answer on the spot; what is promised becomes a task."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("inquiry_id", "no"),)
    absent = ("no_such_question", Sentence("没有找到这个问题"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"))
    no: Mapped[int]
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True, default=None)
    asked_by: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    answered_by: Mapped[str] = mapped_column(String(80), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class CommitteeOpinion(Base):
    """The standing committee's opinion on a report (审议意见), to be handled and reported back (监督法 art. 17)."""

    __tablename__ = "committee_opinion"
    absent = ("no_such_opinion", Sentence("没有找到这份审议意见"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    year: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    document: Mapped[str] = mapped_column(String(120), default="")
    body: Mapped[str] = mapped_column(String(60), default="")
    adopted_on: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Task(Base):
    """Something a unit has to put right or to answer by a day (整改、督办事项), until it is closed (销号)."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_origin", "origin", "origin_id"), Index("ix_task_unit", "unit_id", "closed_at"))
    absent = ("no_such_task", Sentence("没有找到这个督办事项"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True, default=None)
    origin: Mapped[str] = mapped_column(String(10))
    """`inspection`, `inquiry` (its question), `opinion`, `rating` (the round) or `office` (the plan)."""
    origin_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    unit_name: Mapped[str] = mapped_column(String(120), default="")
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    """When the unit answered last; empty again when the answer is sent back."""
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    plan: Mapped[Plan | None] = relationship()
    entries: Mapped[list[TaskEntry]] = relationship(order_by="TaskEntry.id")


class TaskEntry(Base):
    """A line of a task's record: `given`, `answered`, `returned`, `prolonged` or `closed`; photos are attachments."""

    __tablename__ = "task_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class DutyEntry(Base):
    """Something a deputy did that no other table knows (履职登记): training, a visit, a study."""

    __tablename__ = "duty_entry"
    __table_args__ = (Index("ix_duty_entry_deputy", "congress_id", "deputy_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    deputy_number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    """`reception`, `visit`, `study`, `training`, `meeting` or `other`."""
    held_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
