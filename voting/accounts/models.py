"""Staff accounts."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base, UTCDateTime

ROLE_NAMES = {
    "administrator": "管理员",
    "clerk": "工作人员",
    "chair": "执行主席",
    "scrutineer": "监票人",
    "chief_scrutineer": "总监票人",
    "teller": "计票人",
    "credential_authority": "凭证管理员",
    "auditor": "审计员",
}
ROLES = tuple(ROLE_NAMES)


class Account(UserMixin, Base):
    """A person of the congress office or an officer of the vote, who signs in with a password."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("username"),)

    is_deputy = False

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    username: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(JSON)
    failed: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)

    def get_id(self) -> str:
        """Key of the signed-in account in the session cookie."""
        return f"account:{self.id}"
