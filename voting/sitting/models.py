"""What was agreed to by two, and the figures of the delegations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base, UTCDateTime


class Agreement(Base):
    """The chief scrutineer agrees that the vote opens or closes (同意开始、结束投票)."""

    __tablename__ = "agreement"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(10), primary_key=True)
    """`open` or `close`."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    """Whose it is; None for one given before accounts were kept with it."""
    name: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class DelegationFigures(Base):
    """How many ballots a delegation was given and gave back (按代表团发出、收回); never what they say."""

    __tablename__ = "delegation_figures"
    __table_args__ = (CheckConstraint("issued >= 0 AND returned >= 0", name="counted"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), primary_key=True)
    issued: Mapped[int]
    returned: Mapped[int | None] = mapped_column(default=None)
