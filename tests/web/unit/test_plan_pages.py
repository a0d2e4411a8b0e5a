"""A plan's pages at the desk and in its unit: written, approved, sent back, compared; nothing typed is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from support.collecting import PASSWORD
from support.office import congress
from support.planning import FORM
from support.reading import seen
from support.supervising import Supervising

from voting.config import Config
from voting.extensions import writing
from voting.implementation.models import Plan

DRAFT = 3
TODAY = datetime.now(UTC).date().isoformat()
ACT = {"version": "1", "edits": "1", "decided_on": TODAY, "body": "区人民政府常务会议", "document": "会议纪要第3号"}
Who = Callable[[str], FlaskClient]


@pytest.fixture
def who(web: Flask, held: Supervising) -> Who:
    """The browser of one of the congress's accounts."""

    def sign_in(name: str) -> FlaskClient:
        found = web.test_client()
        found.post("/sign-in", data={"username": f"{held.held.seed}{name}", "password": PASSWORD})
        return found

    return sign_in


def path(held: Supervising, act: str = "", place: int = DRAFT, audience: str = "desk") -> str:
    return f"/{audience}/plans/{held.plans[place]}{act}"


def form(held: Supervising, **more: str) -> dict[str, str]:
    return {**FORM, "unit_id": str(held.held.units[0]), "year-0": TODAY[:4], **more}


