"""Groups, inspections, tasks, inquiries and opinions that the office enters: forms, who may, what the others see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.reading import seen
from support.supervising import PASSWORD, PIN, Supervising, supervising

from voting.config import Config
from voting.extensions import db
from voting.supervision import groups, inquiries, inspections, opinions, tasks

TODAY = datetime.now(UTC).date()
DUE = (TODAY + timedelta(days=20)).isoformat()


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    with web.app_context():
        made = supervising(config, today=TODAY)
        db.session.remove()
    return made


def staff(web: Flask, held: Supervising, role: str = "clerk") -> FlaskClient:
    client = web.test_client()
    client.post("/sign-in", data={"username": f"{held.held.seed}{role}", "password": PASSWORD})
    return client


def deputy(web: Flask, number: str = "1001") -> FlaskClient:
    client = web.test_client()
    assert client.post("/deputy/sign-in", data={"number": number, "pin": PIN}).status_code == 302
    return client


def group(held: Supervising, **changed: object) -> dict[str, object]:
    return {"name": "第一小组", "members": "1001\n代表乙", "plans": [str(held.plans[0])]} | changed


def inspection(held: Supervising, **changed: object) -> dict[str, object]:
    return {
        "plan": held.plans[0],
        "kind": "visit",
        "held_on": TODAY.isoformat(),
        "text": "路面有坑槽。",
        "verdict": "problem",
        "task": "修补坑槽",
        "due_on": DUE,
        "deputies": "代表甲、1002",
        "token": "",
    } | changed


def asked(web: Flask, held: Supervising, office: FlaskClient) -> tuple[int, int]:
    """An inquiry with a question to the first unit; their ids."""
    told = {"year": TODAY.year, "title": "实施情况专题询问", "held_on": TODAY.isoformat(), "body": "第三十次会议"}
    assert office.post("/desk/inquiries/new", data=told).status_code == 302
    with web.app_context():
        at = inquiries.of_congress(held.congress_id)[0].id
    question = {"asked_by": "孙委员", "question": "为什么落后？", "unit": held.held.units[0], "plan": held.plans[0]}
    assert office.post(f"/desk/inquiries/{at}/questions", data=question).status_code == 302
    with web.app_context():
        return at, inquiries.to_unit(held.held.units[0])[0][0].id


def test_a_group_is_seen_by_its_deputies_and_the_public(web: Flask, held: Supervising) -> None:
    office = staff(web, held)
    assert office.post(f"/desk/groups/new?year={TODAY.year}", data=group(held)).status_code == 302
    assert "第一小组" in office.get(f"/desk/groups?year={TODAY.year}").text
    assert "第一小组" in deputy(web).get(f"/deputy/plans/{held.plans[0]}").text
    public = web.test_client().get(f"/progress/projects/{held.plans[0]}").text
    assert "第一小组" in public
    assert "1002" not in public


def test_what_was_typed_comes_back_with_the_reason(web: Flask, held: Supervising) -> None:
    office = staff(web, held)
    answer = office.post(f"/desk/groups/new?year={TODAY.year}", data=group(held, members="1001\n王五"))
    assert answer.status_code == 400
    assert "名册里没有“王五”" in answer.text
    assert "第一小组" in answer.text
    assert f'value="{held.plans[0]}" checked' in answer.text


def test_a_group_is_dissolved_once(web: Flask, held: Supervising) -> None:
    office = staff(web, held)
    office.post(f"/desk/groups/new?year={TODAY.year}", data=group(held))
    with web.app_context():
        at = groups.of_year(held.congress_id, TODAY.year)[0][0].id
    assert [office.post(f"/desk/groups/{at}/dissolve").status_code for _time in range(2)] == [302, 404]


def test_the_office_enters_an_inspection_and_the_unit_has_its_task(web: Flask, held: Supervising) -> None:
    assert staff(web, held).post("/desk/inspections/new", data=inspection(held)).status_code == 302
    assert "修补坑槽" in staff(web, held, "unit").get("/unit/tasks").text
    with web.app_context():
        (made,) = inspections.by_deputy(held.congress_id, "1002")
        assert [who["name"] for who in made.deputies] == ["代表甲", "代表乙"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"deputies": ""}, "请填写参加的代表"),
        ({"deputies": "某某"}, "名册里没有"),
        ({"text": ""}, "请写下看到的情况"),
        ({"due_on": "昨天"}, "期限应在明天以后"),
        ({"held_on": ""}, "日期"),
        ({"plan": "0"}, "没有找到这个实施计划"),
    ],
)
def test_a_wrong_inspection_says_why_and_keeps_nothing(
    web: Flask, held: Supervising, change: dict[str, object], said: str
) -> None:
    answer = staff(web, held).post("/desk/inspections/new", data=inspection(held, **change))
    assert answer.status_code in (400, 404)
    assert said in answer.text
    with web.app_context():
        assert inspections.of_congress(held.congress_id) == []
        assert tasks.listed(held.congress_id) == []


def test_the_office_gives_a_task(web: Flask, held: Supervising) -> None:
    office = staff(web, held)
    told = {"plan": held.plans[1], "task": "报送倒排工期。", "due_on": DUE}
    assert office.post("/desk/tasks/new", data=told | {"due_on": ""}).status_code == 400
    assert office.post("/desk/tasks/new", data=told).status_code == 302
    assert "报送倒排工期。" in office.get("/desk/oversight").text


def test_the_unit_answers_what_it_was_asked_and_deputies_read_it(web: Flask, held: Supervising) -> None:
    office, unit = staff(web, held), staff(web, held, "unit")
    at, question = asked(web, held, office)
    assert "为什么落后？" in unit.get("/unit/inquiries").text
    assert unit.post(f"/unit/questions/{question}", data={"answered_by": "局长", "answer": ""}).status_code == 400
    told = {"answered_by": "局长", "answer": "管线多，年底前完成。", "seen": seen(unit.get("/unit/inquiries").text)}
    assert staff(web, held, "town").post(f"/unit/questions/{question}", data=told).status_code == 404
    assert unit.post(f"/unit/questions/{question}", data=told).status_code == 302
    read = deputy(web).get("/deputy/inquiries").text
    assert "管线多，年底前完成。" in read
    assert "区交通运输局局长" in read
    follow = {"task": "年底前完成主线。", "due_on": DUE}
    path = f"/desk/questions/{question}/follow"
    assert [office.post(path, data=follow).status_code for _time in range(2)] == [302, 409]
    page = office.get(f"/desk/inquiries/{at}").text
    assert "年底前完成主线。" in page
    assert "管线多，年底前完成。" in page
    assert office.get(f"/desk/inquiries/{at}.pdf").data.startswith(b"%PDF")


def test_what_a_colleague_saved_meanwhile_is_read_before_it_is_replaced(web: Flask, held: Supervising) -> None:
    office, other, unit = staff(web, held), staff(web, held, "government"), staff(web, held, "unit")
    at, question = asked(web, held, office)
    told = {"year": TODAY.year, "held_on": TODAY.isoformat(), "adopted_on": TODAY.isoformat(), "body": "第三十次会议"}
    office.post("/desk/committee-opinions/new", data=told | {"title": "审议意见", "text": "加快进度。"})
    office.post(f"/desk/groups/new?year={TODAY.year}", data=group(held))
    answer = {"answered_by": "局长"}
    for path, first, second in (
        (f"/desk/inquiries/{at}/edit", told | {"title": "甲"}, told | {"title": "乙"}),
        (
            "/desk/committee-opinions/1/edit",
            told | {"title": "审议意见", "text": "甲"},
            told | {"title": "审议意见", "text": "乙"},
        ),
        ("/desk/groups/1", group(held, members="1001"), group(held, members="1003")),
    ):
        old = seen(office.get(path).text)
        assert other.post(path, data=first | {"seen": old}).status_code == 302
        assert other.post(path, data=first | {"seen": old}).status_code == 302  # a second click
        late = office.post(path, data=second | {"seen": old})
        assert (late.status_code, "他人刚刚保存的内容与您填写的不同" in late.text) == (409, True), path
        assert office.post(path, data=second | {"seen": seen(late.text)}).status_code == 302
    old = seen(unit.get("/unit/inquiries").text)
    page = office.get(f"/desk/inquiries/{at}").text
    office.post(f"/desk/questions/{question}/answer", data=answer | {"answer": "当场答复", "seen": seen(page)})
    late = unit.post(f"/unit/questions/{question}", data=answer | {"answer": "书面答复", "seen": old})
    assert (late.status_code, "<p>当场答复</p>" in late.text, "书面答复</textarea>" in late.text) == (409, True, True)
    new = answer | {"answer": "当场答复、书面答复", "seen": seen(late.text)}
    assert unit.post(f"/unit/questions/{question}", data=new).status_code == 302


def test_an_opinion_is_handed_over_and_printed(web: Flask, held: Supervising) -> None:
    office = staff(web, held)
    told = {"year": TODAY.year, "title": "审议意见", "adopted_on": TODAY.isoformat(), "text": "一、加快进度。"}
    assert office.post("/desk/committee-opinions/new", data=told | {"text": ""}).status_code == 400
    assert office.post("/desk/committee-opinions/new", data=told).status_code == 302
    with web.app_context():
        at = opinions.of_congress(held.congress_id)[0].id
    path = f"/desk/committee-opinions/{at}"
    assert office.post(f"{path}/hand", data={"unit": "", "task": "报告进度", "due_on": DUE}).status_code == 400
    handed = {"unit": held.held.units[0], "task": "按月报告进度", "due_on": DUE}
    assert office.post(f"{path}/hand", data=handed).status_code == 302
    assert "按月报告进度" in staff(web, held, "unit").get("/unit/tasks").text
    assert office.get(f"{path}.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "path", ["/desk/groups/new", "/desk/inspections/new", "/desk/tasks/new", "/desk/inquiries/new", "/desk/inquiries"]
)
def test_a_unit_enters_nothing_at_the_desk(web: Flask, held: Supervising, path: str) -> None:
    assert staff(web, held, "unit").get(path).status_code == 403
