"""The roster (代表名册)."""

from __future__ import annotations

import hashlib

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Base
from ..meetings.models import Delegation, Meeting


class Deputy(UserMixin, Base):
    """A deputy on the roster of one meeting; signs in with number and PIN, or with the pass."""

    __tablename__ = "deputy"
    __table_args__ = (UniqueConstraint("meeting_id", "number"), UniqueConstraint("pass_hash"))

    is_deputy = True

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))
    pin_hash: Mapped[str] = mapped_column(String(200))
    pass_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 (hex) of the random token on the pass."""

    delegation: Mapped[Delegation] = relationship()
    meeting: Mapped[Meeting] = relationship()

    @property
    def stamp(self) -> str:
        """Changes with the pass, so that whoever is signed in with an old pass is signed out."""
        return hashlib.sha256(self.pass_hash.encode()).hexdigest()[:16]

    def get_id(self) -> str:
        """Key of the signed-in deputy in the session cookie."""
        return f"deputy:{self.id}:{self.stamp}"
