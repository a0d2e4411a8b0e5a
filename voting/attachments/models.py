"""What is attached to a suggestion, a project or a report (附件)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base
from ..sentences import Sentence


class Attachment(Base):
    """A cleaned photo or PDF; the file lies in the instance folder under the hash of its content.

    `holder` and `holder_id` name the row that it belongs to, such as `suggestion` 17.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_held", "holder", "holder_id"),)
    absent = ("no_such_file", Sentence("没有找到这个附件"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    holder: Mapped[str] = mapped_column(String(16))
    holder_id: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(8))
    """`image` (JPEG) or `pdf`."""
    name: Mapped[str] = mapped_column(String(120))
    """What the person called it; only ever shown to the office."""
    size: Mapped[int]
    """Bytes of the cleaned file."""
    sha256: Mapped[str] = mapped_column(String(64))
    taken_on: Mapped[date | None] = mapped_column(default=None)
    """The day that the camera wrote into a photo, the one thing of it that is kept."""
    public: Mapped[bool] = mapped_column(default=False)
    """Whether the office has released it together with what it is attached to."""
