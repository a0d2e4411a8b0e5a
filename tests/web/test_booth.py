"""A whole hall opens the booth at once: what it shares is made once, and nothing in it is one deputy's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import render_template_string
from flask.testing import FlaskClient
from jinja2 import DictLoader
from support import stage
from support.office import Vote
from support.statements import statements

from voting.ballots import casting
from voting.web import kept


def tablet(vote: Vote, place: int) -> FlaskClient:
    held = vote.stage.passes[place]
    client = vote.office.app.test_client()
    assert client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin}).status_code == 302
    client.get("/deputy/")
    return client


def cast(vote: Vote) -> None:
    """The first deputy's ballot goes into the box."""
    one = vote.stage
    vote.office.run(lambda: casting.cast(one.uuid, one.deputies[0], one.ballot(0), one.config))


def test_two_deputies_are_given_the_same_booth_but_for_who_they_are(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    pages = []
    for place in (0, 1):
        page = tablet(vote, place).get(f"/deputy/rounds/{vote.stage.uuid}").text
        tokens = set(re.findall(r'csrf[-_]token" (?:content|value)="([^"]+)"', page))
        assert len(tokens) == 1
        for own in (*tokens, vote.stage.passes[place].name, f'"deputy": {vote.stage.deputies[place]},'):
            assert own in page
            page = page.replace(own, "…")
        pages.append(page)
    assert pages[0] == pages[1]


def test_the_booth_is_made_once_for_the_hall(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    tablets = [tablet(vote, place) for place in (0, 1)]
    path = f"/deputy/rounds/{vote.stage.uuid}"
    tablets[0].get(path)
    with statements() as asked:
        assert tablets[1].get(path).status_code == 200
    assert len(asked) <= 3
    assert not any("candidates" in one for one in asked)


def test_the_booth_speaks_each_visitors_language(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    here, there = tablet(vote, 0), tablet(vote, 1)
    there.set_cookie("language", "en")
    path = f"/deputy/rounds/{vote.stage.uuid}"
    assert "第一步：读取投票卡" in here.get(path).text
    assert "第一步：读取投票卡" not in there.get(path).text
    assert "第一步：读取投票卡" in here.get(path).text


@pytest.mark.parametrize("own", ["csrf_token()", "session.sid", "current_user.name", "request.path"])
def test_a_shared_part_can_show_nothing_of_a_visitor(at: Callable[..., Vote], own: str) -> None:
    vote = at(stage.opened)
    client = tablet(vote, 0)
    template = f"[{{{{ {own} }}}}]"
    vote.office.app.jinja_env.loader = DictLoader({"part.html": template})
    with client:
        client.get("/deputy/state")
        assert render_template_string(template) != "[]"
        try:
            shown = kept.shared("part.html")
        except TypeError:
            shown = "[]"
        assert shown == "[]"


def test_asking_for_news_again_is_answered_by_the_tag(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    client = tablet(vote, 0)
    first = client.get("/deputy/state", headers={"X-Poll": "1"})
    asks = {"X-Poll": "1", "If-None-Match": first.headers["ETag"]}
    with statements() as asked:
        again = client.get("/deputy/state", headers=asks)
    assert (again.status_code, again.data) == (304, b"")
    assert len(asked) <= 4
    cast(vote)
    changed = client.get("/deputy/state", headers=asks)
    assert changed.status_code == 200
    assert changed.json == {**(first.json or {}), "voted": True}


def test_what_a_tablet_was_told_of_a_deputy_stays_in_no_cache(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    client = tablet(vote, 0)
    for path in ("/deputy/state", f"/deputy/rounds/{vote.stage.uuid}/cards"):
        answer = client.get(path, headers={"X-Poll": "1"})
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_the_election_may_be_kept_by_its_fingerprint(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    client = tablet(vote, 0)
    fingerprint, text = vote.office.run(lambda: (vote.stage.round.fingerprint or "", vote.stage.round.election))
    path, tagged = f"/deputy/rounds/{vote.stage.uuid}/election", {"of": fingerprint}
    named = client.get(path, query_string=tagged)
    assert named.text == text
    assert {"private", "immutable"} <= set(named.headers["Cache-Control"].split(", "))
    for wrong in ({}, {"of": "other"}):
        assert "immutable" not in client.get(path, query_string=wrong).headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": named.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_cards_are_told_anew_once_one_is_used(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    client = tablet(vote, 1)
    path = f"/deputy/rounds/{vote.stage.uuid}/cards"
    before = client.get(path)
    assert client.get(path, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    cast(vote)
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json is not None
    assert before.json is not None
    assert len(after.json["used"]) == 1
    assert sorted(after.json["used"] + after.json["usable"]) == before.json["usable"]


@pytest.mark.parametrize("what", ["", "/election", "/cards"])
def test_another_halls_box_is_not_there(at: Callable[..., Vote], what: str) -> None:
    vote = at(stage.opened)
    other = vote.office.run(lambda: stage.opened(vote.stage.config, seed="other").uuid)
    held = vote.stage.passes[0]
    client = vote.office.app.test_client()
    own = {"number": held.number, "pin": held.pin, "meeting": str(vote.stage.meeting_id)}
    assert client.post("/deputy/sign-in", data=own).status_code == 302
    assert client.get(f"/deputy/rounds/{vote.stage.uuid}{what}").status_code == 200
    assert client.get(f"/deputy/rounds/{other}{what}").status_code == 404
