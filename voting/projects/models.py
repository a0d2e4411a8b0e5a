"""A project from the first study to the candidate list (候选项目): its reviews, versions, and what is said of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base, UTCDateTime
from ..sentences import Sentence


class Project(Base):
    """A livelihood project; money in 万元.

    One row through its whole life: studied in a drive (`drive_id`), then a candidate of a meeting's list (`meeting_id`
    and `no`). A list that is imported straight into a meeting has no drive.
    """

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("meeting_id", "no"), UniqueConstraint("meeting_id", "name"))
    absent = ("no_such_project", Sentence("没有找到这个项目"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True, default=None)
    no: Mapped[int | None] = mapped_column(default=None)
    """Place in the meeting's list; before that, in the drive's preliminary list."""
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    investment_total: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), default=None)
    investment_year: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), default=None)
    unit: Mapped[str] = mapped_column(String(120), default="")
    """Responsible unit (责任单位) as it is printed."""
    deadline: Mapped[str] = mapped_column(String(60), default="")

    drive_id: Mapped[int | None] = mapped_column(ForeignKey("drive.id"), index=True, default=None)
    state: Mapped[str] = mapped_column(String(12), default="listed")
    """`drafted`, `review`, `preliminary` (初定), `listed` (on a meeting's list), `withdrawn` or `merged`."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), default=None)
    category: Mapped[str] = mapped_column(String(40), default="")
    necessity: Mapped[str] = mapped_column(Text, default="")
    feasibility: Mapped[str] = mapped_column(Text, default="")
    yearly: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Planned investment by year: `{"year": "2027", "amount": "120.00"}`."""
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Where the money comes from: `{"source": "区级财政", "amount": "120.00"}`."""
    funds: Mapped[str] = mapped_column(Text, default="")
    """Sources of funds (资金来源) as they are printed; follows from `sources` where those are given."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True, default=None)
    """The lead unit's account page (牵头单位)."""
    other_units: Mapped[str] = mapped_column(String(200), default="")
    goal: Mapped[str] = mapped_column(Text, default="")
    """What is reached within the year (年度目标)."""
    contact: Mapped[str] = mapped_column(String(80), default="")
    """The unit's contact and telephone, an official one."""
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6), default=None)
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6), default=None)
    cleared: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Items of the drive's negative list of which somebody has confirmed that the project is none of them."""
    version: Mapped[int] = mapped_column(default=0)
    """Number of the newest `ProjectVersion`; 0 when it has none."""
    created_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class ProjectVersion(Base):
    """A project's fields after a change (版本), with who changed it and why."""

    __tablename__ = "project_version"
    __table_args__ = (UniqueConstraint("project_id", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    no: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[dict[str, object]] = mapped_column(JSON)


class VersionSeen(Base):
    """Somebody had a version before the eyes (谁看过哪一版)."""

    __tablename__ = "version_seen"

    version_id: Mapped[int] = mapped_column(ForeignKey("project_version.id"), primary_key=True)
    who: Mapped[str] = mapped_column(String(120), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ReviewStep(Base):
    """A step of a drive's review chain (审核环节): which body, and who may enter its decision."""

    __tablename__ = "review_step"
    __table_args__ = (UniqueConstraint("drive_id", "no"),)
    absent = ("no_such_step", Sentence("没有找到这个审核环节"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"))
    no: Mapped[int]
    body: Mapped[str] = mapped_column(String(60))
    phase: Mapped[str] = mapped_column(String(10), default="study")
    """`study` (before the preliminary list, 初定), `confirm` (before the meeting) or `session` (at the meeting)."""
    roles: Mapped[list[str]] = mapped_column(JSON)


class Review(Base):
    """A body's decision on a project (审核意见)."""

    __tablename__ = "review"
    absent = ("no_such_review", Sentence("没有找到这条审核意见"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("review_step.id"))
    decided_on: Mapped[date]
    decision: Mapped[str] = mapped_column(String(12))
    """`passed`, `returned`, `changed`, `merged` or `withdrawn`."""
    opinion: Mapped[str] = mapped_column(Text, default="")
    document: Mapped[str] = mapped_column(String(120), default="")
    """Name or number of the document that says so."""
    version: Mapped[int]
    """The version that was decided on."""
    public: Mapped[bool] = mapped_column(default=False)
    """Whether the project's public page tells of it."""
    revoked: Mapped[str] = mapped_column(Text, default="")
    """Why it does not count: it was entered by mistake (撤销录入)."""
    handed: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Suggestions that a merger handed on to the other project, to be taken back when it is struck out."""
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Publicity(Base):
    """The preliminary list before the public (公示), with the time in which it may be commented on."""

    __tablename__ = "publicity"

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    listed: Mapped[list[dict[str, int]]] = mapped_column(JSON, default=list)
    """The list as it was published, in its order: `{"project": 7, "version": 3}`."""

    def phase(self, now: datetime) -> str:
        """`drafted`, `upcoming`, `open` or `closed`."""
        if self.published_at is None:
            return "drafted"
        if now < self.opens_at:
            return "upcoming"
        return "open" if now < self.closes_at else "closed"


class ListOrder(Base):
    """How a drive's preliminary list was put in order (排序), so that anybody can do it again; the newest counts."""

    __tablename__ = "list_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"), index=True)
    method: Mapped[str] = mapped_column(String(12))
    """`government`, `category` or `lot`."""
    seed: Mapped[str] = mapped_column(String(64), default="")
    """Of the lot."""
    names: Mapped[list[str]] = mapped_column(JSON)
    """The projects' names in the order that came out."""
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Comment(Base):
    """What somebody of the public says of a project; nothing shows before a clerk releases it."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("form_token"),)
    absent = ("no_such_comment", Sentence("没有找到这条意见"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    form_token: Mapped[str | None] = mapped_column(String(64), default=None)
    text: Mapped[str] = mapped_column(Text)
    published_text: Mapped[str | None] = mapped_column(Text, default=None)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    spam: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    replied_by: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Opinion(Base):
    """What a delegation says of a project when it deliberates (审议意见), and the unit's answer."""

    __tablename__ = "opinion"
    absent = ("no_such_opinion", Sentence("没有找到这条审议意见"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    delegation: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    signed_by: Mapped[str] = mapped_column(String(40), default="")
    """Who signed it for the delegation (签字人); only then it goes to the unit, the deputies and the summary."""
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class Note(Base):
    """A deputy's own note on a project (我的笔记); nobody else reads it."""

    __tablename__ = "note"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    deputy_number: Mapped[str] = mapped_column(String(20), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
