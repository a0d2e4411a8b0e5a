"""The count follows the rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.rules.counting import count
from voting.rules.reading import BadCase, case_of


def counted(ballots: list[list[int]], entitled: int | None = None, present: int | None = None, **rules: Any) -> Any:
    """Count electronic ballots."""
    n = len(ballots)
    return count(
        case_of(
            {
                "rules": rules,
                "candidates": len(ballots[0]),
                "entitled": entitled or n,
                "present": present or entitled or n,
                "electronic": {"issued": n, "ballots": ballots},
            }
        )
    )


@pytest.mark.parametrize(("approvals", "passes"), [(176, False), (177, True)])
def test_half_is_not_more_than_half(approvals: int, passes: bool) -> None:
    ballots = [[1]] * approvals + [[0]] * (352 - approvals)
    assert counted(ballots, seats=1)["rows"][0]["passed"] is passes


def test_over_votes_are_void() -> None:
    out = counted([[1, 1, 1], [1, 1, 0], [1, 1, 0]], seats=2)
    assert (out["valid"], out["void"]) == (2, 1)
    assert out["selected"] == [1, 2]


def test_blank_is_abstention_unless_the_rules_say_void() -> None:
    ballots = [[1, 0], [0, 0], [1, 2]]
    assert counted(ballots, seats=1)["void"] == 0
    assert counted(ballots, seats=1, all_blank="void")["void"] == 1


def test_a_tie_across_the_cut_is_voted_again() -> None:
    out = counted([[1, 1, 0], [1, 0, 1], [1, 1, 0], [1, 0, 1]], seats=2, threshold="none")
    assert out["selected"] == [1]
    assert out["next"] == {"kind": "revote", "candidates": [2, 3], "seats": 1}


def test_a_tie_above_the_cut_changes_nothing() -> None:
    assert counted([[1, 1, 0], [1, 1, 2]], seats=2)["next"] is None


def test_fewer_oppose_orders_only_the_tied() -> None:
    out = counted([[1, 2, 0], [1, 1, 2], [1, 0, 1]], seats=2, tie="fewer-oppose", threshold="none")
    assert out["next"]["candidates"] == [2, 3]
    out = counted([[1, 0, 2], [1, 1, 2], [1, 0, 1]], seats=2, tie="fewer-oppose", threshold="none")
    assert out["selected"] == [1, 2]


def test_too_few_passed() -> None:
    ballots = [[1, 2, 0]] * 3
    assert counted(ballots, seats=2)["next"] == {"kind": "second-round", "candidates": [2, 3], "seats": 1}
    assert counted(ballots, seats=2, shortage="vacant")["next"] is None


def test_priorities_give_points() -> None:
    out = counted([[1, 2, 0], [2, 1, 0], [1, 0, 2], [1, 1, 0]], seats=2, marking="rank", model="rank")
    assert out["void"] == 1
    assert [row["points"] for row in out["rows"]] == [5, 3, 1]


@pytest.mark.parametrize(
    ("entitled", "present", "issued", "returned", "word"),
    [(3, 3, 2, 3, "收回"), (3, 2, 3, 2, "发出"), (2, 3, 3, 3, "应到"), (9, 5, 5, 5, "三分之二")],
)
def test_the_gate_says_which_equality_fails(entitled: int, present: int, issued: int, returned: int, word: str) -> None:
    case = {
        "rules": {"seats": 1},
        "candidates": 1,
        "entitled": entitled,
        "present": present,
        "electronic": {"issued": issued, "ballots": [[1]] * returned},
    }
    out = count(case_of(case))
    assert not out["gate"]["ok"]
    assert word in out["gate"]["why"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"rules": {"seats": 0}}, "rules.seats"),
        ({"rules": {"tie": "dice"}}, "rules.tie"),
        ({"candidates": "2"}, "candidates"),
        ({"electronic": {"issued": 1, "ballots": [[1]]}}, "electronic.ballots[0]"),
        ({"electronic": {"issued": 1, "ballots": [[1, 3]]}}, "electronic.ballots[0][1]"),
        ({"extra": 1}, "extra"),
    ],
)
def test_what_cannot_be_read_is_named(change: dict[str, Any], key: str) -> None:
    case = {"rules": {"seats": 1}, "candidates": 2, "entitled": 2, "present": 2}
    with pytest.raises(BadCase) as refused:
        case_of({**case, **change})
    assert refused.value.key == key


BALLOTS = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 2), min_size=n, max_size=n), min_size=1, max_size=12)
)


@given(BALLOTS, st.randoms(), st.integers(1, 4))
def test_the_order_of_ballots_never_matters(ballots: list[list[int]], random: Any, seats: int) -> None:
    mixed = ballots[:]
    random.shuffle(mixed)
    assert counted(ballots, seats=seats) == counted(mixed, seats=seats)


@given(BALLOTS, st.integers(1, 4))
def test_the_order_of_candidates_never_matters(ballots: list[list[int]], seats: int) -> None:
    n = len(ballots[0])
    straight = set(counted(ballots, seats=seats)["selected"])
    turned = counted([row[::-1] for row in ballots], seats=seats)["selected"]
    assert {n + 1 - no for no in turned} == straight


@given(BALLOTS, st.integers(1, 4))
def test_selected_and_left_make_the_seats(ballots: list[list[int]], seats: int) -> None:
    out = counted(ballots, seats=seats)
    left = out["next"]["seats"] if out["next"] else seats - len(out["selected"])
    assert len(out["selected"]) + left == seats


@given(BALLOTS, st.integers(1, 4), st.data())
def test_an_approval_more_never_hurts(ballots: list[list[int]], seats: int, data: Any) -> None:
    before = counted(ballots, seats=seats, cap=False)["selected"]
    if not before:
        return
    no = data.draw(st.sampled_from(before))
    others = [row for row in ballots if row[no - 1] != 1]
    if others:
        others[0][no - 1] = 1
    assert no in counted(ballots, seats=seats, cap=False)["selected"]
