"""A round (一轮票决) and what is in its ballot box.

Tables beside a ballot hold no time, no serial number and, in SQLite, no hidden row number: nothing that tells who cast
a ballot or in what order (`WITHOUT ROWID` keeps rows in the order of their key).
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base
from ..sentences import Sentence


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
    absent = ("no_such_batch", Sentence("没有找到这一批票，可能已经撤销清点"))

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