def test_the_office_writes_a_plan_and_enters_its_approval(web: Flask, held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    assert clerk.post(path(held, "/edit"), data=form(held)).status_code == 302
    assert "第 1 版等待批准" in clerk.get(path(held)).text
    assert clerk.post(path(held, "/approve"), data=ACT).status_code == 302
    with web.app_context():
        assert (held.plan(DRAFT).version, held.plan(DRAFT).public) == (1, True)


def test_one_act_approves_several_plans(web: Flask, held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    clerk.post(path(held, "/edit"), data=form(held))
    box = f"{held.plans[DRAFT]}-1-1"
    assert f'value="{box}"' in clerk.get("/desk/plans/approve").text
    assert 'href="/desk/plans/approve"' in clerk.get("/desk/plans").text
    none = clerk.post("/desk/plans/approve", data=ACT)
    assert (none.status_code, 'href="#chosen"' in none.text, 'value="会议纪要第3号"' in none.text) == (400, True, True)
    assert clerk.post("/desk/plans/approve", data={**ACT, "chosen": box}).status_code == 302
    assert clerk.post("/desk/plans/approve", data={**ACT, "chosen": box}).status_code == 409
    assert clerk.post("/desk/plans/approve", data={**ACT, "chosen": "x"}).status_code == 404
    with web.app_context():
        assert held.plan(DRAFT).version == 1


def test_a_unit_writes_its_plan_and_sees_why_it_came_back(web: Flask, held: Supervising, who: Who) -> None:
    unit, own = who("unit"), path(held, "", DRAFT, "unit")
    assert unit.post(f"{own}/edit", data=form(held)).status_code == 302
    who("clerk").post(path(held, "/return"), data={"version": "1", "edits": "1", "returned": "节点太少"})
    assert "节点太少" in unit.get(own).text
    assert 'value="选址"' in unit.get(f"{own}/edit").text


def test_the_home_of_the_unit_names_what_it_must_write(held: Supervising, who: Who) -> None:
    unit, edit = who("unit"), path(held, "/edit", DRAFT, "unit")
    assert f'href="{edit}"' in unit.get("/unit/").text
    unit.post(edit, data=form(held))
    assert edit not in unit.get("/unit/").text
    who("clerk").post(path(held, "/return"), data={"version": "1", "edits": "1", "returned": "节点太少"})
    assert f'href="{edit}"' in unit.get("/unit/").text


def test_a_wrong_field_is_named_and_everything_typed_stays(held: Supervising, who: Who) -> None:
    answer = who("clerk").post(path(held, "/edit"), data=form(held, **{"weight-1": "50", "leader": ""}))
    assert answer.status_code == 422
    for text in ('href="#weights"', 'href="#leader"', 'value="开业"', 'value="局长甲"', "现在是 90"):
        assert text in answer.text


def test_rows_are_added_and_taken_away_without_a_script(web: Flask, held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    wider = clerk.post(path(held, "/edit"), data=form(held, more="milestone", **{"rows-milestone": "4"}))
    assert (wider.status_code, 'id="milestone-5"' in wider.text) == (200, True)
    fewer = clerk.post(path(held, "/edit"), data=form(held, drop="milestone-0")).text
    assert 'value="选址"' not in fewer
    assert 'name="milestone-0" value="开业"' in fewer
    with web.app_context():
        assert held.plan(DRAFT).edits == 0


def test_what_somebody_else_changed_meanwhile_is_a_conflict_and_nothing_is_lost(held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    clerk.post(path(held, "/edit"), data=form(held))
    answer = clerk.post(path(held, "/edit"), data=form(held, responsible="局长丙"))
    assert (answer.status_code, 'value="局长丙"' in answer.text) == (409, True)
    assert f"<td>{FORM['responsible']}</td><td>局长丙</td>" in answer.text.replace("\n", "")
    assert 'name="edits" value="1"' in answer.text


def test_a_fault_does_not_pass_for_having_seen_what_somebody_else_saved(held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    clerk.post(path(held, "/edit"), data=form(held))
    answer = clerk.post(path(held, "/edit"), data=form(held, responsible=""))
    assert (answer.status_code, 'name="edits" value="0"' in answer.text) == (422, True)


def test_an_approval_without_a_body_is_named_at_its_field(held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    clerk.post(path(held, "/edit"), data=form(held))
    answer = clerk.post(path(held, "/approve"), data=ACT | {"body": ""})
    assert (answer.status_code, 'href="#body"' in answer.text, "会议纪要第3号" in answer.text) == (400, True, True)


def test_versions_stand_side_by_side(held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    clerk.post(path(held, "/edit"), data=form(held))
    clerk.post(path(held, "/approve"), data=ACT)
    clerk.post(path(held, "/edit"), data=form(held, edits="2", contact="养老科 023-43700009", reason="换人"))
    page = clerk.get(path(held, "/versions")).text
    assert who("unit").get(path(held, "/versions", DRAFT, "unit")).status_code == 200
    assert clerk.get(path(held, "/versions?a=9")).status_code == 404
    for text in ("公路科 023-43700000", "养老科 023-43700009", "换人"):
        assert text in page


def test_other_units_and_other_congresses_find_nothing(web: Flask, config: Config, held: Supervising, who: Who) -> None:
    stranger = congress(web, config, "东岭区第二届人民代表大会", "stranger")
    for act in ("", "/edit", "/versions"):
        assert stranger.get(path(held, act)).status_code == 404, act
    assert who("town").get(path(held, "", 0, "unit")).status_code == 404
    assert who("town").post(path(held, "/edit", DRAFT, "unit"), data=FORM).status_code == 404
    assert who("unit").post(path(held, "/approve"), data=ACT).status_code == 403


def test_an_approved_plan_is_not_written_anew_by_its_unit(held: Supervising, who: Who) -> None:
    assert who("unit").get(path(held, "/edit", 0, "unit")).status_code == 409


def test_a_unit_asks_the_office_judges_files_and_announces(web: Flask, held: Supervising, who: Who) -> None:
    unit, clerk = who("unit"), who("clerk")
    own = path(held, "/changes/new", 0, "unit")
    assert 'name="due-3"' in unit.get(f"{own}?kind=schedule").text
    asked = {"kind": "schedule", "edits": "0", "reason": "管线迁改耽误", "ends_on": "2027-12-31"}
    assert unit.post(own, data=asked).location == "/unit/plan-changes/1"
    assert "调整申请待办" in clerk.get("/desk/plans").text
    own = seen(clerk.get("/desk/plan-changes/1").text)
    clerk.post("/desk/plan-changes/1/opinion", data={"opinion": "情况属实", "seen": own})
    other = who("government").post("/desk/plan-changes/1/opinion", data={"opinion": "不属实", "seen": own})
    assert (other.status_code, "情况属实" in other.text, "不属实" in other.text) == (409, True, True)
    filed = {"decision": "filed", "decided_on": TODAY, "body": "区人大常委会"}
    assert who("government").post("/desk/plan-changes/1/decide", data=filed).status_code == 403
    assert clerk.post("/desk/plan-changes/1/decide", data=filed).status_code == 302
    draft = clerk.get("/desk/plan-changes/1/notice.pdf")
    assert draft.data[:5] == b"%PDF-"
    page = f"/progress/projects/{held.plans[0]}/changes/1"
    assert web.test_client().get(page).status_code == 404
    assert clerk.post("/desk/plan-changes/1/publish").status_code == 302
    assert page in web.test_client().get(f"/progress/projects/{held.plans[0]}").text
    told = web.test_client().get(page).text
    assert ("2027年12月31日" in told, "管线迁改耽误" in told, "情况属实" in told) == (True, True, False)
    assert web.test_client().get(f"/progress/projects/{held.plans[1]}/changes/1").status_code == 404
    page = unit.get("/unit/plan-changes/1").text
    for text in ("2027年12月31日", "情况属实", "已备案"):
        assert text in page


def test_a_request_keeps_what_was_typed_and_names_the_field(held: Supervising, who: Who) -> None:
    asked = {"kind": "cancel", "edits": "0", "reason": " "}
    answer = who("clerk").post(path(held, "/changes/new", 0), data=asked)
    assert (answer.status_code, 'href="#reason"' in answer.text) == (400, True)
    asked = {"kind": "investment", "edits": "0", "reason": "追加投资", "year_amount-0": "很多"}
    answer = who("clerk").post(path(held, "/changes/new", 0), data=asked)
    assert (answer.status_code, 'value="很多"' in answer.text, "追加投资" in answer.text) == (422, True, True)


def test_a_decision_by_the_wrong_rule_is_refused_on_the_page(held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    clerk.post(path(held, "/changes/new", 0), data={"kind": "cancel", "edits": "0", "reason": "选址不成"})
    clerk.post("/desk/plan-changes/1/opinion", data={"opinion": "同意"})
    answer = clerk.post(
        "/desk/plan-changes/1/decide", data={"decision": "filed", "decided_on": TODAY, "body": "常委会"}
    )
    assert (answer.status_code, "请按监督设置办理" in answer.text) == (400, True)


def test_another_unit_does_not_see_a_request(held: Supervising, who: Who) -> None:
    who("clerk").post(path(held, "/changes/new", 0), data={"kind": "cancel", "edits": "0", "reason": "选址不成"})
    assert who("town").get("/unit/plan-changes/1").status_code == 404
    assert who("town").post("/unit/plan-changes/1/withdraw").status_code == 404


def accepted(**more: object) -> dict[str, object]:
    report = (io.BytesIO(b"%PDF-1.4\nno pdf"), "验收报告.pdf")
    return {
        "edits": "0",
        "token": "t1",
        "accepted_on": TODAY,
        "body": "验收组",
        "result": "completed",
        "invested": "790",
        "done-0": "30",
        "files": report,
        **more,
    }


def test_an_acceptance_with_a_broken_file_is_refused_and_nothing_is_lost(
    web: Flask, held: Supervising, who: Who
) -> None:
    answer = who("clerk").post(path(held, "/accept", 0), data=accepted())
    assert (answer.status_code, 'href="#files"' in answer.text, 'value="验收组"' in answer.text) == (422, True, True)
    with web.app_context():
        assert held.plan().completed_on is None


def test_evidence_is_read_by_the_office_and_the_own_unit_alone(held: Supervising, who: Who) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    picture.seek(0)
    answer = who("clerk").post(path(held, "/accept", 0), data=accepted(files=(picture, "现场.jpg")))
    assert answer.status_code == 302
    assert "现场" in who("clerk").get(path(held, "", 0)).text
    assert who("clerk").get(path(held, "/files/1", 0)).mimetype == "image/jpeg"
    assert who("unit").get(path(held, "/files/1", 0, "unit")).mimetype == "image/jpeg"
    assert who("town").get(path(held, "/files/1", 0, "unit")).status_code == 404
    assert who("clerk").get(path(held, "/files/1", 1)).status_code == 404


SHEET = (
    "项目名称,主要内容,责任单位,责任人,督办领导,联系人和电话,开工日期,完成时限,年度投资（万元）,年度目标,节点安排\n"
    "改造老旧小区,改造12个小区,区民政局,局长,副区长,住保科,2025-03-01,2025-11-30,800,改造小区 12 个,完工 2025-11-20 100\n"
)


def sent(text: str = SHEET, **more: str) -> dict[str, object]:
    return {"file": (io.BytesIO(text.encode()), "表.csv"), "year": "2025", **more}


def test_a_year_decided_before_is_previewed_then_taken_in_as_approved(held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    page = clerk.post("/desk/plans/import", data=sent()).text
    assert "共 1 个项目，其中 1 个内容齐备" in page
    act = {"import": "1", "approved": "1", "body": "区人大", "decided_on": "2025-01-20", "seen": seen(page)}
    assert clerk.post("/desk/plans/import", data=sent(**act)).location == "/desk/plans?year=2025"
    assert "改造老旧小区" in clerk.get("/desk/plans?year=2025").text
    again = clerk.post("/desk/plans/import", data=sent(**act))
    assert "已经批准" in again.text


def test_an_approval_without_its_day_keeps_file_and_choice(held: Supervising, who: Who) -> None:
    clerk = who("clerk")
    own = seen(clerk.post("/desk/plans/import", data=sent()).text)
    act = {"import": "1", "approved": "1", "body": "区人大", "seen": own}
    answer = clerk.post("/desk/plans/import", data=sent(**act))
    assert answer.status_code == 400
    for text in ('href="#decided_on"', 'value="区人大"', 'name="content" value="', 'value="1" checked'):
        assert text in answer.text


def test_a_file_with_faults_names_their_rows(held: Supervising, who: Who) -> None:
    page = who("clerk").post("/desk/plans/import", data=sent(SHEET.replace("区民政局", "区没有局"))).text
    assert "有 1 处错误" in page
    assert "区没有局" in page


def test_only_those_who_edit_import(held: Supervising, who: Who) -> None:
    assert who("unit").post("/desk/plans/import", data=sent()).status_code == 403
    assert who("government").get("/desk/plans/template.xlsx?year=2025").data[:2] == b"PK"


def test_what_was_typed_stays_when_the_plan_has_ended_meanwhile(web: Flask, held: Supervising, who: Who) -> None:
    clerk, unit = who("clerk"), who("unit")
    with web.app_context(), writing() as session:
        for place in (0, DRAFT):
            session.get_one(Plan, held.plans[place]).cancelled_on = datetime.now(UTC).date()
    typed = form(held, responsible="局长丁", reason="换了负责人", text="全部完成", body="验收组")
    for client, page in (
        (clerk, path(held, "/edit")),
        (clerk, path(held, "/changes/new?kind=content", 0)),
        (unit, path(held, "/edit", DRAFT, "unit")),
        (unit, path(held, "/changes/new?kind=content", 0, "unit")),
    ):
        answer = client.post(page, data=typed)
        assert (answer.status_code, "已经取消" in answer.text, "局长丁" in answer.text) == (409, True, True), page
    answer = clerk.post(path(held, "/accept", 0), data=typed)
    assert (answer.status_code, "已经取消" in answer.text, "全部完成" in answer.text) == (409, True, True)
