"""Drives, stations, events, and suggestions with where they came from and what became of them.

Names and telephone numbers stand in `Contact` alone, so that no other query can carry them along by accident.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Station, Unit
from ..extensions import Base, UTCDateTime
from ..sentences import Sentence


class Drive(Base):
    """A collection of suggestions for one year's projects (征集活动).

    It opens and closes by its times once it is published; `closed_at` is the act that ends the work on it, when every
    suggestion has its answer.
    """

    __tablename__ = "drive"
    __table_args__ = (
        UniqueConstraint("congress_id", "title"),
        UniqueConstraint("slug"),
        CheckConstraint("opens_at < closes_at", name="period"),
    )
    absent = ("no_such_drive", Sentence("没有找到这次征集"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    slug: Mapped[str] = mapped_column(String(16))
    """Names the drive in public addresses."""
    year: Mapped[int]
    """The year whose projects are sought."""
    title: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(120), default="")
    """Who signs the public notice."""
    basis: Mapped[str] = mapped_column(Text, default="")
    """Legal basis (依据)."""
    scope: Mapped[str] = mapped_column(Text, default="")
    positive: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What qualifies (征集原则)."""
    negative: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What does not (负面清单)."""
    contact: Mapped[str] = mapped_column(Text, default="")
    audiences: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Whose forms are open: `public`, `station`, `unit`, `deputy`."""
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    places: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Towns and sub-districts (镇街) to choose from."""
    name_rule: Mapped[str] = mapped_column(String(10), default="optional")
    phone_rule: Mapped[str] = mapped_column(String(10), default="optional")
    """`none`, `optional` or `required`."""
    opens_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    closing_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was closed although some suggestions had no answer."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    def phase(self, now: datetime) -> str:
        """`drafted`, `upcoming`, `open`, `ended` (the time is over, work goes on) or `closed`."""
        if self.closed_at is not None:
            return "closed"
        if self.published_at is None:
            return "drafted"
        if now < self.opens_at:
            return "upcoming"
        return "open" if now < self.closes_at else "ended"


class Event(Base):
    """A reception day, courtyard meeting or seminar (代表接待日、院坝会、座谈会)."""

    __tablename__ = "event"
    absent = ("no_such_event", Sentence("没有找到这次活动"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    drive_id: Mapped[int | None] = mapped_column(ForeignKey("drive.id"), index=True, default=None)
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), index=True, default=None)
    kind: Mapped[str] = mapped_column(String(12))
    """`reception`, `courtyard`, `seminar` or `visit` (走访)."""
    title: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120), default="")
    deputies: Mapped[list[str]] = mapped_column(JSON, default=list)
    received: Mapped[int] = mapped_column(default=0)
    """People who came."""
    note: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[str] = mapped_column(String(80), default="")

    station: Mapped[Station | None] = relationship()


class ImportedList(Base):
    """A list that was taken over as a whole (批量导入), such as that of the hotline."""

    __tablename__ = "imported_list"
    absent = ("no_such_list", Sentence("没有找到这份名单"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drive.id"), index=True)
    channel: Mapped[str] = mapped_column(String(12))
    filename: Mapped[str] = mapped_column(String(160))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    """How many are taken over; 0 until that is decided."""
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """Which column of the file (from 0) holds which of our fields; remembered for the next list of the channel."""
    header: Mapped[list[str]] = mapped_column(JSON, default=list)
    pending: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """Rows of the file as long as they are needed: they hold names and telephones, and go when the import ends."""
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class Suggestion(Base):
    """One voice and one matter (一事一提), from whatever channel; its origin is never overwritten.

    Suggestions that say the same are merged by pointing to one of them (`merged_into_id`), the head of the group; each
    keeps its own text, origin and counters. `kind` `deputy` is a deputy's suggestion (代表建议), which needs no drive.
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("form_token"),
        UniqueConstraint("drive_id", "no"),
        Index("ix_suggestion_congress_drive", "congress_id", "drive_id", "created_at"),
        Index("ix_suggestion_due", "congress_id", "unit_id", "due_on"),
    )
    absent = ("no_such_suggestion", Sentence("没有找到这条建议"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    drive_id: Mapped[int | None] = mapped_column(ForeignKey("drive.id"), default=None)
    no: Mapped[int]
    """Runs within the drive; the public name of the suggestion."""
    code: Mapped[str] = mapped_column(String(16))
    """The query code (查询码): whoever has it sees where the suggestion stands."""
    kind: Mapped[str] = mapped_column(String(8), default="public")
    form_token: Mapped[str | None] = mapped_column(String(64), default=None)
    """The form it was sent with, so that a second click makes no second suggestion."""

    channel: Mapped[str] = mapped_column(String(12))
    """See `voting.collection.channels`."""
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), index=True, default=None)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True, default=None)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("imported_list.id"), index=True, default=None)
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    """The unit that proposes (单位表)."""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), default=None)
    """The meeting that the deputy who proposes was in."""
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id"), index=True, default=None)
    """The deputy who proposes; None also for one of a roster that was replaced when deputies belonged to a meeting."""
    deputy_number: Mapped[str | None] = mapped_column(String(20), default=None)
    """That deputy's number then."""
    source: Mapped[str] = mapped_column(String(120), default="")
    """Number in the other system, or where it was heard."""
    received_on: Mapped[date]
    entered_by: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    category: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(40), default="")
    village: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the unit form asks besides (投资、前期工作、年度目标…)."""
    search: Mapped[str] = mapped_column(Text, default="")
    """Title and text as they are searched and compared."""

    published_title: Mapped[str] = mapped_column(String(80), default="")
    published_text: Mapped[str | None] = mapped_column(Text, default=None)
    """What the public may read: released by a clerk, without personal data."""
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    supports: Mapped[int] = mapped_column(default=0)
    """How many devices support it (附议); equals the rows in `support`."""
    spam: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    """The proposer has taken it back (撤回): it is kept, but neither handled nor shown to the public."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True, default=None)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True, default=None)

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    """The unit that handles it (承办单位)."""
    assigned_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    """The unit has begun (办理)."""
    pressed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    """The congress presses for it (督办)."""
    proposed_outcome: Mapped[str | None] = mapped_column(String(12), default=None)
    """The unit's answer, which a clerk has not released yet (答复待审); empty again once that is done."""
    proposed_reason: Mapped[str] = mapped_column(Text, default="")
    proposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    outcome: Mapped[str | None] = mapped_column(String(12), default=None)
    """`adopted` 采纳, `partly` 部分采纳, `transferred` 转部门办理, `declined` 不采纳."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """The reply, public in this wording."""
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    rating: Mapped[str | None] = mapped_column(String(12), default=None)
    """By the proposer: `satisfied`, `basic`, `dissatisfied`."""
    rating_note: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    version: Mapped[int] = mapped_column(default=0)
    """Counts changes, so that of two people at once the second one notices."""

    drive: Mapped[Drive | None] = relationship()
    station: Mapped[Station | None] = relationship()
    event: Mapped[Event | None] = relationship()
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    from_unit: Mapped[Unit | None] = relationship(foreign_keys=[from_unit_id])


class Contact(Base):
    """Name and telephone of who made a suggestion, with the consent (个人信息保护法 arts. 13–15); erased on request."""

    __tablename__ = "contact"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    name: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    consent_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Support(Base):
    """A device supports a published suggestion (附议), once."""

    __tablename__ = "support"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True)
    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Keyed hash (hex) of the random number in the device's cookie and the suggestion: no two can be joined."""


class Bulk(Base):
    """One act on many suggestions (批量办理), with what stood before, so that it can be undone."""

    __tablename__ = "bulk"
    absent = ("no_such_bulk", Sentence("没有找到这次批量办理"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    before: Mapped[dict[str, dict[str, object]]] = mapped_column(JSON)
    """By the suggestion's id: the fields as they were, and the version that the act left behind."""
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)


class Handling(Base):
    """A line of a suggestion's record (办理记录): who did what, never with personal data."""

    __tablename__ = "handling"

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"))
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("bulk.id"), default=None)


class ProjectRoot(Base):
    """A project comes from a suggestion (来源建议)."""

    __tablename__ = "project_root"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), primary_key=True, index=True)
