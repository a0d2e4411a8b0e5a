"""A year's plans by spreadsheet: what it hands out it takes in; each fault has its row; nothing comes twice."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from support.planning import NOW
from support.supervising import OFFICE, Supervising

from voting.errors import Conflict, Rejected
from voting.extensions import db
from voting.implementation import plans, sheet, versions
from voting.implementation.fields import Step
from voting.implementation.versions import Ruling
from voting.journal.log import entries

BY = Ruling(date(2025, 1, 20), "区三届人大五次会议", "区人大公告第2号")
WHOLE = {
    "项目名称": "改造老旧小区12个",
    "主要内容": "改造12个小区。",
    "责任单位": "区民政局、龙水镇",
    "责任人": "局长甲",
    "督办领导": "副区长乙",
    "联系人和电话": "住保科 023-43700000",
    "开工日期": "2025/3/1",
    "完成时限": "2025年11月",
    "总投资（万元）": "1,200",
    "年度投资（万元）": "800",
    "年度目标": "改造小区 12 个；新增车位 300 个",
    "节点安排": "完成 设计 2025-04-30 30%\n完工，2025.11.20，70",
}


def file(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    written = csv.DictWriter(out, [key for key in WHOLE if any(key in one for one in rows)])
    written.writeheader()
    written.writerows(rows)
    return out.getvalue().encode()


def look(held: Supervising, *rows: dict[str, str], year: int = 2025) -> sheet.Preview:
    return sheet.read(held.congress_id, year, file(*rows), "表.csv")


def test_a_row_is_understood_as_offices_write_it(held: Supervising) -> None:
    preview = look(held, WHOLE)
    assert preview.errors == []
    (row,) = preview.rows
    assert (row.plan_id, list(row.lacking)) == (None, [])
    fields = row.fields
    assert (fields.unit_id, fields.unit_name) == (held.held.units[1], "区民政局、龙水镇")
    assert (fields.starts_on, fields.ends_on) == (date(2025, 3, 1), date(2025, 11, 30))
    assert [(one.name, one.quantity, one.unit) for one in fields.goals] == [
        ("改造小区", 12, "个"),
        ("新增车位", 300, "个"),
    ]
    assert list(fields.milestones) == [Step("完成 设计", date(2025, 4, 30), 30), Step("完工", date(2025, 11, 20), 70)]


def test_a_year_decided_before_this_system_is_in_force_at_once_and_once(held: Supervising) -> None:
    rows = look(held, WHOLE).rows
    assert sheet.take(held.congress_id, 2025, rows, BY, OFFICE, NOW) == (1, 0)
    (plan,) = plans.of_year(held.congress_id, 2025)
    assert (plan.version, plan.public, plan.round_id, plan.no) == (1, True, None, 1)
    assert versions.version_of(plan.id, 1).document == "区人大公告第2号"
    with pytest.raises(Conflict, match="plan_exists"):
        sheet.take(held.congress_id, 2025, rows, BY, OFFICE, NOW)
    assert [one.act for one in entries(db.session(), held.congress_id)] == ["导入实施计划"]


def test_a_row_that_lacks_something_is_a_draft_for_its_unit_but_cannot_be_approved_already(held: Supervising) -> None:
    rows = look(held, WHOLE | {"节点安排": "", "督办领导": ""}).rows
    with pytest.raises(Rejected, match="row_incomplete"):
        sheet.take(held.congress_id, 2025, rows, BY, OFFICE, NOW)
    assert plans.of_year(held.congress_id, 2025) == []
    sheet.take(held.congress_id, 2025, rows, None, OFFICE, NOW)
    (plan,) = plans.of_year(held.congress_id, 2025)
    assert (plan.version, versions.pending(plan.id), plan.responsible) == (0, None, "局长甲")


def test_a_draft_is_filled_in_and_waits_for_approval(held: Supervising) -> None:
    row = WHOLE | {
        "项目名称": "建设社区食堂8个",
        "开工日期": "2027-01-10",
        "完成时限": "2027-11-30",
        "节点安排": "选址 2027-03-01 40\n开业 2027-11-01 60",
    }
    preview = look(held, row, year=2027)
    assert [one.plan_id for one in preview.rows] == [held.plans[3]]
    assert sheet.take(held.congress_id, 2027, preview.rows, None, OFFICE, NOW) == (0, 1)
    waiting = versions.pending(held.plans[3])
    assert waiting is not None
    assert waiting.fields["responsible"] == "局长甲"


def test_a_column_that_the_file_has_not_leaves_what_is_there(held: Supervising) -> None:
    before = versions.shown(held.plan(3))
    (row,) = look(held, {"项目名称": "建设社区食堂8个", "责任单位": "区民政局", "责任人": "局长丙"}, year=2027).rows
    assert (row.fields.responsible, row.fields.content) == ("局长丙", before.content)
    assert (row.fields.investment_total, row.fields.category) == (before.investment_total, before.category)


def test_what_a_unit_has_put_forward_is_not_written_over(held: Supervising) -> None:
    cells = WHOLE | {
        "项目名称": "建设社区食堂8个",
        "开工日期": "2027-01-10",
        "完成时限": "2027-11-30",
        "节点安排": "选址 2027-03-01 40\n开业 2027-11-01 60",
    }
    rows = look(held, cells, year=2027).rows
    sheet.take(held.congress_id, 2027, rows, None, OFFICE, NOW)
    with pytest.raises(Conflict, match="plan_changed"):
        sheet.take(held.congress_id, 2027, rows, None, OFFICE, NOW)
    assert look(held, cells, year=2027).errors == []
    errors = look(held, cells | {"责任人": "局长丙"}, year=2027).errors
    assert [str(one.sentence) for one in errors] == ["“建设社区食堂8个”有一版计划等待批准，请先批准或者退回"]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"项目名称": ""}, "项目名称"),
        ({"责任单位": "区没有局"}, "区没有局"),
        ({"责任单位": ""}, "责任单位"),
        ({"节点安排": "完工 明年 100"}, "日期"),
        ({"节点安排": "完工 100"}, "写法不对"),
        ({"年度目标": "小区 12"}, "写法不对"),
        ({"总投资（万元）": "很多"}, "金额"),
        ({"完成时限": "尽快"}, "日期"),
        ({"年度投资（万元）": "1300"}, "大于总投资"),
    ],
)
def test_a_fault_is_named_by_its_row(held: Supervising, cells: dict[str, str], says: str) -> None:
    errors = look(held, WHOLE, WHOLE | {"项目名称": "另一个"} | cells).errors
    assert {one.row for one in errors} == {3}
    assert says in "".join(one.sentence for one in errors)


def test_neither_twice_in_a_file_nor_a_plan_in_force(held: Supervising) -> None:
    assert "第 2 行相同" in look(held, WHOLE, WHOLE).errors[0].sentence
    errors = look(held, WHOLE | {"项目名称": held.plan().name, "完成时限": "2027-11-30"}, year=2027).errors
    assert any("已经批准" in one.sentence for one in errors)


def test_what_is_handed_out_is_taken_in_again(held: Supervising) -> None:
    sheet.take(held.congress_id, 2025, look(held, WHOLE).rows, None, OFFICE, NOW)
    (plan,) = plans.of_year(held.congress_id, 2025)
    preview = sheet.read(held.congress_id, 2025, sheet.template(held.congress_id, 2025), "表.xlsx")
    assert preview.errors == []
    assert [(one.plan_id, one.fields) for one in preview.rows] == [(plan.id, versions.shown(plan))]


def test_the_empty_sheet_holds_an_example_that_is_written_right_and_never_taken_in(held: Supervising) -> None:
    preview = sheet.read(held.congress_id, 2030, sheet.template(held.congress_id, 2030), "表.xlsx")
    assert ([one.sentence for one in preview.errors], preview.ready) == (["请删去示例行"], 1)
