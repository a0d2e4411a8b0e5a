"""Deputies on tablets: signing in, the meeting, and what the booth is given."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from support import stage

from voting.config import Config


def sign_in(client: FlaskClient, vote: stage.Stage, place: int = 0, **fields: str) -> int:
    held = vote.passes[place]
    return client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin, **fields}).status_code


def test_number_and_pin(app: Flask, config: Config, client: FlaskClient) -> None:
    vote = stage.boxed(config)
    assert sign_in(client, vote) == 302
    assert vote.passes[0].name in client.get("/deputy/").text


def test_the_pass_alone(app: Flask, config: Config, client: FlaskClient) -> None:
    vote = stage.boxed(config)
    assert client.post("/deputy/sign-in", data={"token": vote.passes[1].token}).status_code == 302
    assert vote.passes[1].name in client.get("/deputy/").text
    client.post("/sign-out")
    assert client.post("/deputy/sign-in", data={"token": "0" * 32}).status_code == 400


def test_one_meeting_is_not_asked_for(app: Flask, config: Config, client: FlaskClient) -> None:
    stage.boxed(config)
    assert 'name="meeting"' not in client.get("/deputy/sign-in").text


def test_the_same_number_in_two_meetings(app: Flask, config: Config, client: FlaskClient) -> None:
    first, second = stage.boxed(config), stage.boxed(config, seed="second")
    assert 'name="meeting"' in client.get("/deputy/sign-in").text
    assert sign_in(client, first, meeting=str(second.meeting_id)) == 400
    assert sign_in(client, first, meeting=str(first.meeting_id)) == 302
    assert first.round.uuid in client.get("/deputy/").text


def test_the_tablet_remembers_its_hall(app: Flask, config: Config, client: FlaskClient) -> None:
    first = stage.boxed(config)
    stage.boxed(config, seed="second")
    sign_in(client, first, meeting=str(first.meeting_id))
    client.post("/sign-out")
    page = client.get("/deputy/sign-in").text
    assert f'value="{first.meeting_id}" selected' in page


def test_the_booth_is_shut_before_the_opening_and_to_those_who_are_not_there(
    app: Flask, config: Config, client: FlaskClient
) -> None:
    vote = stage.boxed(config)
    sign_in(client, vote)
    booth = f"/deputy/rounds/{vote.uuid}"
    assert client.get(booth).status_code == 302
    assert "现在不是投票时间" in client.get("/deputy/").text
    vote.open()
    assert client.get(booth).status_code == 200


def test_who_has_voted_is_not_let_in_again(app: Flask, config: Config, client: FlaskClient) -> None:
    vote = stage.opened(config)
    sign_in(client, vote)
    sent = client.post(f"/deputy/rounds/{vote.uuid}/ballot", data=vote.ballot(0), content_type="application/json")
    assert list(sent.json or {}) == ["tracker"]
    assert client.get(f"/deputy/rounds/{vote.uuid}").status_code == 302
    assert "您已投票" in client.get("/deputy/").text
