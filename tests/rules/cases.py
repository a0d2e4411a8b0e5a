"""Votes whose outcome is known: what real sittings and the law give as borderline cases, and what must come out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Case = dict[str, Any]
Count = Callable[[Case], dict[str, Any]]


def spread(voters: int, *approvals: int) -> list[list[int]]:
    """Ballots in which project i is approved so often, the approvals dealt out evenly."""
    ballots = [[0] * len(approvals) for _ in range(voters)]
    turn = 0
    for place, times in enumerate(approvals):
        for _ in range(times):
            ballots[turn % voters][place] = 1
            turn += 1
    return ballots


def vote(
    ballots: list[list[int]],
    entitled: int = 0,
    present: int = 0,
    issued: int | None = None,
    paper: dict[str, Any] | None = None,
    candidates: int = 0,
    **rules: Any,
) -> Case:
    """A case of the command contract; where nothing is said everybody is there and has a ballot."""
    there = present or entitled or len(ballots)
    return {
        "rules": rules,
        "candidates": candidates or len(ballots[0]),
        "entitled": entitled or there,
        "present": there,
        "electronic": {"issued": len(ballots) if issued is None else issued, "ballots": ballots},
        **({"paper": paper} if paper else {}),
    }


def rating(present: int, entitled: int) -> Case:
    """A standing committee whose members who are there are all satisfied."""
    rules = {"marking": "grade", "body": "standing-committee", "base": "present"}
    ballots = {"issued": present, "ballots": [[1]] * present}
    return {"rules": rules, "candidates": 1, "entitled": entitled, "present": present, "electronic": ballots}


def ask(kind: str, seats: int, *candidates: int) -> dict[str, Any]:
    return {"kind": kind, "candidates": list(candidates), "seats": seats}


TOP = [40 - place for place in range(9)]
"""Approvals of nine clear winners among 44 voters."""

TABLE: list[tuple[str, Case, dict[str, Any]]] = [
    (
        "two tied at the cut, 12 for 10",
        vote(spread(44, *TOP, 25, 25, 24), seats=10),
        {"selected": list(range(1, 10)), "next": ask("revote", 1, 10, 11), "passed": list(range(1, 13))},
    ),
    (
        "a tie at the cut, one seat more: no tie",
        vote(spread(44, *TOP, 25, 25, 24), seats=11),
        {"selected": list(range(1, 12)), "next": None},
    ),
    (
        "three tied for two seats",
        vote(spread(44, 40, 30, 30, 30), seats=3),
        {"selected": [1], "next": ask("revote", 2, 2, 3, 4)},
    ),
    (
        "a tie above the cut (61 and 61)",
        vote(spread(70, 61, 61, 60, 40), seats=3),
        {"selected": [1, 2, 3], "next": None, "ranks": [1, 1, 3, 4]},
    ),
    ("a tie below the cut", vote(spread(70, 61, 50, 10, 10), seats=2), {"selected": [1, 2], "next": None}),
    (
        "equal ranks are shared: 1, 2, 2, 4",
        vote(spread(20, 9, 8, 8, 7), seats=4, model="rank", threshold="none"),
        {"ranks": [1, 2, 2, 4]},
    ),
    (
        "half of all deputies is too few",
        vote(spread(352, 176, 300), seats=2),
        {"passed": [2], "next": ask("second-round", 1, 1)},
    ),
    ("half and one is enough", vote(spread(352, 177, 300), seats=2), {"passed": [1, 2], "next": None}),
    ("half of an odd number of deputies", vote(spread(191, 96, 95), seats=2), {"passed": [1]}),
    (
        "absent deputies count in the base",
        vote(spread(311, 177, 176), 352, 331, 331, seats=2),
        {"passed": [1], "returned": 311, "not_returned": 20},
    ),
    (
        "half of those present",
        vote(spread(311, 166, 165), 352, 331, 331, seats=2, threshold="present"),
        {"passed": [1]},
    ),
    (
        "half of the valid ballots",
        vote(spread(311, 156, 155), 352, 331, 331, seats=2, threshold="valid"),
        {"passed": [1]},
    ),
    ("half of 30 exactly", vote(spread(30, 15, 16), seats=2, threshold="present"), {"passed": [2]}),
    ("half of 29 is 14.5", vote(spread(29, 14, 15), seats=2, threshold="present"), {"passed": [2]}),
    (
        "void ballots are no base",
        vote([[1, 0], [1, 0], [2, 0], [1, 1]], seats=1, threshold="valid"),
        {"valid": 3, "passed": [1]},
    ),
    (
        "45 issued, 45 returned",
        vote(spread(45, 42, 20), seats=1),
        {"ok": True, "issued": 45, "returned": 45, "not_returned": 0, "selected": [1]},
    ),
    (
        "one more returned than issued",
        vote(spread(46, 42, 20), 50, 50, 45, seats=1),
        {"ok": False, "why": "收回 46 张，多于发出 45 张", "selected": [], "next": None, "rows": 0},
    ),
    (
        "one more paper ballot than issued, electronic in order",
        vote(spread(10, 8, 7), 30, 20, 10, paper={"issued": 2, "ballots": [[1, 0]] * 2, "void": 1}, seats=1),
        {"ok": False, "why": "纸质票：收回 3 张，多于发出 2 张"},
    ),
    (
        "too many electronic ballots are not made up for by paper that is missing",
        vote(spread(11, 8, 7), 30, 25, 10, paper={"issued": 9, "ballots": []}, seats=1),
        {"ok": False, "why": "电子票：收回 11 张，多于发出 10 张"},
    ),
    ("more issued than present", vote(spread(30, 20, 1), 40, 30, 31, seats=1), {"ok": False, "why": "发出 31 张"}),
    ("as many issued as present", vote(spread(30, 20, 1), 40, 30, 30, seats=1), {"ok": True}),
    ("more present than entitled", vote(spread(30, 20, 1), 29, 30, 30, seats=1), {"ok": False, "why": "应到 29 人"}),
    ("one below the quorum", vote(spread(3, 3, 1), 352, 234, 3, seats=1), {"ok": False, "why": "235 人"}),
    ("a committee of 31: half and one", rating(16, 31), {"ok": True, "grades": ["满意"]}),
    ("a committee of 30: half is no quorum", rating(15, 30), {"ok": False, "why": "16 人"}),
    ("the quorum exactly", vote(spread(3, 3, 1), 352, 235, 3, seats=1), {"ok": True}),
    ("two thirds exactly", vote(spread(4, 4, 1), 6, 4, 4, seats=1), {"ok": True}),
    (
        "an approval too many",
        vote([[1, 1, 1], [1, 1, 0], [1, 1, 2]], seats=2),
        {"valid": 2, "void": 1, "approve": [2, 2, 0]},
    ),
    ("as many approvals as seats, and oppositions do not count", vote([[1, 1, 2, 2]], seats=2), {"valid": 1}),
    ("no cap", vote([[1, 1, 1]] * 2, seats=2, cap=False), {"valid": 2, "next": ask("revote", 2, 1, 2, 3)}),
    (
        "blank is abstention",
        vote([[1, 0], [0, 0]], seats=1, threshold="valid"),
        {"valid": 2, "abstain": [1, 2], "selected": []},
    ),
    (
        "blank is void",
        vote([[1, 0], [0, 0]], seats=1, threshold="valid", all_blank="void"),
        {"valid": 1, "void": 1, "abstain": [0, 1], "selected": [1]},
    ),
    ("oppositions only are not blank", vote([[2, 2]], seats=1, all_blank="void"), {"valid": 1, "oppose": [1, 1]}),
    ("as many candidates as seats, 7 for 7", vote([[1] * 7] * 51, seats=7), {"selected": list(range(1, 8))}),
    ("2 for 1", vote(spread(45, 42, 3), seats=1), {"selected": [1], "next": None}),
    (
        "one short",
        vote(spread(40, 30, 25, 20, 15), seats=3),
        {"selected": [1, 2], "next": ask("second-round", 1, 3, 4)},
    ),
    (
        "one short, left vacant",
        vote(spread(40, 30, 25, 20, 15), seats=3, shortage="vacant"),
        {"selected": [1, 2], "next": None},
    ),
    (
        "one short, the presidium decides",
        vote(spread(40, 30, 25, 20, 15), seats=3, shortage="presidium"),
        {"next": ask("presidium", 1, 3, 4)},
    ),
    ("short, and nobody is left", vote([[1, 1]] * 3, seats=3), {"selected": [1, 2], "next": None}),
    (
        "nobody is selected without an approval",
        vote([[1, 0], [1, 2]], seats=2, model="rank", threshold="none"),
        {"selected": [1], "next": ask("second-round", 1, 2)},
    ),
    (
        "the most approvals, no threshold",
        vote(spread(40, 5, 4, 3), seats=2, model="rank", threshold="none"),
        {"selected": [1, 2], "next": None},
    ),
    ("rank only ignores a threshold", vote(spread(40, 5, 4, 3), seats=2, model="rank"), {"selected": [1, 2]}),
    ("no threshold for threshold and rank", vote(spread(40, 5, 4, 3), seats=2, threshold="none"), {"selected": [1, 2]}),
    (
        "pass or fail each: seats do not bind",
        vote(spread(40, 30, 25, 25, 20), seats=1, model="each", cap=False),
        {"selected": [1, 2, 3], "next": None},
    ),
    (
        "pass or fail each: too few is no shortage",
        vote(spread(40, 30, 10), seats=2, model="each", cap=False),
        {"selected": [1], "next": None},
    ),
    (
        "the presidium decides a tie",
        vote(spread(44, 40, 24, 24), seats=2, tie="presidium"),
        {"selected": [1], "next": ask("presidium", 1, 2, 3)},
    ),
    (
        "all tied are taken, above the seats",
        vote(spread(44, 40, 24, 24), seats=2, tie="all"),
        {"selected": [1, 2, 3], "next": None},
    ),
    (
        "fewer opposed wins among the tied only",
        vote([[1, 1, 0, 2], [1, 0, 1, 0], [1, 2, 1, 0], [1, 1, 0, 0]], seats=2, tie="fewer-oppose", threshold="none"),
        {"selected": [1, 3], "next": None},
    ),
    (
        "the more approved is not touched by fewer opposed",
        vote([[1, 1, 2], [1, 0, 1], [2, 0, 0]], seats=2, tie="fewer-oppose", threshold="none"),
        {"selected": [1, 2], "next": None},
    ),
    (
        "still tied after the oppositions",
        vote([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [1, 2, 2, 2]], seats=2, tie="fewer-oppose", threshold="none"),
        {"selected": [1], "next": ask("revote", 1, 2, 3, 4)},
    ),
    (
        "some of the tied settled by oppositions",
        vote(
            [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 2, 2, 2]],
            seats=2,
            tie="fewer-oppose",
            threshold="none",
        ),
        {"selected": [1], "next": ask("revote", 1, 2, 3, 4)},
    ),
    (
        "pads: 16 did not press",
        vote(spread(315, 200, 180), 352, 331, 331, seats=2),
        {"not_returned": 16, "returned": 315, "valid": 315},
    ),
    (
        "electronic and paper together",
        vote(
            [[1, 0], [1, 2], [0, 1]],
            9,
            9,
            4,
            paper={"issued": 5, "ballots": [[0, 1], [1, 1]], "void": 2},
            seats=1,
            threshold="none",
        ),
        {"issued": 9, "returned": 7, "valid": 4, "void": 3, "not_returned": 2, "next": ask("revote", 1, 1, 2)},
    ),
    (
        "choose: no oppositions",
        vote([[1, 0, 1], [1, 0, 0]], seats=2, marking="choose", threshold="none"),
        {"oppose": [0, 0, 0], "abstain": [0, 2, 1], "points": [0, 0, 0], "selected": [1, 3]},
    ),
    ("choose: one too many", vote([[1, 1, 1], [1, 1, 0]], seats=2, marking="choose"), {"valid": 1, "void": 1}),
    (
        "priorities: points N+1−rank, order by points not by approvals",
        vote([[1, 2, 0], [1, 2, 0], [0, 2, 1], [0, 2, 0]], seats=2, marking="rank", model="rank"),
        {"points": [4, 4, 2], "approve": [2, 4, 1], "ranks": [1, 1, 3], "selected": [1, 2], "next": None},
    ),
    (
        "priorities: a project with fewer approvals wins by points",
        vote([[1, 0], [1, 0], [0, 3], [0, 3], [0, 3]], seats=3, marking="rank", model="rank", shortage="vacant"),
        {"points": [6, 3], "ranks": [1, 2]},
    ),
    (
        "priorities: a repeated one is void",
        vote([[1, 1, 0], [1, 2, 0]], seats=2, marking="rank", model="rank"),
        {"void": 1, "points": [2, 1, 0]},
    ),
    (
        "priorities: one above the seats is void",
        vote([[3, 1, 0], [1, 2, 0]], seats=2, marking="rank", model="rank"),
        {"void": 1},
    ),
    (
        "priorities: above the candidates as well",
        vote([[9, 1, 0], [1, 2, 0]], seats=2, marking="rank", model="rank"),
        {"void": 1},
    ),
    (
        "priorities: the last one counts",
        vote([[2, 1, 0]], seats=2, marking="rank", model="rank"),
        {"valid": 1, "points": [1, 2, 0]},
    ),
    (
        "priorities: gaps are no fault, blank is abstention",
        vote([[0, 2, 0], [0, 0, 0]], seats=2, marking="rank", model="rank"),
        {"valid": 2, "abstain": [2, 1, 2]},
    ),
    (
        "priorities: the threshold counts ballots, not points",
        vote([[1, 0, 2], [1, 2, 0], [0, 1, 2], [0, 2, 1]], seats=2, marking="rank", threshold="valid"),
        {"passed": [2, 3], "approve": [2, 3, 3], "selected": [2, 3]},
    ),
    (
        "priorities: a tie of points is voted again",
        vote([[1, 0, 0], [0, 1, 0], [0, 0, 0]], seats=1, marking="rank", model="rank"),
        {"selected": [], "next": ask("revote", 1, 1, 2)},
    ),
]

ROWS = ("approve", "oppose", "abstain", "points")


def differences(out: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What of the expected did not come out, with what did instead."""
    rows = out["rows"]
    found: dict[str, Any] = {
        **{key: [row.get(key) for row in rows] for key in ROWS},
        "grades": [row.get("grade") for row in rows],
        **{key: out[key] for key in ("issued", "returned", "valid", "void", "not_returned", "selected", "next")},
        "passed": [row["no"] for row in rows if row.get("passed")],
        "ranks": [row.get("rank") for row in rows],
        "rows": len(rows),
        "ok": out["gate"]["ok"],
        # A reason is told by the words that matter.
        "why": expected.get("why") if expected.get("why", "") in (out["gate"]["why"] or "") else out["gate"]["why"],
    }
    return {key: found[key] for key, value in expected.items() if found[key] != value}
