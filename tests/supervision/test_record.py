"""A deputy's record says whether, never how; it is seen by the deputy and the office alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import stage

from voting.ballots import casting, polling
from voting.collection import deputies
from voting.collection.models import Event
from voting.collection.suggestions import Voice
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import ROLES
from voting.deputies.models import Deputy
from voting.errors import Missing, Rejected
from voting.extensions import db, writing
from voting.meetings import attendance
from voting.supervision import record

NOW = datetime.now(UTC)


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    """Six deputies, five of them there, four of whom voted; not announced yet."""
    made = stage.boxed(config)
    made.sign_in(5)

    polling.open_round(made.round_id, None, stage.OFFICE, stage.NOW)
    for place in range(4):
        casting.cast(made.uuid, made.deputies[place], made.ballot(place, [1, 1, 0, 2]), config)
    stage.close(made)
    stage.count(made)
    return made


def lines(vote: stage.Stage) -> dict[str, record.Line]:
    db.session.rollback()
    return {one.person.number: one for one in record.overview(vote.round.congress_id)}


def test_whether_somebody_came(vote: stage.Stage) -> None:
    # Nobody is absent before the meeting has a result.
    assert [(one.present, one.meetings) for one in lines(vote).values()] == [(1, 1)] * 5 + [(0, 0)]
    late = list(lines(vote).values())[5].person
    congress_id = vote.round.congress_id
    assert [there for _meeting, there in record.of_person(congress_id, late.number, late.name).meetings] == [None]
    stage.announce(vote)
    assert [(one.present, one.meetings) for one in lines(vote).values()] == [(1, 1)] * 5 + [(0, 1)]
    assert [there for _meeting, there in record.of_person(congress_id, late.number, late.name).meetings] == [False]


def test_whether_somebody_voted_is_told_after_the_announcement(vote: stage.Stage) -> None:
    assert {one.rounds for one in lines(vote).values()} == {0}
    stage.announce(vote)
    assert [(one.voted, one.rounds) for one in lines(vote).values()] == [(1, 1)] * 4 + [(0, 1)] * 2


def test_suggestions_receptions_and_entries_are_counted(vote: stage.Stage, config: Config) -> None:
    found = db.session.get_one(Deputy, vote.deputies[0])
    name, congress_id = found.name, found.congress_id
    voice = Voice(text="修路", title="修路")
    deputies.suggest(found, None, voice, config, NOW, vote_rng, "t")
    with writing() as session:
        session.add(
            Event(congress_id=congress_id, kind="reception", title="接待日", held_on=NOW.date(), deputies=[name])
        )
    record.enter(congress_id, "1001", name, "training", NOW.date(), "学习监督法", stage.OFFICE, NOW)
    one = lines(vote)["1001"]
    assert (one.suggested, one.answered, one.received, one.others) == (1, 0, 1, 1)
    told = record.of_person(congress_id, "1001", name)
    assert [len(part) for part in (told.suggestions, told.events, told.others)] == [1, 1, 1]


def vote_rng(count: int) -> bytes:
    return bytes(range(count))


@pytest.mark.parametrize(
    ("kind", "on", "title", "field"),
    [
        ("holiday", NOW.date(), "x", "kind"),
        ("training", None, "x", "held_on"),
        ("training", NOW.date() + timedelta(days=2), "x", "held_on"),
        ("training", NOW.date(), " ", "title"),
    ],
)
def test_entries_that_are_refused(vote: stage.Stage, kind: str, on: date | None, title: str, field: str) -> None:
    congress_id = vote.round.congress_id
    name = lines(vote)["1001"].person.name
    with pytest.raises(Rejected) as error:
        record.enter(congress_id, "1001", name, kind, on, title, stage.OFFICE, NOW)
    assert error.value.details["field"] == field
    with pytest.raises(Missing):
        record.enter(congress_id, "9999", "无此人", "training", NOW.date(), "x", stage.OFFICE, NOW)


def test_another_congress_has_its_own(vote: stage.Stage) -> None:
    assert record.overview(vote.round.congress_id + 1) == []


def client(app: Flask, vote: stage.Stage, role: str) -> FlaskClient:
    with writing() as session:
        passwords.create(session, vote.round.congress_id, f"who-{role}", "某员", "demo-2026", [role])
    made = app.test_client()
    made.post("/sign-in", data={"username": f"who-{role}", "password": "demo-2026"})
    return made


@pytest.mark.parametrize("role", [one for one in ROLES if one not in ("unit_officer", "station_worker")])
def test_only_the_office_sees_the_records(app: Flask, vote: stage.Stage, role: str) -> None:
    desk = client(app, vote, role)
    expected = 200 if role in ("clerk", "administrator") else 403
    for path in ("/desk/records", "/desk/records.xlsx"):
        assert desk.get(path).status_code == expected


def test_a_deputy_sees_the_own_record_and_no_marks(app: Flask, vote: stage.Stage) -> None:
    stage.announce(vote)
    held = vote.passes[0]
    mine = app.test_client()
    mine.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin})
    page = mine.get("/deputy/record").text
    assert "已参加" in page
    assert vote.passes[1].name not in page
    for mark in ("赞成", "反对", "弃权"):
        assert mark not in page
    assert mine.get("/desk/records").status_code in (302, 403)


def test_the_office_enters_and_reads_one(app: Flask, vote: stage.Stage) -> None:
    desk, name = client(app, vote, "clerk"), vote.passes[0].name
    form = {"name": name, "kind": "training", "held_on": NOW.date().isoformat(), "title": "学习监督法"}
    assert desk.post("/desk/records/1001", data=form | {"title": ""}).status_code == 400
    assert desk.post("/desk/records/1001", data=form).status_code == 302
    assert "学习监督法" in desk.get("/desk/records/1001", query_string={"name": name}).text
    assert desk.get("/desk/records/1001", query_string={"name": "别人"}).status_code == 404
    assert attendance.quorum(vote.round.meeting).present == 5
