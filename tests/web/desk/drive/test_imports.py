"""Importing a list at the desk: from the file to the suggestions, by script and without one."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from support.collecting import PASSWORD, Collecting, collecting

from voting.collection.models import Suggestion
from voting.config import Config
from voting.extensions import db

LIST = "工单号,诉求内容,来电人\nT-1,<script>alert(1)</script>多装路灯,张三丰\nT-2,,\nT-3,村口的桥要修,\n"


@pytest.fixture
def held(web: Flask, config: Config) -> Collecting:
    with web.app_context():
        made = collecting(config, at=datetime.now(UTC))
        db.session.remove()
        return made


@pytest.fixture
def clerk(web: Flask, held: Collecting) -> FlaskClient:
    found = web.test_client()
    found.post("/sign-in", data={"username": f"{held.seed}clerk", "password": PASSWORD})
    return found


def upload(clerk: FlaskClient, held: Collecting, text: str = LIST, channel: str = "hotline") -> str:
    data = {"file": (io.BytesIO(text.encode()), "12345.csv"), "channel": channel}
    answer = clerk.post(f"/desk/drives/{held.drive_id}/imports/new", data=data)
    return answer.location if answer.status_code == 302 else answer.text


def test_a_list_is_looked_through_then_taken_over_without_a_script(
    web: Flask, clerk: FlaskClient, held: Collecting
) -> None:
    path = upload(clerk, held)
    page = clerk.get(path).text
    assert re.findall(r'data-figure="(\w+)">(\d+)<', page) == [("good", "2"), ("twin", "0"), ("wrong", "1")]
    assert "<script>alert" not in page
    assert "张三丰" not in page
    assert "请写下您的建议" in clerk.get(f"{path}?show=wrong").text
    clerk.post(f"{path}/start", data={})
    assert 'value="0"' in clerk.get(path).text
    assert "已导入 2 条建议" in clerk.post(f"{path}/next", follow_redirects=True).text
    with web.app_context():
        assert db.session.scalar(select(func.count()).select_from(Suggestion)) == 2


def test_a_script_hears_how_far_it_is(clerk: FlaskClient, held: Collecting) -> None:
    path = upload(clerk, held)
    clerk.post(f"{path}/start", data={})
    answer = clerk.post(f"{path}/next", headers={"Accept": "application/json"})
    assert answer.json == {"done": 2, "rows": 2}


def test_other_columns_are_chosen_and_an_import_is_undone(clerk: FlaskClient, held: Collecting) -> None:
    path = upload(clerk, held)
    assert 'href="#column-text"' in clerk.post(f"{path}/columns", data={"text": ""}).text
    clerk.post(f"{path}/columns", data={"text": "1", "village": "0"})
    clerk.post(f"{path}/start", data={})
    clerk.post(f"{path}/next")
    assert "2 条建议已移出" in clerk.post(f"{path}/undo", follow_redirects=True).text


@pytest.mark.parametrize(("text", "channel", "field"), [("", "hotline", "file"), (LIST, "web", "channel")])
def test_a_file_that_cannot_be_used_is_refused_at_its_field(
    clerk: FlaskClient, held: Collecting, text: str, channel: str, field: str
) -> None:
    assert f'href="#{field}"' in upload(clerk, held, text, channel)


def test_an_uploaded_file_is_forgotten_on_request(clerk: FlaskClient, held: Collecting) -> None:
    path = upload(clerk, held)
    clerk.post(f"{path}/discard")
    assert clerk.get(path).status_code == 404
