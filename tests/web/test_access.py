"""Every route says who may use it, and the answer carries the headers that a browser needs."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from voting.web.access import require_marks


def test_an_unmarked_route_stops_the_start(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "hello"
    with pytest.raises(RuntimeError, match="forgotten"):
        require_marks(app)


@pytest.mark.parametrize("path", ["/desk/", "/scrutineer/"])
def test_staff_pages_ask_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


def test_deputy_pages_ask_deputies_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/deputy/").location.startswith("/deputy/sign-in")


def test_policy_allows_no_inline_code(client: FlaskClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_an_unknown_page_is_a_chinese_404(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
