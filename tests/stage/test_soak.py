"""Short samples of the long runs in which a hall votes while the server is killed, or a disk is full."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from support import postgres

from voting.stage.soak import diskfull, kill


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_lost_or_doubled(kind: str, request: pytest.FixtureRequest) -> None:
    address = ""
    if kind == "postgresql":
        address = postgres.new_database(request.getfixturevalue("postgresql"), "soak")
    assert kill.run(Namespace(kills=5, deputies=16, database_url=address)) == 0


def test_a_full_disk_refuses_in_words_and_loses_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        with diskfull.small_disk(tmp_path / "small"):
            pass
    except diskfull.NoDisk as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    assert diskfull.run(Namespace(times=1, deputies=14)) == 0
    assert " 0 ballots refused" not in capsys.readouterr().out


def test_where_no_disk_can_be_mounted_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert diskfull.run(Namespace(times=1, deputies=14)) == 2
    assert "cannot be mounted" in capsys.readouterr().err
