"""Where a check looked, in words."""

from __future__ import annotations

import pytest
from flask import Flask

from voting.web.audit.places import in_words


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("12 ballots", "12 张选票"),
        ("event 14", "记录 14"),
        ("event 3, tracker aB/+", "记录 3，追踪码 aB/+"),
        ("page 1", "第 1 页"),
        ("finished", "已计票"),
        ("file 0", "file 0"),
    ],
)
def test_a_place_is_said_in_words(app: Flask, where: str, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert in_words(where) == said
