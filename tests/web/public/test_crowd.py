"""A hall of deputies behind one address: they are let in, and guessing is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import stage

from voting.config import Config
from voting.deputies.roster import Pass
from voting.extensions import db

HALL = 352
TRIES = 5


@pytest.fixture
def hall(tmp_path: Path, make_app: Callable[[Config], Flask]) -> tuple[Flask, list[Pass]]:
    """The application as an installation runs it, with its limits on, and the deputies' passes."""
    config = Config(instance=tmp_path / "instance", pin_attempts=TRIES)
    app = make_app(config)
    with app.app_context():
        passes = stage.boxed(config).passes
        db.session.remove()
    return app, passes


def csrf(client: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/deputy/sign-in").text)
    assert found
    return found.group(1)


def sign_in(app: Flask, number: str, pin: str) -> int:
    """From a browser of its own; 302 let in, 400 refused, 429 locked."""
    client = app.test_client()
    return client.post("/deputy/sign-in", data={"number": number, "pin": pin, "csrf_token": csrf(client)}).status_code


def test_every_deputy_may_sign_in_within_a_minute_and_slip_once(hall: tuple[Flask, list[Pass]]) -> None:
    client = hall[0].test_client()
    token = csrf(client)
    answers = {
        client.post("/deputy/sign-in", data={"token": f"slip{no}", "csrf_token": token}).status_code
        for no in range(2 * HALL)
    }
    assert answers == {400}


def test_guesses_that_come_together_do_not_outrun_the_lock(hall: tuple[Flask, list[Pass]]) -> None:
    app, passes = hall
    right = passes[0].pin
    wrong = [f"{(int(right) + step) % 1_000_000:06d}" for step in range(1, 25)]
    together = 4
    with ThreadPoolExecutor(together) as pool:
        answers = list(pool.map(lambda pin: sign_in(app, passes[0].number, pin), wrong))
    assert set(answers) == {400, 429}
    assert answers.count(400) < TRIES
    assert sign_in(app, passes[0].number, right) == 429


def test_the_lock_of_one_deputy_keeps_nobody_else_out(hall: tuple[Flask, list[Pass]]) -> None:
    app, passes = hall
    for _ in range(TRIES):
        sign_in(app, passes[0].number, "x")
    assert sign_in(app, passes[0].number, passes[0].pin) == 429
    assert sign_in(app, passes[1].number, passes[1].pin) == 302
