"""The unit form: filled in on a page or in a spreadsheet, kept with its unit, seen by that unit alone."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from support.collecting import PASSWORD, Collecting, collecting

from voting.collection.models import Contact, Suggestion
from voting.config import Config
from voting.extensions import db, writing

FORM = {
    "token": "t1",
    "title": "农村公路安全护栏",
    "text": "安装护栏 30 公里",
    "investment_total": "1,200",
    "goal": "10 月完成",
    "name": "周员",
    "phone": "023-43000000",
}
SHEET = "项目名称,主要内容,总投资（万元）,类别\n农村公路安全护栏,安装护栏 30 公里,1200,交通出行\n"


@pytest.fixture
def held(web: Flask, config: Config) -> Collecting:
    with web.app_context():
        made = collecting(config, at=datetime.now(UTC))
        db.session.remove()
        return made


def officer(web: Flask, held: Collecting, who: str = "unit") -> FlaskClient:
    found = web.test_client()
    found.post("/sign-in", data={"username": f"{held.seed}{who}", "password": PASSWORD})
    return found


def said(web: Flask) -> list[Suggestion]:
    with web.app_context():
        return list(db.session.scalars(select(Suggestion).order_by(Suggestion.id)))


def path(held: Collecting, act: str = "new") -> str:
    return f"/unit/drives/{held.drive_id}/proposals/{act}"


def test_a_proposal_keeps_its_unit_and_what_the_form_asks(web: Flask, held: Collecting) -> None:
    for _twice in range(2):
        officer(web, held).post(path(held), data=FORM)
    officer(web, held, "town").post(path(held), data=FORM | {"token": "t2"})
    first, second = said(web)
    assert (first.channel, first.from_unit_id, second.channel) == ("unit", held.units[0], "town")
    assert first.details == {"investment_total": "1200", "goal": "10 月完成"}
    with web.app_context():
        assert db.session.get_one(Contact, first.id).name == "周员"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("text", ""),
        ("investment_total", "很多"),
        ("investment_total", "NaN"),
        ("investment_year", "1300"),
        ("funds", "长" * 501),
        ("category", "没有的类别"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_lost(web: Flask, held: Collecting, field: str, value: str) -> None:
    answer = officer(web, held).post(path(held), data=FORM | {field: value})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert "10 月完成" in answer.text
    assert said(web) == []


def test_a_spreadsheet_is_previewed_then_sent_in_once(web: Flask, held: Collecting) -> None:
    browser = officer(web, held)
    for more in ({}, {"import": "1", "token": "t1"}, {"import": "1", "token": "t1"}):
        data = {"file": (io.BytesIO(SHEET.encode()), "表.csv"), **more}
        browser.post(path(held, "import"), data=data)
    assert [(one.title, one.details["investment_total"]) for one in said(web)] == [("农村公路安全护栏", "1200")]


def test_errors_of_a_spreadsheet_are_named_by_row(web: Flask, held: Collecting) -> None:
    data = {"file": (io.BytesIO((SHEET + "桥,,x,\n").encode()), "表.csv"), "import": "1"}
    page = officer(web, held).post(path(held, "import"), data=data).text
    assert "总投资（万元）请填数字" in page
    assert said(web) == []


def test_another_unit_does_not_see_it(web: Flask, held: Collecting) -> None:
    officer(web, held).post(path(held), data=FORM)
    key = said(web)[0].id
    assert "农村公路安全护栏" in officer(web, held).get("/unit/proposals").text
    assert officer(web, held).get(f"/unit/proposals/{key}").status_code == 200
    assert officer(web, held, "town").get(f"/unit/proposals/{key}").status_code == 404


def test_a_drive_without_the_unit_form_takes_none(web: Flask, held: Collecting) -> None:
    with web.app_context(), writing():
        held.drive.audiences = ["public"]
    assert officer(web, held).post(path(held), data=FORM).status_code == 409
    assert said(web) == []
