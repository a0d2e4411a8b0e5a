"""Votes whose outcome is known: the table, every published count, every observed ratio, both legends."""

from __future__ import annotations

import csv
from itertools import groupby
from typing import Any

import pytest
from rules.cases import TABLE, differences, spread, vote
from support.paths import DATA

from voting.rules.contradictions import contradictions
from voting.rules.counting import count
from voting.rules.reading import case_of
from voting.rules.rules import LEGENDS, Rules


def lines(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("case", "expected"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE])
def test_the_outcome(case: dict[str, Any], expected: dict[str, Any]) -> None:
    assert differences(count(case_of(case)), expected) == {}


PUBLISHED = [list(found) for _, found in groupby(lines("published_vote_counts.csv"), lambda line: line["place"])]
# 87 of 89 is the only share of fewer than 100 ballots that is published as 97.75 %.
RATED = {"97.75%": (87, 89)}


def approvals(line: dict[str, str]) -> int | None:
    told = line["approve"]
    return RATED[told][0] if told in RATED else int(told) if told else None


@pytest.mark.parametrize("found", PUBLISHED, ids=[found[0]["place"] for found in PUBLISHED])
def test_a_published_vote_comes_out_as_published(found: list[dict[str, str]]) -> None:
    """What nobody published, the losers above all, is filled in below the published figures."""
    seats = int(found[0]["seats_N"] or 1)
    candidates = int(found[0]["candidates"] or seats + 2)
    told = [number for number in map(approvals, found) if number is not None]
    opposed = [int(line["oppose"] or 0) for line in found if line["approve"]]
    returned = int(found[-1]["returned"] or (RATED[found[0]["approve"]][1] if found[0]["approve"] in RATED else 0))
    voters = returned or (max(told) if candidates == seats else max(told) + 20)
    lowest = min(told, default=voters)
    rest = [max(1, lowest - 1 - place) if candidates > seats else lowest for place in range(candidates - len(told))]
    ballots = spread(voters, *told, *rest)
    for place, times in enumerate(opposed):
        free = [ballot for ballot in ballots if not ballot[place]]
        for ballot in free[:times]:
            ballot[place] = 2
    cap = max(sum(mark == 1 for mark in ballot) for ballot in ballots) <= seats
    out = count(case_of(vote(ballots, seats=seats, model="rank", threshold="none", cap=cap)))
    assert out["gate"] == {"ok": True, "why": None}
    assert [row["approve"] for row in out["rows"]][: len(told)] == told
    assert [row["oppose"] for row in out["rows"]][: len(opposed)] == opposed
    assert len(out["selected"]) == seats
    assert out["selected"][: len(told)] == list(range(1, len(told) + 1))
    assert out["next"] is None


def test_every_project_of_a_vote_without_competition_passed() -> None:
    """Beipo 2019: seven projects for seven seats, 51 deputies, 51 approvals each."""
    out = count(case_of(vote([[1] * 7] * 51, seats=7, model="each", cap=False)))
    assert out["selected"] == [1, 2, 3, 4, 5, 6, 7]


def test_a_vote_on_four_of_which_three_passed() -> None:
    """Baishabu 2021: 63 approvals for the first; the fourth project did not pass."""
    out = count(case_of(vote(spread(63, 63, 50, 40, 20), seats=3)))
    assert (out["selected"], out["next"]) == ([1, 2, 3], None)


def test_a_sitting_of_314_of_327() -> None:
    """Lishui 2025: entitled 327, present, issued and returned 314."""
    out = count(case_of(vote(spread(314, 300, 200), 327, 314, 314, seats=1)))
    assert (out["gate"]["ok"], out["not_returned"]) == (True, 0)


RATIOS = lines("candidate_ratio_observed.csv")


@pytest.mark.parametrize(
    ("base", "column", "most"), [("seats", "extra_over_N_percent", 900), ("candidates", "eliminated_of_C_percent", 99)]
)
@pytest.mark.parametrize("line", RATIOS, ids=[f"{line['place']} {line['year']}" for line in RATIOS])
def test_an_observed_surplus_is_computed_as_published(line: dict[str, str], base: str, column: str, most: int) -> None:
    seats, candidates = int(line["seats_N"]), int(line["candidates_C"])
    rules = Rules(seats=seats, equal=False, ratio_base=base, ratio_min=most)
    ((key, why),) = contradictions(rules, candidates)
    if candidates == seats:
        assert key == "equal"
    else:
        assert (key, why.values["percent"]) == ("ratio_min", line[column].removesuffix(".0"))


@pytest.mark.parametrize("line", RATIOS, ids=[f"{line['place']} {line['year']}" for line in RATIOS])
def test_an_observed_list_is_accepted_within_its_bounds_and_not_above(line: dict[str, str]) -> None:
    seats, candidates = int(line["seats_N"]), int(line["candidates_C"])
    percent = float(line["extra_over_N_percent"])
    equal = candidates == seats
    fits = Rules(seats=seats, equal=equal, ratio_min=int(percent), ratio_max=int(percent) + 1)
    assert contradictions(fits, candidates) == []
    if percent >= 2:
        tight = Rules(seats=seats, ratio_max=int(percent) - 1)
        assert [key for key, _ in contradictions(tight, candidates)] == ["ratio_max"]


@pytest.mark.parametrize(("legend", "selected"), [("circle", [1]), ("tick", [])])
def test_the_same_circle_means_opposite_things(legend: str, selected: list[int]) -> None:
    marks = {sign: mark for mark, sign in LEGENDS[legend].items()}
    ballot = [marks["○"], marks["×"]]
    assert count(case_of(vote([ballot] * 3, seats=1, legend=legend)))["selected"] == selected
