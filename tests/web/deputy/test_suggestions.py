"""A deputy's own suggestions: outside any drive or in one, followed and rated by that deputy alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from support import stage

from voting.collection import origins
from voting.collection.handling import answering
from voting.collection.models import Drive, Suggestion
from voting.config import Config
from voting.extensions import db, writing

FORM = {"token": "t1", "text": "龙水镇小学门口没有红绿灯，早晚高峰很危险。"}


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    return stage.frozen(config)


def deputy(app: Flask, vote: stage.Stage, place: int = 0) -> FlaskClient:
    held, client = vote.passes[place], app.test_client()
    assert client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin}).status_code == 302
    return client


def said() -> list[Suggestion]:
    db.session.expire_all()
    return list(db.session.scalars(select(Suggestion).order_by(Suggestion.id)))


def drive(congress_id: int, audiences: list[str]) -> int:
    now = datetime.now(UTC)
    with writing() as session:
        made = Drive(
            congress_id=congress_id,
            slug="own",
            year=2027,
            title="征集",
            audiences=audiences,
            categories=["教育就学"],
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=1),
            published_at=now,
            created_at=now,
        )
        session.add(made)
        session.flush()
        return made.id


def test_a_suggestion_outside_any_drive_is_the_deputys(app: Flask, vote: stage.Stage) -> None:
    client = deputy(app, vote)
    for _twice in range(2):
        client.post("/deputy/suggestions/new", data=FORM | {"drive": ""})
    (made,) = said()
    assert (made.kind, made.drive_id, made.channel) == ("deputy", None, "deputy")
    assert vote.passes[0].name in str(origins.told(made))
    assert "龙水镇小学" in client.get("/deputy/suggestions").text


def test_within_a_drive_it_counts_among_the_others(app: Flask, vote: stage.Stage) -> None:
    key = drive(vote.round.congress_id, ["deputy"])
    deputy(app, vote).post("/deputy/suggestions/new", data=FORM | {"drive": str(key), "category": "教育就学"})
    assert [(one.kind, one.drive_id) for one in said()] == [("public", key)]


def test_a_drive_that_asks_no_deputies_takes_none(app: Flask, vote: stage.Stage) -> None:
    key = drive(vote.round.congress_id, ["public"])
    assert deputy(app, vote).post("/deputy/suggestions/new", data=FORM | {"drive": str(key)}).status_code == 409
    assert said() == []


def test_an_empty_text_is_refused_at_its_field(app: Flask, vote: stage.Stage) -> None:
    answer = deputy(app, vote).post("/deputy/suggestions/new", data={"token": "t", "title": "题目", "text": " "})
    assert answer.status_code == 400
    assert 'href="#text"' in answer.text
    assert 'value="题目"' in answer.text


def test_the_answer_is_read_and_rated_by_its_deputy_alone(app: Flask, vote: stage.Stage) -> None:
    client = deputy(app, vote)
    client.post("/deputy/suggestions/new", data=FORM)
    key = said()[0].id
    path = f"/deputy/suggestions/{key}"
    assert client.post(f"{path}/rating", data={"rating": "satisfied"}).status_code == 409
    answering.answer(vote.round.congress_id, key, "adopted", "已列入计划。", 0, stage.OFFICE, datetime.now(UTC))
    assert "已列入计划。" in client.get(path).text
    assert client.post(f"{path}/rating", data={"rating": "great"}).status_code == 400
    assert client.post(f"{path}/rating", data={"rating": "dissatisfied", "rating_note": "太慢"}).status_code == 302
    assert (said()[0].rating, said()[0].rating_note) == ("dissatisfied", "太慢")
    other = deputy(app, vote, 1)
    assert other.get(path).status_code == 404
    assert other.post(f"{path}/rating", data={"rating": "satisfied"}).status_code == 404
