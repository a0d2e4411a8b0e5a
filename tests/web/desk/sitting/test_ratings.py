"""Satisfaction ratings at the desk and before the public: forms, bad input, who may, what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from support import rating
from support.office import Office, Vote
from support.reading import seen

from voting.ballots import following
from voting.supervision import tasks


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    return at(rating.planned)


def first(vote: Vote) -> str:
    """Address of the first rating's set-up."""
    uuid = vote.office.run(lambda: following.firsts(vote.stage.meeting_id)[1].uuid)
    return f"/desk/rounds/{uuid}/rating"


def form(vote: Vote, **changes: object) -> dict[str, object]:
    """The form as a browser sends it back, with these changes; None leaves a field out."""
    page = vote.office.get(f"{first(vote)}?year={rating.YEAR}&source=plans").text
    sent: dict[str, object] = {
        "title": "2025年重点民生实事项目满意度测评",
        "base": "entitled",
        "boundary": "at-half",
        "all_blank": "abstain",
        "legend": "circle",
        "illegible": "row",
        "body": "deputies",
        "rectify_days": "90",
        "again": "1",
        "seen": seen(page),
    }
    for row, plan in re.findall(r'name="plan-(\d+)" value="(\d+)"', page):
        name = re.search(rf'name="name-{row}"[^>]*>([^<]*)<', page)
        assert name
        sent |= {
            f"plan-{row}": plan,
            f"keep-{row}": "1",
            f"no-{row}": row,
            f"name-{row}": name[1],
            f"unit-{row}": "某局",
            f"content-{row}": "完成。",
        }
    return {key: value for key, value in (sent | changes).items() if value is not None}


def names(vote: Vote) -> list[str]:
    return vote.office.run(
        lambda: [str(item["name"]) for item in following.firsts(vote.stage.meeting_id)[1].candidates or []]
    )


def test_the_list_is_saved_in_the_order_and_words_of_the_office(vote: Vote) -> None:
    changed = {"no-1": "9", "name-2": "农村公路", "keep-3": None, "unknown": "1", "boundary": "over-half"}
    answer = vote.office.post(first(vote), **form(vote, **changed))
    assert answer.status_code == 302
    assert names(vote) == ["农村公路", "改造老旧小区"]
    page = vote.office.get(first(vote)).text
    assert "满意、基本满意、不满意或者不了解" in page
    assert "合计超过半数" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "请填写测评的名称"),
        ({"name-1": ""}, "请填写第 1 项的名称"),
        ({"keep-1": None, "keep-2": None, "keep-3": None}, "请选定 1 至 100 个测评项目"),
        ({"name-2": "改造老旧小区"}, "列了两次"),
        ({"rectify_days": "多"}, "整改期限应为 0 至 365 的整数"),
        ({"base": "nobody"}, "规则设置不正确"),
        ({"rectify_days": "²", "no-1": "²"}, "整改期限应为 0 至 365 的整数"),
    ],
)
def test_bad_input_is_said_and_nothing_that_was_typed_is_lost(vote: Vote, change: dict[str, object], said: str) -> None:
    typed = form(vote, **({"content-2": "修了三十公里<b>"} | change))
    answer = vote.office.post(first(vote), **typed)
    assert answer.status_code in (400, 422)
    assert said in answer.text
    assert "修了三十公里&lt;b&gt;" in answer.text
    assert names(vote) == []


def test_a_colleagues_list_is_shown_beside_the_own(vote: Vote) -> None:
    typed = form(vote, **{"name-1": "旧小区改造"})
    assert vote.office.post(first(vote), **form(vote, title="甲的测评")).status_code == 302
    late = vote.office.post(first(vote), **typed)
    assert late.status_code == 409
    for said in ("他人刚刚保存的内容与您填写的不同", "甲的测评", "1．改造老旧小区", "1．旧小区改造"):
        assert said in late.text
    assert vote.office.post(first(vote), **{**typed, "seen": seen(late.text)}).status_code == 302
    assert "旧小区改造" in names(vote)


