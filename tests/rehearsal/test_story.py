"""The whole story over HTTP, and what is left in the database afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voting.belenios.command import run_verify
from voting.cli import main
from voting.tally.command import run_verify_result


def rehearse(out: Path, *words: str) -> dict[str, object]:
    """Run a rehearsal; its result."""
    assert main(["rehearse", "--out", str(out), "--seed", "test", *words]) == 0
    found: dict[str, object] = json.loads((out / "result.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal with five deputies, an over-vote among them."""
    out = tmp_path_factory.mktemp("three")
    votes = [[1] * 12, [1] * 10 + [0, 0], [1] * 10 + [2, 2], [1] * 9 + [0, 0, 0]]
    (out / "votes.json").write_text(json.dumps(votes))
    rehearse(out, "--deputies", "5", "--votes", str(out / "votes.json"))
    return out


def test_an_over_vote_comes_out_void(three: Path) -> None:
    result = json.loads((three / "result.json").read_text(encoding="utf-8"))
    assert (result["returned"], result["valid"], result["void"]) == (4, 3, 1)
    assert [row["approve"] for row in result["rows"]] == [3] * 9 + [2, 0, 0]


def test_the_auditor_checks_archive_and_paper(three: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_verify(three / "vote.bel", True, 1) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["valid"], told["stage"], told["ballots"]) == (True, "finished", 4)
    for name in ("report.pdf", "announcement.pdf"):
        assert run_verify_result(three / name, three / "signing-key.pem", three / "vote.bel", True) == 0


def test_a_paper_of_another_vote_is_refused(three: Path, tmp_path: Path) -> None:
    rehearse(tmp_path, "--deputies", "3", "--candidates", "2", "--choose", "1", "--scrutineers", "2")
    assert run_verify_result(three / "report.pdf", three / "signing-key.pem", tmp_path / "vote.bel", True) == 1
    assert run_verify_result(three / "report.pdf", tmp_path / "signing-key.pem", None, True) == 1
    assert run_verify_result(three / "votes.json", three / "signing-key.pem", None, True) == 2


def test_thirty_five_candidates(tmp_path: Path) -> None:
    result = rehearse(tmp_path, "--deputies", "4", "--candidates", "35", "--choose", "28", "--scrutineers", "2")
    assert result["valid"] == 4
