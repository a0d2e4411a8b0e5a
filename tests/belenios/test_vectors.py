"""Archives made by belenios-tool: the good ones are accepted, every tampered one is refused by the check it speaks of."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from support.paths import VECTORS

from voting.belenios.errors import NotSupported, Unreadable
from voting.belenios.verify import report

TAMPERED = {
    "ballot-copied-from-another": "ballot-proof",
    "ballot-other-election": "ballot-election",
    "ballot-proof": "ballot-proof",
    "ballot-signature": "ballot-signature",
    "ballot-small-order-point": "ballot-point",
    "chain-event-removed": "chain",
    "chain-parent": "chain",
    "credential-not-listed": "ballot-credential",
    "decryption-factor": "decryption-proof",
    "decryption-proof": "decryption-proof",
    "election-key-not-product": "election-key",
    "file-name-not-its-hash": "file-name",
    "result-one-ballot-missing": "result",
    "result-one-mark-changed": "result",
    "shuffle-one-replaced": "shuffle-proof",
    "shuffle-proof": "shuffle-proof",
    "shuffle-two-swapped": "shuffle-proof",
    "tally-count": "tally-count",
    "tally-not-the-ballots": "tally-ballots",
    "trustee-proof-of-possession": "trustee-proof",
}


@pytest.mark.parametrize("folder", ["basic", "mixnet"])
@pytest.mark.parametrize(("name", "stage"), [("setup-only", "voting"), ("voting", "voting"), ("finished", "finished")])
def test_good_archives_are_accepted(folder: str, name: str, stage: str) -> None:
    found = report(VECTORS / folder / f"{name}.bel")
    assert found.valid
    assert found.stage == stage


@pytest.mark.parametrize("folder", ["basic", "mixnet"])
def test_the_opened_ballots_are_the_votes(folder: str) -> None:
    lines = (VECTORS / folder / "votes.txt").read_text().splitlines()
    votes = [json.loads(line)[0] for line in lines]
    assert sorted(report(VECTORS / folder / "finished.bel").opened or []) == sorted(votes)


@pytest.mark.parametrize("name", ["setup-only", "voting", "finished"])
def test_threshold_trustees_are_refused_in_words(name: str) -> None:
    with pytest.raises(NotSupported, match="Pedersen"):
        report(VECTORS / "threshold" / f"{name}.bel")


def test_every_tampered_archive_is_known() -> None:
    names = {path.stem for path in (VECTORS / "mixnet" / "tampered").glob("*.bel")}
    assert names == {*TAMPERED, "tar-not-a-tar", "tar-truncated"}


@pytest.mark.parametrize(("name", "check"), TAMPERED.items())
@pytest.mark.parametrize("jobs", [1, 2])
def test_tampered_archives_are_refused_by_name(name: str, check: str, jobs: int) -> None:
    found = report(VECTORS / "mixnet" / "tampered" / f"{name}.bel", jobs)
    assert not found.valid
    assert [c.name for c in found.checks if not c.ok] == [check]
    assert all(c.where and c.why for c in found.checks if not c.ok)


@pytest.mark.parametrize("name", ["tar-not-a-tar", "tar-truncated"])
def test_what_is_no_archive_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable):
        report(VECTORS / "mixnet" / "tampered" / f"{name}.bel")


FORGED: dict[str, str] = json.loads((VECTORS / "forged.json").read_text())


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forged")
    with tarfile.open(VECTORS / "forged.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return folder


def test_every_forged_archive_is_known(forged: Path) -> None:
    assert {path.stem for path in forged.glob("*.bel")} == set(FORGED)


@pytest.mark.parametrize(("name", "check"), FORGED.items())
def test_forged_archives_are_refused_by_name(forged: Path, name: str, check: str) -> None:
    try:
        found = report(forged / f"{name}.bel")
        failed = [(c.name, bool(c.where), bool(c.why)) for c in found.checks if not c.ok]
    except Unreadable:
        failed = [("not-readable", True, True)]
    except NotSupported:
        failed = [("not-supported", True, True)]
    assert failed == ([(check, True, True)] if check else [])
