"""Two people at one text: only what was read is replaced."""

from __future__ import annotations

import pytest

from voting.edit_conflict import mark, unchanged
from voting.errors import Conflict


def test_what_was_seen_may_be_replaced() -> None:
    unchanged(mark(["a", 1]), ["a", 1], ["b", 1])


def test_what_was_not_seen_may_not() -> None:
    with pytest.raises(Conflict, match="changed_meanwhile"):
        unchanged(mark(["a", 1]), ["c", 1], ["b", 1])


def test_a_second_click_passes() -> None:
    unchanged(mark(["a", 1]), ["b", 1], ["b", 1])


def test_who_looks_at_nothing_is_not_asked() -> None:
    unchanged(None, ["c"], ["b"])


@pytest.mark.parametrize(("one", "other"), [(["ab", ""], ["a", "b"]), (["a"], ["a", ""]), ([], ["a"])])
def test_values_do_not_run_into_each_other(one: list[str], other: list[str]) -> None:
    assert mark(one) != mark(other)
