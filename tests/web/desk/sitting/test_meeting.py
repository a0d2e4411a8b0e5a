"""The meeting page: who must do what next in every state of the round, and who may."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from support import stage
from support.office import Office, Vote

from voting.ballots import casting
from voting.congress.models import Account
from voting.extensions import db
from voting.meetings import officers
from voting.meetings.models import Officer
from voting.rules.rules import Rules
from voting.tally import certifying


def box(page: str) -> str:
    """The text of the box 现在该做什么."""
    found = re.search(r'<section class="now.*?</section>', page, re.S)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def main_buttons(page: str) -> list[str]:
    return re.findall(r'class="btn btn-primary"[^>]*>([^<]*)<', page)


def confirm_all(vote: Vote) -> None:
    def work() -> None:
        for officer in officers.key_holders(vote.stage.meeting_id):
            certifying.confirm(vote.stage.round_id, db.session.get_one(Account, officer.account_id), stage.NOW)

    vote.office.run(work)


def voted(vote: Vote, count: int = 6) -> None:
    def work() -> None:
        for place in range(count):
            casting.cast(vote.stage.uuid, vote.stage.deputies[place], vote.stage.ballot(place), vote.stage.config)

    vote.office.run(work)


def test_a_new_meeting_begins_with_the_roster(office: Office) -> None:
    page = office.get(office.meeting()).text
    assert "导入代表名册" in box(page)
    assert main_buttons(page) == ["导入代表名册"]


def test_then_the_candidates(office: Office) -> None:
    desk = office.meeting()
    preview = office.upload(f"{desk}/roster", "代表编号,姓名,代表团\n1,甲,一团\n").text
    form = dict(re.findall(r'name="(content|filename|import|replacing)" value="([^"]*)"', preview))
    office.post(f"{desk}/roster", **form)
    assert "填写候选项目" in box(office.get(desk).text)


def test_blocked_tasks_say_why(office: Office) -> None:
    page = office.get(office.meeting()).text
    assert "前面四项齐备后才能冻结" in page
    assert "先指定监票人" in page


def test_scrutineers_without_a_key_are_named(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    text = box(vote.office.get(vote.desk).text)
    assert "监票人0" in text
    assert "监票人1" in text
    assert "/scrutineer/" in text


def test_a_scrutineer_whose_key_is_confirmed_is_not_awaited(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)

    def confirm() -> None:
        officer = db.session.query(Officer).filter_by(meeting_id=vote.stage.meeting_id, position=1).one()
        officer.confirmed = True
        db.session.commit()

    vote.office.run(confirm)
    text = box(vote.office.get(vote.desk).text)
    assert "监票人0" not in text
    assert "监票人1" in text


def test_without_a_quorum_the_box_counts_who_is_missing(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    vote.office.run(lambda: vote.stage.sign_in(3))
    assert "实到 3 人，法定人数 4 人，还差 1 人" in box(vote.office.get(vote.desk).text)


def test_with_a_quorum_the_vote_can_be_opened(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    vote.office.run(lambda: vote.stage.sign_in(4))
    page = vote.office.get(vote.desk, "chair").text
    assert "请执行主席在大会上宣布后开始投票" in box(page)
    assert main_buttons(page) == ["核对并开始投票"]


@pytest.mark.parametrize("role", ["auditor", "teller", "administrator"])
def test_who_may_not_act_is_told_who_may(at: Callable[..., Vote], role: str) -> None:
    vote = at(stage.boxed)
    vote.office.run(lambda: vote.stage.sign_in())
    page = vote.office.get(vote.desk, role).text
    assert main_buttons(page) == []
    assert "这一步由以下人员办理" in page
    assert "officechair" in box(page)
    assert f"{vote.round}/open" not in page


def test_while_the_vote_is_open_there_are_four_numbers_and_no_more(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    voted(vote, 3)
    page = vote.office.get(vote.desk).text
    assert re.findall(r'data-figure="(\w+)">(\d+)<', page) == [
        ("entitled", "6"),
        ("present", "6"),
        ("issued", "6"),
        ("returned", "3"),
    ]
    news = vote.office.get(f"{vote.round}/state").json
    assert not [key for key in news if re.search("approve|oppose|abstain|rows|valid|void|selected", key)]
    assert (news["present"], news["issued"], news["returned"]) == (6, 6, 3)


def test_when_everything_is_returned_the_box_says_so(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    before = vote.office.get(f"{vote.round}/state").json["pulse"]
    voted(vote, 6)
    assert "全部收回" in box(vote.office.get(vote.desk).text)
    assert vote.office.get(f"{vote.round}/state").json["pulse"] != before


def test_one_more_ballot_does_not_renew_the_page(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    before = vote.office.get(f"{vote.round}/state").json["pulse"]
    voted(vote, 1)
    assert vote.office.get(f"{vote.round}/state").json["pulse"] == before


def closed(vote: Vote) -> None:
    voted(vote)

    def work() -> None:
        stage.close(vote.stage)
        stage.start(vote.stage, "server")

    vote.office.run(work)


def test_after_the_close_the_scrutineer_whose_turn_it_is_is_named(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    closed(vote)
    text = box(vote.office.get(vote.desk).text)
    assert "监票人混票" in text
    assert "监票人0" in text
    assert "监票人1" not in text


def test_a_server_that_stopped_can_be_sent_on(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    voted(vote)
    vote.office.run(lambda: stage.close(vote.stage))
    assert "监票人锁定票箱" in box(vote.office.get(vote.desk).text)
    vote.office.run(lambda: stage.compare(vote.stage))
    assert "继续服务器的计票步骤" in vote.office.get(vote.desk).text
    assert vote.office.post(f"{vote.round}/resume").status_code == 302
    assert "监票人0" in box(vote.office.get(vote.desk).text)


def test_the_count_waits_for_every_scrutineer(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    voted(vote)
    vote.office.run(lambda: stage.close(vote.stage))
    vote.office.run(lambda: stage.count(vote.stage))
    text = box(vote.office.get(vote.desk).text)
    assert "确认计票结果" in text
    assert "监票人0" in text
    assert main_buttons(vote.office.get(vote.desk).text) == []
    confirm_all(vote)
    assert main_buttons(vote.office.get(vote.desk).text) == ["核对并认证"]


def test_figures_that_do_not_add_up_stop_the_certification(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    voted(vote)

    def spoil() -> None:
        vote.stage.round.issued = 5
        db.session.commit()

    vote.office.run(spoil)
    vote.office.run(lambda: stage.close(vote.stage))
    vote.office.run(lambda: stage.count(vote.stage))
    confirm_all(vote)
    text = box(vote.office.get(vote.desk).text)
    assert "票数不符，不能认证" in text
    assert "收回 6 张，多于发出 5 张" in text
    refused = vote.office.post(f"{vote.round}/certify")
    assert refused.status_code == 409
    assert vote.state == "counted"


def test_from_the_certificate_to_the_announcement(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened, rules=Rules(seats=2, shortage="vacant"))
    voted(vote)
    vote.office.run(lambda: stage.close(vote.stage))
    vote.office.run(lambda: stage.count(vote.stage))
    confirm_all(vote)
    page = vote.office.client("chair").post(f"{vote.round}/certify", follow_redirects=True).text
    assert "认证计票结果：已完成" in page
    assert "officechair" in page
    assert "计票结果报告单" in page
    assert "公告结果" in box(page)
    page = vote.office.client("chair").post(f"{vote.round}/announce", follow_redirects=True).text
    assert "公告结果：已完成" in page
    assert vote.state == "announced"


def test_the_home_page_says_what_each_meeting_waits_for(office: Office) -> None:
    office.meeting("第六次会议")
    page = office.get("/desk/").text
    assert "第六次会议" in page
    assert "导入代表名册" in page


def test_an_empty_office_says_what_belongs_here(office: Office) -> None:
    assert "还没有会议" in office.get("/desk/").text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": "", "entitled": "6"}, "name"),
        ({"name": "会议", "entitled": "很多"}, "entitled"),
        ({"name": "会议", "entitled": "6", "delegations": "一团\n一团"}, "delegations"),
    ],
)
def test_a_new_meeting_keeps_what_was_typed(office: Office, form: dict[str, str], field: str) -> None:
    answer = office.post("/desk/meetings/new", **form)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    for value in form.values():
        assert value in answer.text


def test_a_meeting_of_the_same_name_is_refused(office: Office) -> None:
    office.meeting("第六次会议")
    answer = office.post("/desk/meetings/new", name="第六次会议", entitled=6)
    assert answer.status_code == 409
    assert 'href="#name"' in answer.text
