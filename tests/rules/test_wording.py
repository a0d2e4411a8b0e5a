"""The rules in sentences, and the settings that contradict each other."""

from __future__ import annotations

from typing import Any

import pytest

from voting.rules import wording
from voting.rules.contradictions import contradictions
from voting.rules.rules import Rules


def said(candidates: int = 12, **rules: Any) -> list[str]:
    return list(wording.sentences(Rules(**rules), candidates))


def test_the_usual_rules() -> None:
    assert said() == [
        "候选项目 12 项，应选 10 项。",
        "对每个项目可以赞成、反对或者弃权；未作标记的视为弃权。",
        "赞成不超过 10 项的为有效票，超过 10 项的为无效票。",
        "赞成票超过全体代表半数的项目，按得票多少为序，取前 10 项。",
        "票数相等不能确定取舍时，就票数相等的项目再次投票。",
        "通过的项目少于应选数时，就未通过的项目再次投票。",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"seats": 9}, "候选项目 12 项，应选 9 项。"),
        ({"marking": "choose"}, "在同意的项目上作标记，未作标记的视为不同意。"),
        ({"marking": "choose"}, "同意不超过 10 项的为有效票，超过 10 项的为无效票。"),
        ({"marking": "rank"}, "按优先顺序填写 1 至 10，第一位得 10 分，依次递减。"),
        ({"marking": "rank"}, "同一名次填写两次，或者名次大于 10 的为无效票。"),
        ({"marking": "rank"}, "得分相等不能确定取舍时，就得分相等的项目再次投票。"),
        ({"marking": "rank", "model": "rank", "threshold": "none"}, "按得分多少为序，取前 10 项。"),
        ({"model": "rank", "threshold": "none"}, "按得赞成票多少为序，取前 10 项。"),
        ({"model": "each", "cap": False}, "赞成票超过全体代表半数的项目获得通过。"),
        ({"threshold": "present"}, "赞成票超过到会代表半数的项目，按得票多少为序，取前 10 项。"),
        ({"threshold": "valid"}, "赞成票超过有效票半数的项目，按得票多少为序，取前 10 项。"),
        ({"cap": False}, "赞成的项数不限。"),
        ({"all_blank": "void"}, "所有项目都未作标记的为无效票。"),
        ({"tie": "fewer-oppose"}, "票数相等不能确定取舍时，反对票少的入选。"),
        ({"tie": "presidium"}, "票数相等不能确定取舍时，由主席团决定。"),
        ({"tie": "all"}, "票数相等不能确定取舍时，一并列入。"),
        ({"shortage": "vacant"}, "通过的项目少于应选数时，不足的名额空缺。"),
        ({"shortage": "presidium"}, "通过的项目少于应选数时，由主席团决定。"),
        ({"legend": "tick"}, "纸质票上赞成画“√”，反对画“×”，弃权画“○”。"),
        ({"legend": "tick", "marking": "choose"}, "纸质票上同意的画“√”。"),
        ({"illegible": "ballot"}, "纸质票有一处不能辨认的，整张为无效票。"),
        ({"equal": False}, "实行差额票决，候选项目多于应选数。"),
        ({"equal": False, "ratio_min": 20}, "实行差额票决，差额不少于应选数的 20%。"),
        ({"equal": False, "ratio_min": 10, "ratio_max": 30}, "实行差额票决，差额为应选数的 10% 至 30%。"),
        ({"equal": False, "ratio_max": 30, "ratio_base": "candidates"}, "实行差额票决，差额不超过候选数的 30%。"),
        ({"ratio_max": 30}, "差额不超过应选数的 30%。"),
    ],
)
def test_a_setting_that_is_not_the_usual_one_speaks(change: dict[str, Any], sentence: str) -> None:
    assert sentence in said(**change)


def test_the_signs_are_not_told_twice_on_a_ballot_that_explains_them() -> None:
    assert not any("画" in sentence for sentence in wording.sentences(Rules(legend="tick"), 12, legend=False))


@pytest.mark.parametrize(
    ("change", "kept", "dropped"),
    [
        ({}, "赞成不超过 2 项", "可以赞成、反对或者弃权"),
        ({"legend": "tick"}, "未作标记的视为弃权。", "可以赞成、反对或者弃权"),
        ({"marking": "choose"}, "同意不超过 2 项", "在同意的项目上作标记"),
        ({"marking": "rank"}, "按优先顺序填写 1 至 2", "画"),
    ],
)
def test_beside_a_legend_nothing_is_said_of_marking_twice(change: dict[str, Any], kept: str, dropped: str) -> None:
    sentences = "".join(wording.beside_legend(Rules(seats=2, **change), 4))
    assert kept in sentences
    assert dropped not in sentences


def test_where_each_passes_nothing_is_said_of_ties_and_seats() -> None:
    sentences = "".join(said(7, model="each", cap=False, seats=7))
    assert "候选项目 7 项，逐项表决。" in sentences
    for word in ("应选", "相等", "少于"):
        assert word not in sentences


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seats": 13}, "seats"),
        ({"model": "each"}, "cap"),
        ({"model": "rank"}, "threshold"),
        ({"threshold": "none"}, "threshold"),
        ({"marking": "choose", "tie": "fewer-oppose"}, "tie"),
        ({"marking": "rank", "tie": "fewer-oppose"}, "tie"),
        ({"marking": "rank", "model": "each"}, "model"),
        ({"equal": False, "ratio_min": 30, "ratio_max": 20}, "ratio_max"),
        ({"ratio_min": 20}, "equal"),
        ({"equal": False, "ratio_base": "candidates", "ratio_min": 100}, "ratio_min"),
        ({"equal": False, "seats": 12}, "equal"),
        ({"equal": False, "ratio_min": 21}, "ratio_min"),
        ({"ratio_max": 19}, "ratio_max"),
        ({"equal": False, "ratio_base": "candidates", "ratio_min": 17}, "ratio_min"),
    ],
)
def test_what_contradicts_is_refused_at_its_field(change: dict[str, Any], field: str) -> None:
    assert [key for key, _ in contradictions(Rules(**change), 12)] == [field]


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"seats": 12},
        {"equal": False, "ratio_min": 20, "ratio_max": 20},
        {"equal": False, "ratio_base": "candidates", "ratio_min": 16, "ratio_max": 17},
        {"marking": "rank", "model": "rank", "threshold": "none"},
        {"marking": "choose", "model": "each", "cap": False},
        {"legend": "tick", "illegible": "ballot", "all_blank": "void"},
    ],
)
def test_what_fits_together_is_accepted(rules: dict[str, Any]) -> None:
    assert contradictions(Rules(**rules), 12) == []
