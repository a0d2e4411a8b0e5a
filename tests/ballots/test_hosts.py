"""Two hosts of an installation hold the same secrets, or the second does not start."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from voting import create_app
from voting.ballots import hosts
from voting.commands.serve import prepare
from voting.config import Config
from voting.errors import Conflict


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An installation that has started once."""
    made = {**os.environ, "VOTING_INSTANCE": str(tmp_path / "first"), "VOTING_DATABASE_URL": f"sqlite:///{tmp_path}/db"}
    prepare(made)
    return made


def refused(environ: dict[str, str]) -> str:
    with pytest.raises(Conflict) as caught:
        prepare(environ)
    return caught.value.message


def test_another_host_needs_a_copy_of_the_secrets(environ: dict[str, str], tmp_path: Path) -> None:
    other = {**environ, "VOTING_INSTANCE": str(tmp_path / "other")}
    assert hosts.SESSION in refused(other)
    assert not (tmp_path / "other" / "keys" / hosts.SESSION).exists()
    shutil.copytree(tmp_path / "first" / "keys", tmp_path / "other" / "keys", dirs_exist_ok=True)
    prepare(other)


@pytest.mark.parametrize("name", [hosts.SESSION, hosts.SIGNING])
@pytest.mark.parametrize("content", [None, b"", b"rubbish"])
def test_a_lost_or_garbled_secret_stops_the_start(
    environ: dict[str, str], tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / "first" / "keys" / name
    kept = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert name in refused(environ)
    assert not path.exists() if content is None else path.read_bytes() == content
    path.write_bytes(kept)
    prepare(environ)


def test_a_fresh_installation_makes_its_secrets(tmp_path: Path) -> None:
    config = Config(instance=tmp_path / "new", testing=True)
    create_app(config)
    assert len(config.secret_key()) == 32
