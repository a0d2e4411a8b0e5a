"""Steps of the tally that trustees have handed in, and the proofs of the opening."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base


class TrusteeStep(Base):
    """A shuffle or a partial decryption that was checked and appended to the board."""

    __tablename__ = "trustee_step"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    """`shuffle` or `decryption`."""
    owner: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Position among the trustees, from 1 (Belenios specification §4.19, §4.20); 1 is the server."""
    proof: Mapped[str | None] = mapped_column(Text, default=None)
    """Of a decryption: the proof over all its factors (`belenios.opening`); None where a share came before these."""


class OpeningProofs(Base):
    """The proofs file of a round, exactly as everybody gets it; written once, with the result."""

    __tablename__ = "opening_proofs"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class BoxLock(Base):
    """A trustee's device has fixed the closed box (锁定), and later compared its code (核对)."""

    __tablename__ = "box_lock"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    owner: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Position among the trustees, from 2."""
    head: Mapped[str] = mapped_column(String(64))
    """The archive's head at the close."""
    ballots: Mapped[int]
    """The hand count of electronic ballots that the person typed."""
    calls: Mapped[int] = mapped_column(default=0)
    """How many numbers had been called out before: only a later one tells anything about this lock."""
    compared: Mapped[int] = mapped_column(default=0)
    """The call whose code was compared; 0 until then."""


class BoxCall(Base):
    """A number that the chief scrutineer called out (叫号)."""

    __tablename__ = "box_call"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(6))
