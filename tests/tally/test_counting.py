"""Electronic and paper ballots counted together, sealed, and checked against the archive."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from support import stage

from voting.ballots import batches, paper, piles
from voting.ballots.casting import cast
from voting.belenios import group
from voting.belenios.verify import Report, report
from voting.config import Config
from voting.congress.models import Account
from voting.errors import DomainError
from voting.extensions import db, writing
from voting.tally import counting, round_papers, signing_keys
from voting.tally.auditing import against_board
from voting.tally.certifying import payload, result_json
from voting.tally.checking import check_result
from voting.tally.models import OpeningProofs

SHEETS = [[1, 1, 0, 2], [1, 1, 1, 0], [2, 0, 1, 0]]
"""The second approves three of two seats."""


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


def closed(config: Config, taken: int = 3) -> stage.Stage:
    """Eight deputies: the first ones take paper, four vote on tablets."""
    vote = stage.opened(config, deputies=8)
    vote.exchange(*range(taken))
    for place in range(taken, taken + 4):
        cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 0, 1, 0]), config)
    stage.close(vote)
    return vote


def read(vote: stage.Stage, sheets: list[list[int]]) -> int:
    batch = stage.pile(vote, len(sheets))
    for one in [account.id for account in stage.tellers(vote)]:
        stage.read_pile(vote, batch, db.session.get_one(Account, one), sheets)
    return batch


def merge(vote: stage.Stage, none_returned: bool = False) -> dict[str, Any]:
    counting.count_with_paper(vote.round_id, vote.config, stage.OFFICE, stage.NOW, none_returned)
    return result_json(vote.round)


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    """Decrypted; three sheets are read."""
    made = closed(config)
    read(made, SHEETS)
    stage.decrypt(made)
    return made


def test_both_kinds_apart_and_together(vote: stage.Stage) -> None:
    found = merge(vote)
    figures = {key: found[key] for key in ("issued", "returned", "valid", "void")}
    assert figures == {"issued": 8, "returned": 7, "valid": 6, "void": 1}
    assert {key: found["paper"][key] for key in figures} == {"issued": 3, "returned": 3, "valid": 2, "void": 1}
    assert {key: found["electronic"][key] for key in figures} == {"issued": 5, "returned": 4, "valid": 4, "void": 0}
    first = found["rows"][0]
    assert [first[key] for key in ("approve", "oppose", "abstain")] == [5, 1, 0]
    assert found["paper"]["rows"][0][:3] == [1, 1, 0]


def test_the_count_waits_for_the_paper(app: Flask, config: Config) -> None:
    vote = closed(config)
    stage.decrypt(vote)
    assert vote.round.result is None
    assert code(lambda: merge(vote)) == "paper_unsettled"
    stage.pile(vote, 3)
    assert code(lambda: merge(vote)) == "paper_unsettled"


def test_the_count_waits_for_the_electronic_ballots(app: Flask, config: Config) -> None:
    vote = closed(config)
    read(vote, SHEETS)
    assert code(lambda: merge(vote)) == "wrong_state"


def test_without_paper_everything_goes_on_by_itself(app: Flask, config: Config) -> None:
    vote = closed(config, 0)
    stage.count(vote)
    assert "paper" not in result_json(vote.round)
    assert code(lambda: merge(vote)) == "wrong_state"


def without_proofs(vote: stage.Stage) -> None:
    """As if the round had been opened by an earlier version."""
    with writing() as session:
        session.execute(delete(OpeningProofs))


def test_a_round_that_was_opened_before_there_were_proofs_is_counted(vote: stage.Stage) -> None:
    without_proofs(vote)
    found = merge(vote)
    assert (found["valid"], "opening" in found) == (6, False)


def test_but_not_when_a_point_in_it_is_no_ballot(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    vote = stage.opened(config)
    vote.exchange(0)
    with monkeypatch.context() as change:
        change.setattr(group, "of_ints", lambda values: group.base(7))
        text = vote.ballot(1)
    cast(vote.uuid, vote.deputies[1], text, config)
    stage.close(vote)
    stage.decrypt(vote)
    without_proofs(vote)
    assert code(lambda: merge(vote, none_returned=True)) == "opening_unproven"


def test_that_no_sheet_came_back_is_said_aloud(app: Flask, config: Config) -> None:
    vote = closed(config)
    stage.decrypt(vote)
    assert code(lambda: merge(vote)) == "paper_unsettled"
    assert merge(vote, none_returned=True)["paper"]["returned"] == 0


def test_more_paper_than_was_handed_out_closes_the_gate(app: Flask, config: Config) -> None:
    vote = closed(config)
    read(vote, [*SHEETS, SHEETS[0]])
    stage.decrypt(vote)
    merge(vote)
    gate = dict(vote.round.result or {})["gate"]
    assert (gate["ok"], gate["why"]) == (False, "纸质票：收回 4 张，多于发出 3 张")
    with pytest.raises(DomainError, match="gate"):
        stage.announce(vote)


def test_after_the_count_paper_is_closed(vote: stage.Stage) -> None:
    merge(vote)
    batch = batches.of_round(vote.round_id)[0].id
    reader = db.session.get_one(Account, piles.pile(batches.of_round(vote.round_id)[0]).readers[0].account_id)
    assert code(lambda: batches.add(vote.round_id, 1, stage.OFFICE, stage.NOW)) == "paper_counted"
    assert code(lambda: batches.remove(batch, stage.OFFICE, stage.NOW)) == "paper_counted"
    assert code(lambda: batches.recount(batch, "异议", stage.OFFICE, stage.NOW)) == "paper_counted"
    assert code(lambda: batches.begin(batch, reader, "x", stage.NOW)) == "paper_counted"
    chief = stage.scrutineer(vote, 0)
    assert code(lambda: batches.decide(batch, 1, SHEETS[0], False, "", chief, stage.NOW)) == "paper_counted"


def board(vote: stage.Stage) -> Report:
    return report(vote.archive)


def failed(told: dict[str, Any], vote: stage.Stage) -> list[str]:
    return [check.name for check in against_board(told, board(vote), stage.proofs(vote)) if not check.ok]


def test_the_seal_with_paper_holds_against_the_archive(vote: stage.Stage) -> None:
    merge(vote)
    assert failed(payload(vote.round, "report"), vote) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"issued": 2}, "figures"),
        ({"void": 0, "valid": 3}, "figures"),
        ({"returned": 4, "void": 2}, "figures"),
        ({"rows": [[2, 0, 0, 0], [1, 0, 1, 0], [1, 0, 1, 0], [0, 1, 1, 0]]}, "rows"),
        ({"rows": []}, "figures"),
        ({"valid": -1}, "figures"),
        ({"rows": [[9, 0, 0, 0]] * 4}, "figures"),
    ],
)
def test_altered_paper_figures_are_found(vote: stage.Stage, change: dict[str, Any], fault: str) -> None:
    merge(vote)
    told = json.loads(json.dumps(payload(vote.round, "report")))
    told["paper"] |= change
    assert fault in failed(told, vote)


def test_the_report_prints_both_kinds_and_verifies(vote: stage.Stage) -> None:
    merge(vote)
    stage.announce(vote)
    pdf = round_papers.report(vote.round, vote.config, stage.NOW)
    pem = signing_keys.load_or_make_keys(vote.config.keys, stage.NOW).public_pem
    checks, told = check_result(pdf, pem, board(vote), stage.proofs(vote))
    assert all(check.ok for check in checks), [vars(check) for check in checks if not check.ok]
    assert told is not None
    assert told["paper"]["void"] == 1


def test_on_paper_alone_the_seal_names_no_archive(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    paper.use_paper_only(vote.round_id, "停电", stage.OFFICE, stage.NOW)
    vote.open()
    stage.close(vote)
    stage.start(vote)
    read(vote, SHEETS)
    found = merge(vote)
    assert (found["paper"]["returned"], found["electronic"]["issued"], found["valid"]) == (3, 0, 2)
    told = payload(vote.round, "report")
    assert (told["election"], told["head"], told["height"]) == ("", "", 0)
    stage.announce(vote)
    assert round_papers.report(vote.round, config, stage.NOW).startswith(b"%PDF")
