"""Staff accounts, and the units for which some of them act."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from flask_login import UserMixin
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base, UTCDateTime
from ..sentences import Sentence
from ..times import stated_term

ROLE_NAMES = {
    "administrator": Sentence("管理员"),
    "clerk": Sentence("工作人员"),
    "chair": Sentence("执行主席"),
    "scrutineer": Sentence("监票人"),
    "chief_scrutineer": Sentence("总监票人"),
    "teller": Sentence("计票人"),
    "credential_authority": Sentence("凭证管理员"),
    "auditor": Sentence("审计员"),
    "government": Sentence("政府办工作人员"),
    "unit_officer": Sentence("承办单位经办人"),
    "station_worker": Sentence("联络站工作人员"),
}
ROLES = tuple(ROLE_NAMES)
CLOSED = datetime(9999, 12, 31, tzinfo=UTC)
"""`locked_until` of an account that an administrator has locked; what wrong passwords lock is in `entrance`."""


class Unit(Base):
    """A department, town or sub-district that proposes and carries out (责任单位、承办单位)."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("congress_id", "name"),)
    absent = ("no_such_unit", Sentence("没有找到这个单位"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12), default="department")
    """`department` (部门) or `town` (镇街)."""
    active: Mapped[bool] = mapped_column(default=True)


class Account(UserMixin, Base):
    """A person of the congress office or an officer of the vote, who signs in with a password."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("username"),)
    absent = ("no_such_account", Sentence("没有找到这个账号"))

    is_deputy = False

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    username: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(JSON)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    reset_by: Mapped[str | None] = mapped_column(String(80), default=None)
    """Who else last gave the account a new password."""
    reset_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    reset_answer: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """What its owner said to that: `asked`, until they have answered, `agreed` or `denied`; empty without a reset."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    """The unit for which a unit officer acts."""
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"), default=None)
    """The station at which a station worker serves."""

    @property
    def closed(self) -> bool:
        """Whether an administrator has locked the account."""
        return self.locked_until == CLOSED

    @property
    def held_up(self) -> bool:
        """Whether its owner has not confirmed, or denies, that they wanted the password reset: it does nothing then."""
        return self.reset_answer in ("asked", "denied")

    @property
    def stamp(self) -> str:
        """Changes with the password, so that sessions from before a change end."""
        return hashlib.sha256(self.password_hash.encode()).hexdigest()[:16]

    def get_id(self) -> str:
        """Key of the signed-in account in the session cookie."""
        return f"account:{self.id}:{self.stamp}"


class Congress(Base):
    """One people's congress (人民代表大会); everything below belongs to exactly one."""

    __tablename__ = "congress"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    term: Mapped[int] = mapped_column(
        default=lambda context: stated_term(context.get_current_parameters()["name"]), server_default="0"
    )
    """The term that is running (届): its name says it, or that of a meeting; 0 while none has."""


class Station(Base):
    """A deputies' home, liaison station or point (代表之家、联络站、联络点)."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("congress_id", "name"), UniqueConstraint("slug"))
    absent = ("no_such_station", Sentence("没有找到这个站点"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    slug: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(10), default="station")
    """`home` (代表之家), `station` (联络站) or `point` (联络点)."""
    name: Mapped[str] = mapped_column(String(80))
    town: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(160), default="")
    hours: Mapped[str] = mapped_column(String(160), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    """The station's own telephone."""
    deputies: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Deputies on duty, as they are called in public."""
    active: Mapped[bool] = mapped_column(default=True)
