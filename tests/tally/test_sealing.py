"""What fits into the signed code of a paper: everything that could be frozen."""

from __future__ import annotations

import random

import pytest
from flask import Flask
from support import rating, stage

from voting.ballots import fitting
from voting.config import Config
from voting.errors import Rejected
from voting.meetings.rounds import full_title
from voting.rules.counting import GRADE_FIGURES
from voting.rules.grading import GRADES, UNKNOWN, GradeRules
from voting.rules.rules import Rules
from voting.tally import seals, signing_keys
from voting.tally.certifying import payload
from voting.tally.payloads import payload_fault

RANK = Rules(seats=15, marking="rank", model="rank", threshold="none")
CHANCE = random.Random(3)
NAME = "".join(chr(CHANCE.randrange(0x4E00, 0x9FA5)) for _ in range(40))


def figures(rules: Rules, count: int, number: bool) -> list[list[int]]:
    """Rows whose figures are as long as 5000 deputies can make them, and as little alike as possible."""
    points = [10_000, 5000 * rules.seats] if rules.marking == "rank" else [0, 0]
    return [
        [*([no] if number else []), *(CHANCE.randrange(1000, 5001) for _ in range(3)), CHANCE.randint(*points)]
        for no in range(1, count + 1)
    ]


@pytest.mark.parametrize("rules", [Rules(seats=15), RANK], ids=["three-way", "rank"])
@pytest.mark.parametrize("name", ["", NAME], ids=["usual name", "long name"])
def test_the_longest_list_that_is_frozen_can_be_sealed(app: Flask, config: Config, rules: Rules, name: str) -> None:
    drafted = f"明川区第三届人民代表大会{name}第六次会议2026年重点民生实事项目票决"
    most = fitting.sealable(rules, drafted)
    assert most >= 35
    found = stage.frozen(config, candidates=min(most, 60), rules=rules, seed=name or "stage").round
    found.title += "（第 12 轮，重新投票）"
    assert fitting.sealable(rules, full_title(found)) >= most - 3
    keys = ("no", "approve", "oppose", "abstain", "points")
    rows = [dict(zip(keys, row, strict=True)) for row in figures(rules, most, True)]
    names = [{"no": row["no"], "name": ""} for row in rows]
    found.candidates = list(names)  # type: ignore[arg-type]
    found.board_head, found.board_height, found.fingerprint = "0123456789abcdef" * 4, 12345, "k3JvQm1X" * 5
    four = dict(zip(("issued", "returned", "valid", "void"), (5000, 4999, 3998, 1001), strict=True))
    whole = [{**row, "rank": 1, "selected": True} for row in rows]
    found.result = {
        **four,
        "rows": whole,
        "selected": [row["no"] for row in rows],
        "paper": {**four, "rows": figures(rules, most, False)},
    }
    token = seals.seal(payload(found, "announcement"), signing_keys.make_keys(stage.NOW))
    assert len(token) > 1500


def test_a_longer_list_is_refused(app: Flask, config: Config) -> None:
    with pytest.raises(Rejected) as caught:
        stage.frozen(config, candidates=58, rules=Rules(seats=15), seed=NAME)
    assert "签名二维码装不下" in caught.value.message


def graded(count: int) -> list[dict[str, int | str]]:
    """Rows of a rating whose figures are as long as 5000 deputies can make them."""
    rows: list[dict[str, int | str]] = []
    for no in range(1, count + 1):
        told = [CHANCE.randrange(600, 900) for _ in GRADE_FIGURES[1:]]
        figures = dict(zip(GRADE_FIGURES, [3998 - sum(told), *told], strict=True))
        rows.append({"no": no, **figures, "grade": CHANCE.choice(GRADES)})
    return rows


@pytest.mark.parametrize("name", ["", NAME], ids=["usual name", "long name"])
def test_the_longest_list_of_a_rating_can_be_sealed(app: Flask, config: Config, name: str) -> None:
    vote = stage.boxed(config)
    rating.plans(vote)
    made = rating.boxed(vote, GradeRules(grades=(*GRADES, UNKNOWN)))
    found = made.round
    found.title = f"2025年重点民生实事项目{name}满意度测评（第 12 轮，重新投票）"
    most = min(35, fitting.sealable(GradeRules(), full_title(found)))
    assert most >= 21
    rows = graded(most)
    found.candidates = [{"no": row["no"], "name": ""} for row in rows]
    found.board_head, found.board_height, found.fingerprint = "0123456789abcdef" * 4, 12345, "k3JvQm1X" * 5
    four = dict(zip(("issued", "returned", "valid", "void"), (5000, 4999, 3998, 1001), strict=True))
    paper = [[row[key] for key in GRADE_FIGURES] for row in graded(most)]
    found.present, found.result = 5000, {**four, "rows": rows, "selected": [], "paper": {**four, "rows": paper}}
    told = payload(found, "report")
    assert payload_fault({**told, "entitled": 5000}) == ""
    assert len(seals.seal(told, signing_keys.make_keys(stage.NOW))) > 1000


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"grades": ["满意"]}, "grades"),
        ({"rows": [[1, 4, 0, 0, 0, 0]]}, "rows"),
        ({"rows": [[1, 4, 0, 0, 0, 0, 4]]}, "rows"),
        ({"rows": [[1, 3, 0, 0, 0, 0, 1]]}, "does not add up"),
    ],
)
def test_a_rating_whose_rows_do_not_hold_is_refused(change: dict[str, object], why: str) -> None:
    whole: dict[str, object] = {
        "v": 1,
        "kind": "report",
        "round": "r",
        "title": "t",
        "election": "e",
        "rules": "h",
        "head": "x",
        "rehearsal": False,
        "selected": [],
        "entitled": 4,
        "present": 4,
        "issued": 4,
        "returned": 4,
        "valid": 4,
        "void": 0,
        "grades": list(GRADES),
        "rows": [[1, 4, 0, 0, 0, 0, 1]],
    }
    assert payload_fault(whole) == ""
    assert why in payload_fault({**whole, **change})
