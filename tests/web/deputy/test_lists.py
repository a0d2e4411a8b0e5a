"""The lists of a deputy cost as much for many as for few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.statements import statements
from support.supervising import OFFICE, PIN, Supervising

from voting.collection.models import Suggestion
from voting.extensions import db, writing
from voting.supervision import inspections
from voting.supervision.inspections import Seen

TODAY = datetime.now(UTC).date()


@pytest.fixture
def deputy(web: Flask, held: Supervising) -> FlaskClient:
    client = web.test_client()
    assert client.post("/deputy/sign-in", data={"number": "1001", "pin": PIN}).status_code == 302
    return client


def add(web: Flask, held: Supervising, deputy: FlaskClient, many: int) -> None:
    """So many problems that the deputy saw, and so many merged suggestions of the deputy."""
    due = TODAY + timedelta(days=9)
    with web.app_context():
        for turn in range(many):
            seen = Seen("visit", TODAY, "路面有坑槽。", "problem", f"修补坑槽{turn}", due, "", [("1001", "代表甲")])
            about = held.congress_id, held.plans[turn % 3], seen, [], held.held.config
            inspections.enter(*about, OFFICE, datetime.now(UTC), f"seen{many}-{turn}", "1001")
        db.session.remove()
    for turn in range(many):
        sent = {"token": f"said{many}-{turn}", "text": f"路灯坏了{turn}", "drive": ""}
        key = int(deputy.post("/deputy/suggestions/new", data=sent).location.rpartition("/")[2])
        with web.app_context():
            head = held.held.say("路灯坏了")
            with writing() as session:
                session.get_one(Suggestion, key).merged_into_id = head.id


@pytest.mark.parametrize("path", ["/deputy/plans", "/deputy/suggestions"])
def test_a_list_asks_as_much_for_many_as_for_few(web: Flask, held: Supervising, deputy: FlaskClient, path: str) -> None:
    asked = []
    for many in (1, 4):
        add(web, held, deputy, many)
        with statements() as told:
            assert deputy.get(path).status_code == 200
        asked.append(len(told))
    assert asked[0] == asked[1]
