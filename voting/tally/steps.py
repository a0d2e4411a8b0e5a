"""What the steps of all trustees share: who is which trustee, what there is to work on, how a step is accepted."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..ballots import boxes, life
from ..belenios import board as boards
from ..belenios import election
from ..belenios.appending import Entry, Head
from ..belenios.board import Board
from ..belenios.election import Election
from ..belenios.errors import Invalid
from ..config import Config
from ..congress.models import Account
from ..errors import Conflict, DomainError, Forbidden, Rejected
from ..extensions import writing
from ..journal.acts import Act
from ..journal.log import Actor, record
from ..meetings.models import Officer, Round
from ..meetings.officers import key_holders
from ..meetings.rounds import locked
from ..sentences import Sentence
from .models import TrusteeStep

SERVER = Actor("系统", "服务器")
SERVER_OWNER = 1
MAX_STEP = 24 * 1024 * 1024
"""Bytes of the longest shuffle that is looked at: 20,000 ballots."""


def owner_of(found: Round, officer: Officer) -> int:
    """The officer's place among the trustees; the server is the first."""
    for place, holder in enumerate(key_holders(found.meeting_id), start=SERVER_OWNER + 1):
        if holder.id == officer.id:
            return place
    raise Forbidden("no_key", "您在本轮票决中没有钥匙")


def parsed(found: Round) -> Election:
    """The round's election."""
    return election.parse(found.election or "")


def board_of(found: Round) -> Board:
    """The round's archive as it stands."""
    return boards.parse(boxes.committed(found))


def current(board: Board) -> str:
    """The text of the ciphertexts as they stand: after the last shuffle, or the encrypted tally."""
    shuffles = board.of_type("Shuffle")
    if shuffles:
        value = json.loads(board.payload(shuffles[-1]))
        ciphertexts = json.loads(board.lookup(value["payload"], "shuffle"))["ciphertexts"]
        return json.dumps(ciphertexts, separators=(",", ":"))
    event = board.of_type("EncryptedTally")[0]
    return board.lookup(json.loads(board.payload(event))["encrypted_tally"], "tally").decode()


def steps_of(session: Session, round_id: int, kind: str) -> list[int]:
    """Who has done a step of this kind, a share with its proof: places among the trustees, ascending."""
    query = select(TrusteeStep.owner).where(TrusteeStep.round_id == round_id, TrusteeStep.kind == kind)
    if kind == "decryption":
        query = query.where(TrusteeStep.proof.is_not(None))
    return sorted(session.scalars(query))


def holder_name(session: Session, holders: list[Officer], owner: int) -> str:
    """The name of a trustee, from the place among them."""
    if owner == SERVER_OWNER or owner - 2 >= len(holders):
        return Sentence("服务器")
    return session.get_one(Account, holders[owner - 2].account_id).name


def refusal(
    found: Round, owner: int, name: str, error: Invalid, what: Sentence, act: Act, now: datetime
) -> DomainError:
    """The refusal of what a trustee handed in: who, what, and which check did not hold; that it came is journalled."""
    congress_id, title, told = found.congress_id, found.title, {"round": found.uuid, "trustee": owner}
    with writing() as session:
        record(session, congress_id, Actor(name, "监票人"), act, title, {**told, "check": error.check}, now)
    return Rejected(
        "proof_refused",
        "%(name)s提交的%(what)s没有通过验证，未被接受",
        name=name,
        what=what,
        check=error.check,
        why=error.why,
    )


def handed_in_twice(session: Session, round_id: int, kind: str, owner: int) -> bool:
    """Whether this trustee has done this step already."""
    return session.get(TrusteeStep, (round_id, kind, owner)) is not None


def accept(
    round_id: int,
    before: Head | None,
    kind: str,
    owner: int,
    entry: Entry,
    config: Config,
    actor: Actor,
    act: Act,
    now: datetime,
    last_shuffle: bool,
    proof: str | None = None,
) -> bool:
    """Put a trustee's checked step on the board; returns False when it was there already.

    `before`: the head that the step was made for, when it may follow no other. `proof`: over all factors of a share.
    Raises `Conflict`.
    """
    with writing() as session:
        found = locked(session, round_id)
        if handed_in_twice(session, round_id, kind, owner):
            return False
        # A shuffle follows what it shuffled; a share belongs to ciphertexts that do not change any more.
        if before is not None and boxes.head_of(found) != before:
            raise Conflict("board_moved", "刚才有其他人提交，请再试一次")
        life.require(life.MIX if kind == "shuffle" else life.DECRYPT, found)
        boxes.add(session, config, found, entry, *([Entry("EndShuffles")] if last_shuffle else []))
        session.add(TrusteeStep(round_id=round_id, kind=kind, owner=owner, proof=proof))
        record(session, found.congress_id, actor, act, found.title, {"round": found.uuid, "trustee": owner}, now)
        if last_shuffle:
            life.enter(session, life.MIXED, found, SERVER, now)
        return True
