"""Mixing: every trustee in turn, every proof checked before it is accepted (混票)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ..ballots import boxes, life
from ..belenios import appending, shuffle, tally
from ..belenios.board import Board
from ..belenios.errors import Invalid
from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Officer, Round
from ..meetings.officers import key_holders
from ..meetings.states import RoundState
from ..sentences import Sentence
from . import locking
from .models import TrusteeStep
from .steps import (
    MAX_STEP,
    SERVER,
    SERVER_OWNER,
    accept,
    board_of,
    current,
    handed_in_twice,
    holder_name,
    owner_of,
    parsed,
    refusal,
    steps_of,
)

WHAT = Sentence("混票结果")


@dataclass(frozen=True)
class Task:
    """What a scrutineer's browser has to do now.

    kind: `lock`, `compare`, `shuffle`, `decrypt`, `wait` or `done`. `tally` is the text of the ciphertexts to work on.
    """

    kind: str
    owner: int
    waiting_for: str
    election: str
    tally: str
    done: int
    total: int


def start(round_id: int, config: Config, now: datetime, rng: Rng) -> None:
    """When every scrutineer has locked and compared: the encrypted tally, and the server's own shuffle.

    Done once; a call before it is due, or again, changes nothing.
    """
    with writing() as session:
        found = life.begin(session, round_id, life.MIX)
        if found.paper_only:
            # There is nothing to mix: the tellers go on at once.
            life.enter(session, life.NOT_MIXED, found, SERVER, now)
            life.enter(session, life.NOT_DECRYPTED, found, SERVER, now)
            return
        if steps_of(session, round_id, "shuffle") or not locking.standing(found).all_compared:
            return
        board = board_of(found)
        text, count = tally.encrypted_tally(board.ballots())
        mixed = shuffle.shuffle(parsed(found), tally.read(text), rng)
        own = appending.owned("Shuffle", SERVER_OWNER, mixed)
        boxes.add(session, config, found, appending.tally(text, count), own)
        session.add(TrusteeStep(round_id=round_id, kind="shuffle", owner=SERVER_OWNER))
        record(session, found.congress_id, SERVER, acts.SERVER_MIXED, found.title, {"ballots": count}, now)


def _turn(session: Session, found: Round) -> tuple[str, int, int]:
    """What comes next: kind, owner (from 1), steps done in all."""
    trustee_count = 1 + len(key_holders(found.meeting_id))
    shuffles = steps_of(session, found.id, "shuffle")
    shares = steps_of(session, found.id, "decryption")
    done = len(shuffles) + len(shares)
    if found.state == RoundState.CLOSED:
        return "shuffle", len(shuffles) + 1, done
    if found.state == RoundState.MIXED:
        missing = [owner for owner in range(SERVER_OWNER + 1, trustee_count + 1) if owner not in shares]
        return "decrypt", missing[0] if missing else SERVER_OWNER, done
    return "done", 0, done


def task_for(found: Round, officer: Officer, config: Config) -> Task:
    """What this officer's browser is to do now."""
    owner = owner_of(found, officer)
    holders = key_holders(found.meeting_id)
    total = 2 * (1 + len(holders))
    session = db.session()
    kind, turn, done = _turn(session, found)
    if found.state not in (RoundState.CLOSED, RoundState.MIXED) or found.void_reason:
        return Task("done" if kind == "done" and done else "wait", owner, "", found.election or "", "[[]]", done, total)
    at = locking.standing(found)
    if owner not in at.compared:
        kind = "compare" if owner in at.locked else "lock"
        return Task(kind, owner, "", found.election or "", "[[]]", done, total)
    if kind == "shuffle" and turn != owner:
        awaited = min(set(at.holders) - at.compared, default=turn) if turn == SERVER_OWNER else turn
        name = holder_name(session, holders, awaited)
        return Task("wait", owner, name, found.election or "", "[[]]", done, total)
    if kind == "decrypt" and owner in steps_of(session, found.id, "decryption"):
        return Task("wait", owner, holder_name(session, holders, turn), found.election or "", "[[]]", done, total)
    return Task(kind, owner, "", found.election or "", current(board_of(found)), done, total)


@dataclass(frozen=True)
class Holder:
    """How far one trustee has come, for everybody to see."""

    name: str
    duty: str
    locked: bool
    compared: bool
    mixed: bool
    opened: bool


def progress(found: Round) -> list[Holder]:
    """Every trustee in the order of mixing, the server first."""
    session = db.session()
    holders = key_holders(found.meeting_id)
    mixed, opened = steps_of(session, found.id, "shuffle"), steps_of(session, found.id, "decryption")
    duties = ["server", *(holder.duty for holder in holders)]
    at = locking.standing(found)
    return [
        Holder(
            holder_name(session, holders, owner),
            duty,
            owner in at.locked,
            owner in at.compared,
            owner in mixed,
            owner in opened,
        )
        for owner, duty in enumerate(duties, start=SERVER_OWNER)
    ]


def _is_in_chain(board: Board, owner: int, text: str) -> bool:
    digest = hashlib.sha256(text.encode()).hexdigest()
    owned = [json.loads(board.payload(event)) for event in board.of_type("Shuffle")]
    return {"owner": owner, "payload": digest} in owned


def hand_in_shuffle(round_id: int, officer: Officer, name: str, text: str, config: Config, now: datetime) -> bool:
    """Accept a shuffle from the officer whose turn it is; returns whether this one is in the chain.

    Raises `Conflict` out of turn or when somebody was quicker, `Rejected` when the proof does not hold. Handing in
    again after success changes nothing: another shuffle than the accepted one (made in a second window) is forgotten.
    """
    if len(text) > MAX_STEP:
        raise Rejected("step_too_large", "提交的数据过大")
    found = db.session.get_one(Round, round_id)
    owner = owner_of(found, officer)
    if handed_in_twice(db.session(), round_id, "shuffle", owner):
        return _is_in_chain(board_of(found), owner, text)
    life.require(life.MIX, found)
    locking.require_compared(found, officer)
    if _turn(db.session(), found)[:2] != ("shuffle", owner):
        raise Conflict("not_your_turn", "还没有轮到您混票，请稍候")
    before = boxes.head_of(found)
    items = tally.read(current(board_of(found)))
    try:
        shuffle.check_shuffle(parsed(found), items, text, f"trustee {owner}")
    except Invalid as error:
        raise refusal(found, owner, name, error, WHAT, acts.MIX_REFUSED, now) from error
    entry = appending.owned("Shuffle", owner, text)
    last = owner == 1 + len(key_holders(found.meeting_id))
    accepted = accept(round_id, before, "shuffle", owner, entry, config, Actor(name, "监票人"), acts.MIXED, now, last)
    return accepted or _is_in_chain(board_of(db.session.get_one(Round, round_id)), owner, text)
