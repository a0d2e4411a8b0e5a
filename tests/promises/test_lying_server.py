"""A server that lies about the result: in the archive, in the seal, in both."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from support import stage

from voting.ballots import boxes, casting
from voting.ballots.models import BoardEntry
from voting.belenios import appending, decryption
from voting.belenios.appending import Entry
from voting.commands.main import main
from voting.config import Config
from voting.extensions import db
from voting.tally import certifying, seals, signing_keys

TRUE = [[1, 2, 0, 0], [1, 1, 0, 2], [2, 1, 0, 0]]


@dataclass
class Said:
    """What the server hands out: the seal's figures, the entries of the archive, the proofs."""

    folder: Path
    told: dict[str, Any]
    entries: list[Entry]
    begun: int
    keys: signing_keys.Keys

    def verify(self) -> list[str]:
        """What `voting verify` refuses in the archive."""
        steps = list(appending.written(self.begun, self.entries))
        (self.folder / "vote.bel").write_bytes(b"".join(content for _, content in steps))
        return refused("verify", str(self.folder / "vote.bel"), "--proofs", str(self.folder / "vote.proofs.json"))

    def verify_result(self) -> list[str]:
        """What `voting verify-result` refuses in the seal beside the archive."""
        self.verify()
        (self.folder / "seal.jws").write_text(seals.seal(self.told, self.keys))
        (self.folder / "key.pem").write_bytes(self.keys.public_pem)
        return refused(
            *("verify-result", str(self.folder / "seal.jws"), "--key", str(self.folder / "key.pem")),
            *("--board", str(self.folder / "vote.bel")),
        )


def refused(*words: str) -> list[str]:
    """The checks that fail; none only when the command's status says so too."""
    said = io.StringIO()
    with redirect_stdout(said):
        status = main([*words, "--json"])
    failed = [check["name"] for check in json.loads(said.getvalue())["checks"] if not check["ok"]]
    assert (status == 0) == (failed == [])
    return failed


@pytest.fixture
def said(app: Flask, config: Config, tmp_path: Path) -> Said:
    vote = stage.opened(config)
    for place, marks in enumerate(TRUE):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, marks), config)
    stage.close(vote)
    stage.count(vote)
    stage.certify(vote)
    (tmp_path / "vote.proofs.json").write_bytes(stage.proofs(vote))
    rows = db.session.scalars(
        select(BoardEntry).where(BoardEntry.round_id == vote.round_id).order_by(BoardEntry.height)
    )
    entries = [Entry(row.kind, row.payload, row.referred or ()) for row in rows]
    keys = signing_keys.load_or_make_keys(config.keys, stage.NOW)
    return Said(tmp_path, certifying.payload(vote.round, "report"), entries, boxes.begun_of(vote.round), keys)


def other_ballots(said: Said) -> None:
    """One opened ballot is another than it was; the chain is written anew over it."""
    opened = decryption.read_result(said.entries[-1].payload or "")
    opened[0] = opened[1]
    said.entries[-1] = Entry("Result", decryption.result_text(opened))


def other_figures(said: Said) -> None:
    """An approval more, sealed with the real key."""
    row = said.told["rows"][0]
    assert isinstance(row, list)
    row[0], row[1] = row[0] + 1, row[1] - 1


def test_the_truth_holds(said: Said) -> None:
    assert said.verify_result() == []


def test_a_false_result_in_the_archive_is_refused(said: Said) -> None:
    other_ballots(said)
    assert said.verify() == ["result"]


def test_false_figures_under_the_real_seal_are_refused(said: Said) -> None:
    other_figures(said)
    assert said.verify_result() == ["rows"]


def test_a_seal_that_fits_the_false_archive_is_refused(said: Said) -> None:
    other_ballots(said)
    *_, (head, _) = appending.written(said.begun, said.entries)
    said.told["head"] = head.head
    assert "board-valid" in said.verify_result()


def test_an_acknowledged_ballot_that_was_left_out_is_refused(said: Said) -> None:
    place = next(i for i, entry in enumerate(said.entries) if entry.kind == "Ballot")
    del said.entries[place]
    assert said.verify() != []
