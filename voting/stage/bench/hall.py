"""A hall for measurements: a server of its own with a meeting whose box is open, in a scratch folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ... import config as configuration
from ... import create_app
from ...ballots import polling, preparing
from ...belenios import ballot, credentials, election, packing
from ...commands.serve import prepare
from ...config import Config
from ...meetings import attendance, rounds
from ..meeting import OFFICE, Gathering, gather, make_cards, make_keys, now, seeded
from ..people import ScrutineerBrowser
from ..server import free_port, running
from .figures import Bench


@dataclass(frozen=True)
class Hall:
    """What is in the hall; an application context is open and the server runs."""

    config: Config
    port: int
    gathering: Gathering
    scrutineers: list[ScrutineerBrowser]
    cards: list[str]
    election_text: str

    def ballots(self, count: int, candidates: int) -> list[str]:
        """Honest ballots, each with a card of its own."""
        rng = seeded(None)
        chosen = election.parse(self.election_text)
        packed = packing.packing_for(candidates)
        marks = [packed.pack([byte % 3 for byte in rng(candidates)]) for _ in range(count)]
        return [
            ballot.encrypt(chosen, credentials.from_typed(card), row, rng)
            for card, row in zip(self.cards, marks, strict=False)
        ]


@contextmanager
def hall(bench: Bench, scratch: Path, deputies: int) -> Iterator[Hall]:
    """Everything up to the set-up box; the deputies have not arrived yet."""
    port = free_port()
    environ: Mapping[str, str] = {
        **os.environ,
        "VOTING_INSTANCE": str(scratch / "instance"),
        "VOTING_DATABASE_URL": "",
        "VOTING_BASE_ADDRESS": f"http://127.0.0.1:{port}",
    }
    config = configuration.from_environment(environ)
    prepare(environ)
    rng = seeded(None)
    with create_app(config).app_context():
        gathering = gather(deputies, bench.candidates, bench.choose, bench.scrutineers, config, rng)
        with running(environ, port):
            scrutineers = make_keys(gathering, port, rng)
            typed, _ = make_cards(gathering, rng)
            preparing.set_up_box(gathering.round_id, config, OFFICE, now(), rng)
            text = rounds.main_round(gathering.meeting_id).election or ""
            yield Hall(config, port, gathering, scrutineers, typed, text)


def open_vote(found: Hall, deputies: list[int]) -> None:
    """The deputies are signed in to the meeting at once, and the vote opens."""
    for deputy in deputies:
        attendance.sign_in(found.gathering.meeting_id, deputy)
    polling.open_round(found.gathering.round_id, None, OFFICE, now())


def until(moment: float) -> None:
    """Wait for a moment of `time.perf_counter`."""
    time.sleep(max(0.0, moment - time.perf_counter()))
