"""Mixing and opening: every trustee in turn, every proof checked before it is accepted (混票、解密)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..ballots import boxes, server_key
from ..ballots.models import Round
from ..ballots.rounds import advance, key_holders, locked, require
from ..belenios import board as boards
from ..belenios import decryption, election, shuffle, tally, trustees
from ..belenios.board import Board, Head
from ..belenios.ciphertexts import Ciphertext
from ..belenios.election import Election
from ..belenios.errors import Invalid
from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict, DomainError, Forbidden, Rejected
from ..extensions import db, writing
from ..journal.log import Actor, record
from ..meetings.models import Officer
from ..sentences import Sentence
from .counting import count_round, needs_paper
from .models import TrusteeStep

SERVER = Actor("系统", "服务器")
SERVER_OWNER = 1
MAX_STEP = 24 * 1024 * 1024
"""Bytes of the longest shuffle that is looked at: 20,000 ballots."""


@dataclass(frozen=True)
class Task:
    """What a scrutineer's browser has to do now.

    kind: `shuffle`, `decrypt`, `wait` or `done`. `tally` is the text of the ciphertexts to work on.
    """

    kind: str
    owner: int
    waiting_for: str
    election: str
    tally: str
    done: int
    total: int


def owner_of(found: Round, officer: Officer) -> int:
    """The officer's place among the trustees; the server is the first."""
    for place, holder in enumerate(key_holders(found.meeting_id), start=SERVER_OWNER + 1):
        if holder.id == officer.id:
            return place
    raise Forbidden("no_key", "您在本轮票决中没有钥匙")


def _parsed(found: Round) -> Election:
    return election.parse(found.election or "")


def _board(config: Config, found: Round) -> Board:
    return boards.parse(boxes.committed(config, found))


def _current(board: Board) -> str:
    """The text of the ciphertexts as they stand: after the last shuffle, or the encrypted tally."""
    shuffles = board.of_type("Shuffle")
    if shuffles:
        value = json.loads(board.payload(shuffles[-1]))
        ciphertexts = json.loads(board.lookup(value["payload"], "shuffle"))["ciphertexts"]
        return json.dumps(ciphertexts, separators=(",", ":"))
    event = board.of_type("EncryptedTally")[0]
    return board.lookup(json.loads(board.payload(event))["encrypted_tally"], "tally").decode()


def _steps(session: Session, round_id: int, kind: str) -> list[int]:
    query = select(TrusteeStep.owner).where(TrusteeStep.round_id == round_id, TrusteeStep.kind == kind)
    return sorted(session.scalars(query))


def start(round_id: int, config: Config, now: datetime, rng: Rng) -> None:
    """After the close: the encrypted tally, and the server's own shuffle. Done once; a second call changes nothing."""
    with writing() as session:
        found = locked(session, round_id)
        require(found, "closed")
        if found.paper_only:
            # There is nothing to mix: the tellers go on at once.
            advance(session, found, "mixed", SERVER, "没有电子票，不需混票", now)
            advance(session, found, "decrypted", SERVER, "没有电子票，不需解密", now)
            return
        if _steps(session, round_id, "shuffle"):
            return
        board = _board(config, found)
        text, count = tally.encrypted_tally(board.ballots())
        mixed = shuffle.shuffle(_parsed(found), tally.read(text), rng)

        def step(path: Path, head: Head) -> Head:
            head = boards.append_tally(path, head, text, count)
            return boards.append_owned(path, head, "Shuffle", SERVER_OWNER, mixed)

        boxes.note(found, boxes.write(config, found.uuid, boxes.head_of(found), step))
        session.add(TrusteeStep(round_id=round_id, kind="shuffle", owner=SERVER_OWNER))
        record(session, found.congress_id, SERVER, "服务器混票", found.title, {"ballots": count}, now)


def _turn(session: Session, found: Round) -> tuple[str, int, int]:
    """What comes next: kind, owner (from 1), steps done in all."""
    trustee_count = 1 + len(key_holders(found.meeting_id))
    shuffles = _steps(session, found.id, "shuffle")
    shares = _steps(session, found.id, "decryption")
    done = len(shuffles) + len(shares)
    if found.state == "closed":
        return "shuffle", len(shuffles) + 1, done
    if found.state == "mixed":
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
    if found.state not in ("closed", "mixed") or found.void_reason:
        return Task("done" if kind == "done" and done else "wait", owner, "", found.election or "", "[[]]", done, total)
    if kind == "shuffle" and turn != owner:
        name = _holder_name(session, holders, turn)
        return Task("wait", owner, name, found.election or "", "[[]]", done, total)
    if kind == "decrypt" and owner in _steps(session, found.id, "decryption"):
        return Task("wait", owner, _holder_name(session, holders, turn), found.election or "", "[[]]", done, total)
    return Task(kind, owner, "", found.election or "", _current(_board(config, found)), done, total)


@dataclass(frozen=True)
class Holder:
    """How far one trustee has come, for everybody to see."""

    name: str
    duty: str
    mixed: bool
    opened: bool


def progress(found: Round) -> list[Holder]:
    """Every trustee in the order of mixing, the server first."""
    session = db.session()
    holders = key_holders(found.meeting_id)
    mixed, opened = _steps(session, found.id, "shuffle"), _steps(session, found.id, "decryption")
    duties = ["server", *(holder.duty for holder in holders)]
    return [
        Holder(_holder_name(session, holders, owner), duty, owner in mixed, owner in opened)
        for owner, duty in enumerate(duties, start=SERVER_OWNER)
    ]


def _holder_name(session: Session, holders: list[Officer], owner: int) -> str:
    from ..accounts.models import Account

    if owner == SERVER_OWNER or owner - 2 >= len(holders):
        return Sentence("服务器")
    return session.get_one(Account, holders[owner - 2].account_id).name


