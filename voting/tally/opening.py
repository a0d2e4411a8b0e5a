"""Opening: every trustee's share, each proof checked before it is accepted, and the result (解密)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from ..ballots import boxes, server_key
from ..ballots.models import Round
from ..ballots.rounds import advance, key_holders, locked, require
from ..belenios import board as boards
from ..belenios import decryption, tally, trustees
from ..belenios.board import Board, Head
from ..belenios.ciphertexts import Ciphertext
from ..belenios.errors import Invalid
from ..belenios.group import Rng
from ..config import Config
from ..errors import Rejected
from ..extensions import db, writing
from ..journal.log import Actor
from ..meetings.models import Officer
from ..sentences import Sentence
from .counting import count_round, needs_paper
from .models import TrusteeStep
from .steps import (
    MAX_STEP,
    SERVER,
    SERVER_OWNER,
    accept,
    board_of,
    current,
    handed_in_twice,
    owner_of,
    parsed,
    refused,
    steps_of,
)


def hand_in_decryption(round_id: int, officer: Officer, name: str, text: str, config: Config, now: datetime) -> None:
    """Accept a partial decryption; raises as `hand_in_shuffle` does."""
    if len(text) > MAX_STEP:
        raise Rejected("step_too_large", "提交的数据过大")
    found = db.session.get_one(Round, round_id)
    owner = owner_of(found, officer)
    if handed_in_twice(db.session(), round_id, "decryption", owner):
        return
    require(found, "mixed")
    items = tally.read(current(board_of(config, found)))
    key = trustees.parse(found.trustees or "")[owner - 1]
    try:
        decryption.check_partial(parsed(found), items, key, text, f"trustee {owner}")
    except Invalid as error:
        raise refused(error, name, Sentence("解密结果")) from error

    def step(path: Path, head: Head) -> Head:
        return boards.append_owned(path, head, "PartialDecryption", owner, text)

    accept(round_id, None, "decryption", owner, step, config, Actor(name, "监票人"), "解密", now, False)


def finish(round_id: int, config: Config, now: datetime, rng: Rng) -> bool:
    """When every scrutineer has opened: the server's own share, the result, the count. Returns whether it was done.

    Safe to call at any time and again after a crash.
    """
    with writing() as session:
        found = locked(session, round_id)
        holders = key_holders(found.meeting_id)
        shares = set(steps_of(session, round_id, "decryption"))
        if found.state != "mixed" or found.void_reason or not set(range(2, len(holders) + 2)) <= shares:
            return False
        chosen = parsed(found)
        board = board_of(config, found)
        items = tally.read(current(board))
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
        shares.append(decryption.check_partial(parsed(found), items, keys[value["owner"] - 1], text))
    return shares
