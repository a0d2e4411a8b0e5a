"""belenios-tool accepts what `voting rehearse` leaves: the archive, and each of its ballots on a setup-only copy."""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support import elections

from voting.belenios import board, election
from voting.commands.main import main

pytestmark = pytest.mark.interop


def accepted(tool: str, *words: str | Path) -> bool:
    """Whether the tool, made to check the ballots too, ends well."""
    env = {**os.environ, "LWT_ASYNC_METHOD": "none"}
    return subprocess.run([tool, *map(str, words)], capture_output=True, env=env).returncode == 0


HALL = 352 if os.environ.get("VOTING_SOAK") else 61
"""A hall of full size takes minutes: `VOTING_SOAK=1 ./run test tests/interop`."""


@pytest.mark.parametrize(
    ("deputies", "candidates", "choose", "more"),
    [(3, 1, 1, ()), (23, 35, 28, ()), (HALL, 12, 10, ()), (HALL // 3, 10, 10, ("--rating",))],
    ids=["3", "23", "hall", "rating"],
)
def test_archive_and_every_ballot(
    tool: str, tmp_path: Path, deputies: int, candidates: int, choose: int, more: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    words = {"deputies": deputies, "candidates": candidates, "choose": choose, "seed": "interop", "out": out}
    asked = [word for name, value in words.items() for word in (f"--{name}", str(value))]
    assert main(["rehearse", *asked, *more]) == 0
    assert json.loads((out / "result.json").read_text(encoding="utf-8"))["valid"] == deputies

    read = board.read(out / "vote.bel")
    uuid = election.parse(read.setup()[0]).uuid
    whole, setup = tmp_path / "whole", tmp_path / "setup"
    for folder, content in ((whole, (out / "vote.bel").read_bytes()), (setup, elections.setup_only(read))):
        folder.mkdir()
        (folder / f"{uuid}.bel").write_bytes(content)
    assert accepted(tool, "election", "verify", "--dir", whole)

    texts = read.ballots()
    assert len(texts) == deputies

    def passes(place: int) -> bool:
        path = tmp_path / f"{place}.json"
        path.write_text(texts[place])
        return accepted(tool, "election", "verify-ballot", "--dir", setup, "--ballot", path)

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(passes, range(deputies)))