def test_plans_of_another_congress_are_not_found(vote: Vote, stranger: Office) -> None:
    assert stranger.get(first(vote)).status_code == 404
    assert vote.office.post(first(vote), **form(vote, **{"plan-1": "999999"})).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "chair", "teller"])
def test_only_the_clerk_sets_a_rating_up(vote: Vote, role: str) -> None:
    assert vote.office.get(first(vote), role).status_code == 200
    assert vote.office.post(first(vote), role, **form(vote)).status_code == 403


def test_a_frozen_rating_shows_its_list_and_takes_no_other(vote: Vote) -> None:
    vote.office.post(first(vote), **form(vote))
    sent = form(vote)
    round_ = first(vote).removesuffix("/rating")
    assert vote.office.post(f"{round_}/freeze").status_code == 302
    assert "已经冻结" in vote.office.get(first(vote)).text
    assert vote.office.post(first(vote), **sent).status_code == 409
    done = vote.office.get(f"{round_}/freeze").text
    assert "冻结测评项目和规则：已完成" in done
    assert "程" not in done or "办理人" in done


@pytest.fixture
def told(at: Callable[..., Vote]) -> Vote:
    return at(rating.told)


def test_everybody_sees_the_grades_and_nothing_of_who(told: Vote, web: Flask) -> None:
    public = web.test_client()
    page = public.get(f"/rounds/{told.stage.uuid}").text
    assert re.findall(r'data-label="(\w+)">(\d+)<', page)[:4] == [
        ("满意", "4"),
        ("基本满意", "0"),
        ("不满意", "0"),
        ("弃权", "0"),
    ]
    assert "测评结果" in page
    assert "基本满意" in public.get(f"/screen/{told.stage.uuid}").text
    congress = told.office.congress_id
    board = public.get(f"/progress/{congress}/{rating.YEAR}").text
    assert board.count("满意度测评") >= 3
    data = public.get(f"/progress/{congress}/{rating.YEAR}.json").json
    assert [one["grade"] for one in data["ratings"]] == ["满意", "不满意", "基本满意"]
    assert data["ratings"][1]["figures"] == {"满意": 0, "基本满意": 0, "不满意": 4, "弃权": 0}
    assert "不满意" in public.get(f"/progress/{congress}/{rating.YEAR}.csv").text


def test_english_pages_name_the_grades_in_english(told: Vote, web: Flask) -> None:
    page = web.test_client().get(f"/rounds/{told.stage.uuid}", headers={"Accept-Language": "en"}).text
    assert "Result of the rating" in page
    assert ">基本满意<" not in page


def test_the_office_orders_rectification_once(told: Vote) -> None:
    page = f"/desk/rounds/{told.stage.uuid}/rectify"
    assert "新建农村公路" in told.office.get(page).text
    assert told.office.post(page, due_on="昨天").status_code == 400
    assert told.office.post(page, due_on="2020-01-01").status_code == 400
    assert told.office.post(page, due_on=told.office.run(day)).status_code == 302
    assert told.office.post(page, due_on=told.office.run(day)).status_code == 302
    assert told.office.run(lambda: len(tasks.listed(told.office.congress_id))) == 1
    assert told.office.get(page, "auditor").status_code == 403


def day() -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


def test_scripts_and_papers_speak_of_a_rating(told: Vote) -> None:
    from support.reading import words

    read = words(told.office.get(f"/desk/rounds/{told.stage.uuid}/papers/host.pdf").data)
    assert "新建农村公路，不满意" in read
    assert "整改" in read
    said = words(told.office.get(f"/desk/rounds/{told.stage.uuid}/papers/scrutineer.pdf").data)
    assert "新建社区食堂，满意0票，基本满意3票，不满意0票，弃权1票，评为基本满意" in said
    paper = words(told.office.get(f"/desk/rounds/{told.stage.uuid}/papers/announcement.pdf").data)
    assert "完成情况进行了满意度测评" in paper
    assert "改造老旧小区：满意" in paper
