"""The whole story over HTTP, and what is left in the database afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voting.commands.main import main
from voting.commands.verify import run_verify
from voting.commands.verify_result import run_verify_result


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal with five deputies, an over-vote among them."""
    out = tmp_path_factory.mktemp("three")
    votes = [[1] * 12, [1] * 10 + [0, 0], [1] * 10 + [2, 2], [1] * 9 + [0, 0, 0]]
    (out / "votes.json").write_text(json.dumps(votes))
    words = ["--deputies", "5", "--votes", str(out / "votes.json"), "--seed", "test", "--out", str(out)]
    assert main(["rehearse", *words]) == 0
    return out


def test_an_over_vote_comes_out_void(three: Path) -> None:
    result = json.loads((three / "result.json").read_text(encoding="utf-8"))
    assert (result["returned"], result["valid"], result["void"]) == (4, 3, 1)
    assert [row["approve"] for row in result["rows"]] == [3] * 9 + [2, 0, 0]


def test_the_auditor_checks_archive_and_paper(three: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_verify(three / "vote.bel", True, 1) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["valid"], told["stage"], told["ballots"]) == (True, "finished", 4)
    assert run_verify(three / "vote.bel", True, 1, three / "vote.proofs.json") == 0
    for name in ("report.pdf", "announcement.pdf"):
        assert run_verify_result(three / name, three / "signing-key.pem", three / "vote.bel", True) == 0
