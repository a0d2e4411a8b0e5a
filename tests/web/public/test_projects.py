"""Everybody reads the candidates and says something of them, on a page without an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from support import screening, stage
from support.collecting import Collecting, collecting
from support.office import Vote

from voting.collection import guard
from voting.collection.plans import NEGATIVE
from voting.config import Config
from voting.extensions import db, writing
from voting.projects import comments, publicity
from voting.projects.candidates import Candidate, replace_list
from voting.projects.models import Comment, Project


@pytest.fixture
def held(web: Flask, config: Config) -> Collecting:
    """A list of two projects before the public, at the present moment."""
    now = datetime.now(UTC)
    with web.app_context():
        made = collecting(config)
        with writing():
            made.drive.negative = list(NEGATIVE)
        screening.ready(made, "农村公路", "<b>养老</b>")
        wanted = replace(
            publicity.usual(made.drive, now), opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=7)
        )
        publicity.save(made.congress_id, made.drive_id, wanted, screening.OFFICE, now)
        publicity.publish(made.congress_id, made.drive_id, screening.OFFICE, now)
        db.session.remove()
        return made


def form(web: Flask, **changed: str) -> dict[str, str]:
    """What a person sends: the form was opened a minute ago, and the sum is right."""
    key = web.config["SECRET_KEY"]
    token = guard.issue(key, datetime.now(UTC) - timedelta(minutes=1), lambda n: bytes(range(n)))
    answer = next(text for text in map(str, range(20)) if _accepted(key, token, text))
    return {"form_token": token, "answer": answer, "text": "请经过卫生院", **changed}


def _accepted(key: bytes, token: str, text: str) -> bool:
    try:
        guard.check(key, token, text, "", datetime.now(UTC), 0)
    except Exception:
        return False
    return True


def count(web: Flask) -> int:
    with web.app_context():
        return len(db.session.scalars(select(Comment)).all())


def test_the_notice_leads_to_each_project(web: Flask, held: Collecting) -> None:
    client = web.test_client()
    assert "候选项目公示" in client.get("/").text
    with web.app_context():
        slug = held.drive.slug
    page = client.get(f"/collect/{slug}/projects").text
    assert 'href="/projects/1"' in page
    assert "<b>养老" not in page
    assert client.get(f"/collect/{slug}/projects.pdf").data.startswith(b"%PDF")


def test_a_comment_is_taken_in_and_shown_once_released(web: Flask, held: Collecting) -> None:
    client = web.test_client()
    assert client.post("/projects/1", data=form(web)).status_code == 303
    assert "请经过卫生院" not in client.get("/projects/1").text
    with web.app_context():
        comments.handle(held.congress_id, 1, True, "请经过卫生院", "<i>已采纳</i>", screening.OFFICE, datetime.now(UTC))
    page = client.get("/projects/1").text
    assert "请经过卫生院" in page
    assert "<i>已采纳" not in page


@pytest.mark.parametrize("changed", [{"answer": "77"}, {"website": "http://x"}, {"form_token": "x.y"}, {"text": ""}])
def test_what_no_person_sends_is_refused_and_what_was_typed_is_kept(
    web: Flask, held: Collecting, changed: dict[str, str]
) -> None:
    answer = web.test_client().post("/projects/1", data=form(web, **changed))
    assert answer.status_code == 400
    assert count(web) == 0
    assert changed.get("text", "请经过卫生院") in answer.text


def test_a_project_that_is_not_public_is_not_found(web: Flask, held: Collecting) -> None:
    with web.app_context():
        hidden = screening.drafted(held, "内部项目").id
    assert web.test_client().get(f"/projects/{hidden}").status_code == 404


def test_the_code_in_the_booklet_leads_to_a_page_once_the_list_is_frozen(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    with vote.office.app.app_context():
        first = db.session.scalars(select(Project.id).where(Project.meeting_id == vote.stage.meeting_id)).first()
    assert vote.office.app.test_client().get(f"/projects/{first}").status_code == 200


def test_the_code_of_a_booklet_that_came_before_the_frozen_list_says_when_the_page_opens(
    web: Flask, held: Collecting
) -> None:
    with web.app_context():
        replace_list(screening.meeting(held).id, [Candidate(name="新增公交线路")], screening.OFFICE, stage.NOW)
        key = db.session.scalars(select(Project.id).where(Project.name == "新增公交线路")).one()
    answer = web.test_client().get(f"/projects/{key}")
    assert answer.status_code == 404
    assert "名单确定以后" in answer.text
