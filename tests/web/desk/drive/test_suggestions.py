"""Suggestions at the desk, through its door: the list, one of them, acts on many, merging, the end of a drive."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.collecting import NOW, PASSWORD, Collecting, collecting

from voting.collection.handling import erasing
from voting.collection.models import Drive, Suggestion
from voting.collection.suggestions import record_of
from voting.config import Config
from voting.extensions import db, writing

DUE = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
ROAD = "龙水镇车站路的路灯坏了半年，晚上老人出门看不清路，请尽快修好"
SAME = "车站路路灯半年不亮，晚上出门看不清，希望尽快修好龙水镇车站路的路灯"
POOL = "棠香街道没有公共游泳池，孩子暑假没地方学游泳"


@pytest.fixture
def told(web: Flask, config: Config) -> Collecting:
    with web.app_context():
        made = collecting(config)
        speak(made)
        db.session.remove()
    return made


def speak(made: Collecting) -> None:
    made.say(ROAD, name="周某甲", phone="13900000001", category="交通出行", place="龙水镇")
    made.say(SAME, channel="hotline", source="12345-77", category="交通出行", place="龙水镇")
    made.say(POOL, category="文化体育", place="棠香街道")


def client(web: Flask, told: Collecting, role: str = "clerk") -> FlaskClient:
    made = web.test_client()
    made.post("/sign-in", data={"username": f"{told.seed}{role}", "password": PASSWORD})
    return made


def no(web: Flask, number: int) -> Suggestion:
    """As it stands now."""
    with web.app_context():
        found = db.session.query(Suggestion).filter_by(no=number).one()
        db.session.expunge_all()
        return found


def do(web: Flask, desk: FlaskClient, number: int, act: str, **form: object) -> int:
    found = no(web, number)
    form = {"version": found.version} | form
    return desk.post(f"/desk/suggestions/{found.id}/{act}", data=form).status_code


def test_the_list_searches_filters_and_hands_out_a_table_without_people(web: Flask, told: Collecting) -> None:
    desk = client(web, told)
    place = f"/desk/drives/{told.drive_id}/suggestions"
    page = desk.get(place).text
    assert "共 3 条" in page
    for address, number in (
        ("q=游泳池", 1),
        ("q=路灯 龙水", 2),
        ("q=12345-77", 1),
        ("q=第3号", 1),
        ("channel=hotline", 1),
        ("category=交通出行", 2),
        ("state=new", 3),
        ("state=answered", 0),
        ("since=2031-01-01", 0),
    ):
        shown = desk.get(f"{place}?{address}").text
        assert f"共 {number} 条" in shown, address
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{place}/export.xlsx?q=路灯").data))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert sum("路灯" in cell for cell in cells) == 4
    assert not any("周某甲" in cell or "13900000001" in cell for cell in cells)


def test_a_suggestion_shows_what_is_possibly_the_same_and_hides_who_said_it(web: Flask, told: Collecting) -> None:
    desk = client(web, told)
    page = desk.get(f"/desk/suggestions/{no(web, 1).id}").text
    assert "可能相同的建议" in page
    assert SAME[:20] in page
    assert "游泳池" not in page
    assert "13900000001" not in page
    shown = desk.post(f"/desk/suggestions/{no(web, 1).id}/contact").text
    assert "周某甲 13900000001" in re.sub(r"\s+", " ", shown)
    assert "查看联系方式" in desk.get("/desk/journal").text
    assert "13900000001" not in desk.get("/desk/journal").text


def test_merged_assigned_answered_released(web: Flask, told: Collecting) -> None:
    desk = client(web, told)
    chosen = [no(web, 1), no(web, 2)]
    page = desk.get("/desk/suggestions/merge", query_string={"id": [one.id for one in chosen]}).text
    assert "以第1号为主" in page
    form = {"id": [one.id for one in chosen], "head": chosen[0].id}
    form |= {f"version-{one.id}": one.version for one in chosen}
    assert desk.post("/desk/suggestions/merge", data=form).status_code == 302
    assert no(web, 2).merged_into_id == no(web, 1).id
    # The second of two clerks who merge the same pair.
    assert desk.post("/desk/suggestions/merge", data=form).status_code == 409

    assert do(web, desk, 1, "assign", unit_id=told.units[0], due_on=DUE) == 302
    officer = client(web, told, "unit")
    assert "车站路" in officer.get("/unit/").text
    place = f"/unit/suggestions/{no(web, 1).id}"
    assert "13900000001" not in officer.get(place).text
    assert officer.post(f"{place}/accept", data={"version": no(web, 1).version}).status_code == 302
    reply = {"version": no(web, 1).version, "outcome": "partly", "reason": "已列入路灯维修计划，十一月底前修复。"}
    assert officer.post(f"{place}/answer", data=reply | {"reason": "请电话联系13900000001"}).status_code == 400
    assert officer.post(f"{place}/answer", data=reply).status_code == 302
    assert no(web, 1).outcome is None
    assert "审核答复" in desk.get(f"/desk/suggestions/{no(web, 1).id}").text
    assert do(web, desk, 1, "answer", outcome="partly", reason=no(web, 1).proposed_reason) == 302
    assert (no(web, 1).outcome, no(web, 1).answered_by) == ("partly", "区交通运输局")

    assert do(web, desk, 1, "release", public_title="修复路灯", public_text="周某甲说路灯坏了") == 400
    assert do(web, desk, 1, "release", public_title="修复路灯", public_text="车站路路灯坏了，请修复") == 302
    assert no(web, 1).published_text == "车站路路灯坏了，请修复"
    with web.app_context():
        acts = [line.act for line in record_of(no(web, 1).id)]
    assert acts[::-1] == ["received", "took_in", "assigned", "accepted", "proposed", "answered", "released"]


@pytest.mark.parametrize(
    ("act", "form", "words"),
    [
        ("assign", {"unit_id": "", "due_on": DUE}, "请选择承办单位"),
        ("assign", {"unit_id": "1", "due_on": "2020-01-01"}, "办理期限不能早于今天"),
        ("assign", {"unit_id": "1", "due_on": "不知道"}, "请填写办理期限"),
        ("answer", {"outcome": "", "reason": "好"}, "请选择采纳情况"),
        ("answer", {"outcome": "adopted", "reason": ""}, "请写明答复和理由"),
        ("correct", {"title": "", "category": ""}, "请填写标题"),
        ("split", {"first": "一", "second": ""}, "请分别写出两件事"),
        ("spam", {"reason": ""}, "请填写理由"),
        ("press", {"press_note": "快办"}, "还没有交办"),
        ("reopen", {"again_reason": "不行", "unit_id": "1", "due_on": DUE}, "还没有答复"),
        ("assign", {"unit_id": "1", "due_on": DUE, "version": "77"}, "刚才有人改过"),
    ],
)
def test_a_refused_form_says_why(web: Flask, told: Collecting, act: str, form: dict[str, str], words: str) -> None:
    desk = client(web, told)
    found = no(web, 3)
    answer = desk.post(f"/desk/suggestions/{found.id}/{act}", data={"version": found.version} | form)
    assert answer.status_code in (400, 409)
    assert words in answer.text


def test_many_at_once_and_back_again(web: Flask, told: Collecting) -> None:
    desk = client(web, told)
    place = f"/desk/drives/{told.drive_id}/suggestions"
    ids = [no(web, 1).id, no(web, 3).id]
    form = {"id": ids, "act": "assign", "unit_id": told.units[1], "due_on": DUE}
    assert desk.post(place, data=form).status_code == 302
    assert [no(web, n).unit_id for n in (1, 2, 3)] == [told.units[1], None, told.units[1]]
    undo = re.search(r'action="(/desk/bulk/\d+/undo)"', desk.get(place).text)
    assert undo
    assert desk.post(undo[1], data={"drive": told.drive_id}).status_code == 302
    assert [no(web, n).unit_id for n in (1, 3)] == [None, None]
    assert desk.post(place, data={"act": "assign", "due_on": DUE, "unit_id": told.units[1]}).status_code == 400
    assert desk.post(place, data={"id": ids, "act": ""}).status_code == 400


def test_a_drive_ends_with_answers_or_with_a_reason(web: Flask, told: Collecting) -> None:
    with web.app_context(), writing() as session:
        session.get_one(Drive, told.drive_id).closes_at = NOW - timedelta(days=1)
    desk = client(web, told)
    place = f"/desk/drives/{told.drive_id}/close"
    assert "还有 3 条建议没有答复" in desk.get(place).text
    assert desk.post(place, data={"reason": ""}).status_code == 400
    assert desk.post(place, data={"reason": "与上年重复，已另行告知"}).status_code == 302
    with web.app_context():
        assert told.drive.closing_reason == "与上年重复，已另行告知"


@pytest.mark.parametrize("role", ["unit", "station"])
def test_only_the_office_reads_them(web: Flask, told: Collecting, role: str) -> None:
    other = client(web, told, role)
    assert other.get(f"/desk/drives/{told.drive_id}/suggestions").status_code == 403
    assert other.get(f"/desk/suggestions/{no(web, 1).id}").status_code == 403
    assert do(web, other, 1, "spam", reason="x") == 403


def test_a_unit_reads_only_what_it_was_given(web: Flask, told: Collecting) -> None:
    desk = client(web, told)
    do(web, desk, 1, "assign", unit_id=told.units[0], due_on=DUE)
    assert client(web, told, "town").get(f"/unit/suggestions/{no(web, 1).id}").status_code == 404
    officer = client(web, told, "unit")
    back = {"version": no(web, 1).version, "back_reason": "属于城市管理局"}
    assert officer.post(f"/unit/suggestions/{no(web, 1).id}/hand-back", data=back).status_code == 302
    assert no(web, 1).unit_id is None
    assert "属于城市管理局" in desk.get(f"/desk/suggestions/{no(web, 1).id}").text


def test_contacts_of_a_closed_drive_are_deleted_by_the_clerk_or_after_six_months(web: Flask, told: Collecting) -> None:
    desk = client(web, told)
    erase, page = f"/desk/drives/{told.drive_id}/contacts/erase", f"/desk/drives/{told.drive_id}/close"
    assert desk.post(erase, data={"sure": "1"}).status_code == 409
    with web.app_context(), writing() as session:
        drive = session.get_one(Drive, told.drive_id)
        drive.closes_at = drive.closed_at = datetime.now(UTC) - timedelta(days=30)
    assert "1 人的姓名或者电话" in desk.get(page).text
    assert desk.post(erase).status_code == 400
    assert desk.post(erase, data={"sure": "1"}).status_code == 302
    assert "没有保存任何人" in desk.get(page).text
    assert "13900000001" not in desk.get(f"/desk/suggestions/{no(web, 1).id}").text
    with web.app_context():
        with writing() as session:
            drive = session.get_one(Drive, told.drive_id)
            drive.closes_at, drive.closed_at = NOW + timedelta(days=1), None
        told.say("另一件事", name="钱某", phone="13900000002")
        with writing() as session:
            session.get_one(Drive, told.drive_id).closed_at = NOW
        erasing.tidy(NOW + timedelta(days=182))
        assert erasing.kept(told.drive_id) == 1
        erasing.tidy(NOW + timedelta(days=184))
        assert erasing.kept(told.drive_id) == 0
