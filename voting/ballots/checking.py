"""Facts that stand twice are compared before they are needed: rows and head, ballots, keys, the second disk.

At the start, before opening and closing, and each minute while people ask for the state of a vote. A difference stops
casting until `voting repair` has mended it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from functools import reduce

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..belenios import appending, group
from ..belenios.appending import Head
from ..config import Config
from ..errors import Conflict
from ..extensions import db, writing
from ..meetings.models import Round
from ..meetings.states import RoundState, between
from ..sentences import Sentence
from . import boxes, hosts, mirror, server_key, traces
from .models import Ballot, BoardEntry

FAULTS = {
    "rows": Sentence("票箱记录不完整或被改动"),
    "ballots": Sentence("票箱中的选票与登记的不符"),
    "server-key": Sentence("服务器的钥匙不在或与票箱不符"),
    "signing-key": Sentence("签名密钥文件不在或被改动"),
}
"""What does not agree, by the word that `Round.stopped` holds."""
WORKING = between(RoundState.FROZEN, RoundState.MIXED)
"""States in which a round's box is still needed."""
SECONDS = 60
"""How often each process compares, while people ask."""


def fault(session: Session, config: Config, found: Round, seen: Head | None = None) -> tuple[str | None, Head | None]:
    """What does not agree in a round, and the head up to which the rows were read.

    `seen`: a head that an earlier call has reached; only what came after it is read again.
    """
    reached = _read(session, config, found, seen)
    if reached is None:
        return "rows", None
    entries = select(func.count()).select_from(BoardEntry)
    entries = entries.where(BoardEntry.round_id == found.id, BoardEntry.kind == "Ballot")
    ballots = select(func.count()).select_from(Ballot).where(Ballot.round_id == found.id)
    if session.scalar(entries) != session.scalar(ballots):
        return "ballots", reached
    try:
        own = group.encode(group.base(server_key.private(session, config, found)))
    except Conflict:
        return "server-key", reached
    if own != json.loads(found.server_public_key or "{}").get("public_key"):
        return "server-key", reached
    return ("signing-key" if hosts.missing(session, config, hosts.SIGNING) else None), reached


def _read(session: Session, config: Config, found: Round, seen: Head | None) -> Head | None:
    """The round's head when the rows after `seen` lead to it, else None; then the second disk gets what it lacks."""
    reached = reduce(lambda _, step: step[0], _steps(session, found, seen), seen)
    if reached != boxes.head_of(found):
        return None
    if config.mirror is not None:
        # Only now: rows that are damaged must not spoil the copy that can mend them.
        for head, grown in _steps(session, found, seen):
            mirror.fill(config, found.uuid, head.height, grown)
    return reached


def _steps(session: Session, found: Round, seen: Head | None) -> Iterator[tuple[Head, bytes]]:
    begun, head = boxes.begun_of(found), seen
    for entry in boxes.entries(session, found, -1 if seen is None else seen.height):
        head, grown = appending.first(begun, entry) if head is None else appending.extend(head, begun, *entry)
        yield head, grown


def require_sound(session: Session, config: Config, found: Round) -> None:
    """Before an act: everything of the round's box agrees; raises `Conflict` with what does not."""
    if found.paper_only or found.board_head is None:
        return
    kind, _ = fault(session, config, found)
    if kind is not None:
        raise Conflict("box_stopped", "%(why)s，请系统管理员恢复（voting repair）以后再进行", why=FAULTS[kind])


def stopped(kind: str) -> Conflict:
    """The refusal of a ballot while the box is stopped."""
    return Conflict(
        "box_stopped",
        "%(why)s，投票已暂停，选票未被接收。已投的选票不受影响，请等工作人员处理",
        why=FAULTS.get(kind, FAULTS["rows"]),
    )


def compare_all(config: Config, seen: dict[int, Head] | None = None) -> list[tuple[str, Sentence]]:
    """Compare every round that is under way; stop those that do not agree. Gives title and fault of each.

    `seen` remembers between calls how far the rows were read.
    """
    known = {} if seen is None else seen
    found_ids = list(
        db.session.scalars(
            select(Round.id).where(Round.state.in_(WORKING), Round.board_size.is_not(None), Round.void_reason.is_(None))
        )
    )
    told = []
    for round_id in found_ids:
        db.session.rollback()
        found = db.session.get_one(Round, round_id)
        kind, reached = fault(db.session(), config, found, known.get(round_id))
        if kind is None and reached is not None:
            known[round_id] = reached
        else:
            known.pop(round_id, None)
            kind = _stop(round_id, config)
        if kind is not None:
            told.append((db.session.get_one(Round, round_id).title, FAULTS[kind]))
    db.session.rollback()
    return told


def _stop(round_id: int, config: Config) -> str | None:
    """Look again while nobody else writes; stop the round if the difference is still there."""
    with writing() as session:
        found = session.scalars(select(Round).where(Round.id == round_id).with_for_update()).one()
        kind, _ = fault(session, config, found)
        if kind is not None and found.stopped != kind:
            found.stopped = kind
        return kind


class Watch:
    """Compares once in a while, in the thread of somebody who asks for the state; others do not wait for it.

    What a close could not clear for those who were reading is cleared then, too.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._next = time.monotonic() + SECONDS
        self._seen: dict[int, Head] = {}

    def look(self, config: Config) -> None:
        """Compare if it is time and nobody in this process is at it."""
        if time.monotonic() < self._next or not self._turn.acquire(blocking=False):
            return
        try:
            self._next = time.monotonic() + SECONDS
            compare_all(config, self._seen)
            traces.sweep_again()
        finally:
            self._turn.release()
