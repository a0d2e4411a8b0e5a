"""The candidate list at the desk: import, type, change, reorder, remove."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from support import stage
from support.office import Office, Vote

from voting.extensions import db
from voting.projects.models import Project

LIST = "项目名称,主要内容,年度投资\n老旧小区改造,18 个小区,98000\n社会足球场,57 个,11400\n公厕,326 座,19500\n"


def carried(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(content|filename|import)" value="([^"]*)"', page))


@pytest.fixture
def desk(office: Office) -> str:
    """A meeting with three candidates."""
    made = office.meeting()
    page = office.upload(f"{made}/candidates", LIST)
    office.post(f"{made}/candidates", **carried(page.text))
    return made


def listed(office: Office) -> list[tuple[int, str]]:
    query = select(Project.no, Project.name).order_by(Project.no)
    return office.run(lambda: [tuple(row) for row in db.session.execute(query)])


def key(office: Office, name: str) -> int:
    return office.run(lambda: db.session.scalars(select(Project.id).where(Project.name == name)).one())


def test_the_preview_shows_the_rows_and_writes_nothing(office: Office) -> None:
    page = office.upload(f"{office.meeting()}/candidates", LIST)
    assert "老旧小区改造" in page.text
    assert "98\u2009000" in page.text
    assert listed(office) == []


def test_the_import_takes_over_the_list(office: Office, desk: str) -> None:
    assert listed(office) == [(1, "老旧小区改造"), (2, "社会足球场"), (3, "公厕")]


def test_errors_of_rows_stop_the_import(office: Office) -> None:
    page = office.upload(f"{office.meeting()}/candidates", LIST + "公厕,,很多\n")
    assert page.status_code == 422
    assert "项目名称与第 4 行相同" in page.text
    assert "年度投资应为以万元计的数字" in page.text


def test_a_project_is_typed(office: Office, desk: str) -> None:
    answer = office.post(f"{desk}/candidates/new", name="节能路灯", content="1 万盏", investment_year="4200")
    assert answer.location == f"{desk}/candidates"
    assert listed(office)[-1] == (4, "节能路灯")


def test_and_the_next_one_at_once(office: Office, desk: str) -> None:
    answer = office.post(f"{desk}/candidates/new", name="节能路灯", another="1")
    assert answer.location == f"{desk}/candidates/new"


def test_faults_stand_at_their_fields_and_the_values_stay(office: Office, desk: str) -> None:
    form = {"name": "", "content": "保留的内容", "investment_total": "100", "investment_year": "200"}
    answer = office.post(f"{desk}/candidates/new", **form)
    assert answer.status_code == 422
    assert '<a href="#name">项目名称为空</a>' in answer.text
    assert '<a href="#investment_year">年度投资大于总投资</a>' in answer.text
    assert 'id="name-error"' in answer.text
    for value in ("保留的内容", 'value="100"', 'value="200"'):
        assert value in answer.text


def test_a_name_that_is_taken_stands_at_its_field(office: Office, desk: str) -> None:
    answer = office.post(f"{desk}/candidates/new", name="公厕")
    assert answer.status_code == 409
    assert '<a href="#name">已有同名的候选项目</a>' in answer.text
    assert 'value="公厕"' in answer.text


def test_a_project_is_changed(office: Office, desk: str) -> None:
    path = f"{desk}/candidates/{key(office, '公厕')}"
    assert 'value="19500"' in office.get(path).text
    assert office.post(path, name="厕所革命").status_code == 302
    assert listed(office)[2] == (3, "厕所革命")


@pytest.mark.parametrize(
    ("name", "to", "order"),
    [
        ("公厕", "up", ["老旧小区改造", "公厕", "社会足球场"]),
        ("老旧小区改造", "down", ["社会足球场", "老旧小区改造", "公厕"]),
        ("老旧小区改造", "up", ["老旧小区改造", "社会足球场", "公厕"]),
        ("公厕", "down", ["老旧小区改造", "社会足球场", "公厕"]),
    ],
)
def test_a_project_moves(office: Office, desk: str, name: str, to: str, order: list[str]) -> None:
    office.post(f"{desk}/candidates/{key(office, name)}/move", to=to)
    assert listed(office) == list(enumerate(order, start=1))


def test_removing_asks_first(office: Office, desk: str) -> None:
    page = office.get(f"{desk}/candidates/{key(office, '社会足球场')}/remove")
    assert "社会足球场" in page.text
    assert len(listed(office)) == 3


def test_those_behind_a_removed_project_move_up(office: Office, desk: str) -> None:
    office.post(f"{desk}/candidates/{key(office, '社会足球场')}/remove")
    assert listed(office) == [(1, "老旧小区改造"), (2, "公厕")]


def test_removing_twice_is_not_found(office: Office, desk: str) -> None:
    path = f"{desk}/candidates/{key(office, '公厕')}/remove"
    office.post(path)
    assert office.post(path).status_code == 404


def test_the_export_can_be_imported_again(office: Office, desk: str) -> None:
    data = office.get(f"{desk}/candidates.xlsx").data
    page = office.post(f"{desk}/candidates", file=(io.BytesIO(data), "候选项目.xlsx"))
    assert page.status_code == 200
    assert "共 3 项，没有错误" in page.text
    assert "98\u2009000" in page.text


def test_the_template_names_the_columns(office: Office) -> None:
    sheet = load_workbook(io.BytesIO(office.get("/desk/templates/candidates.xlsx").data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [
        "项目名称",
        "主要内容",
        "地点",
        "总投资（万元）",
        "年度投资（万元）",
        "责任单位",
        "完成时限",
    ]


@pytest.mark.parametrize("act", ["new", "change", "move", "remove", "import"])
def test_a_frozen_list_does_not_change(at: Callable[..., Vote], act: str) -> None:
    vote = at(stage.frozen)
    item = key(vote.office, "候选项目之1")
    before = listed(vote.office)
    answer = {
        "new": lambda: vote.office.post(f"{vote.desk}/candidates/new", name="新的"),
        "change": lambda: vote.office.post(f"{vote.desk}/candidates/{item}", name="别的"),
        "move": lambda: vote.office.post(f"{vote.desk}/candidates/{item}/move", to="down"),
        "remove": lambda: vote.office.post(f"{vote.desk}/candidates/{item}/remove"),
        "import": lambda: vote.office.post(
            f"{vote.desk}/candidates",
            **carried(vote.office.upload(f"{vote.desk}/candidates", LIST).text) or {"content": "x"},
        ),
    }[act]()
    assert answer.status_code in (400, 409)
    assert listed(vote.office) == before


def test_a_frozen_list_offers_no_change(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    page = vote.office.get(f"{vote.desk}/candidates").text
    assert "已经冻结" in page
    assert "/move" not in page


def test_a_project_of_another_meeting_is_not_found(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    other = vote.office.meeting("第七次会议")
    item = key(vote.office, "候选项目之1")
    assert vote.office.get(f"{other}/candidates/{item}").status_code == 404
    assert vote.office.post(f"{other}/candidates/{item}/remove").status_code == 404
