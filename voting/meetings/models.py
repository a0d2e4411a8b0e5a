"""Congress, meeting (会议), delegations (代表团) and attendance (签到)."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..belenios import trustees
from ..congress.models import Account, Congress
from ..deputies.models import Deputy
from ..extensions import Base, UTCDateTime, Word
from ..sentences import Sentence
from .states import RoundState


class Meeting(Base):
    """A session (第×届第×次会议) with the number of deputies entitled to attend (应到)."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("congress_id", "name"), CheckConstraint("entitled > 0", name="entitled"))
    absent = ("no_such_meeting", Sentence("没有找到这个会议"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    term: Mapped[int] = mapped_column(default=0, server_default="0")
    """The term of the congress that it belongs to (届)."""
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


class Entitled(Base):
    """A deputy on the list of a meeting (应到代表): entitled to attend it, as number, name and delegation were then."""

    __tablename__ = "entitled"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id"), primary_key=True, index=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegation.id"), index=True)
    number: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))

    meeting: Mapped[Meeting] = relationship()
    deputy: Mapped[Deputy] = relationship()
    delegation: Mapped[Delegation] = relationship()


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
    account: Mapped[Account] = relationship()

    @property
    def fingerprint(self) -> str | None:
        """What a person reads of the key, once it is made."""
        return trustees.fingerprint(json.loads(self.public_key)) if self.public_key else None


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


class Round(Base):
    """One secret vote. `kind`: `main`, `reserve` (备用轮次) or `rating` (满意度测评)."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("meeting_id", "kind", "no"), UniqueConstraint("meeting_id", "announcement_no"))
    absent = ("no_such_round", Sentence("没有找到这一轮票决"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    uuid: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    no: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    state: Mapped[RoundState] = mapped_column(Word(RoundState, 10), default=RoundState.DRAFTED)
    rules: Mapped[dict[str, object] | None] = mapped_column(JSON, default=None)
    """As `voting.rules.Rules.to_dict`; set while drafted, fixed when frozen."""
    candidates: Mapped[list[dict[str, object]] | None] = mapped_column(JSON, default=None)
    """The frozen list: no, name, content, place, investment_total, investment_year, unit, deadline (strings)."""
    rules_hash: Mapped[str | None] = mapped_column(String(64), default=None)
    election: Mapped[str | None] = mapped_column(Text, default=None)
    """The Belenios election, exact text; set when the box is set up (建箱), after keys and cards are ready."""
    fingerprint: Mapped[str | None] = mapped_column(String(64), default=None)
    trustees: Mapped[str | None] = mapped_column(Text, default=None)
    server_public_key: Mapped[str | None] = mapped_column(String(600), default=None)

    board_head: Mapped[str | None] = mapped_column(String(64), default=None)
    board_height: Mapped[int | None] = mapped_column(Integer, default=None)
    board_size: Mapped[int | None] = mapped_column(Integer, default=None)
    """Where the board stands: hash of the last event, its height, the length of the archive in bytes."""
    board_begun: Mapped[int | None] = mapped_column(BigInteger, default=None)
    """When the board was begun, in seconds since 1970: the one time that the archive carries."""

    stopped: Mapped[str | None] = mapped_column(String(20), default=None)
    """What does not agree (see `checking.FAULTS`), so that nobody casts until it is repaired."""

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True, default=None)
    """The round that this one follows."""
    purpose: Mapped[str | None] = mapped_column(String(12), default=None)
    """Why it follows: `revote` (再次投票), `second-round` (另行票决) or `repeat` (重新投票 after a void one)."""
    void_reason: Mapped[str | None] = mapped_column(Text, default=None)
    """Set when the round was declared void (作废); it goes no further then."""
    paper_only: Mapped[bool] = mapped_column(default=False)
    """No tablets: the round has no keys, cards or archive."""

    present: Mapped[int | None] = mapped_column(Integer, default=None)
    """实到, fixed when the round closes."""
    issued: Mapped[int | None] = mapped_column(Integer, default=None)
    """发出: voting cards handed out."""
    paper_issued: Mapped[int] = mapped_column(default=0)
    """发出: paper ballots handed out."""
    printed: Mapped[int] = mapped_column(default=0)
    """Paper ballots printed, all together."""
    destroyed: Mapped[int | None] = mapped_column(Integer, default=None)
    """Spare paper ballots that were counted and destroyed (销毁)."""
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    certified_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    announced_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    result: Mapped[dict[str, object] | None] = mapped_column(JSON, default=None)
    """The count (see `result.json` in the command contract)."""
    confirmations: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of the officers who confirmed the count."""
    announcement_no: Mapped[int | None] = mapped_column(Integer, default=None)
    """第N号 of the announcement; runs within the meeting."""
    seal_report: Mapped[str | None] = mapped_column(Text, default=None)
    seal_announcement: Mapped[str | None] = mapped_column(Text, default=None)

    meeting: Mapped[Meeting] = relationship()
