"""The committee asks and opines; what was promised and what was asked for become tasks of the units."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from support.supervising import OFFICE, Supervising, supervising

from voting.config import Config
from voting.errors import Conflict, Missing, Rejected
from voting.extensions import db
from voting.printing.rendering import pages_text
from voting.supervision import committee_papers, inquiries, opinions, tasks
from voting.supervision.inquiries import Held
from voting.supervision.models import Inquiry, Question
from voting.supervision.opinions import Adopted

TODAY = date(2027, 7, 20)
NOW = datetime(2027, 7, 20, 3, 0, tzinfo=UTC)
DUE = TODAY + timedelta(days=30)
HELD = Held(2027, "民生实事项目实施情况", TODAY, "区人大常委会第三十次会议", "联组会议。")
ADOPTED = Adopted(2027, "关于实施情况报告的审议意见", TODAY, "一、加快进度。\n二、落实管护。", "人常审〔2027〕3号")


@pytest.fixture
def held(app: Flask, config: Config) -> Supervising:
    return supervising(config, today=TODAY)


def inquiry(held: Supervising, told: Held = HELD) -> int:
    return inquiries.save(held.congress_id, None, told, OFFICE, NOW).id


def ask(held: Supervising, at: int, text: str = "为什么落后？", who: str = "孙委员") -> Question:
    return inquiries.ask(held.congress_id, at, who, text, held.held.units[0], held.plans[0], OFFICE, NOW)


def opinion(held: Supervising, told: Adopted = ADOPTED) -> int:
    return opinions.save(held.congress_id, None, told, OFFICE, NOW).id


def hand(held: Supervising, at: int, unit: int = 0) -> int:
    return opinions.hand(held.congress_id, at, held.held.units[unit], "按月报告进度。", DUE, OFFICE, NOW).id


def state(at: int) -> str:
    db.session.expire_all()
    return opinions.state_of(opinions.handling([at])[at])


def reply(held: Supervising, task: int, unit: int = 0, text: str = "已经落实。") -> None:
    tasks.answer(held.congress_id, task, held.held.units[unit], text, [], held.held.config, OFFICE, NOW)


def plain(pdf: bytes) -> str:
    return "".join("".join(pages_text(pdf)).split())


def test_questions_are_numbered_and_shown_to_the_unit_asked(held: Supervising) -> None:
    at = inquiry(held)
    assert [ask(held, at).no, ask(held, at).no] == [1, 1]
    assert ask(held, at, text="何时补上？").no == 2
    assert [one.no for one, _inquiry in inquiries.to_unit(held.held.units[0])] == [1, 2]
    assert inquiries.to_unit(held.held.units[1]) == []


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (replace(HELD, title=" "), "title"),
        (replace(HELD, held_on=None), "held_on"),
        (replace(HELD, year=27), "year"),
    ],
)
def test_an_inquiry_without_what_it_needs_is_refused(held: Supervising, told: Held, field: str) -> None:
    with pytest.raises(Rejected) as problem:
        inquiry(held, told)
    assert problem.value.details["field"] == field
    assert inquiries.of_congress(held.congress_id) == []


def test_a_unit_answers_its_own_questions_only_and_may_correct_itself(held: Supervising) -> None:
    asked = ask(held, inquiry(held)).id
    with pytest.raises(Missing):
        inquiries.answer(held.congress_id, asked, "局长", "无。", OFFICE, NOW, held.held.units[1])
    for text in ("管线多。", "管线比预计多。"):
        inquiries.answer(held.congress_id, asked, "局长", text, OFFICE, NOW, held.held.units[0])
    assert inquiries.question_of(held.congress_id, asked).answer == "管线比预计多。"


def test_a_promise_becomes_one_task_at_a_time(held: Supervising) -> None:
    asked = ask(held, inquiry(held)).id
    made = inquiries.follow_up(held.congress_id, asked, "年底前完成。", DUE, OFFICE, NOW)
    assert (made.origin, made.unit_id, made.plan_id) == ("inquiry", held.held.units[0], held.plans[0])
    with pytest.raises(Conflict):
        inquiries.follow_up(held.congress_id, asked, "年底前完成。", DUE, OFFICE, NOW)


def test_an_opinion_is_handled_when_every_unit_is_done(held: Supervising) -> None:
    at = opinion(held)
    assert state(at) == "none"
    given = [hand(held, at, unit) for unit in (0, 1)]
    reply(held, given[0])
    assert state(at) == "open"
    reply(held, given[1], 1)
    assert state(at) == "answered"
    for one in given:
        tasks.close(held.congress_id, one, "情况属实。", OFFICE, NOW)
    assert state(at) == "closed"


def test_an_opinion_goes_to_a_unit_of_this_congress_by_a_day_to_come(held: Supervising, config: Config) -> None:
    at, other = opinion(held), supervising(config, "other", today=TODAY)
    with pytest.raises(Rejected) as problem:
        opinions.hand(held.congress_id, at, other.held.units[0], "报告进度。", DUE, OFFICE, NOW)
    assert problem.value.details["field"] == "unit"
    with pytest.raises(Rejected) as problem:
        opinions.hand(held.congress_id, at, held.held.units[0], "报告进度。", TODAY, OFFICE, NOW)
    assert problem.value.details["field"] == "due_on"
    with pytest.raises(Missing):
        opinions.hand(other.congress_id, at, other.held.units[0], "报告进度。", DUE, OFFICE, NOW)
    assert tasks.listed(held.congress_id) == []


def test_the_office_gives_a_task_of_its_own(held: Supervising) -> None:
    made = tasks.give_by_office(held.congress_id, held.plans[1], "报送倒排工期。", DUE, OFFICE, NOW)
    assert tasks.give_by_office(held.congress_id, held.plans[1], "报送倒排工期。", DUE, OFFICE, NOW).id == made.id
    assert (made.origin, made.unit_id) == ("office", held.held.units[1])
    with pytest.raises(Missing):
        tasks.give_by_office(held.congress_id, held.plans[3], "还没有公开的计划。", DUE, OFFICE, NOW)


def test_the_papers_say_what_was_asked_answered_and_done(held: Supervising) -> None:
    at, adopted = inquiry(held), opinion(held)
    asked = ask(held, at).id
    inquiries.answer(held.congress_id, asked, "区交通运输局局长", "年底前通车。", OFFICE, NOW)
    inquiries.follow_up(held.congress_id, asked, "年底前完成主线。", DUE, OFFICE, NOW)
    reply(held, hand(held, adopted), text="已经调整工序，增加班组，" * 20 + "已经落实。")
    db.session.expire_all()
    paper = plain(committee_papers.inquiry(db.session.get_one(Inquiry, at), held.held.config, NOW))
    assert "为什么落后？" in paper
    assert "区交通运输局局长答：年底前通车。" in paper
    assert "区交通运输局区交通运输局" not in paper
    assert "年底前完成主线。" in paper
    paper = plain(committee_papers.opinion(opinions.get(held.congress_id, adopted), held.held.config, NOW))
    assert "二、落实管护。" in paper
    assert "人常审〔2027〕3号" in paper
    assert "已经落实。" in paper
