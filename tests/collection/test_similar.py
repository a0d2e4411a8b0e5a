"""How well «possibly the same» tells sameness, on pairs that were labelled by hand.

`pairs.csv`: 285 pairs of invented suggestions as people write them, with the towns that their forms name. `same`: both ask
for the same thing at the same place, in other words. `near`: nearly the same words, but another matter or another place.
`other`: picked from different matters.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from support.collecting import collecting

from voting.collection.handling import similar
from voting.collection.models import Suggestion
from voting.config import Config
from voting.extensions import db, writing
from voting.texts import fold

Pair = dict[str, str]


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    with (Path(__file__).parent / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def taken(pairs: Sequence[Pair], label: str) -> float:
    """The share of the pairs with this label that would be shown as possibly the same."""
    chosen = [one for one in pairs if one["label"] == label]
    shown = [one for one in chosen if _shown(one)]
    return len(shown) / len(chosen)


def _shown(one: Pair) -> bool:
    apart = one["place_a"] and one["place_b"] and one["place_a"] != one["place_b"]
    return not apart and similar.score(fold(one["a"]), fold(one["b"])) >= similar.THRESHOLD


def test_the_sample_is_large_enough(pairs: list[Pair]) -> None:
    assert len(pairs) >= 200
    assert all(sum(one["label"] == label for one in pairs) >= 70 for label in ("same", "near", "other"))


def test_nearly_all_that_say_the_same_are_shown(pairs: list[Pair]) -> None:
    assert taken(pairs, "same") >= 0.94


def test_few_that_speak_of_something_else_are_shown(pairs: list[Pair]) -> None:
    assert taken(pairs, "other") <= 0.10


def test_words_alone_do_not_tell_all_apart_and_the_clerk_decides(pairs: list[Pair]) -> None:
    near = [one for one in pairs if one["label"] == "near"]
    apart = [one for one in near if one["place_a"] and one["place_b"] and one["place_a"] != one["place_b"]]
    assert len(apart) >= 15
    assert taken(near, "near") <= 0.78


def test_the_page_of_a_suggestion_shows_nine_in_ten_of_its_equals(
    app: Flask, config: Config, pairs: list[Pair]
) -> None:
    held = collecting(config)
    texts = {one[f"{side}"]: one[f"place_{side}"] for one in pairs for side in "ab"}
    equals = defaultdict(set)
    for one in pairs:
        if one["label"] == "same":
            equals[one["a"]].add(one["b"])
            equals[one["b"]].add(one["a"])
    with writing():
        held.drive.places = sorted(set(texts.values()) - {""})
    for text, place in texts.items():
        held.say(text, place=place)
    found = hoped = 0
    for one in db.session.query(Suggestion):
        if one.text in equals:
            found += len(equals[one.text] & {like.suggestion.text for like in similar.like(one)})
            hoped += len(equals[one.text])
    assert found / hoped >= 0.90
