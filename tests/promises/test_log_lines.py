"""A casting that fails is logged, and no line of the log tells whose it was or which ballot."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from support import stage

from voting import create_app, logs
from voting.config import Config
from voting.extensions import db


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """The log of this process while the test runs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("table", ["ballot", "participation", "board_entry"])
def test_a_casting_that_fails_joins_nobody_with_a_ballot(
    app: Flask, config: Config, told: io.StringIO, table: str
) -> None:
    vote = stage.opened(config)
    text = vote.ballot(0).decode()
    db.session.connection().exec_driver_sql(
        f"CREATE TRIGGER fall BEFORE INSERT ON {table} BEGIN SELECT gone_wrong(); END"
    )
    db.session.commit()
    held = vote.passes[0]
    name = "代表甲"
    # As people meet it, not as tests do: an error becomes a page and a line.
    served = create_app(Config(instance=config.instance))
    served.config["WTF_CSRF_ENABLED"] = False
    client = served.test_client()
    client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin, "meeting": vote.meeting_id})
    answer = client.post(f"/deputy/rounds/{vote.uuid}/ballot", data=text, content_type="application/json")
    assert answer.status_code >= 500
    (line,) = [json.loads(one) for one in told.getvalue().splitlines()]
    assert line["where"] == "deputy.cast"
    ballot = json.loads(text)
    for secret in (name, held.pin, ballot["credential"], ballot["answers"][0]["choices"]["alpha"], vote.uuid):
        assert secret not in told.getvalue()
    assert not {"deputy", "number", "user", "address"} & set(line)