def _refused(error: Invalid, name: str, what: Sentence) -> DomainError:
    return Rejected(
        "proof_refused", "%(name)s提交的%(what)s没有通过验证，未被接受", name=name, what=what, check=error.check,
        why=error.why,
    )  # fmt: skip


def _handed_in_twice(session: Session, round_id: int, kind: str, owner: int) -> bool:
    return session.get(TrusteeStep, (round_id, kind, owner)) is not None


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
    if _handed_in_twice(db.session(), round_id, "shuffle", owner):
        return _is_in_chain(_board(config, found), owner, text)
    require(found, "closed")
    if _turn(db.session(), found)[:2] != ("shuffle", owner):
        raise Conflict("not_your_turn", "还没有轮到您混票，请稍候")
    before = boxes.head_of(found)
    items = tally.read(_current(_board(config, found)))
    try:
        shuffle.check_shuffle(_parsed(found), items, text, f"trustee {owner}")
    except Invalid as error:
        raise _refused(error, name, Sentence("混票结果")) from error

    def step(path: Path, head: Head) -> Head:
        return boards.append_owned(path, head, "Shuffle", owner, text)

    last = owner == 1 + len(key_holders(found.meeting_id))
    accepted = _accept(round_id, before, "shuffle", owner, step, config, Actor(name, "监票人"), "混票", now, last)
    return accepted or _is_in_chain(_board(config, db.session.get_one(Round, round_id)), owner, text)


def _accept(
    round_id: int, before: Head | None, kind: str, owner: int, step: Callable[[Path, Head], Head], config: Config,
    actor: Actor, act: str, now: datetime, last_shuffle: bool,
) -> bool:  # fmt: skip
    with writing() as session:
        found = locked(session, round_id)
        if _handed_in_twice(session, round_id, kind, owner):
            return False
        # A shuffle follows what it shuffled; a share belongs to ciphertexts that do not change any more.
        if before is not None and boxes.head_of(found) != before:
            raise Conflict("board_moved", "刚才有其他人提交，请再试一次")
        require(found, "closed" if kind == "shuffle" else "mixed")

        def all_steps(path: Path, head: Head) -> Head:
            head = step(path, head)
            return boards.append(path, head, "EndShuffles", None) if last_shuffle else head

        boxes.note(found, boxes.write(config, found.uuid, boxes.head_of(found), all_steps))
        session.add(TrusteeStep(round_id=round_id, kind=kind, owner=owner))
        record(session, found.congress_id, actor, act, found.title, {"round": found.uuid, "trustee": owner}, now)
        if last_shuffle:
            advance(session, found, "mixed", SERVER, "混票完成", now)
        return True


def hand_in_decryption(round_id: int, officer: Officer, name: str, text: str, config: Config, now: datetime) -> None:
    """Accept a partial decryption; raises as `hand_in_shuffle` does."""
    if len(text) > MAX_STEP:
        raise Rejected("step_too_large", "提交的数据过大")
    found = db.session.get_one(Round, round_id)
    owner = owner_of(found, officer)
    if _handed_in_twice(db.session(), round_id, "decryption", owner):
        return
    require(found, "mixed")
    items = tally.read(_current(_board(config, found)))
    key = trustees.parse(found.trustees or "")[owner - 1]
    try:
        decryption.check_partial(_parsed(found), items, key, text, f"trustee {owner}")
    except Invalid as error:
        raise _refused(error, name, Sentence("解密结果")) from error

    def step(path: Path, head: Head) -> Head:
        return boards.append_owned(path, head, "PartialDecryption", owner, text)

    _accept(round_id, None, "decryption", owner, step, config, Actor(name, "监票人"), "解密", now, False)


def finish(round_id: int, config: Config, now: datetime, rng: Rng) -> bool:
    """When every scrutineer has opened: the server's own share, the result, the count. Returns whether it was done.

    Safe to call at any time and again after a crash.
    """
    with writing() as session:
        found = locked(session, round_id)
        holders = key_holders(found.meeting_id)
        shares = set(_steps(session, round_id, "decryption"))
        if found.state != "mixed" or found.void_reason or not set(range(2, len(holders) + 2)) <= shares:
            return False
        chosen = _parsed(found)
        board = _board(config, found)
        items = tally.read(_current(board))
        private = server_key.private(config, found.uuid)
        own = decryption.partial_decryption(chosen, items, private, rng)
        factors = _factors(board, found, items)
        factors.append(decryption.check_partial(chosen, items, trustees.parse(found.trustees or "")[0], own))
        opened = decryption.open_ballots(chosen, items, factors)

        def step(path: Path, head: Head) -> Head:
            head = boards.append_owned(path, head, "PartialDecryption", SERVER_OWNER, own)
            return boards.append(path, head, "Result", decryption.result_text(opened))

        boxes.note(found, boxes.write(config, found.uuid, boxes.head_of(found), step))
        session.add(TrusteeStep(round_id=round_id, kind="decryption", owner=SERVER_OWNER))
        advance(session, found, "decrypted", SERVER, "解密完成", now, ballots=len(opened))
        if not needs_paper(found):
            found.result = count_round(found, opened)
            advance(session, found, "counted", SERVER, "计票完成", now)
        return True


def _factors(board: Board, found: Round, items: list[Ciphertext]) -> list[list[bytes]]:
    shares: list[list[bytes]] = []
    keys = trustees.parse(found.trustees or "")
    for event in board.of_type("PartialDecryption"):
        value: dict[str, Any] = json.loads(board.payload(event))
        text = board.lookup(value["payload"], "decryption")
        shares.append(decryption.check_partial(_parsed(found), items, keys[value["owner"] - 1], text))
    return shares
