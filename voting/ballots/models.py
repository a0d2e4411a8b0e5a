"""A round (一轮票决) and what is in its ballot box.

Tables beside a ballot hold no time, no serial number and, in SQLite, no hidden row number: nothing that tells who cast
a ballot or in what order (`WITHOUT ROWID` keeps rows in the order of their key).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..extensions import Base, UTCDateTime
from ..meetings.models import Meeting

STATES = ("drafted", "frozen", "open", "closed", "mixed", "decrypted", "counted", "certified", "announced")


class Round(Base):
    """One secret vote. `kind`: `main`, `reserve` (备用轮次) or `rating` (满意度测评)."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("meeting_id", "kind", "no"), UniqueConstraint("meeting_id", "announcement_no"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    uuid: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    no: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(10), default="drafted")
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


class BoardEntry(Base):
    """One entry of a round's board; the archive `.bel` is made from these rows, in the order of their height.

    They say what the archive says to everybody, and nothing else.
    """

    __tablename__ = "board_entry"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    height: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[str | None] = mapped_column(Text, default=None)
    """The text that the event refers to."""
    referred: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """Texts that the payload refers to."""


class ServerKey(Base):
    """The server's private key for one round, sealed under the installation's own secret."""

    __tablename__ = "server_key"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[str] = mapped_column(Text)
    """Nonce and secret box, in hex."""


class SecretMark(Base):
    """A fingerprint of a secret that every host of the installation must hold as a file."""

    __tablename__ = "secret_mark"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))


class Credential(Base):
    """The public half of a voting card for one round."""

    __tablename__ = "credential"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    public: Mapped[str] = mapped_column(String(64), primary_key=True)
    voided: Mapped[bool] = mapped_column(default=False)


class Ballot(Base):
    """A ballot in the box; its key is the card's public half, so a card votes once."""

    __tablename__ = "ballot"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64), primary_key=True)
    tracker: Mapped[str] = mapped_column(String(44))


class Participation(Base):
    """That a deputy has voted in a round; nothing else."""

    __tablename__ = "participation"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id"), primary_key=True)


class PaperVoter(Base):
    """That a deputy votes on paper in a round; nothing else."""

    __tablename__ = "paper_voter"
    __table_args__ = {"sqlite_with_rowid": False}

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("deputy.id"), primary_key=True)


class Batch(Base):
    """A pile of returned paper ballots (一批), counted as sheets before anybody reads one."""

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("round_id", "no"), CheckConstraint("sheets > 0", name="sheets"))

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    no: Mapped[int]
    sheets: Mapped[int]
    run: Mapped[int] = mapped_column(default=1)
    """1 for the first count, one more for each recount; the last settled one counts."""


class Reading(Base):
    """One teller's reading of a batch; two different tellers read each batch."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("batch_id", "run", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    run: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    finished: Mapped[bool] = mapped_column(default=False)


class ReadSheet(Base):
    """One sheet as one teller read it."""

    __tablename__ = "read_sheet"

    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True)
    sheet: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marks: Mapped[list[int]] = mapped_column(JSON)
    """A mark for each candidate as in an electronic ballot; −1 where the row cannot be read."""
    doubtful: Mapped[bool] = mapped_column(default=False)


class Settled(Base):
    """What a sheet counts as: both readings agreed, or it was decided."""

    __tablename__ = "settled"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    run: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marks: Mapped[list[int]] = mapped_column(JSON)
    void: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")
    decided_by: Mapped[str] = mapped_column(String(40), default="")
    """Who decided; empty when both readings agreed."""
