"""`voting crowd`: the rest of the demo's hall votes, each deputy an HTTP client with pass and card."""

from __future__ import annotations

import json
import random
import secrets
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ... import config as configuration
from ...belenios import credentials, packing
from ...belenios.election import Election
from ..people import Browser, DeputyTablet
from .seed import ABSENT, BY_HAND, Demo

FILE = "crowd.json"
THREADS = 6


def leave_for_crowd(demo: Demo, instance: Path) -> None:
    """Keep what the crowd holds in its hands: number, PIN and card of everyone who is not left to the person."""
    people = demo.passes[BY_HAND : len(demo.passes) - ABSENT]
    hands = [[p.number, p.pin, card] for p, card in zip(people, demo.cards[BY_HAND:], strict=False)]
    (instance / FILE).write_text(json.dumps({"uuid": demo.uuid, "hands": hands}), encoding="utf-8")


def run_crowd(port: int, minutes: float, only: int | None) -> int:
    """Wait until the vote is open, then vote within about `minutes`; returns 1 when there is no demo to vote in."""
    path = configuration.default_instance() / "demo" / FILE
    if not path.exists():
        print("没有演示数据，请先运行 ./run demo。 There is no demo yet: start ./run demo first.")
        return 1
    kept = json.loads(path.read_text(encoding="utf-8"))
    hands = kept["hands"][:only]
    random.SystemRandom().shuffle(hands)
    _wait_for_opening(port, kept["uuid"])
    parsed: dict[str, Election] = {}
    pause = 60 * minutes * THREADS / len(hands)

    def vote(hand: Sequence[str]) -> bool:
        number, pin, card = hand
        tablet = DeputyTablet(port, number, pin)
        tablet.arrive()
        packed = packing.packing_for(len(LIKED))
        ints = packed.pack(plausible_marks(10))
        tablet.encrypt(kept["uuid"], credentials.from_typed(card), ints, parsed, secrets.token_bytes)
        accepted = tablet.cast().status == 200
        tablet.close()
        time.sleep(pause * random.SystemRandom().uniform(0.3, 1.2))
        return accepted

    done = 0
    with ThreadPoolExecutor(THREADS) as pool:
        for accepted in pool.map(vote, hands):
            done += accepted
            print(f"\r  {done} / {len(hands)}", end="", flush=True)
    print()
    return 0


LIKED = (70, 96, 98, 92, 90, 82, 97, 78, 62, 95, 74, 93)
"""How many in a hundred like each of the demo's twelve projects."""


def plausible_marks(seats: int) -> list[int]:
    """One deputy's marks on the demo's list, with no more approvals than seats: the least liked are given up."""
    row = [1 if secrets.randbelow(100) < liked else secrets.choice((0, 2, 2)) for liked in LIKED]
    approved = sorted((place for place, mark in enumerate(row) if mark == 1), key=lambda place: LIKED[place])
    for place in approved[: max(0, len(approved) - seats)]:
        row[place] = 0
    return row


def _wait_for_opening(port: int, uuid: str) -> None:
    tablet = Browser(port)
    state = ""
    while state != "open":
        new = str(tablet.get(f"/screen/{uuid}/state").json()["state"])
        if new not in ("frozen", "open"):
            raise SystemExit("投票已经结束。 The vote is over.")
        if new != state:
            print("等待开始投票…  Waiting for the vote to open …" if new != "open" else "投票开始。 Open.", flush=True)
        state = new
        if state != "open":
            time.sleep(2)
    tablet.close()
