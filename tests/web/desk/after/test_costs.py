"""A page asks the database no oftener for many things than for a few."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.statements import statements
from support.supervising import PASSWORD, Supervising, supervising

from voting.config import Config
from voting.extensions import db, writing
from voting.implementation.models import PlanVersion
from voting.supervision.models import Inspection

NOW = datetime.now(UTC)


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    with web.app_context():
        made = supervising(config, today=NOW.date())
        db.session.remove()
    return made


@pytest.fixture
def office(web: Flask, held: Supervising) -> FlaskClient:
    client = web.test_client()
    client.post("/sign-in", data={"username": f"{held.held.seed}clerk", "password": PASSWORD})
    return client


def cost(client: FlaskClient, path: str) -> int:
    with statements() as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_inspections_of_many_projects(web: Flask, held: Supervising, office: FlaskClient) -> None:
    def enter(place: int) -> None:
        told = {"kind": "visit", "held_on": NOW.date(), "text": "看过", "actor": "代表", "at": NOW, "verdict": "good"}
        with web.app_context(), writing() as session:
            session.add(Inspection(congress_id=held.congress_id, plan_id=held.plans[place], deputies=[], **told))

    enter(0)
    few = cost(office, "/desk/oversight")
    for place in (1, 2, 3):
        enter(place)
    assert cost(office, "/desk/oversight") == few


def test_plans_that_wait(web: Flask, held: Supervising, office: FlaskClient) -> None:
    def put(place: int) -> None:
        own = {"congress_id": held.congress_id, "actor": "工作人员", "at": NOW, "no": 9, "fields": {}}
        with web.app_context(), writing() as session:
            session.add(PlanVersion(plan_id=held.plans[place], **own))

    put(0)
    few = cost(office, "/desk/plans/approve")
    for place in (1, 2, 3):
        put(place)
    assert cost(office, "/desk/plans/approve") == few
