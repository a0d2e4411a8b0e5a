"""Decisions of the presidium: the chair records them, the zero report prints them, a signed paper stays true."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support import stage
from support.office import Office, Vote
from support.reading import words

from voting.extensions import writing
from voting.meetings.models import Meeting

CARDS = "decisions/one_person_cards"
FORM = {"text": "主席团第二次会议决定", "day": "2026-01-19"}


def gathered(config: object) -> stage.Stage:
    vote = stage.boxed(config)  # type: ignore[arg-type]
    vote.sign_in()
    return vote


def zero_report(vote: Vote) -> str:
    return words(vote.office.get(f"{vote.round}/papers/zero.pdf").data)


def test_the_zero_report_prints_what_was_decided(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    assert "主席团" not in zero_report(vote)
    assert vote.office.post(f"{vote.desk}/{CARDS}", "chair", **FORM).status_code == 302
    printed = zero_report(vote)
    assert "经主席团2026年1月19日决定（主席团第二次会议决定），投票卡和代表证由同一人办理。" in printed
    assert "主席团第二次会议决定" in vote.office.get(f"{vote.desk}/decisions").text
    assert vote.office.journal()[-1][0] == "登记主席团决定"


def test_acting_alone_is_decided_before_the_box_is_set_up(at: Callable[..., Vote]) -> None:
    def two(config: object) -> stage.Stage:
        made = stage.keyed(config)  # type: ignore[arg-type]
        with writing() as session:
            session.get_one(Meeting, made.meeting_id).second_person = True
        return made

    vote = at(two)
    page = f"{vote.desk}/second-person"
    assert vote.office.post(page, "chair", wanted="0", reason="缺席").status_code == 409
    assert "/decisions" in vote.office.get(page, "chair").text
    assert vote.office.post(f"{vote.desk}/decisions/one_person_acts", "chair", **FORM).status_code == 302
    assert "本次会议现在由一人办理" in vote.office.get(page, "chair").text


def test_a_decision_is_taken_out_with_a_reason(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    vote.office.post(f"{vote.desk}/{CARDS}", "chair", **FORM)
    assert vote.office.post(f"{vote.desk}/{CARDS}", "chair", revoke="1").status_code == 400
    assert vote.office.post(f"{vote.desk}/{CARDS}", "chair", revoke="1", reason="登记错误").status_code == 302
    assert "主席团" not in zero_report(vote)
    assert "登记错误" in vote.office.journal()[-1][2]


def test_nothing_changes_under_a_signed_zero_report(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    for step in ("attendance", "measures", "scrutineers", "zero"):
        vote.office.post(f"{vote.round}/sitting/{step}", boxes="1")
    answer = vote.office.post(f"{vote.desk}/{CARDS}", "chair", **FORM)
    assert answer.status_code == 409
    assert "零票报告已经签署" in answer.text


def test_nothing_changes_while_a_vote_is_open(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    answer = vote.office.post(f"{vote.desk}/{CARDS}", "chair", **FORM)
    assert answer.status_code == 409
    assert "投票正在进行" in answer.text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({**FORM, "text": " "}, 400),
        ({**FORM, "text": "字" * 201}, 400),
        ({**FORM, "day": "2999-01-01"}, 400),
        ({**FORM, "day": "0001-01-01"}, 400),
        ({**FORM, "day": "昨天"}, 400),
    ],
)
def test_what_is_no_decision_is_refused_and_stays_in_the_form(
    at: Callable[..., Vote], form: dict[str, str], status: int
) -> None:
    vote = at(gathered)
    answer = vote.office.post(f"{vote.desk}/{CARDS}", "chair", **form)
    assert answer.status_code == status
    assert f'value="{form["day"]}"' in answer.text


def test_a_kind_that_nobody_knows_is_not_found(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    assert vote.office.post(f"{vote.desk}/decisions/anything", "chair", **FORM).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "administrator", "credential_authority", "auditor"])
def test_only_the_chair_records_it(at: Callable[..., Vote], role: str) -> None:
    vote = at(gathered)
    assert vote.office.get(f"{vote.desk}/decisions", role).status_code == 200
    assert vote.office.post(f"{vote.desk}/{CARDS}", role, **FORM).status_code == 403


def test_another_congress_finds_nothing(at: Callable[..., Vote], stranger: Office) -> None:
    vote = at(gathered)
    assert stranger.get(f"{vote.desk}/decisions").status_code == 404
    assert stranger.post(f"{vote.desk}/{CARDS}", "chair", **FORM).status_code == 404
