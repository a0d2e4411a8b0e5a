"""What a unit types of a suggestion that it handles stays, and each fault stands at its field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.collecting import OFFICE, PASSWORD, Collecting, collecting

from voting.collection.handling import assigning
from voting.config import Config
from voting.extensions import db


@pytest.fixture
def held(web: Flask, config: Config) -> Collecting:
    with web.app_context():
        made = collecting(config, at=datetime.now(UTC))
        db.session.remove()
        return made


@pytest.fixture
def place(web: Flask, held: Collecting) -> str:
    """The address of a suggestion that the unit has in hand, in its second version."""
    now = datetime.now(UTC)
    with web.app_context():
        said = held.say("路灯坏了")
        due = now.date() + timedelta(days=30)
        given = assigning.assign(held.congress_id, said.id, held.units[0], due, said.version, OFFICE, now)
        path = f"/unit/suggestions/{given.id}"
        db.session.remove()
        return path


@pytest.fixture
def officer(web: Flask, held: Collecting) -> FlaskClient:
    client = web.test_client()
    client.post("/sign-in", data={"username": f"{held.seed}unit", "password": PASSWORD})
    return client


def version(page: str) -> str:
    return page.split('name="version" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("act", "sent", "field"),
    [
        ("answer", {"reason": "已列入计划。"}, "outcome"),
        ("answer", {"outcome": "adopted", "reason": " "}, "reason"),
        ("hand-back", {"back_reason": " "}, "back_reason"),
    ],
)
def test_a_fault_stands_at_its_field(
    officer: FlaskClient, place: str, act: str, sent: dict[str, str], field: str
) -> None:
    seen = version(officer.get(place).text)
    answer = officer.post(f"{place}/{act}", data={"version": seen, **sent})
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (400, True)
    assert f'id="{field}-error"' in answer.text
    assert ("已列入计划。" in answer.text) == ("已列入" in sent.get("reason", ""))


def test_who_answers_what_was_changed_meanwhile_sees_it_and_answers_again(officer: FlaskClient, place: str) -> None:
    seen = version(officer.get(place).text)
    assert officer.post(f"{place}/accept", data={"version": seen}).status_code == 302
    sent = {"outcome": "adopted", "reason": "已列入计划。"}
    late = officer.post(f"{place}/answer", data={"version": seen, **sent})
    assert (late.status_code, "已列入计划。" in late.text, version(late.text) == seen) == (409, True, False)
    assert 'id="outcome-adopted"' in late.text
    assert officer.post(f"{place}/answer", data={"version": version(late.text), **sent}).status_code == 302


def test_an_act_that_is_none_is_not_found(officer: FlaskClient, place: str) -> None:
    assert officer.post(f"{place}/praise", data={}).status_code == 404
