"""Candidate projects (候选项目)."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base


class Project(Base):
    """A candidate of a meeting's list; money in 万元."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("meeting_id", "no"), UniqueConstraint("meeting_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    investment_total: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), default=None)
    investment_year: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), default=None)
    unit: Mapped[str] = mapped_column(String(120), default="")
    """Responsible unit (责任单位)."""
    deadline: Mapped[str] = mapped_column(String(60), default="")
