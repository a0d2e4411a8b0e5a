"""A program that nobody here wrote agrees with us."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support import elections

from voting.belenios import board, group, shares
from voting.belenios.verify import report
from voting.commands.main import main

pytestmark = pytest.mark.interop


def run(tool: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the tool so that it checks the ballots too."""
    env = {**os.environ, "LWT_ASYNC_METHOD": "none"}
    return subprocess.run([tool, *map(str, words)], capture_output=True, text=True, env=env)


def judged(tool: str, vote: elections.Vote, folder: Path) -> bool:
    """Whether the tool accepts the archive as it stands."""
    folder.mkdir(exist_ok=True)
    shutil.copy(vote.path, folder / f"{vote.election.uuid}.bel")
    return run(tool, "election", "verify", "--dir", folder).returncode == 0


@pytest.mark.parametrize(("count", "candidates"), [(0, 12), (1, 1), (3, 12), (41, 12), (41, 35)])
def test_our_archives_pass_at_every_stage(tool: str, tmp_path: Path, count: int, candidates: int) -> None:
    vote = elections.begin(tmp_path / "vote.bel", count + 1, candidates)
    assert judged(tool, vote, tmp_path / "setup")
    vote.cast(elections.marks(count, candidates, vote.rng))
    assert judged(tool, vote, tmp_path / "voting")
    vote.close()
    vote.mix()
    assert judged(tool, vote, tmp_path / "mixed")
    vote.open()
    assert judged(tool, vote, tmp_path / "finished")


def test_each_ballot_passes_on_a_setup_only_copy(tool: str, tmp_path: Path) -> None:
    vote, _ = elections.whole(tmp_path / "vote.bel", 5)
    folder = tmp_path / "setup"
    folder.mkdir()
    (folder / f"{vote.election.uuid}.bel").write_bytes(elections.setup_only(board.read(vote.path)))
    for place, text in enumerate(vote.ballots):
        (tmp_path / f"{place}.json").write_text(text)
        done = run(tool, "election", "verify-ballot", "--dir", folder, "--ballot", tmp_path / f"{place}.json")
        assert done.returncode == 0, done.stderr


def test_a_forged_ballot_is_refused_by_both(tool: str, tmp_path: Path) -> None:
    vote = elections.begin(tmp_path / "vote.bel", 2)
    vote.cast(elections.marks(2, 12, vote.rng))
    forged = vote.ballots[1].replace('"response":"', '"response":"1', 1)
    vote.head = elections.append_ballot(vote.path, vote.head, forged)
    assert not report(vote.path).valid
    assert not judged(tool, vote, tmp_path / "forged")


def test_a_share_of_the_tool_is_proven_and_handed_in(tool: str, tmp_path: Path) -> None:
    vote = elections.begin(tmp_path / "vote.bel", 4, 3, 2)
    vote.cast(elections.marks(4, 3, vote.rng))
    vote.close()
    vote.mix()
    folder = tmp_path / "tool"
    folder.mkdir()
    shutil.copy(vote.path, folder / f"{vote.election.uuid}.bel")
    key, share, out = tmp_path / "2.privkey", tmp_path / "share", tmp_path / "out"
    key.write_text(f'"{vote.privates[1]}"')
    made = run(tool, "election", "decrypt", "--dir", folder, "--privkey", key, "--trustee-id", "2")
    share.write_text(made.stdout)
    assert main(["trustee", "prove", str(vote.path), "--key", str(key), "--share", str(share), "--out", str(out)]) == 0
    text, proof = shares.read(out.read_text())
    shares.check(vote.election, vote.items, group.base(vote.privates[1]), text, proof)


def test_the_tool_passes_an_archive_with_a_void_ballot(
    tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote = elections.begin(tmp_path / "vote.bel", 4, 3, 2)
    vote.cast(elections.marks(2, 3, vote.rng))
    with monkeypatch.context() as tablet:
        tablet.setattr(group, "of_ints", lambda values: group.base(7))
        vote.cast([[0, 0, 0]])
    vote.close()
    vote.mix()
    with monkeypatch.context() as reader:
        reader.setattr(type(vote.packing), "unpack", lambda packing, values: list(values))
        vote.open()
    assert judged(tool, vote, tmp_path / "void")
    assert not report(vote.path).valid
