"""Casting (投票): one deputy, one card, one ballot, durable before the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ..belenios import appending, election
from ..belenios import ballot as ballots
from ..belenios.election import Election
from ..belenios.errors import Invalid
from ..config import Config
from ..errors import Conflict, DomainError, Forbidden, Missing, Rejected, TooLarge
from ..extensions import Base, db, writing
from ..meetings.models import Attendance, Entitled, Round
from ..meetings.states import RoundState
from ..sentences import Sentence
from . import boxes, checking, mirror
from .models import Ballot, BoardEntry, Credential, PaperVoter, Participation

_MESSAGES = {
    "ballot-size": ("ballot_too_large", Sentence("选票数据过大，未被接收")),
    "ballot-form": ("ballot_malformed", Sentence("选票数据不完整，未被接收，请重新投票")),
    "ballot-point": ("ballot_malformed", Sentence("选票数据不正确，未被接收，请重新投票")),
    "ballot-election": ("ballot_other_election", Sentence("这张选票不是本轮票决的，未被接收")),
    "ballot-proof": ("ballot_proof", Sentence("选票的加密证明不成立，未被接收")),
    "ballot-signature": ("ballot_signature", Sentence("选票的签名不成立，未被接收")),
}


@dataclass(frozen=True)
class Receipt:
    """What the deputy takes away: the tracker, which says nothing about the marks."""

    tracker: str


# Casting is the one act that hundreds do at once. Its statements are built once, on the plain tables: building them for
# every ballot would cost more than the proofs and the disk together.
_rounds, _ballot, _entries, _participation, _credential, _paper, _entitled, _attendance = (
    Base.metadata.tables[model.__tablename__]
    for model in (Round, Ballot, BoardEntry, Participation, Credential, PaperVoter, Entitled, Attendance)
)
_round = _rounds.c

_ROUND = select(_round.id, _round.state, _round.void_reason, _round.paper_only, _round.election).where(
    _round.uuid == bindparam("uuid")
)
_LOCK = (
    select(
        _round.uuid,
        _round.state,
        _round.void_reason,
        _round.paper_only,
        _round.stopped,
        _round.meeting_id,
        _round.board_head,
        _round.board_height,
        _round.board_size,
        _round.board_begun,
    )
    .where(_round.id == bindparam("round"))
    .with_for_update()
)
_VOTED = exists().where(
    _participation.c.round_id == bindparam("round"), _participation.c.deputy_id == bindparam("deputy")
)
_SAME = exists().where(_ballot.c.round_id == bindparam("round"), _ballot.c.tracker == bindparam("tracker"))
_REPEATED = select(and_(_VOTED, _SAME))
_GATE = select(
    exists()
    .where(_entitled.c.deputy_id == bindparam("deputy"), _entitled.c.meeting_id == bindparam("meeting"))
    .label("on_roster"),
    exists()
    .where(_attendance.c.meeting_id == bindparam("meeting"), _attendance.c.deputy_id == bindparam("deputy"))
    .label("present"),
    _VOTED.label("voted"),
    exists()
    .where(_paper.c.round_id == bindparam("round"), _paper.c.deputy_id == bindparam("deputy"))
    .label("on_paper"),
    exists()
    .where(
        _credential.c.round_id == bindparam("round"),
        _credential.c.public == bindparam("credential"),
        _credential.c.voided.is_(False),
    )
    .label("card_listed"),
    exists()
    .where(_ballot.c.round_id == bindparam("round"), _ballot.c.credential == bindparam("credential"))
    .label("card_used"),
)
_PUT_BALLOT = insert(_ballot).values(
    round_id=bindparam("round"), credential=bindparam("credential"), tracker=bindparam("tracker")
)
_PUT_ENTRY = insert(_entries)
_PUT_PARTICIPATION = insert(_participation).values(round_id=bindparam("round"), deputy_id=bindparam("deputy"))
_MOVE_HEAD = (
    update(_rounds)
    .where(_round.id == bindparam("round"))
    .values(board_head=bindparam("head"), board_height=bindparam("height"), board_size=bindparam("size"))
)


@lru_cache(maxsize=64)
def _election(text: str) -> Election:
    return election.parse(text)


def cast(uuid: str, deputy_id: int, text: bytes, config: Config) -> Receipt:
    """Put a ballot into the box.

    `text` is the exact ballot as the tablet made it. The same ballot sent again gets the same receipt. Raises
    `DomainError` with the codes not_on_roster, not_signed_in, paper_taken, round_not_open, already_voted, card_foreign,
    card_used, ballot_too_large, ballot_malformed, ballot_other_election, ballot_proof, ballot_signature; nothing is
    stored then.
    """
    if len(text) > ballots.MAX_SIZE:
        raise TooLarge(*_MESSAGES["ballot-size"])
    row = db.session.execute(_ROUND, {"uuid": uuid}).one_or_none()
    if row is None or row.election is None:
        raise Missing("no_such_round", "没有找到这一轮票决")
    if row.state != RoundState.OPEN or row.void_reason or row.paper_only:
        return _repeated(row.id, deputy_id, ballots.tracker(text)) or _refuse(_not_open(row))
    # The proofs are checked before the lock is taken: they are the long part, and need nothing that may change.
    checked = _check(row.election, text)
    try:
        return _store(row.id, deputy_id, checked, config)
    except IntegrityError as error:
        found = _repeated(row.id, deputy_id, checked.tracker)
        if found:
            return found
        raise Conflict("card_used", "这张投票卡已经用过") from error


def _not_open(row: Any) -> Conflict:
    if row.void_reason:
        return Conflict("round_not_open", "这一轮已经宣布作废，选票未被接收")
    if row.paper_only:
        return Conflict("paper_only", "这一轮改用纸质票投票，请用纸质票")
    return Conflict(
        "round_not_open", Sentence("投票还没有开始") if row.state == RoundState.FROZEN else Sentence("投票已经结束")
    )


def _refuse(error: DomainError) -> Receipt:
    raise error


def _check(election_text: str, text: bytes) -> ballots.Ballot:
    try:
        return ballots.check(_election(election_text), text)
    except Invalid as error:
        raise Rejected(*_MESSAGES.get(error.check, _MESSAGES["ballot-form"])) from error


def _repeated(round_id: int, deputy_id: int, tracker: str) -> Receipt | None:
    """The receipt, when this deputy has voted and this very ballot is in the box."""
    values = {"round": round_id, "deputy": deputy_id, "tracker": tracker}
    return Receipt(tracker) if db.session.scalar(_REPEATED, values) else None


def _store(round_id: int, deputy_id: int, checked: ballots.Ballot, config: Config) -> Receipt:
    with writing() as session:
        link = session.connection()
        found = link.execute(_LOCK, {"round": round_id}).one()
        values = {
            "round": round_id,
            "meeting": found.meeting_id,
            "deputy": deputy_id,
            "credential": checked.credential,
            "tracker": checked.tracker,
        }
        if found.state != RoundState.OPEN or found.void_reason or found.paper_only:
            return _repeated(round_id, deputy_id, checked.tracker) or _refuse(_not_open(found))
        if found.stopped:
            return _repeated(round_id, deputy_id, checked.tracker) or _refuse(checking.stopped(found.stopped))
        # A statement of its own: in PostgreSQL one that waited for the lock still sees what was there before the wait.
        gate = link.execute(_GATE, values).one()
        if not gate.on_roster:
            raise Forbidden("not_on_roster", "您不在本次会议的代表名册上")
        if not gate.present:
            raise Conflict("not_signed_in", "您还没有签到，请先签到")
        if gate.on_paper:
            raise Conflict("paper_taken", "您已领取纸质票，请用纸质票投票")
        if gate.voted:
            return _repeated(round_id, deputy_id, checked.tracker) or _refuse(
                Conflict("already_voted", "您已经投过票了，每位代表只能投一次")
            )
        if not gate.card_listed:
            raise Rejected("card_foreign", "这张投票卡不属于本次会议或已作废")
        if gate.card_used:
            raise Conflict("card_used", "这张投票卡已经用过")
        link.execute(_PUT_BALLOT, values)
        link.execute(_PUT_PARTICIPATION, values)
        entry = appending.ballot(checked.text)
        before = appending.Head(found.board_head, found.board_height, found.board_size)
        head, grown = appending.extend(before, found.board_begun, *entry)
        link.execute(_PUT_ENTRY, boxes.row(round_id, head.height, entry))
        moved = {"round": round_id, "head": head.head, "height": head.height, "size": head.size}
        link.execute(_MOVE_HEAD, moved)
        # Last, so that hardly anything can still fail between the second disk and the commit.
        mirror.put(config, found.uuid, head.height, grown)
    return Receipt(checked.tracker)


@dataclass(frozen=True)
class Cards:
    """What a tablet needs to tell a wrong card at once: the beginnings of the public halves, sorted."""

    usable: list[str]
    used: list[str]

    @cached_property
    def text(self) -> str:
        """Both as the tablet gets them, in JSON."""
        return json.dumps({"usable": self.usable, "used": self.used}, separators=(",", ":"))


MAX_LISTED = 16
"""Rounds whose card lists a process remembers."""
_LISTED: dict[int, tuple[tuple[object, ...], Cards]] = {}
CARD_PREFIX = 16
"""Characters of a public half that the tablet is told; enough to tell cards apart, short enough for bad Wi-Fi."""


def cards(round_id: int) -> Cards:
    """The cards of a round, so that the tablet, and not the server, compares the card that was scanned.

    A whole hall asks within a second: the lists are made anew only once a ballot or a void card has changed them.
    """
    ballots = select(func.count()).where(Ballot.round_id == round_id).scalar_subquery()
    valid = select(func.count()).where(Credential.round_id == round_id, Credential.voided.is_(False)).scalar_subquery()
    asked = select(Round.fingerprint, ballots, valid).where(Round.id == round_id)
    state = tuple(db.session.execute(asked).one())
    if state[0] is None:
        return _cards(round_id)
    known = _LISTED.get(round_id)
    if known is None or known[0] != state:
        if len(_LISTED) >= MAX_LISTED:
            _LISTED.clear()
        known = _LISTED[round_id] = (state, _cards(round_id))
    return known[1]


def _cards(round_id: int) -> Cards:
    listed = select(Credential.public).where(Credential.round_id == round_id, Credential.voided.is_(False))
    cast_ = select(Ballot.credential).where(Ballot.round_id == round_id)
    used = {public[:CARD_PREFIX] for public in db.session.scalars(cast_)}
    usable = {public[:CARD_PREFIX] for public in db.session.scalars(listed)} - used
    return Cards(sorted(usable), sorted(used))


def has_voted(round_id: int, deputy_id: int) -> bool:
    """Whether the deputy's ballot is in the box."""
    return db.session.get(Participation, (round_id, deputy_id)) is not None
