"""Casting (投票): one deputy, one card, one ballot, durable before the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from ..belenios import ballot as ballots
from ..belenios import board, election
from ..belenios.election import Election
from ..belenios.errors import Invalid
from ..config import Config
from ..deputies.models import Deputy
from ..errors import Conflict, DomainError, Forbidden, Missing, Rejected, TooLarge
from ..extensions import db, writing
from ..meetings.models import Attendance
from ..sentences import Sentence
from . import boxes
from .models import Ballot, Credential, Participation, Round

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


@lru_cache(maxsize=64)
def _election(text: str) -> Election:
    return election.parse(text)


def cast(uuid: str, deputy_id: int, text: bytes, config: Config) -> Receipt:
    """Put a ballot into the box.

    `text` is the exact ballot as the tablet made it. The same ballot sent again gets the same receipt. Raises
    `DomainError` with the codes not_on_roster, not_signed_in, round_not_open, already_voted, card_foreign, card_used,
    ballot_too_large, ballot_malformed, ballot_other_election, ballot_proof, ballot_signature; nothing is stored then.
    """
    if len(text) > ballots.MAX_SIZE:
        raise TooLarge(*_MESSAGES["ballot-size"])
    row = db.session.execute(
        select(Round.id, Round.meeting_id, Round.state, Round.election).where(Round.uuid == uuid)
    ).one_or_none()
    if row is None or row.election is None:
        raise Missing("no_such_round", "没有找到这一轮票决")
    tracker = ballots.tracker(text)
    if row.state != "open":
        return _repeated(row.id, deputy_id, tracker) or _refuse(
            Conflict(
                "round_not_open", Sentence("投票还没有开始") if row.state == "frozen" else Sentence("投票已经结束")
            )
        )
    # The proofs are checked before the lock is taken: they are the long part, and need nothing that may change.
    checked = _check(row.election, text)
    repeated = _repeated(row.id, deputy_id, checked.tracker)
    if repeated:
        return repeated
    try:
        return _store(row.id, deputy_id, checked, config)
    except IntegrityError as error:
        found = _repeated(row.id, deputy_id, checked.tracker)
        if found:
            return found
        raise Conflict("card_used", "这张投票卡已经用过") from error


def _refuse(error: DomainError) -> Receipt:
    raise error


def _check(election_text: str, text: bytes) -> ballots.Ballot:
    try:
        return ballots.check(_election(election_text), text)
    except Invalid as error:
        raise Rejected(*_MESSAGES.get(error.check, _MESSAGES["ballot-form"])) from error


def _repeated(round_id: int, deputy_id: int, tracker: str) -> Receipt | None:
    """The receipt, when this deputy has voted and this very ballot is in the box."""
    voted = select(Participation.deputy_id).where(
        Participation.round_id == round_id, Participation.deputy_id == deputy_id
    )
    same = select(Ballot.tracker).where(Ballot.round_id == round_id, Ballot.tracker == tracker)
    if db.session.scalar(voted) is not None and db.session.scalar(same) is not None:
        return Receipt(tracker)
    return None


def _store(round_id: int, deputy_id: int, checked: ballots.Ballot, config: Config) -> Receipt:
    with writing() as session:
        query = select(
            Round.uuid, Round.state, Round.meeting_id, Round.board_head, Round.board_height, Round.board_size
        )  # fmt: skip
        found = session.execute(query.where(Round.id == round_id).with_for_update()).one()
        if found.state != "open":
            return _repeated(round_id, deputy_id, checked.tracker) or _refuse(
                Conflict("round_not_open", "投票已经结束")
            )
        belongs = select(Deputy.id).where(Deputy.id == deputy_id, Deputy.meeting_id == found.meeting_id)
        if session.scalar(belongs) is None:
            raise Forbidden("not_on_roster", "您不在本次会议的代表名册上")
        here = select(Attendance.deputy_id).where(
            Attendance.meeting_id == found.meeting_id, Attendance.deputy_id == deputy_id
        )
        if session.scalar(here) is None:
            raise Conflict("not_signed_in", "您还没有签到，请先签到")
        voted = select(Participation.deputy_id).where(
            Participation.round_id == round_id, Participation.deputy_id == deputy_id
        )
        if session.scalar(voted) is not None:
            # The same ballot may have come twice at once: the second waited for the lock while the first went in.
            return _repeated(round_id, deputy_id, checked.tracker) or _refuse(
                Conflict("already_voted", "您已经投过票了，每位代表只能投一次")
            )
        card = session.execute(
            select(Credential.voided).where(Credential.round_id == round_id, Credential.public == checked.credential)
        ).one_or_none()
        if card is None or card.voided:
            raise Rejected("card_foreign", "这张投票卡不属于本次会议或已作废")
        used = select(Ballot.tracker).where(Ballot.round_id == round_id, Ballot.credential == checked.credential)
        if session.scalar(used) is not None:
            raise Conflict("card_used", "这张投票卡已经用过")
        session.execute(
            insert(Ballot).values(round_id=round_id, credential=checked.credential, tracker=checked.tracker)
        )
        session.execute(insert(Participation).values(round_id=round_id, deputy_id=deputy_id))
        head = board.Head(found.board_head, found.board_height, found.board_size)
        head = boxes.write(config, found.uuid, head, lambda path, head: board.append_ballot(path, head, checked.text))
        session.execute(
            update(Round).where(Round.id == round_id)
            .values(board_head=head.head, board_height=head.height, board_size=head.size)
        )  # fmt: skip
    return Receipt(checked.tracker)


@dataclass(frozen=True)
class Cards:
    """What a tablet needs to tell a wrong card at once: the beginnings of the public halves, sorted."""

    usable: list[str]
    used: list[str]


CARD_PREFIX = 16
"""Characters of a public half that the tablet is told; enough to tell cards apart, short enough for bad Wi-Fi."""


def cards(round_id: int) -> Cards:
    """The cards of a round, so that the tablet, and not the server, compares the card that was scanned."""
    listed = select(Credential.public).where(Credential.round_id == round_id, Credential.voided.is_(False))
    cast_ = select(Ballot.credential).where(Ballot.round_id == round_id)
    used = {public[:CARD_PREFIX] for public in db.session.scalars(cast_)}
    usable = {public[:CARD_PREFIX] for public in db.session.scalars(listed)} - used
    return Cards(sorted(usable), sorted(used))


def has_voted(round_id: int, deputy_id: int) -> bool:
    """Whether the deputy's ballot is in the box."""
    return db.session.get(Participation, (round_id, deputy_id)) is not None
