"""What holds of every count, whatever the rules and the ballots."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from voting.rules.counting import count
from voting.rules.reading import case_of
from voting.rules.rules import CHOICES

Case = dict[str, Any]


@st.composite
def cases(draw: st.DrawFn, **fixed: Any) -> Case:
    """A case in which the gate is open, with any rules; `fixed` settles some of them."""
    rules = {
        key: draw(st.sampled_from(CHOICES[key]))
        for key in ("marking", "model", "threshold", "all_blank", "tie", "shortage")
    }
    candidates = draw(st.integers(1, 6))
    rules |= {"seats": draw(st.integers(1, candidates)), "cap": draw(st.booleans()), **fixed}
    top = {"three-way": 2, "choose": 1, "rank": rules["seats"] + 1}[rules["marking"]]
    ballot = st.lists(st.integers(0, top), min_size=candidates, max_size=candidates)
    electronic, paper = draw(st.lists(ballot, max_size=10)), draw(st.lists(ballot, max_size=4))
    void = draw(st.integers(0, 2))
    present = max(1, len(electronic) + len(paper) + void + draw(st.integers(0, 3)))
    return {
        "rules": rules,
        "candidates": candidates,
        "present": present,
        "entitled": present + draw(st.integers(0, 1)) * (present // 2),
        "electronic": {"issued": len(electronic), "ballots": electronic},
        "paper": {"issued": len(paper) + void, "ballots": paper, "void": void},
    }


def counted(case: Case) -> dict[str, Any]:
    out = count(case_of(case))
    assert out["gate"]["ok"]
    return out


def of_candidates(case: Case, order: list[int]) -> Case:
    """The same ballots with the candidates in another order."""
    turned = {**case}
    for kind in ("electronic", "paper"):
        turned[kind] = {**case[kind], "ballots": [[ballot[i] for i in order] for ballot in case[kind]["ballots"]]}
    return turned


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_never_matters(case: Case, random: Any) -> None:
    mixed = {**case}
    for kind in ("electronic", "paper"):
        mixed[kind] = {**case[kind], "ballots": random.sample(case[kind]["ballots"], len(case[kind]["ballots"]))}
    assert counted(mixed) == counted(case)


@given(cases(), st.data())
def test_the_order_of_candidates_never_matters(case: Case, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(case["candidates"])))
    straight, turned = counted(case), counted(of_candidates(case, order))

    def back(numbers: list[int]) -> list[int]:
        return sorted(order[no - 1] + 1 for no in numbers)

    assert back(turned["selected"]) == straight["selected"]
    for row in turned["rows"]:
        same = straight["rows"][order[row["no"] - 1]]
        assert {**row, "no": same["no"]} == same
    asked = turned["next"]
    assert (asked and {**asked, "candidates": back(asked["candidates"])}) == straight["next"]


@given(cases(marking="three-way", cap=False) | cases(marking="choose", cap=False), st.data())
@settings(max_examples=300)
def test_an_approval_more_never_hurts(case: Case, data: st.DataObject) -> None:
    before = counted(case)
    ballots = case["electronic"]["ballots"]
    places = [(i, no) for i, ballot in enumerate(ballots) for no, mark in enumerate(ballot) if mark != 1]
    if not places:
        return
    where, place = data.draw(st.sampled_from(places))
    no = place + 1
    ballots[where][place] = 1
    after = counted(case)
    assert no not in before["selected"] or no in after["selected"]
    waiting = before["next"] is not None and no in before["next"]["candidates"]
    still = after["next"] is not None and no in after["next"]["candidates"]
    assert not waiting or still or no in after["selected"]


@given(cases(marking="rank"), st.data())
def test_a_better_place_never_hurts(case: Case, data: st.DataObject) -> None:
    """A project changes places with the one before it on one ballot."""
    before = counted(case)
    ballots = [
        ballot
        for ballot in case["electronic"]["ballots"]
        if sorted(mark for mark in ballot if mark) == list(range(1, max(ballot) + 1)) and max(ballot) > 1
    ]
    if not ballots:
        return
    ballot = data.draw(st.sampled_from(ballots))
    rank = data.draw(st.integers(2, max(ballot)))
    up, down = ballot.index(rank), ballot.index(rank - 1)
    ballot[up], ballot[down] = rank - 1, rank
    assert up + 1 not in before["selected"] or up + 1 in counted(case)["selected"]


@given(cases())
def test_selected_and_seats_left_make_the_seats(case: Case) -> None:
    out, rules = counted(case), case["rules"]
    if rules["model"] == "each":
        assert out["selected"] == [row["no"] for row in out["rows"] if row["passed"]]
        assert out["next"] is None
    elif out["next"]:
        assert len(out["selected"]) + out["next"]["seats"] == rules["seats"]
        assert out["next"]["seats"] > 0
        assert not set(out["selected"]) & set(out["next"]["candidates"])
    elif rules["tie"] == "all":
        assert len(out["selected"]) >= rules["seats"] or _all_passed_or_vacant(out, rules)
    else:
        assert len(out["selected"]) == rules["seats"] or _all_passed_or_vacant(out, rules)


def _all_passed_or_vacant(out: dict[str, Any], rules: dict[str, Any]) -> bool:
    return rules["shortage"] == "vacant" or all(row["passed"] for row in out["rows"])


@given(cases())
def test_the_figures_add_up(case: Case) -> None:
    out = counted(case)
    assert out["returned"] == out["valid"] + out["void"] == case["present"] - out["not_returned"]
    for row in out["rows"]:
        assert row["approve"] + row["oppose"] + row["abstain"] == out["valid"]


@given(cases())
def test_nobody_is_selected_who_did_not_pass(case: Case) -> None:
    for row in counted(case)["rows"]:
        assert row["passed"] or not row["selected"]
        assert row["approve"] or not row["passed"]


@given(cases())
def test_a_rank_is_one_more_than_those_that_are_better(case: Case) -> None:
    rows = counted(case)["rows"]
    merit = "points" if case["rules"]["marking"] == "rank" else "approve"
    for row in rows:
        assert row["rank"] == 1 + sum(other[merit] > row[merit] for other in rows)
    assert [row["no"] for row in rows] == list(range(1, case["candidates"] + 1))
