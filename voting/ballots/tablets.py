"""What a tablet in the hall has to know of a round.

Hundreds ask in the same second, and again every few seconds: one statement, built once, on the plain tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, bindparam, exists, select
from sqlalchemy.engine import Row

from ..extensions import Base, db
from ..meetings.models import Attendance, Meeting, Round
from .models import PaperVoter, Participation

_rounds, _meetings, _attendance, _participation, _paper = (
    Base.metadata.tables[model.__tablename__] for model in (Round, Meeting, Attendance, Participation, PaperVoter)
)
_round = _rounds.c
_deputy: BindParameter[int] = bindparam("deputy")


@dataclass(frozen=True)
class Seen:
    """A round as one deputy's tablet sees it."""

    id: int
    uuid: str
    title: str
    state: str
    """The round's own, or `void`; `paper` when no tablet votes, `held` when this deputy has taken a paper ballot,
    `stopped` while something in the box does not agree."""
    present: bool
    voted: bool
    rehearsal: bool
    fingerprint: str | None
    rules_hash: str | None
    """With the fingerprint it covers everything that the booth shows of the round."""


_SEEN = select(
    _round.id,
    _round.uuid,
    _round.title,
    _round.state,
    _round.void_reason.is_not(None).label("void"),
    _round.stopped.is_not(None).label("stopped"),
    _round.paper_only,
    _round.fingerprint,
    _round.rules_hash,
    _meetings.c.rehearsal,
    exists().where(_attendance.c.meeting_id == _round.meeting_id, _attendance.c.deputy_id == _deputy).label("present"),
    exists().where(_participation.c.round_id == _round.id, _participation.c.deputy_id == _deputy).label("voted"),
    exists().where(_paper.c.round_id == _round.id, _paper.c.deputy_id == _deputy).label("on_paper"),
).join_from(_rounds, _meetings)
_BY_ID = _SEEN.where(_round.id == bindparam("round"))
_BOX = _rounds.c.election.is_not(None), _round.uuid == bindparam("uuid"), _round.meeting_id == bindparam("meeting")
_BY_UUID = _SEEN.where(*_BOX)
_ELECTION = select(_round.election, _round.fingerprint).where(*_BOX)
_ID = select(_round.id).where(*_BOX)


def of_round(round_id: int, deputy_id: int) -> Seen:
    """How the deputy stands to a round."""
    return _seen(db.session.execute(_BY_ID, {"round": round_id, "deputy": deputy_id}).one())


def in_booth(meeting_id: int, uuid: str, deputy_id: int) -> Seen | None:
    """The same by the round's uuid; None unless it belongs to the meeting and its box is set up."""
    row = db.session.execute(_BY_UUID, {"uuid": uuid, "meeting": meeting_id, "deputy": deputy_id}).one_or_none()
    return None if row is None else _seen(row)


def election(meeting_id: int, uuid: str) -> tuple[str, str] | None:
    """The exact text of a round's election and its fingerprint; None as in `in_booth`."""
    return _of_box(_ELECTION, meeting_id, uuid)


def round_id(meeting_id: int, uuid: str) -> int | None:
    """The round of that uuid; None as in `in_booth`."""
    row = _of_box(_ID, meeting_id, uuid)
    return None if row is None else row[0]


def shown(round_id: int) -> Round:
    """The round itself, from which the booth is made once for the whole hall."""
    return db.session.get_one(Round, round_id)


def _of_box(query: Select, meeting_id: int, uuid: str) -> Row | None:
    return db.session.execute(query, {"uuid": uuid, "meeting": meeting_id}).one_or_none()


def _seen(row: Row) -> Seen:
    state: str = row.state
    if row.void:
        state = "void"
    elif state in ("frozen", "open") and row.on_paper:
        state = "held"
    elif state == "open" and row.stopped:
        state = "stopped"
    elif state == "open" and row.paper_only:
        state = "paper"
    return Seen(
        row.id, row.uuid, row.title, state, row.present, row.voted, row.rehearsal, row.fingerprint, row.rules_hash
    )
