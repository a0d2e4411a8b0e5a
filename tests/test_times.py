"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from voting import times


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2027年11月", date(2027, 11, 30)),
        ("2027年底", date(2027, 12, 31)),
        ("2027年2月", date(2027, 2, 28)),
        ("2027 年 6 月 30 日前", date(2027, 6, 30)),
        ("年底前", date(2027, 12, 31)),
        ("尽快", None),
        ("2027年13月", None),
        ("", None),
    ],
)
def test_a_deadline_in_words_is_a_day(words: str, day: date | None) -> None:
    assert times.last_day(words, 2027) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2027-03-05", date(2027, 3, 5)),
        ("2027/3/5", date(2027, 3, 5)),
        ("2027.3.5", date(2027, 3, 5)),
        ("2027年3月5日", date(2027, 3, 5)),
        ("2027-03-05 00:00:00", date(2027, 3, 5)),
        ("2027年3月", date(2027, 3, 31)),
        ("", None),
    ],
)
def test_a_day_is_read_as_offices_write_it(words: str, day: date | None) -> None:
    assert times.day_of(words) == day


@pytest.mark.parametrize("words", ["2027-02-30", "三月", "2027", "1", "20270305", "０"])
def test_what_is_no_day_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="day"):
        times.day_of(words)
