"""`voting verify` on good and bad archives: its exit code, the form of its JSON, and bounded time and memory."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from support.elections import append_ballot, begin, whole
from support.paths import ROOT, VECTORS

from voting.belenios import appending, board, group, opening
from voting.belenios.encoding import dumps
from voting.commands.main import main

GOOD = (VECTORS / "mixnet" / "finished.bel").read_bytes()
DEEP = b"[" * 10_000 + b"]" * 10_000
FIELDS = {"valid", "stage", "ballots", "head", "checks"}
STAGES = {"voting", "closed", "mixed", "decrypted", "finished"}


def verify(path: Path, *options: str, memory: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command; with `memory` as a program of its own, its address space limited to so many MB."""
    words = ["verify", str(path), *options]
    if not memory:
        said, complained = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(complained):
            status = main(words)
        return subprocess.CompletedProcess(words, status, said.getvalue(), complained.getvalue())
    limit = f'ulimit -v {memory * 1024}; exec "$@"'
    command = ["/bin/sh", "-c", limit, "sh", sys.executable, "-m", "voting.commands.main", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)


def told(path: Path, **options: int) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of the command; the JSON has its fields whatever happened."""
    answer = verify(path, "--json", **options)
    assert "Traceback" not in answer.stderr
    value = json.loads(answer.stdout)
    assert set(value) >= FIELDS
    assert all(set(check) == {"name", "ok", "where", "why"} for check in value["checks"])
    return answer.returncode, value


def entry(content: bytes, kind: str = "data") -> bytes:
    name = f"{hashlib.sha256(content).hexdigest()}.{kind}.json"
    return appending._file(name, content, 1)


def archive(election: bytes, trustees: bytes = b"[]", credentials: bytes = b"[]", header: bytes = b"") -> bytes:
    """An archive of a set-up election out of any texts."""
    parts = [election, trustees, credentials]
    names = ("election", "trustees", "credentials")
    hashes = [hashlib.sha256(part).hexdigest() for part in parts]
    setup = dumps(dict(zip(names, hashes, strict=True))).encode()
    event = dumps({"height": 0, "type": "Setup", "payload": hashlib.sha256(setup).hexdigest()}).encode()
    head = header or b'{"version":1,"timestamp":"1"}'
    begun = appending._file("BELENIOS", head, 1)
    return b"".join([begun, *(entry(part) for part in parts), entry(setup), entry(event, "event")])


@pytest.mark.parametrize("folder", ["basic", "mixnet"])
@pytest.mark.parametrize(("name", "stage"), [("setup-only", "voting"), ("voting", "voting"), ("finished", "finished")])
def test_good_archives(folder: str, name: str, stage: str) -> None:
    status, value = told(VECTORS / folder / f"{name}.bel")
    assert (status, value["valid"], value["stage"]) == (0, True, stage)
    assert set(value) == FIELDS
    assert len(value["head"]) == 64
    assert value["checks"]
    assert all(check["ok"] for check in value["checks"])


def test_every_stage_has_its_name(tmp_path: Path) -> None:
    vote = begin(tmp_path / "vote.bel", 3, candidates=3, trustee_count=2)
    vote.cast([[1, 0, 2], [0, 0, 0]])
    stages = [told(vote.path)[1]["stage"]]
    for step in (vote.close, vote.mix, vote.open):
        step()
        status, value = told(vote.path)
        assert (status, value["ballots"], value["head"]) == (0, 2, vote.head.head)
        stages.append(value["stage"])
    assert stages == ["voting", "closed", "mixed", "finished"]
    assert set(stages) <= STAGES


def test_people_read_the_verdict_on_the_last_line() -> None:
    good, bad = VECTORS / "mixnet" / "finished.bel", VECTORS / "mixnet" / "tampered" / "shuffle-proof.bel"
    assert verify(good).stdout.splitlines()[-1] == "VALID"
    answer = verify(bad)
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (1, "INVALID")
    assert "FAIL shuffle-proof" in answer.stdout


def test_a_tampered_archive_names_check_place_and_reason() -> None:
    status, value = told(VECTORS / "mixnet" / "tampered" / "ballot-proof.bel")
    failed = [check for check in value["checks"] if not check["ok"]]
    assert (status, value["valid"], len(failed)) == (1, False, 1)
    assert failed[0]["name"] == "ballot-proof"
    assert "tracker" in failed[0]["where"]
    assert failed[0]["why"]


@pytest.mark.parametrize("name", ["setup-only", "voting", "finished"])
def test_threshold_trustees_are_not_supported(name: str) -> None:
    status, value = told(VECTORS / "threshold" / f"{name}.bel")
    assert (status, value["valid"], value["error"]) == (2, False, "not supported")
    assert "not supported" in verify(VECTORS / "threshold" / f"{name}.bel").stderr


ELECTION = json.loads(board.parse((VECTORS / "mixnet" / "setup-only.bel").read_bytes()).setup()[0])
QUESTION = ELECTION["questions"][0]
HOMOMORPHIC = {"answers": ["甲", "乙"], "min": 0, "max": 1, "question": "?"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"questions": [QUESTION, QUESTION]}, "several questions"),
        ({"questions": [HOMOMORPHIC]}, "homomorphic"),
        ({"questions": [{"type": "Lists", "value": {}}]}, "Lists"),
        ({"group": "BELENIOS-2048"}, "group"),
        ({"version": 2}, "version"),
    ],
)
def test_other_elections_are_not_supported_and_never_passed(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    path = tmp_path / "other.bel"
    path.write_bytes(archive(dumps({**ELECTION, **change}).encode()))
    status, value = told(path)
    assert (status, value["valid"], value["error"]) == (2, False, "not supported")
    assert word in value["why"]


UNREADABLE = {
    "empty": b"",
    "a text": b"hello",
    "zeros": bytes(10_240),
    "cut in the middle": GOOD[:-700],
    "cut in the first header": GOOD[:300],
    "cut in the first file": GOOD[:1000],
    "a deep header": archive(b"{}", header=DEEP),
    "another version": archive(b"{}", header=b'{"version":9,"timestamp":"1"}'),
    "a zip": b"PK\x03\x04" + bytes(2000),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_archive_is_not_readable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.bel"
    path.write_bytes(content)
    status, value = told(path)
    assert (status, value["valid"], value["error"]) == (2, False, "not readable")


INVALID = {
    "deep election": (archive(DEEP), "election-form"),
    "deep credentials": (archive(GOOD and dumps(ELECTION).encode(), credentials=DEEP), "credentials"),
    "deep trustees": (archive(dumps(ELECTION).encode(), trustees=DEEP), "trustee-form"),
    "deep objects": (archive(b'{"a":' * 10_000 + b"1" + b"}" * 10_000), "election-form"),
    "deep event": (GOOD + entry(DEEP, "event"), "chain"),
    "not a number": (archive(b"NaN"), "election-form"),
    "a number of 5,000 digits": (archive(b"9" * 5000), "election-form"),
    "not UTF-8": (archive(b"\xff\xfe"), "setup-form"),
    "an odd file": (GOOD + appending._file("readme.txt", b"hello", 1), "file-name"),
}


@pytest.mark.parametrize(("content", "check"), INVALID.values(), ids=INVALID)
def test_strange_contents_are_refused_by_name(tmp_path: Path, content: bytes, check: str) -> None:
    path = tmp_path / "bad.bel"
    path.write_bytes(content)
    status, value = told(path)
    assert status == 1
    assert [found["name"] for found in value["checks"] if not found["ok"]] == [check]


def test_a_huge_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.bel"
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(200 * 2**20)
    status, value = told(path, memory=400)
    assert (status, value["error"]) == (2, "not readable")


@pytest.mark.parametrize("part", [b"[]", b'"aa"', b"{}"])
def test_millions_of_parts_take_little_memory(tmp_path: Path, part: bytes) -> None:
    path = tmp_path / "crowded.bel"
    listed = b"[" + (part + b",") * (15 * 2**20 // (len(part) + 1)) + part + b"]"
    setup = board.parse((VECTORS / "mixnet" / "setup-only.bel").read_bytes()).setup()
    path.write_bytes(archive(setup[0].encode(), setup[1].encode(), listed))
    status, value = told(path, memory=400)
    assert status == 1
    assert [check["name"] for check in value["checks"] if not check["ok"]] == ["credentials"]


def test_a_source_without_an_end_is_refused() -> None:
    status, value = told(Path("/dev/zero"), memory=1000)
    assert (status, value["error"]) == (2, "not readable")


@pytest.mark.parametrize("name", [".", "missing.bel"])
def test_no_file_at_all(tmp_path: Path, name: str) -> None:
    status, value = told(tmp_path / name)
    assert (status, value["valid"], value["error"]) == (2, False, "not readable")
    assert verify(tmp_path / name).stderr


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A finished archive of our own making and its proofs file."""
    folder = tmp_path_factory.mktemp("finished")
    vote, _ = whole(folder / "vote.bel", 2, 3, 2)
    made = {}
    for owner, private in enumerate(vote.privates, start=1):
        factors = [group.mul(item.a, private) for item in vote.items]
        made[owner] = opening.prove(vote.election, vote.items, factors, private, vote.rng)
    proofs = folder / "vote.proofs.json"
    proofs.write_text(opening.proofs_text(opening.Proofs(vote.election.fingerprint, made)))
    return vote.path, proofs


