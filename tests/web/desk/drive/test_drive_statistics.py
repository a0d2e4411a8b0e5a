"""A drive in figures: at the desk, in public, as paper and as data."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.collecting import PASSWORD, Collecting, collecting

from voting.collection.models import Drive
from voting.config import Config
from voting.extensions import db, writing

SECRETS = ("张三丰", "13812345678", "家里的私事", "还没有审核")


@pytest.fixture
def drive(web: Flask, config: Config) -> tuple[Collecting, str, int]:
    """Two voices in one group, released and answered, and one that nobody may read."""
    with web.app_context():
        found = collecting(config)
        one = found.say("<b>修路</b>", name="张三丰", phone="13812345678", category="交通出行", place="宝顶镇")
        two = found.say("路坏了，家里的私事", channel="hotline", category="交通出行")
        found.say("没有公开的建议，家里的私事", channel="station", station_id=found.station_id)
        with writing():
            one.published_title, one.published_text, one.published_at = "<b>修路</b>", "<b>修路</b>", one.created_at
            one.outcome, one.reason, one.answered_at, one.supports = "adopted", "列入计划", one.created_at, 3
            two.merged_into_id, two.proposed_reason = one.id, "还没有审核"
        slug = found.drive.slug
        db.session.remove()
    return found, slug, found.drive_id


def clerk(web: Flask) -> FlaskClient:
    client = web.test_client()
    assert client.post("/sign-in", data={"username": "collectingclerk", "password": PASSWORD}).status_code == 302
    return client


def test_the_public_sees_figures_and_nothing_of_anybody(web: Flask, drive: tuple[Collecting, str, int]) -> None:
    client, base = web.test_client(), f"/collect/{drive[1]}"
    for path in ("statistics", "statistics.json", "suggestions.json", "suggestions.csv"):
        answer = client.get(f"{base}/{path}")
        assert answer.status_code == 200, path
        assert not [secret for secret in SECRETS if secret in answer.text], path
    page = client.get(f"{base}/statistics").text
    assert "交通出行" in page
    assert "12345热线" in page


def test_the_data_agree_with_the_page(web: Flask, drive: tuple[Collecting, str, int]) -> None:
    told = json.loads(web.test_client().get(f"/collect/{drive[1]}/statistics.json").text)
    assert (told["suggestions"], told["matters"], told["answered"], told["supports"]) == (3, 2, 2, 3)
    for lines in ("by_channel", "by_category", "by_place", "by_week"):
        assert sum(line["suggestions"] for line in told[lines]) == 3
    rows = json.loads(web.test_client().get(f"/collect/{drive[1]}/suggestions.json").text)
    assert [(row["no"], row["voices"], row["reply"]) for row in rows] == [(1, 2, "列入计划")]


def test_the_desk_prints_and_exports(web: Flask, drive: tuple[Collecting, str, int]) -> None:
    client, base = clerk(web), f"/desk/drives/{drive[2]}"
    assert "宝顶镇" in client.get(f"{base}/statistics").text
    assert client.get(f"{base}/report.pdf").data.startswith(b"%PDF")
    assert client.get(f"{base}/statistics.xlsx").data.startswith(b"PK")


def test_a_drive_that_is_not_published_has_no_public_figures(web: Flask, drive: tuple[Collecting, str, int]) -> None:
    with web.app_context(), writing() as session:
        session.get_one(Drive, drive[2]).published_at = None
    for path in ("statistics", "statistics.json", "suggestions.json", "suggestions.csv"):
        assert web.test_client().get(f"/collect/{drive[1]}/{path}").status_code == 404


def test_a_drive_without_suggestions_is_shown(web: Flask, config: Config) -> None:
    with web.app_context():
        found = collecting(config)
        slug, drive_id = found.drive.slug, found.drive_id
        db.session.remove()
    assert "还没有收到建议" in web.test_client().get(f"/collect/{slug}/statistics").text
    assert clerk(web).get(f"/desk/drives/{drive_id}/report.pdf").data.startswith(b"%PDF")
