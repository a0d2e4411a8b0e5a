"""The announcement of several rounds: what its seal says of each, and every archive checked against it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from support import stage

from voting.ballots import following
from voting.belenios.verify import Report, report
from voting.config import Config
from voting.extensions import db
from voting.rules.rules import Rules
from voting.tally import announcement, certifying, payloads, seals, signing_keys
from voting.tally.auditing import against_board
from voting.tally.checking import check_result

TIE = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0]]
RULES = Rules(seats=2, model="rank", threshold="none")


def archive(vote: stage.Stage) -> Report:
    return report(vote.archive)


def failed(payload: dict[str, Any], board: Report, proofs: bytes) -> list[str]:
    return [check.name for check in against_board(payload, board, proofs) if not check.ok]


def test_every_round_of_an_announcement_is_checked_by_it(app: Flask, config: Config) -> None:
    first = stage.opened(config, deputies=4, rules=RULES)
    stage.vote(first, *TIE)
    stage.certify(first)
    void = stage.follow(first, paper_only=True)
    following.declare_void(void.round_id, "会场停电", stage.OFFICE, stage.NOW)
    last = stage.follow(void)
    last.open()
    stage.vote(last, [0, 1], [0, 1], [0, 1], [1, 0])
    stage.announce(last)

    pem = signing_keys.load_or_make_keys(config.keys, stage.NOW).public_pem
    boards = [archive(vote) for vote in (first, last)]
    proofs = [stage.proofs(vote) for vote in (first, last)]
    pdf = announcement.announcement(last.round, config, stage.NOW)
    for board, proven in zip(boards, proofs, strict=True):
        checks, payload = check_result(pdf, pem, board, proven)
        assert [check.name for check in checks if not check.ok] == []
        assert {check.name for check in checks} >= {"board-head", "figures", "rows", "selected"}
    assert payload is not None
    assert [(one["round"], one["selected"]) for one in payload["earlier"]] == [(first.uuid, [1])]
    assert (payload["selected"], payload["altogether"]) == ([2], [1, 3])

    told = payload["earlier"][0]
    for key, value, fault in (
        ("head", payload["head"], "board-head"),
        ("returned", 3, "figures"),
        ("rows", [[1, 3, 0, 1], *told["rows"][1:]], "rows"),
        ("selected", [2], "selected"),
    ):
        assert failed({**payload, "earlier": [{**told, key: value}]}, boards[0], proofs[0]) == [fault]
    other = {**told, "head": payload["head"]}
    assert failed({**payload, "earlier": [{**other, "election": "x"}]}, boards[0], proofs[0])[:2] == [
        "board-election",
        "board-head",
    ]
    assert payloads.payload_fault({**payload, "earlier": [{"round": first.uuid}]}).startswith("earlier")
    assert payloads.payload_fault({**payload, "kind": "report"}).startswith("earlier")
    assert payloads.payload_fault({**payload, "altogether": [1]}).startswith("earlier")
    assert payloads.payload_fault({**payload, "earlier": [{**told, "returned": 3}]}).startswith("earlier round 1: ")
    assert failed({**payload, "earlier": 5}, boards[0], proofs[0])[0] == "board-election"


def test_an_announcement_that_grows_too_long_leaves_the_figures_to_the_report(app: Flask, config: Config) -> None:
    first = stage.opened(config, deputies=4, rules=RULES)
    stage.vote(first, *TIE)
    stage.certify(first)
    last = stage.follow(first, paper_only=True)
    found = last.round
    found.result = {"rows": [], "selected": [], "paper": {"rows": [[n * 7919 % 10007] * 4 for n in range(900)]}}
    told = seals.open_seal(
        certifying.announcement_seal(found, keys := signing_keys.load_or_make_keys(config.keys, stage.NOW)),
        keys.public_pem,
    )
    db.session.rollback()
    assert "paper" not in told
    assert [one["selected"] for one in told["earlier"]] == [[1]]
