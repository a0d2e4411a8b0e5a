"""The table of the journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base, UTCDateTime


class JournalEntry(Base):
    """One official act; `hash` covers the entry before it and everything in the row but `key` and `about`.

    key, about: key of the act and uuid of the round, by which the entry is found; they follow from what is hashed.
    """

    __tablename__ = "journal_entry"

    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[str] = mapped_column(Text)
    parent: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    key: Mapped[str] = mapped_column(String(40))
    about: Mapped[str | None] = mapped_column(String(40), index=True)
