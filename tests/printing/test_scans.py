"""Every code on paper is read from a bad scan: 150 dpi, 2° askew, blurred, with noise, as JPEG."""

from __future__ import annotations

import pytest

from .conftest import Print
from .geometry import scanned


@pytest.mark.parametrize(
    ("paper", "count"),
    [(paper, count) for paper in ("ballot", "archive", "report", "announcement") for count in (12, 35)]
    + [("cards", 1), ("passes", 1)],
)
def test_the_codes_are_read_from_a_bad_scan(printed: Print, paper: str, count: int) -> None:
    made = printed(paper, count)
    assert sorted(scanned(made.pdf, made.page)) == sorted(made.codes)
