"""A tablet that casts what is no ballot: one void ballot, and a result that is checked with the proofs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from support import stage
from support.reading import words

from voting.ballots import casting
from voting.ballots.fitting import packing_of
from voting.belenios import group, opening
from voting.belenios.packing import Packing, packing_for
from voting.belenios.verify import report
from voting.config import Config
from voting.rules.rules import Rules
from voting.tally import certifying, round_papers
from voting.tally.auditing import against_board
from voting.tally.recount import Opened


@pytest.fixture
def vote(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> stage.Stage:
    """Six deputies; the third one's tablet encrypts a point of its own choice, with every proof that it can make."""
    made = stage.opened(config)
    for place in range(6):
        with monkeypatch.context() as change:
            if place == 2:
                change.setattr(group, "of_ints", lambda values: group.base(7))
            text = made.ballot(place, [1, 1, 0, 2])
        casting.cast(made.uuid, made.deputies[place], text, config)
    stage.close(made)
    stage.count(made)
    return made


def archive(vote: stage.Stage, folder: Path) -> Path:
    path = folder / "vote.bel"
    path.write_bytes(stage.archive(vote))
    return path


def test_it_is_returned_and_void(vote: stage.Stage) -> None:
    result = certifying.result_json(vote.round)
    assert [result[key] for key in ("returned", "valid", "void")] == [6, 5, 1]
    assert result["rows"][0]["approve"] == 5
    assert len(result["opening"]["void"]) == 1


def test_the_proofs_file_lists_it(vote: stage.Stage) -> None:
    proofs = opening.read_proofs(stage.proofs(vote))
    assert sorted(proofs.proofs) == [1, 2, 3]
    assert len(proofs.void) == 1
    assert proofs.election == vote.round.fingerprint


def test_the_papers_say_so(vote: stage.Stage) -> None:
    stage.certify(vote)
    (place,) = opening.read_proofs(stage.proofs(vote)).void
    ballots = words(round_papers.archive_ballots(vote.round, vote.config))
    assert f"第{place}张，共6张（无效票）" in ballots
    assert ballots.count("无效：内容不是选票，无法辨认") == 1
    assert f"1张电子票的内容不是选票，无法辨认（电子选票存档第{place}张）" in words(
        round_papers.report(vote.round, vote.config, stage.NOW)
    )


def test_with_the_proofs_the_archive_is_valid_and_gives_the_result_again(vote: stage.Stage, tmp_path: Path) -> None:
    proofs = stage.proofs(vote)
    found = report(archive(vote, tmp_path), proofs=proofs)
    assert found.valid, [check for check in found.checks if not check.ok]
    told = certifying.payload(vote.round, "report")
    assert [check.name for check in against_board(told, found, proofs) if not check.ok] == []


def test_the_archive_alone_is_not_judged(vote: stage.Stage, tmp_path: Path) -> None:
    found = report(archive(vote, tmp_path))
    assert [check.name for check in found.checks if not check.ok] == ["opening-not-a-ballot"]
    told = certifying.payload(vote.round, "report")
    failed = [check.name for check in against_board(told, found) if not check.ok]
    assert failed == ["board-valid"]


def test_a_list_without_it_is_refused(vote: stage.Stage, tmp_path: Path) -> None:
    proofs: dict[str, Any] = json.loads(stage.proofs(vote))
    text = json.dumps({**proofs, "void": []}, separators=(",", ":"))
    found = report(archive(vote, tmp_path), proofs=text)
    assert [check.name for check in found.checks if not check.ok] == ["opening-void"]


def test_void_places_bear_no_marks() -> None:
    assert Opened([[1, 0], [0, 2], [9, 9]], [2]).marks(packing_for(2)) == [[1, 0], None, None]


def test_an_empty_box_is_opened_with_proofs_too(app: Flask, config: Config, tmp_path: Path) -> None:
    made = stage.opened(config)
    stage.vote(made)
    assert certifying.result_json(made.round)["opening"]["void"] == []
    assert report(archive(made, tmp_path), proofs=stage.proofs(made)).valid


@pytest.mark.parametrize(
    ("rules", "candidates"), [(Rules(seats=2), 33), (Rules(seats=2, marking="rank", model="rank", threshold="none"), 4)]
)
def test_bytes_that_are_no_marks_are_void_by_the_rules(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rules: Rules, candidates: int
) -> None:
    made = stage.opened(config, candidates=candidates, rules=rules)
    width = packing_of(rules, candidates).width
    for place, ints in enumerate(([1, *[0] * (width - 1)], [255, *[0] * (width - 1)], [*[0] * (width - 1), 255])):
        with monkeypatch.context() as change:
            change.setattr(Packing, "pack", lambda _, marks, ints=ints: ints)
            text = made.ballot(place)
        casting.cast(made.uuid, made.deputies[place], text, config)
    stage.close(made)
    stage.count(made)
    result = certifying.result_json(made.round)
    assert [result[key] for key in ("returned", "valid", "void")] == [3, 1, 2]
    # They are well encoded: neither the proofs file nor the archive's checks have anything to say of them.
    assert result["opening"]["void"] == []
    found = report(archive(made, tmp_path))
    told = certifying.payload(made.round, "report")
    assert [check.name for check in against_board(told, found, stage.proofs(made)) if not check.ok] == []
