"""`voting bench`: the README's figures, measured on this machine in one run."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..belenios import ballot, board, credentials, decryption, election, packing, shuffle, tally, trustees
from .command import seeded

RUNS = 5


def run(options: argparse.Namespace) -> int:
    """Measure and print; exit 1 when `--against` names a tool that refuses our archive."""
    figures: dict[str, Any] = {
        "ballots": options.ballots,
        "candidates": options.candidates,
        "trustees": options.scrutineers,
        "cores": os.cpu_count(),
    }
    with tempfile.TemporaryDirectory(prefix="voting-bench-") as scratch:
        path = Path(scratch) / "vote.bel"
        uuid = _make(path, options.ballots, options.candidates, options.scrutineers, figures)
        figures["archive bytes"] = path.stat().st_size
        for jobs in (1, 2):
            command = [sys.executable, "-m", "voting.cli", "verify", str(path), "--jobs", str(jobs)]
            figures[f"verify, --jobs {jobs}, s"] = _median(command)
        if options.against:
            folder = Path(scratch) / "tool"
            folder.mkdir()
            shutil.copy(path, folder / f"{uuid}.bel")
            command = [str(options.against), "election", "verify", "--dir", str(folder)]
            figures["verify, the other program, s"] = other = _median(command)
            for jobs in (1, 2):
                ratio = figures[f"verify, --jobs {jobs}, s"] / other
                figures[f"ratio, --jobs {jobs}"] = round(ratio, 3)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        for name, value in figures.items():
            print(f"{name:<36}{value:>12}")
    return 0


def _median(command: list[str]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "LWT_ASYNC_METHOD": "none"}
        )
        times.append(time.perf_counter() - start)
        if done.returncode:
            raise RuntimeError(f"{command[0]} refused the archive: {done.stderr[-300:].decode('utf-8', 'replace')}")
    return round(statistics.median(times), 3)


def _timed(figures: dict[str, Any], name: str, work: Callable[[], Any], each: int = 0) -> Any:
    start = time.perf_counter()
    result = work()
    spent = time.perf_counter() - start
    figures[f"{name}, ms" if each else f"{name}, s"] = round(spent / each * 1000, 3) if each else round(spent, 3)
    return result


def _make(path: Path, count: int, candidates: int, trustee_count: int, figures: dict[str, Any]) -> str:
    rng = seeded("bench")
    made = [trustees.generate(rng) for _ in range(trustee_count)]
    keys = [public for _, public in made]
    packed = packing.packing_for(candidates)
    uuid = credentials.new_uuid(rng)
    names = [f"候选项目{no}" for no in range(1, candidates + 1)]
    text = election.build(
        uuid=uuid, name="bench", description=packed.sentence, answers=packed.answers(names), question="票决",
        trustees=keys,
    )  # fmt: skip
    chosen = election.parse(text)
    cards = [credentials.generate(rng) for _ in range(count)]
    listed = [credentials.public(uuid, card) for card in cards]
    head = board.create(path, text, trustees.trustees_json(keys), listed, 0)
    marks = [packed.pack([byte % 3 for byte in rng(candidates)]) for _ in cards]
    ballots = _timed(
        figures, "encrypt one ballot (Python)",
        lambda: [ballot.encrypt(chosen, card, row, rng) for card, row in zip(cards, marks, strict=True)], count,
    )  # fmt: skip
    _timed(figures, "check one ballot", lambda: [ballot.check(chosen, entry) for entry in ballots], count)
    for entry in ballots:
        head = board.append_ballot(path, head, entry)
    head = board.append(path, head, "EndBallots", None)
    tally_text, number = tally.encrypted_tally(ballots)
    head = board.append_tally(path, head, tally_text, number)
    items = tally.read(tally_text)
    for owner in range(1, trustee_count + 1):
        mixed = _timed(figures, "one shuffle (Python)", lambda: shuffle.shuffle(chosen, items, rng))  # noqa: B023
        head = board.append_owned(path, head, "Shuffle", owner, mixed)
        items = shuffle.check_shuffle(chosen, items, mixed)
    head = board.append(path, head, "EndShuffles", None)
    shares = []
    for owner, (private, public) in enumerate(made, start=1):
        share = decryption.partial_decryption(chosen, items, private, rng)
        head = board.append_owned(path, head, "PartialDecryption", owner, share)
        shares.append(decryption.check_partial(chosen, items, trustees.check_public_key(public), share))
    opened = decryption.open_ballots(chosen, items, shares)
    board.append(path, head, "Result", decryption.result_text(opened))
    return uuid
