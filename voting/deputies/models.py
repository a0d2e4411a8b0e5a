"""The roster of the term (本届代表名册)."""

from __future__ import annotations

import hashlib
from datetime import date

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..extensions import Base
from ..sentences import Sentence


class Deputy(UserMixin, Base):
    """A deputy of a congress for its term (届); signs in with number and PIN, or with the pass, the whole year.

    A meeting's list takes its deputies from here (`meetings.models.Entitled`) and keeps number, name and delegation as
    they were then.
    """

    __tablename__ = "deputy"
    __table_args__ = (UniqueConstraint("pass_hash"),)
    absent = ("no_such_deputy", Sentence("没有找到这位代表"))

    is_deputy = True

    id: Mapped[int] = mapped_column(primary_key=True)
    congress_id: Mapped[int] = mapped_column(ForeignKey("congress.id"), index=True)
    term: Mapped[int]
    """第几届; 0 while nothing says which (see `congress.models.Congress.term`)."""
    rehearsal: Mapped[bool] = mapped_column(default=False)
    """Made up for one rehearsal; the term knows nothing of it."""
    by_list: Mapped[bool] = mapped_column(default=False)
    """Entered by the list of a meeting, not yet by the roster of the term: goes when that list turns out wrong."""
    place: Mapped[int] = mapped_column(default=0)
    """In the order of the roster."""
    number: Mapped[str] = mapped_column(String(20))
    """On the pass, through the term; a newer list of a meeting may say otherwise."""
    name: Mapped[str] = mapped_column(String(40))
    delegation: Mapped[str] = mapped_column(String(60))
    pin_hash: Mapped[str] = mapped_column(String(200))
    pass_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 (hex) of the random token on the pass."""
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    """Who had this pass in hand when it was made."""
    left_on: Mapped[date | None] = mapped_column(default=None)
    """Since when no deputy any more (代表资格终止): then nobody signs in."""

    @property
    def stamp(self) -> str:
        """Changes with the pass, so that whoever is signed in with an old pass is signed out."""
        return hashlib.sha256(self.pass_hash.encode()).hexdigest()[:16]

    def get_id(self) -> str:
        """Key of the signed-in deputy in the session cookie."""
        return f"deputy:{self.id}:{self.stamp}"
