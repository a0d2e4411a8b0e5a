"""The office drafts projects, enters what bodies decide, and hands the list to a meeting."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from flask import Flask
from support import screening
from support.collecting import Collecting, collecting
from support.office import PASSWORD, Office, congress
from support.statements import statements

from voting.collection.plans import NEGATIVE
from voting.config import Config
from voting.extensions import db, writing
from voting.projects import chains, drafting, reviewing
from voting.projects.models import Project, VersionSeen

FORM = {
    "name": "新建农村公路30公里",
    "category": "交通出行",
    "place": "宝顶镇",
    "content": "30公里",
    "investment_total": "1,200",
    "year-0": "2027",
    "year_amount-0": "1200",
    "source-0": "区级财政",
    "source_amount-0": "1200",
}


@pytest.fixture
def held(web: Flask, config: Config) -> Collecting:
    with web.app_context():
        made = collecting(config)
        with writing():
            made.drive.negative = list(NEGATIVE)
        db.session.remove()
        return made


@pytest.fixture
def desk(web: Flask, config: Config, held: Collecting) -> Office:
    return congress(web, config, "", "office", held.congress_id)


def submitted(desk: Office, held: Collecting, *names: str) -> list[int]:
    def work() -> list[int]:
        made = [screening.drafted(held, name).id for name in names]
        for one in made:
            reviewing.submit(held.congress_id, one, screening.OFFICE, screening.NOW)
        return made

    return desk.run(work)


def states(desk: Office, held: Collecting) -> list[str]:
    return desk.run(lambda: [one.state for one in drafting.of_drive(held.drive_id)])


def step(desk: Office, held: Collecting, place: int = 0) -> str:
    return f"/desk/drives/{held.drive_id}/reviews/{desk.run(lambda: chains.steps(held.drive_id)[place].id)}"


def test_a_suggestion_becomes_a_project_and_shows_on_it(desk: Office, held: Collecting) -> None:
    root = desk.run(lambda: held.say("从龙水到高铁站没有公交").id)
    page = desk.get(f"/desk/drives/{held.drive_id}/projects/new?s={root}").text
    assert 'value="从龙水到高铁站没有公交"' in page
    made = desk.post(f"/desk/drives/{held.drive_id}/projects/new", s=root, **FORM)
    page = desk.get(made.location).text
    assert "第1号" in page
    assert "从龙水到高铁站没有公交" in page
    assert desk.journal()[-1][0] == "起草项目"


def test_what_was_typed_is_kept_beside_its_errors(desk: Office, held: Collecting) -> None:
    answer = desk.post(f"/desk/drives/{held.drive_id}/projects/new", **{**FORM, "source_amount-0": "很多"})
    assert answer.status_code == 422
    assert 'href="#source_amount-0"' in answer.text
    assert 'value="很多"' in answer.text


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a" * 121}, "name"),
        ({"investment_total": "很多"}, "investment_total"),
        ({"year-0": "27", "year_amount-0": "5"}, "year-0"),
        ({"year-0": "2027", "year_amount-0": "5", "year-1": "2027", "year_amount-1": "5"}, "year-1"),
        ({"source_amount-0": "5"}, "source-0"),
        ({"source-0": "区级财政"}, "source_amount-0"),
        ({"source-0": "长" * 41, "source_amount-0": "5"}, "source-0"),
        ({"latitude": "99", "longitude": "105"}, "latitude"),
        ({"latitude": "29.7"}, "longitude"),
        ({"unit_id": "x"}, "unit_id"),
    ],
)
def test_the_form_names_the_field_that_is_wrong(
    desk: Office, held: Collecting, cells: dict[str, str], field: str
) -> None:
    answer = desk.post(f"/desk/drives/{held.drive_id}/projects/new", **{"name": "农村公路", **cells})
    assert answer.status_code == 422
    summary = answer.text.partition('<div class="error-summary"')[2].partition("</div>")[0]
    assert re.findall('href="#([^"]+)"', summary) == [field]


def test_the_form_reads_what_people_write(desk: Office, held: Collecting) -> None:
    cells = {
        "name": " 农村\u202e公路 ",
        "investment_total": "1，200 万元",
        "year-1": "2027",
        "year_amount-1": "1,200",
        "source-2": "区级财政",
        "source_amount-2": "1200",
        "latitude": "29.7",
        "longitude": "105.7",
    }
    desk.post(f"/desk/drives/{held.drive_id}/projects/new", **cells)
    (draft,) = desk.run(lambda: [drafting.draft_of(one) for one in drafting.of_drive(held.drive_id)])
    assert (draft.name, draft.investment_total) == ("农村公路", Decimal(1200))
    assert (draft.yearly, draft.sources) == (((2027, Decimal(1200)),), (("区级财政", Decimal(1200)),))
    assert (draft.latitude, draft.longitude) == (Decimal("29.7"), Decimal("105.7"))


@pytest.mark.parametrize("page", ["projects", "projects.xlsx", "reviews", "list"])
def test_more_projects_ask_no_more_of_the_database(desk: Office, held: Collecting, page: str) -> None:
    def asked() -> int:
        desk.get(f"/desk/drives/{held.drive_id}/{page}")
        with statements() as told:
            assert desk.get(f"/desk/drives/{held.drive_id}/{page}").status_code == 200
        return len(told)

    desk.run(lambda: screening.ready(held, "甲"))
    one = asked()
    desk.run(lambda: screening.ready(held, "乙", "丙"))
    assert asked() == one


def test_who_writes_a_project_upon_an_older_one_reads_the_newer_first(desk: Office, held: Collecting) -> None:
    made = desk.post(f"/desk/drives/{held.drive_id}/projects/new", **FORM)
    desk.post(f"{made.location}/edit", **{**FORM, "place": "龙水镇", "version": "1"})
    fault = desk.post(f"{made.location}/edit", **{**FORM, "source_amount-0": "很多", "version": "1"})
    assert 'name="version" value="1"' in fault.text
    mine = desk.post(f"{made.location}/edit", **{**FORM, "place": "棠香街道", "version": "1"})
    assert mine.status_code == 409
    assert "<td>龙水镇</td><td>棠香街道</td>" in mine.text
    assert mine.text.count("<tr><th scope=") == 1
    assert 'name="version" value="2"' in mine.text


def test_scripts_in_a_project_are_shown_as_text(desk: Office, held: Collecting) -> None:
    made = desk.post(f"/desk/drives/{held.drive_id}/projects/new", **{**FORM, "name": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in desk.get(made.location).text


def test_the_government_drafts_too_and_an_auditor_only_reads(desk: Office, held: Collecting) -> None:
    assert desk.post(f"/desk/drives/{held.drive_id}/projects/new", "government", **FORM).status_code == 302
    assert desk.get(f"/desk/drives/{held.drive_id}/projects", "auditor").status_code == 200
    assert desk.post(f"/desk/drives/{held.drive_id}/projects/new", "auditor", **FORM).status_code == 403


def test_a_whole_sitting_is_entered_on_one_page(desk: Office, held: Collecting) -> None:
    first, second, third = submitted(desk, held, "甲", "乙", "丙")
    desk.post(
        step(desk, held),
        decided_on="2026-01-20",
        document="纪要",
        files=(io.BytesIO(b"%PDF-1.4 broken"), "a.pdf"),
        **{f"decision-{first}": "passed"},
    )
    assert states(desk, held) == ["review"] * 3
    desk.post(
        step(desk, held),
        decided_on="2026-01-20",
        document="纪要",
        **{
            f"decision-{first}": "passed",
            f"decision-{second}": "merged",
            f"opinion-{second}": "内容相近",
            f"into-{second}": first,
            f"decision-{third}": "",
        },
    )
    assert states(desk, held) == ["review", "merged", "review"]


def test_a_missing_reason_is_asked_for_at_its_line(desk: Office, held: Collecting) -> None:
    (project,) = submitted(desk, held, "甲")
    answer = desk.post(step(desk, held), decided_on="2026-01-20", **{f"decision-{project}": "returned"})
    assert answer.status_code == 400
    assert f'href="#opinion-{project}"' in answer.text


def test_a_page_of_the_project_notes_who_saw_it(desk: Office, held: Collecting) -> None:
    (project,) = submitted(desk, held, "甲")
    path = f"/desk/drives/{held.drive_id}/projects/{project}"
    desk.get(path, "chair")
    page = desk.get(path).text
    (seen,) = desk.run(lambda: [one.who for one in db.session.query(VersionSeen) if one.who != "clerk"][:1])
    assert f"看过的人：{seen}" in page


def test_the_list_goes_to_the_meeting_with_everything_that_was_typed(desk: Office, held: Collecting) -> None:
    desk.run(lambda: screening.ready(held, "甲", "乙"))
    meeting = desk.run(lambda: screening.meeting(held).id)
    base = f"/desk/drives/{held.drive_id}/list"
    desk.post(f"{base}/order", method="lot", seed="3 7 12")
    answer = desk.post(f"{base}/hand-over", meeting=meeting)
    assert answer.location.endswith(f"/desk/meetings/{meeting}/candidates")
    page = desk.get(answer.location).text
    assert "甲" in page
    assert "区交通运输局" in page
    assert desk.journal()[-1][0] == "候选名单转入会议"
    assert "3 7 12" in desk.journal()[-1][2]


def test_a_fault_keeps_the_list_back_and_is_named(desk: Office, held: Collecting) -> None:
    def spoil() -> int:
        (project,) = screening.ready(held, "甲")
        with writing():
            db.session.get_one(Project, project.id).contact = ""
        return screening.meeting(held).id

    meeting = desk.run(spoil)
    answer = desk.post(f"/desk/drives/{held.drive_id}/list/hand-over", meeting=meeting)
    assert answer.status_code == 400
    assert "未填写联系人和电话" in answer.text


def test_the_chain_is_set_in_the_order_of_its_numbers(desk: Office, held: Collecting) -> None:
    form = {
        "no-0": "2",
        "body-0": "主任会议",
        "phase-0": "confirm",
        "roles-0": ["clerk"],
        "no-1": "1",
        "body-1": "民生办研究",
        "phase-1": "study",
        "roles-1": ["government"],
        "body-2": " ",
    }
    assert desk.post(f"/desk/drives/{held.drive_id}/chain", **form).status_code == 302
    assert desk.run(lambda: [one.body for one in chains.steps(held.drive_id)]) == ["民生办研究", "主任会议"]


def test_a_candidate_from_a_drive_is_changed_there(desk: Office, held: Collecting) -> None:
    desk.run(lambda: screening.ready(held, "甲"))
    meeting = desk.run(lambda: screening.meeting(held).id)
    desk.post(f"/desk/drives/{held.drive_id}/list/hand-over", meeting=meeting)
    answer = desk.get(f"/desk/meetings/{meeting}/candidates/1")
    assert answer.location == f"/desk/drives/{held.drive_id}/projects/1/edit"


def test_the_lead_unit_fills_in_its_draft_and_enters_its_study(desk: Office, held: Collecting) -> None:
    project = desk.run(lambda: screening.drafted(held, "甲", necessity="").id)
    unit = desk.sign_in(f"{held.seed}unit", PASSWORD)
    page = f"/unit/projects/{project}"
    sent = {**FORM, "name": "甲", "necessity": "出行难", "version": "1", "unit_id": str(held.units[1])}
    assert unit.post(f"{page}/edit", data=sent).status_code == 302
    unit.post(f"{page}/submit")
    unit.post(f"{page}/study", data={"decision": "passed", "decided_on": "2026-01-20", "opinion": "可行"})
    assert "可行" in unit.get(page).text
    found = desk.run(lambda: [(one.necessity, one.unit_id) for one in drafting.of_drive(held.drive_id)])
    assert found == [("出行难", held.units[0])]
    assert unit.post(f"{page}/edit", data={**sent, "version": "2"}).status_code == 409


def test_another_unit_sees_none_of_it(desk: Office, held: Collecting) -> None:
    project = desk.run(lambda: screening.drafted(held, "甲").id)
    town = desk.sign_in(f"{held.seed}town", PASSWORD)
    assert "甲" not in town.get("/unit/projects").text.replace("town员", "")
    assert town.get(f"/unit/projects/{project}").status_code == 404


def test_ticked_suggestions_lead_to_a_draft_and_show_their_project(desk: Office, held: Collecting) -> None:
    ids = desk.run(lambda: [held.say(text).id for text in ("从龙水到高铁站没有公交", "修路")])
    answer = desk.post(f"/desk/drives/{held.drive_id}/suggestions", act="draft", id=ids)
    page = desk.get(answer.location).text
    assert page.count('name="s"') == 2
    desk.post(f"/desk/drives/{held.drive_id}/projects/new", s=ids, **FORM)
    assert FORM["name"] in desk.get(f"/desk/suggestions/{ids[1]}").text
