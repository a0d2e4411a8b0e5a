"""The acts of the vote: a page that says what will happen, the act, a page that says what happened; never twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support import stage
from support.office import Office, Vote

from voting.ballots import casting
from voting.extensions import db
from voting.meetings.models import Round


@pytest.fixture
def drafted(at: Callable[..., Vote]) -> Vote:
    """Everything is there and nothing is frozen."""
    vote = at(stage.frozen)

    def thaw() -> None:
        found = db.session.get_one(Round, vote.stage.round_id)
        found.state, found.candidates, found.rules_hash = "drafted", None, None
        db.session.commit()

    vote.office.run(thaw)
    return vote


def test_freezing_shows_what_is_fixed(drafted: Vote) -> None:
    page = drafted.office.get(f"{drafted.round}/freeze").text
    for text in ("候选项目之1", "候选项目 4 项，应选 2 项。", "监票人0、监票人1", "主席团", "6 人"):
        assert text in page
    assert "不能撤销" in page


def test_after_the_act_the_page_says_who_and_what_comes_next(drafted: Vote) -> None:
    page = drafted.office.client("clerk").post(f"{drafted.round}/freeze", follow_redirects=True).text
    assert "冻结候选名单和规则：已完成" in page
    assert "officeclerk" in page
    assert "接下来" in page
    assert drafted.state == "frozen"


def test_a_second_press_is_a_clear_409(drafted: Vote) -> None:
    drafted.office.post(f"{drafted.round}/freeze")
    before = drafted.office.journal()
    again = drafted.office.post(f"{drafted.round}/freeze", "chair")
    assert again.status_code == 409
    assert "已经办过了，没有重复办理" in again.text
    assert "officeclerk" in again.text
    assert drafted.office.journal() == before


def test_the_back_button_finds_what_was_done(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    page = vote.office.get(f"{vote.round}/open").text
    assert "开始投票：已完成" in page
    assert '<form method="post" class="check-act">' not in page


def test_an_act_whose_time_has_not_come_has_no_button(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    page = vote.office.get(f"{vote.round}/close").text
    assert "前面的步骤还没有完成" in page
    assert '<form method="post" class="check-act">' not in page
    assert vote.office.post(f"{vote.round}/close").status_code == 409


def test_the_box_says_what_is_missing(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    page = vote.office.post(f"{vote.round}/box")
    assert page.status_code == 409
    assert "还有 2 把监票人钥匙没有做好" in page.text


def test_opening_shows_present_quorum_and_cards(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    vote.office.run(lambda: vote.stage.sign_in(5))
    page = vote.office.get(f"{vote.round}/open").text
    for text in ("5 人", "4 人（全体代表的三分之二）", 'name="issued" type="text" value="5"', "执行主席已在大会上宣布"):
        assert text in page


def test_more_cards_than_people_are_refused_at_the_field(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    vote.office.run(lambda: vote.stage.sign_in(5))
    answer = vote.office.post(f"{vote.round}/open", issued="6")
    assert answer.status_code == 400
    assert 'value="6"' in answer.text
    assert 'id="issued-error"' in answer.text
    assert vote.state == "frozen"


def test_opening_without_a_quorum_is_refused(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    vote.office.run(lambda: vote.stage.sign_in(3))
    assert "不足法定人数 4 人" in vote.office.get(f"{vote.round}/open").text
    assert vote.office.post(f"{vote.round}/open").status_code == 409


def test_closing_says_how_many_have_not_voted(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.run(
        lambda: casting.cast(vote.stage.uuid, vote.stage.deputies[0], vote.stage.ballot(0), vote.stage.config)
    )
    page = vote.office.get(f"{vote.round}/close").text
    assert "还有 5 人没有投票" in page
    assert "代表甲" not in page


def test_closing_starts_the_count(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    page = vote.office.client("chair").post(f"{vote.round}/close", follow_redirects=True).text
    assert "结束投票：已完成" in page
    assert "监票人0" in page


def test_cards_handed_out_are_corrected_with_a_reason(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    answer = vote.office.post(f"{vote.round}/issued", issued="5", reason="一名代表改用纸质票")
    assert answer.status_code == 302
    assert vote.office.get(f"{vote.round}/state").json["issued"] == 5
    act, _, details = vote.office.journal()[-1]
    assert act == "更正发出张数"
    assert "一名代表改用纸质票" in details


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        ({"issued": "5", "reason": " "}, "reason", "请填写更正原因"),
        ({"issued": "7", "reason": "多"}, "issued", "发出张数应在 0 和实到 6 人之间"),
        ({"issued": "五", "reason": "少"}, "issued", "发出张数应为整数"),
        ({"issued": "0", "reason": "少"}, "issued", "已经收回 1 张"),
    ],
)
def test_a_wrong_correction_stands_at_its_field(
    at: Callable[..., Vote], form: dict[str, str], field: str, sentence: str
) -> None:
    vote = at(stage.opened)
    vote.office.run(
        lambda: casting.cast(vote.stage.uuid, vote.stage.deputies[0], vote.stage.ballot(0), vote.stage.config)
    )
    answer = vote.office.post(f"{vote.round}/issued", **form)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f'value="{form["issued"]}"' in answer.text


def test_no_correction_once_the_vote_is_closed(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.run(lambda: stage.close(vote.stage))
    assert vote.office.post(f"{vote.round}/issued", issued="5", reason="晚了").status_code == 409
    assert 'name="reason"' not in vote.office.get(f"{vote.round}/issued").text


def test_an_unknown_act_is_not_found(office: Office) -> None:
    assert office.get("/desk/rounds/abc/erase").status_code == 404
