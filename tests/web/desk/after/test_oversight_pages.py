"""A deputy sees a problem on the phone, the unit answers, the office closes it, the public reads it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from support.supervising import PASSWORD, PIN, Supervising, supervising

from voting.config import Config
from voting.extensions import db, writing
from voting.supervision import tasks
from voting.supervision.models import Inspection, Task

TODAY = datetime.now(UTC).date()


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    with web.app_context():
        made = supervising(config, today=TODAY)
        db.session.remove()
    return made


def deputy(web: Flask, number: str = "1001") -> FlaskClient:
    client = web.test_client()
    assert client.post("/deputy/sign-in", data={"number": number, "pin": PIN}).status_code == 302
    return client


def staff(web: Flask, held: Supervising, role: str) -> FlaskClient:
    client = web.test_client()
    client.post("/sign-in", data={"username": f"{held.held.seed}{role}", "password": PASSWORD})
    return client


def photo() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(out, "JPEG")
    out.seek(0)
    return out, "坑槽.jpg"


def form(**changed: object) -> dict[str, object]:
    due = (TODAY + timedelta(days=20)).isoformat()
    told = {"verdict": "problem", "text": "路面有坑槽。", "task": "修补坑槽", "kind": "visit", "due_on": due}
    return {**told, "held_on": TODAY.isoformat(), "token": ""} | changed


def test_from_the_phone_to_the_closing(web: Flask, held: Supervising) -> None:
    mine, unit, office = deputy(web), staff(web, held, "unit"), staff(web, held, "clerk")
    path = f"/deputy/plans/{held.plans[0]}"
    assert mine.post(path, data=form(files=[photo()])).status_code == 302
    assert "修补坑槽" in mine.get(path).text
    with web.app_context():
        key = tasks.listed(held.congress_id)[0].id
    assert "修补坑槽" in unit.get("/unit/tasks").text
    page = unit.get(f"/unit/tasks/{key}").text
    assert "/unit/tasks/photos/1" in page
    assert unit.get("/unit/tasks/photos/1?small=1").mimetype == "image/jpeg"
    assert unit.post(f"/unit/tasks/{key}", data={"text": "", "token": ""}).status_code == 400
    assert (
        unit.post(f"/unit/tasks/{key}", data={"text": "已修补。", "token": "", "files": [photo()]}).status_code == 302
    )
    assert "已修补。" in mine.get(path).text
    assert office.post(f"/desk/tasks/{key}/close", data={"text": "现场看过", "seen": 2}).status_code == 302
    assert "已销号" in mine.get(path).text


def test_who_found_the_problem_closes_it_and_nobody_else_among_the_deputies(web: Flask, held: Supervising) -> None:
    mine, unit = deputy(web), staff(web, held, "unit")
    mine.post(f"/deputy/plans/{held.plans[0]}", data=form())
    unit.post("/unit/tasks/1", data={"text": "已修补。", "token": ""})
    assert deputy(web, "1002").post("/deputy/tasks/1/close", data={}).status_code == 404
    assert "销号" in mine.get(f"/deputy/plans/{held.plans[0]}").text
    mine.post("/deputy/tasks/1/back", data={"text": "还有一处", "seen": 2})
    assert "还有一处" in unit.get("/unit/tasks/1").text
    unit.post("/unit/tasks/1", data={"text": "全部修补。", "token": ""})
    mine.post("/deputy/tasks/1/close", data={"seen": 2})
    assert "已销号" not in mine.get(f"/deputy/plans/{held.plans[0]}").text
    mine.post("/deputy/tasks/1/close", data={"seen": 4})
    assert "已销号" in mine.get(f"/deputy/plans/{held.plans[0]}").text


def test_what_was_typed_stays_when_something_is_missing(web: Flask, held: Supervising) -> None:
    answer = deputy(web).post(f"/deputy/plans/{held.plans[0]}", data=form(text="", task="修补坑槽", files=[photo()]))
    assert answer.status_code == 400
    assert 'href="#text"' in answer.text
    assert "修补坑槽" in answer.text
    assert "已收到：坑槽.jpg" in answer.text


def test_a_second_press_is_one_inspection(web: Flask, held: Supervising) -> None:
    mine = deputy(web)
    page = mine.get(f"/deputy/plans/{held.plans[0]}").text
    token = page.split('name="token" value="')[1].split('"')[0]
    for _twice in range(2):
        mine.post(f"/deputy/plans/{held.plans[0]}", data=form(token=token))
    with web.app_context():
        assert len(tasks.listed(held.congress_id)) == 1


def test_projects_that_i_follow_come_first(web: Flask, held: Supervising) -> None:
    mine = deputy(web)
    mine.post(f"/deputy/plans/{held.plans[2]}/watch", data={"wanted": "1"})
    page = mine.get("/deputy/plans").text
    assert page.index(f"/deputy/plans/{held.plans[2]}") < page.index(f"/deputy/plans/{held.plans[0]}")
    assert "我关注的" in page
    assert "我关注的" not in deputy(web, "1002").get("/deputy/plans").text


def test_the_public_reads_an_inspection_when_it_is_released(web: Flask, held: Supervising) -> None:
    deputy(web).post(f"/deputy/plans/{held.plans[0]}", data=form(files=[photo()]))
    path = f"/progress/projects/{held.plans[0]}"
    assert "路面有坑槽" not in web.test_client().get(path).text
    assert web.test_client().get(f"{path}/photos/1").status_code == 404
    staff(web, held, "clerk").post("/desk/inspections/1/publish", data={"shown": "1"})
    page = web.test_client().get(path).text
    assert "路面有坑槽" in page
    assert "代表甲" not in page
    assert web.test_client().get(f"{path}/photos/1").status_code == 200


def test_the_office_sends_back_and_prolongs(web: Flask, held: Supervising) -> None:
    deputy(web).post(f"/deputy/plans/{held.plans[0]}", data=form())
    office, later = staff(web, held, "clerk"), (TODAY + timedelta(days=40)).isoformat()
    assert "修补坑槽" in office.get("/desk/oversight?state=open").text
    assert office.post("/desk/tasks/1/close", data={"seen": 1}).status_code == 409
    assert office.post("/desk/tasks/1/prolong", data={"text": "", "due_on": later}).status_code == 400
    assert office.post("/desk/tasks/1/prolong", data={"text": "雨季", "due_on": later, "seen": 1}).status_code == 302
    staff(web, held, "unit").post("/unit/tasks/1", data={"text": "已修补。", "token": ""})
    assert office.post("/desk/tasks/1/back", data={"text": "还有一处", "due_on": "x"}).status_code == 400
    old = office.post("/desk/tasks/1/back", data={"text": "还有一处", "due_on": later, "seen": 2})
    assert (old.status_code, "还有一处" in old.text, 'name="seen" value="3"' in old.text) == (409, True, True)
    assert office.post("/desk/tasks/1/back", data={"text": "还有一处", "due_on": later, "seen": 3}).status_code == 302
    assert "还有一处" in staff(web, held, "unit").get("/unit/tasks/1").text


def test_what_waits_for_a_deputy_stands_above_the_projects(web: Flask, held: Supervising) -> None:
    mine, unit = deputy(web), staff(web, held, "unit")
    mine.post(f"/deputy/plans/{held.plans[0]}", data=form())
    assert "待办和到期" not in mine.get("/deputy/plans").text
    unit.post("/unit/tasks/1", data={"text": "已修补。", "token": ""})
    page = mine.get("/deputy/plans").text
    assert page.index("待办和到期") < page.index("修补坑槽") < page.index("全部项目")
    assert "已答复，请您看看改好没有" in page
    assert "修补坑槽" not in deputy(web, "1002").get("/deputy/plans").text
    with web.app_context(), writing() as session:
        one = session.get_one(Task, 1)
        one.answered_at, one.due_on = None, TODAY - timedelta(days=1)
    assert "超期" in deputy(web, "1002").get("/deputy/plans").text


def test_personal_data_in_what_was_seen_are_refused_and_not_published(web: Flask, held: Supervising) -> None:
    mine = deputy(web)
    answer = mine.post(f"/deputy/plans/{held.plans[0]}", data=form(text="联系 13812345678"))
    assert (answer.status_code, "含有个人信息" in answer.text) == (400, True)
    mine.post(f"/deputy/plans/{held.plans[0]}", data=form())
    with web.app_context(), writing() as session:
        session.get_one(Inspection, 1).text = "联系 13812345678"
    refused = staff(web, held, "clerk").post("/desk/inspections/1/publish", data={"shown": "1"})
    assert (refused.status_code, "不能公开" in refused.text) == (400, True)


def test_an_address_that_fits_no_database_is_not_found(web: Flask, held: Supervising) -> None:
    office = staff(web, held, "clerk")
    for path in (
        "/progress/projects/99999999999999999999",
        "/progress/1/9999999999",
        "/desk/plans/99999999999999999999",
    ):
        assert office.get(path).status_code == 404
    told = {"plan": "99999999999999999999", "task": "x", "due_on": TODAY.isoformat()}
    assert office.post("/desk/tasks/new", data=told).status_code in (400, 404)
    assert office.post("/desk/groups/new", data={"name": "甲", "members": "1001", "plans": "²"}).status_code == 400


def test_others_do_not_reach_it(web: Flask, held: Supervising) -> None:
    deputy(web).post(f"/deputy/plans/{held.plans[0]}", data=form())
    assert staff(web, held, "town").get("/unit/tasks/1").status_code == 404
    assert staff(web, held, "station").get("/desk/oversight").status_code == 403
    assert staff(web, held, "unit").post("/desk/tasks/1/close", data={}).status_code == 403
