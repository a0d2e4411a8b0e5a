"""The year's report: drafted from the figures, written by the office, printed with what is true at that moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from support.statements import statements
from support.supervising import OFFICE, Supervising, supervising

from voting.config import Config
from voting.errors import DomainError, Missing
from voting.extensions import db, writing
from voting.implementation import changes, plans, sheet, year_sheet
from voting.implementation.fields import Fields, of_plan
from voting.implementation.models import Acceptance, Plan
from voting.implementation.versions import Ruling
from voting.printing.rendering import pages_text
from voting.supervision import groups, year_report

NOW = datetime(2027, 7, 1, 3, tzinfo=UTC)
YEAR = 2027


@pytest.fixture
def held(app: Flask, config: Config) -> Supervising:
    return supervising(config, today=NOW.date())


def draft(held: Supervising) -> year_report.Draft:
    return year_report.draft(held.congress_id, YEAR, NOW.date())


def save(held: Supervising, seen: datetime | None = None, at: datetime = NOW, **blocks: str) -> None:
    year_report.save(held.congress_id, YEAR, blocks, seen, OFFICE, at)


def read(held: Supervising, config: Config) -> str:
    return "".join("".join(pages_text(year_report.paper(held.congress_id, YEAR, config, NOW))).split())


def test_the_first_words_follow_from_the_figures(held: Supervising) -> None:
    told = draft(held)
    assert told.seen is None
    assert told.blocks["summary"] == (
        "2027年民生实事项目共4项，截至2027年7月1日：未启动1项、按序时3项。"
        "年度计划投资3,200万元，累计完成1,200万元，占年度计划的37.5%。"
    )


def test_the_paper_has_the_words_and_the_figures(held: Supervising, config: Config) -> None:
    with writing() as session:
        plan = session.get_one(Plan, held.plans[0])
        plan.completed_on, plan.percent = NOW.date() - timedelta(days=1), 100
        session.add(
            Acceptance(
                plan_id=plan.id,
                congress_id=held.congress_id,
                accepted_on=NOW.date() - timedelta(days=1),
                body="区政府",
                result="completed",
                invested=plan.invested,
                done=["31"],
                actor="程怡",
                at=NOW,
            )
        )
    save(held, ways="每月调度。\n每季讲评。", next="")
    text = read(held, config)
    assert "关于2027年民生实事项目实施情况的报告" in text
    assert "每月调度。" in text
    assert "完成数量30处31处" in text
    assert "下一步安排" not in text
    assert "1．新建农村公路30公里800400" in text


def test_a_goal_on_its_way_is_told_by_the_newest_report(held: Supervising, config: Config) -> None:
    assert "完成数量30处15处" in read(held, config)


def changed(held: Supervising, place: int, kind: str, fields: Fields | None, decision: str) -> None:
    edits = held.plan(place).edits
    made = changes.request(held.congress_id, held.plans[place], kind, fields, "选址不成", edits, OFFICE, NOW).id
    changes.give_opinion(held.congress_id, made, "同意", OFFICE, NOW)
    body = "主任会议" if decision == "filed" else "区人大常委会第三十次会议"
    changes.decide(held.congress_id, made, decision, Ruling(NOW.date(), body, ""), "", OFFICE, NOW)


def test_what_was_changed_is_said_as_it_was_decided(held: Supervising, config: Config) -> None:
    changed(held, 0, "schedule", replace(of_plan(held.plan()), ends_on=date(2027, 12, 20)), "filed")
    changed(held, 1, "cancel", None, "approved")
    changed(held, 2, "replace", replace(of_plan(held.plan(2)), name="新建充电桩200个"), "approved")
    text = read(held, config)
    assert "“新建农村公路30公里”：调整实施进度，2027年7月1日报主任会议备案。理由：选址不成。" in text
    assert "“改造老旧小区12个”：取消项目，2027年7月1日经区人大常委会第三十次会议批准。" in text
    assert "“新建充电桩300个”：替换为“新建充电桩200个”，2027年7月1日经" in text


def test_the_sum_of_the_money_leaves_out_what_was_cancelled(held: Supervising, config: Config) -> None:
    changed(held, 1, "cancel", None, "approved")
    text = read(held, config)
    assert "2．改造老旧小区12个——已取消" in text
    assert "合计2,40080033.3%" in text


def test_the_second_editor_is_told(held: Supervising) -> None:
    first = draft(held).seen
    save(held, first, problems="征地。")
    with pytest.raises(DomainError) as caught:
        save(held, first, problems="用工。")
    assert caught.value.code == "report_changed"
    assert draft(held).blocks["problems"] == "征地。"
    save(held, draft(held).seen, NOW + timedelta(minutes=1), problems="征地、用工。")
    assert draft(held).blocks["problems"] == "征地、用工。"


def test_what_cannot_be_saved(held: Supervising) -> None:
    with pytest.raises(DomainError) as caught:
        save(held, ways="长" * 3001)
    assert caught.value.details["field"] == "ways"
    with pytest.raises(Missing):
        year_report.save(held.congress_id, 1999, {}, None, OFFICE, NOW)


def papers(held: Supervising, config: Config) -> dict[str, Callable[[], object]]:
    """The papers and pages on all plans of a year."""
    return {
        "report": lambda: year_report.sections(held.congress_id, YEAR, {}, NOW.date()),
        "sheet": lambda: year_sheet.year_sheet(held.congress_id, YEAR, NOW.date(), config),
        "plates": lambda: year_sheet.plates(plans.of_year(held.congress_id, YEAR), "a3", config),
        "spreadsheet": lambda: sheet.template(held.congress_id, YEAR),
        "groups": lambda: groups.of_year(held.congress_id, YEAR),
    }


@pytest.mark.parametrize("name", ["report", "sheet", "plates", "spreadsheet", "groups"])
def test_a_year_is_told_without_asking_for_each_project(held: Supervising, config: Config, name: str) -> None:
    with writing() as session:
        for plan in session.scalars(select(Plan)):
            plan.public = True
    for number, plan_id in enumerate(held.plans):
        groups.save(held.congress_id, None, YEAR, f"第{number}组", "1001", [plan_id], OFFICE, NOW)
    db.session.expunge_all()
    with statements() as asked:
        papers(held, config)[name]()
    assert {statement: times for statement, times in Counter(asked).items() if times > 1} == {}
