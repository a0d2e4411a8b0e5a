"""What the public thinks of projects: once per device, released by the office, never a word too much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from support.reading import seen
from support.supervising import PASSWORD, Supervising, supervising

from voting.collection import guard
from voting.config import Config
from voting.extensions import db, writing
from voting.implementation import public_ratings
from voting.implementation.models import Plan, PublicRating
from voting.web.public import progress

NOW = datetime.now(UTC)
WORDS = "管网改造时<b>请留出</b>通道，我的电话 13800001234"


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    with web.app_context():
        made = supervising(config, today=NOW.date())
        db.session.remove()
    return made


def form(web: Flask, **changed: str) -> dict[str, str]:
    """What a person sends: the form was opened a minute ago, and the sum is right."""
    key = web.config["SECRET_KEY"]
    token = guard.issue(key, datetime.now(UTC) - timedelta(minutes=1), lambda n: bytes(range(n)))
    left, right, plus = guard._sum(key, token)
    answer = str(left + right if plus else left - right)
    return {"form_token": token, "answer": answer, "grade": "satisfied", "text": WORDS, **changed}


def path(held: Supervising, place: int = 0) -> str:
    return f"/progress/projects/{held.plans[place]}"


def kept(web: Flask) -> list[PublicRating]:
    with web.app_context():
        return list(db.session.scalars(select(PublicRating).order_by(PublicRating.id)))


def office(web: Flask, held: Supervising, role: str = "clerk") -> FlaskClient:
    client = web.test_client()
    answer = client.post("/sign-in", data={"username": f"supervising{role}", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def fresh(web: Flask, **changed: str) -> dict[str, str]:
    """A form of its own: the token is another one."""
    sent = form(web)
    key = web.config["SECRET_KEY"]
    token = guard.issue(key, datetime.now(UTC) - timedelta(minutes=2), lambda n: bytes([7] * n))
    left, right, plus = guard._sum(key, token)
    return {**sent, "form_token": token, "answer": str(left + right if plus else left - right), **changed}


def test_a_device_rates_once_and_is_told_so(web: Flask, held: Supervising) -> None:
    phone, other = web.test_client(), web.test_client()
    assert phone.post(path(held), data=form(web)).status_code == 303
    page = phone.get(path(held)).text
    assert "这台设备评价过这个项目：满意。" in page
    assert 'name="grade"' not in page
    again = phone.post(path(held), data=fresh(web, grade="dissatisfied"))
    assert again.status_code == 409
    assert "每台设备评价一次" in again.text
    assert other.post(path(held), data=fresh(web, grade="dissatisfied", text="")).status_code == 303
    assert [one.grade for one in kept(web)] == ["satisfied", "dissatisfied"]


def test_one_device_may_rate_two_projects_and_nothing_joins_them(web: Flask, held: Supervising) -> None:
    phone = web.test_client()
    phone.post(path(held), data=form(web))
    phone.post(path(held, 1), data=fresh(web))
    first, second = kept(web)
    assert first.device != second.device


def test_the_same_form_sent_twice_is_one_rating(web: Flask, held: Supervising, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = form(web)
    assert web.test_client().post(path(held), data=sent).status_code == 303
    for later in (timedelta(0), timedelta(hours=3), timedelta(days=2)):
        monkeypatch.setattr(progress, "now", lambda later=later: datetime.now(UTC) + later)
        assert web.test_client().post(path(held), data=sent).status_code == 303
    assert len(kept(web)) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"grade": ""}, "请选择满意、基本满意或者不满意"),
        ({"grade": "great"}, "请选择满意、基本满意或者不满意"),
        ({"answer": "99"}, "答案不对"),
        ({"website": "http://x"}, "请留空"),
        ({"text": "长" * 501}, "最多 500 个字"),
        ({"form_token": "x.y"}, "请回答问题后再提交"),
    ],
)
def test_what_no_person_sends_is_refused_and_what_was_typed_is_kept(
    web: Flask, held: Supervising, changed: dict[str, str], said: str
) -> None:
    answer = web.test_client().post(path(held), data=form(web, **changed))
    assert answer.status_code == 400
    assert said in answer.text
    assert changed.get("text", "请留出") in answer.text
    assert "<b>请留出" not in answer.text
    assert kept(web) == []


def test_words_are_shown_only_as_they_were_released(web: Flask, held: Supervising) -> None:
    web.test_client().post(path(held), data=form(web))
    assert "请留出" not in web.test_client().get(path(held)).text
    clerk = office(web, held)
    assert "请留出" in clerk.get(f"/desk/public-ratings?year={NOW.year}&state=new").text
    page = clerk.get("/desk/public-ratings/1").text
    assert "可能有个人信息：13800001234" in page
    refused = clerk.post("/desk/public-ratings/1", data={"public": "1", "published_text": WORDS, "reply": "好"})
    assert refused.status_code == 400
    sent = {
        "public": "1",
        "published_text": "请留出<i>通道</i>",
        "reply": "已经要求施工单位落实。",
        "seen": seen(page),
    }
    assert clerk.post("/desk/public-ratings/1", data=sent).status_code == 302
    late = clerk.post("/desk/public-ratings/1", data=sent | {"reply": "转城管部门。"})
    assert (late.status_code, "<td>已经要求施工单位落实。</td>" in late.text, "转城管部门。" in late.text) == (
        409,
        True,
        True,
    )
    page = web.test_client().get(path(held)).text
    assert "请留出&lt;i&gt;通道" in page
    assert "已经要求施工单位落实" in page


def test_nothing_personal_leaves_with_pages_or_data(web: Flask, held: Supervising) -> None:
    web.test_client().post(path(held), data=form(web))
    device = kept(web)[0].device
    year = f"/progress/{held.congress_id}/{NOW.year}"
    for address in (path(held), year, f"{year}.json", f"{year}.csv", f"/progress/{held.congress_id}"):
        text = web.test_client().get(address).text
        assert "13800001234" not in text
        assert device not in text
    assert web.test_client().get(f"{year}.json").json["public"] == [
        {"no": 1, "name": "新建农村公路30公里", "satisfied": 1, "basic": 0, "dissatisfied": 0}
    ]


def test_what_is_set_aside_does_not_count_and_can_come_back(web: Flask, held: Supervising) -> None:
    web.test_client().post(path(held), data=form(web))
    clerk = office(web, held)
    clerk.post("/desk/public-ratings/1", data={"act": "spam"})
    assert "还没有人评价" in web.test_client().get(path(held)).text
    clerk.post("/desk/public-ratings/1", data={"act": "restore"})
    assert "共 1 人次" in web.test_client().get(path(held)).text


@pytest.mark.parametrize("closing", ["cancelled_on", "completed_on"])
def test_a_closed_project_takes_no_rating(web: Flask, held: Supervising, closing: str) -> None:
    with web.app_context(), writing() as session:
        setattr(session.get_one(Plan, held.plans[0]), closing, NOW.date() - timedelta(days=400))
    page = web.test_client().get(path(held))
    assert 'name="grade"' not in page.text
    assert web.test_client().post(path(held), data=form(web)).status_code == 409
    assert kept(web) == []


def test_a_project_can_be_rated_for_a_year_after_its_acceptance(web: Flask, held: Supervising) -> None:
    with web.app_context(), writing() as session:
        plan = session.get_one(Plan, held.plans[0])
        plan.completed_on = NOW.date() - timedelta(days=364)
        assert public_ratings.is_open(plan, NOW)
        plan.completed_on = NOW.date() - timedelta(days=367)
        assert not public_ratings.is_open(plan, NOW)
        plan.completed_on = None


def test_a_plan_that_is_not_public_cannot_be_rated(web: Flask, held: Supervising) -> None:
    assert web.test_client().post(path(held, 3), data=form(web)).status_code == 404


def test_a_form_of_one_project_does_not_rate_another(web: Flask, held: Supervising) -> None:
    sent = form(web)
    person = web.test_client()
    assert person.post(path(held), data=sent).status_code == 303
    answer = person.post(path(held, 1), data=sent)
    assert (answer.status_code, "这份表已经用于另一个项目" in answer.text) == (409, True)


def test_only_the_office_of_this_congress_handles_a_rating(web: Flask, held: Supervising, config: Config) -> None:
    web.test_client().post(path(held), data=form(web))
    with web.app_context():
        other = supervising(config, "foreign", NOW.date())
        db.session.remove()
    stranger = web.test_client()
    stranger.post("/sign-in", data={"username": "foreignclerk", "password": PASSWORD})
    assert stranger.get("/desk/public-ratings/1").status_code == 404
    assert "请留出" not in stranger.get(f"/desk/public-ratings?year={NOW.year}").text
    assert other.congress_id != held.congress_id
    assert office(web, held, "unit").get("/desk/public-ratings/1").status_code == 403


def test_the_office_sees_how_many_wait(web: Flask, held: Supervising) -> None:
    web.test_client().post(path(held), data=form(web))
    clerk = office(web, held)
    assert "群众评价 <b>1</b>" in clerk.get(f"/desk/progress?year={NOW.year}").text
    kept_ = {"public": "0", "published_text": "", "reply": "与项目无关。"}
    kept_["seen"] = seen(clerk.get("/desk/public-ratings/1").text)
    assert clerk.post("/desk/public-ratings/1", data=kept_).status_code == 302
    assert "<b>1</b></a>" not in clerk.get(f"/desk/progress?year={NOW.year}").text.split("群众评价", 1)[1][:40]
