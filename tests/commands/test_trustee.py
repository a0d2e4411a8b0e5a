"""`voting trustee`: the proof for a share that another program made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import elections
from support.paths import VECTORS

from voting.belenios import decryption, group, keys, opening
from voting.belenios.opening import Proofs, proofs_text
from voting.belenios.verify import report
from voting.commands.main import main

MIXNET = VECTORS / "mixnet"


def prove(path: Path, key: Path, *more: str | Path) -> int:
    return main(["trustee", "prove", str(path), "--key", str(key), *map(str, more)])


def test_shares_of_belenios_tool_are_proven_and_the_archive_holds_with_them(tmp_path: Path) -> None:
    archive = MIXNET / "finished.bel"
    fingerprint = report(MIXNET / "setup-only.bel").election.fingerprint  # type: ignore[union-attr]
    owners = {key: owner for owner, key in enumerate(trustee_keys(archive), start=1)}
    made = {}
    for key in MIXNET.glob("*.privkey"):
        out = tmp_path / key.name
        assert prove(archive, key, "--out", out) == 0
        made[owners[group.encode(group.base(keys.load(key.read_text())))]] = out.read_text()
    proofs = tmp_path / "vote.proofs.json"
    proofs.write_text(proofs_text(Proofs(fingerprint, made)))
    assert len(made) == 3
    assert main(["verify", str(archive), "--proofs", str(proofs)]) == 0
    assert report(archive, proofs=proofs.read_bytes()).void == []


def trustee_keys(archive: Path) -> list[str]:
    from voting.belenios import board

    return [value["public_key"] for _, value in json.loads(board.read(archive).setup()[1])]


class Mixed:
    """A mixed vote, its second trustee's key in a file, and the share that this key makes."""

    def __init__(self, folder: Path) -> None:
        self.vote = elections.begin(folder / "vote.bel", 4, 3, 2)
        self.vote.cast([[1, 0, 2], [0, 0, 0]])
        self.vote.close()
        self.vote.mix()
        self.path, self.key, self.share = self.vote.path, folder / "key.json", folder / "share"
        self.private = self.vote.privates[1]
        self.key.write_text(f'"{self.private}"')
        made = decryption.partial_decryption(self.vote.election, self.vote.items, self.private, self.vote.rng)
        self.share.write_text(made)
        self.out = folder / "out"


@pytest.fixture
def mixed(tmp_path: Path) -> Mixed:
    return Mixed(tmp_path)


def test_a_share_that_is_not_in_the_archive_comes_with_its_proof(mixed: Mixed) -> None:
    # belenios-tool writes a second line, which says whose share it is.
    mixed.share.write_text(mixed.share.read_text() + '\n{"owner":2}\n')
    assert prove(mixed.path, mixed.key, "--share", mixed.share, "--out", mixed.out) == 0
    told = json.loads(mixed.out.read_text())
    assert list(told) == ["share", "proof"]
    key = group.base(mixed.private)
    factors = decryption.check_partial(mixed.vote.election, mixed.vote.items, key, told["share"])
    text = json.dumps(told["proof"], separators=(",", ":"))
    opening.check(mixed.vote.election, mixed.vote.items, factors, key, text)


def test_the_proof_is_printed_when_no_file_is_named(mixed: Mixed, capsys: pytest.CaptureFixture[str]) -> None:
    mixed.vote.open()
    assert prove(mixed.path, mixed.key) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["challenge", "response"]


def test_without_a_share_there_is_nothing_to_prove(mixed: Mixed, capsys: pytest.CaptureFixture[str]) -> None:
    assert prove(mixed.path, mixed.key) == 1
    assert "--share" in capsys.readouterr().err


def test_a_share_of_another_key_is_not_proven(mixed: Mixed) -> None:
    mixed.key.write_text(f'"{mixed.vote.privates[0]}"')
    assert prove(mixed.path, mixed.key, "--share", mixed.share, "--out", mixed.out) == 1
    assert not mixed.out.exists()


def test_a_key_of_no_trustee(mixed: Mixed, capsys: pytest.CaptureFixture[str]) -> None:
    mixed.key.write_text('"12345"')
    assert prove(mixed.path, mixed.key, "--share", mixed.share) == 1
    assert "trustee-key" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe", b'"0"', b"{}"])
def test_a_file_that_is_no_key(mixed: Mixed, content: bytes) -> None:
    mixed.key.write_bytes(content)
    assert prove(mixed.path, mixed.key, "--share", mixed.share) == 2


@pytest.mark.parametrize("missing", ["archive", "key", "share"])
def test_a_file_that_is_not_there(mixed: Mixed, missing: str, tmp_path: Path) -> None:
    named = {"archive": mixed.path, "key": mixed.key, "share": mixed.share, missing: tmp_path / "nothing"}
    assert prove(named["archive"], named["key"], "--share", named["share"]) == 2


def test_nothing_is_opened_before_the_mixing_has_ended(tmp_path: Path, mixed: Mixed) -> None:
    early = elections.begin(tmp_path / "early.bel", 2, 3, 2)
    mixed.key.write_text(f'"{early.privates[1]}"')
    assert prove(early.path, mixed.key, "--share", mixed.share) == 1
