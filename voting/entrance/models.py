"""What every process has to know about attempts and sign-ins. Nobody is named in these tables."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base


class Counter(Base):
    """How often something has happened within a span that ends by itself."""

    __tablename__ = "counter"
    # Rows in the order of their keys, so that the file keeps no order of what happened.
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    ends: Mapped[int] = mapped_column(BigInteger, index=True)
    """Seconds since 1970 at which the row counts no longer."""


class LiveSignIn(Base):
    """A sign-in that has not ended: neither by whom nor at what time, only that the cookie with its number is good."""

    __tablename__ = "live_sign_in"
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 (hex) of the random number in the signed cookie."""
    day: Mapped[date] = mapped_column(Date, index=True)
    """The day (UTC) of signing in, by which old rows are tidied away."""
