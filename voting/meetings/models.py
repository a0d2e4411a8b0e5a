"""Congress, meeting (会议), delegations (代表团) and attendance (签到)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Base, UTCDateTime

if TYPE_CHECKING:
    from ..ballots.models import Round
    from ..deputies.models import Deputy


class Congress(Base):
    """One people's congress (人民代表大会); everything below belongs to exactly one."""

    __tablename__ = "congress"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class Meeting(Base):
    """A session (第×届第×次会议) with the number of deputies entitled to attend (应到)."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("congress_id", "name"), CheckConstraint("entitled > 0", name="entitled"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    entitled: Mapped[int]
    body: Mapped[str] = mapped_column(String(20), default="congress")
    """Who sits: `congress` (代表大会), or `standing_committee` (常委会会议), which rates but does not choose."""
    rehearsal: Mapped[bool] = mapped_column(default=False)
    card_mode: Mapped[str] = mapped_column(String(10), default="random")
    """`random`: any deputy draws any sealed card; `named`: cards carry the deputy's name."""
    cards_ready: Mapped[bool] = mapped_column(default=False)
    cards_origin: Mapped[str] = mapped_column(String(10), default="")
    """Where the voting cards were made: `apart` (another machine), `here` (本机制作), empty when it was not noted."""
    second_person: Mapped[bool] = mapped_column(default=True)
    """Whether the chief scrutineer must agree before the vote opens and before it closes."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def committee(self) -> bool:
        """Whether the members of the standing committee sit, with a quorum of their own."""
        return self.body == "standing_committee"

    congress: Mapped[Congress] = relationship()
    delegations: Mapped[list[Delegation]] = relationship(order_by="Delegation.no", back_populates="meeting")


class Delegation(Base):
    """A delegation (代表团) of one meeting."""

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("meeting_id", "name"), UniqueConstraint("meeting_id", "no"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))

    meeting: Mapped[Meeting] = relationship(back_populates="delegations")


class Attendance(Base):
    """A deputy has signed in to the meeting (签到)."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id"), primary_key=True)


class Officer(Base):
    """Who serves at the vote: chief scrutineer, scrutineers, tellers.

    A scrutineer who holds a key has an account, a position in the order of mixing, and, once made, the public half of
    the key. `confirmed` means that the private half was loaded back once.
    """

    __tablename__ = "officer"
    __table_args__ = (UniqueConstraint("meeting_id", "account_id", "duty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    duty: Mapped[str] = mapped_column(String(20))
    """`chief_scrutineer` (总监票人), `scrutineer` (监票人), `teller` (计票人)."""
    position: Mapped[int] = mapped_column(default=0)
    public_key: Mapped[str | None] = mapped_column(String(600), default=None)
    """The trustee public key as JSON (Belenios specification §4.5); scrutineers and chief scrutineer only."""
    confirmed: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting] = relationship()


class SittingStep(Base):
    """A step of the sitting (大会议程) that was carried out in the hall and noted at the desk.

    Steps that are acts of the round itself (opening, closing, certifying, announcing) have no row: the round has them.
    """

    __tablename__ = "sitting_step"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    name: Mapped[str] = mapped_column(String(80))
    """Who noted it."""
    figures: Mapped[dict[str, object]] = mapped_column(JSON)
    """What was the case at that moment (应到、实到、发出、收回 and, for the zero report, the archive's head)."""
    note: Mapped[str] = mapped_column(Text, default="")


class Decision(Base):
    """What the presidium decided on how a meeting works, against the rule (主席团决定)."""

    __tablename__ = "decision"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    """A key of `decisions.KINDS`."""
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    """Its number or its words (文号或决定内容)."""
    day: Mapped[date]
    """On which it was taken."""
    name: Mapped[str] = mapped_column(String(80))
    """Who recorded it."""


class Hand(Base):
    """Who has handled a meeting's voting cards, and who its passes and signing in (经手投票卡、代表证)."""

    __tablename__ = "hand"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`cards` or `passes`."""


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


class PairedAct(Base):
    """An act of the vote that one person asks for and the chief scrutineer agrees to (双人办理事项)."""

    __tablename__ = "paired_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """A key of `pairing.KINDS`."""
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputy.id"), default=None)
    """Whose pass it is about."""
    reason: Mapped[str] = mapped_column(Text, default="")
    at_state: Mapped[str] = mapped_column(String(12))
    """The round's state when it was asked for: what is agreed to holds for that state alone."""
    state: Mapped[str] = mapped_column(String(10), default="asked")
    """`asked`, `agreed`, `refused`, `withdrawn` or `done`."""
    asked_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    asked_name: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    """None also for an act of one person, in a meeting that asks for no second one."""
    agreed_name: Mapped[str] = mapped_column(String(40), default="")
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)

    round: Mapped[Round] = relationship()
    deputy: Mapped[Deputy | None] = relationship()


class DelegationFigures(Base):
    """How many ballots a delegation was given and gave back (按代表团发出、收回); never what they say."""

    __tablename__ = "delegation_figures"
    __table_args__ = (CheckConstraint("issued >= 0 AND returned >= 0", name="counted"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), primary_key=True)
    issued: Mapped[int]
    returned: Mapped[int | None] = mapped_column(default=None)
