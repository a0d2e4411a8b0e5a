"""The office sees how projects stand, sends reports back, releases photos, and sets the rule."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.supervising import NAMES, PASSWORD, Supervising, supervising

from voting.attachments import store
from voting.attachments.cleaning import Cleaned
from voting.config import Config
from voting.extensions import db, writing
from voting.implementation.models import Plan, ProgressReport
from voting.implementation.settings import setting_of

TODAY = datetime.now(UTC).date()


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    with web.app_context():
        made = supervising(config, today=TODAY)
        with writing() as session:
            session.get_one(Plan, made.plans[1]).percent = 5
        db.session.remove()
    return made


def desk(web: Flask, held: Supervising, role: str = "clerk") -> FlaskClient:
    client = web.test_client()
    client.post("/sign-in", data={"username": f"{held.held.seed}{role}", "password": PASSWORD})
    return client


def newest(web: Flask, held: Supervising) -> int:
    with web.app_context():
        query = db.session.query(ProgressReport).filter_by(plan_id=held.plans[0])
        found = query.order_by(ProgressReport.period.desc()).first()
        assert found is not None
        return found.id


def test_what_lags_stands_first_with_the_reason(web: Flask, held: Supervising) -> None:
    page = desk(web, held).get(f"/desk/progress?year={TODAY.year}").text
    assert page.index(NAMES[1]) < page.index(NAMES[0])
    assert "滞后" in page
    assert "实际 5%" in page


def test_a_state_filters_the_list(web: Flask, held: Supervising) -> None:
    page = desk(web, held).get(f"/desk/progress?year={TODAY.year}&state=behind").text
    assert NAMES[1] in page
    assert NAMES[0] not in page


def test_the_table_has_a_row_for_each_project(web: Flask, held: Supervising) -> None:
    book = openpyxl.load_workbook(io.BytesIO(desk(web, held).get(f"/desk/progress.xlsx?year={TODAY.year}").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == list(NAMES)
    assert rows[2][3] == "滞后"


def test_a_report_is_sent_back_with_a_reason(web: Flask, held: Supervising) -> None:
    client, key = desk(web, held), newest(web, held)
    assert client.post(f"/desk/progress/reports/{key}/back", data={"reason": ""}).status_code == 400
    assert client.post(f"/desk/progress/reports/{key}/back", data={"reason": "请补照片"}).status_code == 302
    assert "请补照片" in client.get(f"/desk/progress/{held.plans[0]}").text
    assert desk(web, held, "unit").post(f"/desk/progress/reports/{key}/back", data={"reason": "x"}).status_code == 403


def test_photos_are_public_when_the_office_says_so(web: Flask, held: Supervising) -> None:
    client, key = desk(web, held), newest(web, held)
    with web.app_context(), writing() as session:
        picture = Cleaned("image", "现场.jpg", b"jpeg", b"small")
        store.keep(session, held.held.config, held.congress_id, "report", key, [picture])
    with web.app_context():
        photo = store.held_by("report", [key])[0].id
    assert client.get(f"/desk/progress/reports/{key}/files/{photo}").data == b"jpeg"
    client.post(f"/desk/progress/reports/{key}/photos", data={"photo": str(photo)})
    with web.app_context():
        assert [one.id for one in store.held_by("report", [key], public_only=True)] == [photo]
    client.post(f"/desk/progress/reports/{key}/photos", data={})
    with web.app_context():
        assert store.held_by("report", [key], public_only=True) == []


def test_the_rule_is_set_by_the_office_and_its_faults_stand_at_their_field(web: Flask, held: Supervising) -> None:
    client = desk(web, held)
    form = {
        "report_every": "quarter",
        "report_day": "10",
        "tolerance": "15",
        "stalled_after": "2",
        **{f"change-{key}": "chairpersons" for key in ("schedule", "content", "investment", "cancel", "replace")},
    }
    answer = client.post("/desk/progress/settings", data=form | {"report_day": "31"})
    assert answer.status_code == 400
    assert 'href="#report_day"' in answer.text
    assert client.post("/desk/progress/settings", data=form).status_code == 302
    with web.app_context():
        found = setting_of(held.congress_id)
    assert (found.report_every, found.report_day, found.tolerance, found.stalled_after) == ("quarter", 10, 15, 2)
    assert set(found.change_rules.values()) == {"chairpersons"}
    assert desk(web, held, "government").post("/desk/progress/settings", data=form).status_code == 403


def test_another_congress_sees_nothing(web: Flask, held: Supervising, config: Config) -> None:
    with web.app_context():
        other = supervising(config, "other", today=TODAY)
        db.session.remove()
    client = desk(web, other)
    assert client.get(f"/desk/progress/{held.plans[0]}").status_code == 404
    assert client.get(f"/desk/progress/reports/{newest(web, held)}/files/1").status_code == 404