def test_with_the_proofs_the_void_ballots_are_told(finished: tuple[Path, Path]) -> None:
    path, proofs = finished
    answer = verify(path, "--proofs", str(proofs), "--json")
    value = json.loads(answer.stdout)
    assert (answer.returncode, value["valid"], value["void"]) == (0, True, [])
    assert set(value) == {*FIELDS, "void"}


def test_proofs_that_do_not_hold_make_the_archive_invalid(finished: tuple[Path, Path], tmp_path: Path) -> None:
    path, proofs = finished
    changed = tmp_path / "changed.json"
    changed.write_text(proofs.read_text().replace('"void":[]', '"void":[1]'))
    answer = verify(path, "--proofs", str(changed))
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (1, "INVALID")
    assert "FAIL opening-void" in answer.stdout


def test_a_proofs_file_that_cannot_be_read(finished: tuple[Path, Path], tmp_path: Path) -> None:
    answer = verify(finished[0], "--proofs", str(tmp_path / "missing.json"), "--json")
    assert (answer.returncode, json.loads(answer.stdout)["error"]) == (2, "not readable")


def test_a_proofs_file_without_an_end_is_refused(finished: tuple[Path, Path]) -> None:
    answer = verify(finished[0], "--proofs", "/dev/zero")
    assert answer.returncode == 1
    assert "FAIL proofs-form" in answer.stdout


