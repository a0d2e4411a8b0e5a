"""The lists of a unit cost as much for many as for few."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.collecting import PASSWORD
from support.statements import statements
from support.supervising import Supervising

from voting.collection.models import Drive
from voting.extensions import db, writing
from voting.implementation.models import Plan
from voting.projects import chains
from voting.projects.models import Project


@pytest.fixture
def unit(web: Flask, held: Supervising) -> FlaskClient:
    client = web.test_client()
    client.post("/sign-in", data={"username": f"{held.held.seed}unit", "password": PASSWORD})
    return client


def add(web: Flask, held: Supervising, many: int) -> None:
    """So many plans, projects under way and merged proposals of the unit, each project in a drive of its own."""
    own = {"congress_id": held.congress_id, "unit_id": held.held.units[0]}
    now = datetime.now(UTC)
    with web.app_context():
        for _turn in range(many):
            head, merged = held.held.say("修路"), held.held.say("修路", channel="unit", from_unit_id=own["unit_id"])
            with writing() as session:
                merged.merged_into_id = head.id
                drive = Drive(congress_id=held.congress_id, slug=f"d{head.id}", year=2027, title=f"征集{head.id}")
                drive.opens_at, drive.closes_at, drive.created_at = now - timedelta(days=9), now, now
                session.add(drive)
                session.flush()
                chains.ensure(session, drive)
                project = Project(**own, drive_id=drive.id, name=f"项目{head.id}", state="review")
                session.add(project)
                session.flush()
                session.add(Plan(**own, project_id=project.id, year=2027, no=head.id, name="项目", created_at=now))
        db.session.remove()


@pytest.mark.parametrize("path", ["/unit/", "/unit/plans", "/unit/progress", "/unit/projects", "/unit/proposals"])
def test_a_list_asks_as_much_for_many_as_for_few(web: Flask, held: Supervising, unit: FlaskClient, path: str) -> None:
    asked = []
    for many in (1, 4):
        add(web, held, many)
        with statements() as told:
            assert unit.get(path).status_code == 200
        asked.append(len(told))
    assert asked[0] == asked[1]
