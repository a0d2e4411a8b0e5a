"""A drive at the desk: planned, corrected, its notice and comments, its events, and every page of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from support import screening
from support.collecting import Collecting, collecting
from support.office import Office, congress

from voting.collection.models import Drive
from voting.config import Config
from voting.extensions import db, writing

PLAN = {
    "year": "2028",
    "title": "2028年度征集",
    "issuer": "区政府办",
    "opens_on": "2027-09-01",
    "opens_time": "09:00",
    "closes_on": "2027-10-01",
    "closes_time": "18:00",
    "scope": "教育就学",
    "positive": "普惠性\n\n可行性",
    "categories": "交通出行\n其他",
    "audiences": "public",
    "name_rule": "optional",
    "phone_rule": "none",
}
PAGES = (
    "",
    "/edit",
    "/publish",
    "/close",
    "/suggestions",
    "/suggestions?state=new&since=2026-01-01&unit=1",
    "/events",
    "/events?q=坝&kind=courtyard",
    "/events/new",
    "/stations?q=站",
    "/imports",
    "/projects",
    "/projects?q=甲&state=preliminary",
    "/projects/new",
    "/projects/1",
    "/projects/1/edit",
    "/projects/1/versions",
    "/reviews",
    "/chain",
    "/list",
    "/publicity",
    "/publicity/edit",
    "/comments",
    "/comments?state=new&q=路",
    "/comments.xlsx",
    "/statistics",
)


@pytest.fixture
def held(web: Flask, config: Config) -> Collecting:
    with web.app_context():
        made = collecting(config)
        db.session.remove()
        return made


@pytest.fixture
def desk(web: Flask, config: Config, held: Collecting) -> Office:
    return congress(web, config, "", "office", held.congress_id)


def faults(text: str) -> list[str]:
    summary = text.partition('<div class="error-summary"')[2].partition("</div>")[0]
    return re.findall('href="#([^"]+)"', summary)


def test_every_page_of_a_drive_is_shown(desk: Office, held: Collecting) -> None:
    desk.run(lambda: screening.ready(held, "甲"))
    base = f"/desk/drives/{held.drive_id}"
    shown = {page: desk.get(f"{base}{page}").status_code for page in PAGES}
    assert set(shown.values()) == {200}, shown
    for path in ("/desk/drives", "/desk/drives/new", "/desk/deputy-suggestions", "/desk/deputy-suggestions/figures"):
        assert desk.get(path).status_code == 200, path


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("year", "后年", "year"),
        ("year", "1999", "year"),
        ("title", " ", "title"),
        ("closes_on", "2027-02-30", "closes_at"),
        ("closes_on", "2027-08-01", "closes_at"),
        ("categories", " ", "categories"),
        ("name_rule", "any", "name_rule"),
    ],
)
def test_a_plan_says_at_its_field_what_is_wrong(desk: Office, field: str, value: str, at: str) -> None:
    answer = desk.post("/desk/drives/new", **{**PLAN, field: value})
    assert faults(answer.text) == [at]
    assert "教育就学" in answer.text


def test_a_published_drive_keeps_what_its_form_does_not_show(desk: Office, held: Collecting) -> None:
    made = desk.post("/desk/drives/new", **PLAN)
    drive_id = int(made.location.rsplit("/", 1)[1])
    assert desk.post(f"{made.location}/publish").status_code == 302
    page = desk.get(f"{made.location}/edit").text
    assert 'name="title"' not in page
    changed = {**PLAN, "title": "另一个", "closes_on": "2027-10-31", "positive": "普惠性"}
    assert desk.post(f"{made.location}/edit", **changed).status_code == 302
    found = desk.run(lambda: db.session.get_one(Drive, drive_id))
    assert (found.title, found.positive, found.closes_at.day) == ("2028年度征集", ["普惠性"], 31)


def test_the_notice_says_at_its_field_what_is_wrong(desk: Office, held: Collecting) -> None:
    page = f"/desk/drives/{held.drive_id}/publicity/edit"
    form = {
        "title": "公示",
        "text": "现予公示",
        "opens_on": "2027-11-01",
        "opens_time": "09:00",
        "closes_time": "18:00",
    }
    assert faults(desk.post(page, **form, closes_on="").text) == ["closes_at"]
    assert faults(desk.post(page, **form, closes_on="2027-10-01").text) == ["closes_at"]
    assert desk.post(page, **form, closes_on="2027-11-08").status_code == 302


def test_an_office_that_closes_a_drive_says_why(desk: Office, held: Collecting) -> None:
    def ended() -> None:
        held.say("修路")
        with writing() as session:
            drive = session.get_one(Drive, held.drive_id)
            drive.closes_at = drive.opens_at + timedelta(hours=1)

    desk.run(ended)
    answer = desk.post(f"/desk/drives/{held.drive_id}/close", reason="")
    assert (answer.status_code, faults(answer.text)) == (400, ["reason"])