def test_what_others_may_do_is_remarked_upon(tmp_path: Path) -> None:
    vote = begin(tmp_path / "vote.bel", 3, candidates=3, trustee_count=2)
    vote.cast([[1, 0, 2]])
    append_ballot(vote.path, vote.head, vote.ballots[0])
    assert verify(vote.path).returncode == 1
    value = json.loads(verify(vote.path, "--others", "--json").stdout)
    assert (value["valid"], [remark["name"] for remark in value["remarks"]]) == (True, ["ballot-card-twice"])
    assert "NOTE ballot-card-twice" in verify(vote.path, "--others").stdout


def test_the_help_says_what_any_voter_can_bring_about(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["verify", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "Any voter can" in told
    assert "opening-not-a-ballot" in told


@pytest.mark.parametrize("data_again", [True, False])
def test_thousands_of_events_of_one_ballot(tmp_path: Path, data_again: bool) -> None:
    """A check that grew with the square of the events would not end here."""
    vote = begin(tmp_path / "vote.bel", 2, candidates=3, trustee_count=2)
    vote.cast([[1, 0, 2]])
    text = vote.ballots[0]
    head, grown = vote.head, [vote.path.read_bytes()]
    for _ in range(5_000 if data_again else 20_000):
        head, more = appending.extend_ballot(head, 0, text)
        # Each event and its header lie in the last two blocks.
        grown.append(more if data_again else more[-1024:])
    vote.path.write_bytes(b"".join(grown))
    status, value = told(vote.path)
    assert status == 1
    assert value["checks"][-1]["name"] == ("ballot-card-twice" if data_again else "archive")
