"""What takes two persons while a vote is under way: a new pass, unlocking everybody, declaring the round void."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from support import stage
from support.office import PASSWORD, Office, Vote
from support.reading import words

from voting.ballots import casting, polling
from voting.congress.models import Account
from voting.extensions import db, writing
from voting.meetings.models import Meeting, PairedAct

REASON = "代表证遗失，本人在会场"


def together(make: Callable[..., stage.Stage]) -> Callable[..., stage.Stage]:
    """A stage whose meeting asks for the second person, as real meetings do."""

    def made(config: object, **options: object) -> stage.Stage:
        vote = make(config, **options)
        with writing() as session:
            session.get_one(Meeting, vote.meeting_id).second_person = True
        return vote

    return made


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    """An open vote, with everybody but nobody's ballot in the box."""
    return at(together(stage.opened))


@pytest.fixture
def chief(vote: Vote) -> FlaskClient:
    return vote.office.sign_in("stage0", PASSWORD)


def deputy(vote: Vote, place: int = 0) -> str:
    return f"{vote.desk}/roster/{vote.stage.deputies[place]}"


def ask(vote: Vote, place: int = 0, reason: str = REASON) -> str:
    """The clerk asks for a new pass; where the chief scrutineer answers."""
    assert vote.office.post(f"{deputy(vote, place)}/pass/ask", reason=reason).status_code == 302
    return answer(vote)


def answer(vote: Vote) -> str:
    """Where the chief scrutineer answers the newest request."""
    newest = vote.office.run(lambda: db.session.scalar(select(PairedAct.id).order_by(PairedAct.id.desc())))
    return f"/scrutineer/rounds/{vote.stage.uuid}/requests/{newest}"


def pass_of(vote: Vote, place: int = 0) -> int:
    return vote.office.post(f"{deputy(vote, place)}/pass").status_code


def acts(vote: Vote) -> list[str]:
    return [act for act, _, _ in vote.office.journal()]


def test_the_clerk_alone_issues_no_pass_while_the_vote_is_open(vote: Vote) -> None:
    assert pass_of(vote) == 409
    ask(vote)
    assert pass_of(vote) == 409
    assert "补发代表证" not in acts(vote)


def test_with_the_chief_scrutineer_s_agreement_it_is_issued_once(vote: Vote, chief: FlaskClient) -> None:
    page = ask(vote)
    assert chief.post(page).status_code == 302
    assert pass_of(vote) == 200
    assert pass_of(vote) == 409
    asked, agreed, issued = [(act, name, told) for act, name, told in vote.office.journal() if REASON in told]
    assert (asked[0], agreed[0], issued[0]) == ("申请双人办理", "同意申请", "补发代表证")
    assert agreed[1] == "监票人0"
    assert '"agreed":"监票人0"' in issued[2]


def test_the_agreement_is_for_one_deputy_alone(vote: Vote, chief: FlaskClient) -> None:
    chief.post(ask(vote, 0))
    assert pass_of(vote, 1) == 409


def test_the_chief_scrutineer_sees_who_asks_for_whom_and_how_often(vote: Vote, chief: FlaskClient) -> None:
    chief.post(ask(vote, 1))
    pass_of(vote, 1)
    page = chief.get(ask(vote, 2)).text
    for said in ("代表丙（1003，龙岗代表团）", REASON, "officeclerk", "1 次", "已签到"):
        assert said in page
    assert "补发代表证：是否同意" in chief.get("/scrutineer/").text


def test_a_request_wants_a_reason(vote: Vote) -> None:
    refused = vote.office.post(f"{deputy(vote)}/pass/ask", reason=" ")
    assert refused.status_code == 400
    assert "请写明原因" in refused.text


def test_asking_twice_is_one_request(vote: Vote) -> None:
    assert ask(vote) == ask(vote, reason="又一次")
    assert acts(vote).count("申请双人办理") == 1


def test_a_withdrawn_request_cannot_be_agreed_to(vote: Vote, chief: FlaskClient) -> None:
    page = ask(vote)
    taken_back = page.replace("/scrutineer/", "/desk/") + "/withdraw"
    assert vote.office.post(taken_back).status_code == 302
    assert vote.office.post(taken_back).status_code == 302
    refused = chief.post(page)
    assert refused.status_code == 409
    assert "已经撤回" in refused.text
    assert pass_of(vote) == 409
    assert acts(vote).count("撤回申请") == 1


def test_one_withdrawn_after_the_agreement_is_not_carried_out(vote: Vote, chief: FlaskClient) -> None:
    page = ask(vote)
    chief.post(page)
    vote.office.post(page.replace("/scrutineer/", "/desk/") + "/withdraw")
    assert pass_of(vote) == 409


def test_what_was_carried_out_is_not_withdrawn(vote: Vote, chief: FlaskClient) -> None:
    page = ask(vote)
    chief.post(page)
    pass_of(vote)
    assert vote.office.post(page.replace("/scrutineer/", "/desk/") + "/withdraw").status_code == 409


def test_the_chief_scrutineer_may_refuse_and_take_an_agreement_back(vote: Vote, chief: FlaskClient) -> None:
    first = ask(vote)
    chief.post(first, data={"refuse": "1"})
    assert pass_of(vote) == 409
    second = ask(vote)
    assert second != first
    chief.post(second)
    chief.post(second, data={"refuse": "1"})
    assert pass_of(vote) == 409
    assert "不同意申请" in acts(vote)


def close(vote: Vote) -> None:
    vote.office.run(lambda: polling.close_round(vote.stage.round_id, vote.stage.config, stage.OFFICE, stage.NOW))


def test_a_request_ends_with_the_vote(vote: Vote, chief: FlaskClient) -> None:
    page = ask(vote)
    close(vote)
    assert chief.post(page).status_code == 409
    assert "不再有效" in chief.get(page).text
    assert pass_of(vote) == 409


def test_an_agreement_ends_with_the_vote(vote: Vote, chief: FlaskClient) -> None:
    chief.post(ask(vote))
    close(vote)
    refused = vote.office.post(f"{deputy(vote)}/pass")
    assert refused.status_code == 409
    assert "投票已经结束" in refused.text


def test_before_the_vote_one_person_issues_passes(at: Callable[..., Vote]) -> None:
    vote = at(together(stage.boxed))
    assert pass_of(vote) == 200
    assert acts(vote)[-1] == "补发代表证"
    assert vote.office.post(f"{deputy(vote)}/pass/ask", reason=REASON).status_code == 409


def test_no_account_is_both_persons(vote: Vote, chief: FlaskClient) -> None:
    def give_both() -> None:
        with writing() as session:
            account = session.scalars(select(Account).where(Account.username == "stage0")).one()
            account.roles = ["clerk", "chief_scrutineer"]

    vote.office.run(give_both)
    own = deputy(vote)
    assert chief.post(f"{own}/pass/ask", data={"reason": REASON}).status_code == 302
    refused = chief.post(answer(vote))
    assert refused.status_code == 403
    assert "须由另一人同意" in refused.text
    chief.post(ask(vote, 1))
    assert chief.post(f"{deputy(vote, 1)}/pass").status_code == 403


@pytest.mark.parametrize("username", ["stage1", "office-clerk", "office-chair", "office-chief_scrutineer"])
def test_nobody_else_agrees(vote: Vote, username: str) -> None:
    page = ask(vote)
    assert vote.office.sign_in(username, PASSWORD).post(page).status_code in (403, 404)
    assert pass_of(vote) == 409


def test_a_request_of_another_congress_is_not_found(vote: Vote, stranger: Office) -> None:
    page = ask(vote)
    assert stranger.get(page, "chief_scrutineer").status_code == 404
    assert stranger.post(page.replace("/scrutineer/", "/desk/") + "/withdraw").status_code == 404
    assert stranger.get(f"{vote.round}/requests").status_code == 404


def test_the_hall_and_the_reports_count_them(vote: Vote, chief: FlaskClient) -> None:
    state = f"/screen/{vote.stage.uuid}/state"
    assert chief.get(state).json["reissued"] == 0  # type: ignore[index]
    chief.post(ask(vote))
    pass_of(vote)
    assert chief.get(state).json["reissued"] == 1  # type: ignore[index]
    assert re.search(r"投票期间补发代表证 <b[^>]*>1</b>", chief.get(f"/screen/{vote.stage.uuid}").text)
    assert "投票期间补发代表证 1 次" in vote.office.get(f"{vote.round}/sitting").text

    def finish() -> None:
        made = vote.stage
        for place in range(5):
            casting.cast(made.uuid, made.deputies[place], made.ballot(place, [1, 1, 2, 0]), made.config)
        stage.close(made)
        stage.count(made)
        stage.certify(made)

    vote.office.run(finish)
    for paper in ("issue", "report"):
        printed = words(vote.office.get(f"{vote.round}/papers/{paper}.pdf").data)
        assert "投票期间补发代表证1次，均经总监票人同意。" in printed


def test_the_list_shows_every_request_and_what_became_of_it(vote: Vote, chief: FlaskClient) -> None:
    chief.post(ask(vote, 0))
    pass_of(vote, 0)
    chief.post(ask(vote, 1), data={"refuse": "1"})
    ask(vote, 2)
    page = vote.office.get(f"{vote.round}/requests").text
    for said in ("已办理", "不同意", "等待同意", "1001 代表甲", "监票人0"):
        assert said in page


def test_unlocking_everybody_takes_two_while_the_vote_is_open(vote: Vote, chief: FlaskClient) -> None:
    page = f"{vote.desk}/roster/unlock-all"
    assert vote.office.post(page).status_code == 409
    assert vote.office.post(page, ask="1", reason="会场网络中断").status_code == 302
    chief.post(answer(vote))
    assert vote.office.post(page).status_code == 302
    assert acts(vote)[-1] == "解锁全部代表登录"


def test_before_the_vote_one_person_unlocks_everybody(at: Callable[..., Vote]) -> None:
    vote = at(together(stage.boxed))
    assert vote.office.post(f"{vote.desk}/roster/unlock-all").status_code == 302


def test_a_round_is_declared_void_by_two(vote: Vote, chief: FlaskClient) -> None:
    page = f"{vote.round}/void"
    assert vote.office.post(page, "chair", reason="会场秩序").status_code == 409
    assert vote.office.post(page, "chair", ask="1", reason="会场秩序受到干扰").status_code == 302
    asked = chief.get(answer(vote)).text
    assert "会场秩序受到干扰" in asked
    assert vote.office.post(page, "chair").status_code == 409
    chief.post(answer(vote))
    # The reason is the one that was agreed to, whatever is sent along.
    assert vote.office.post(page, "chair", reason="别的原因").status_code == 302
    assert vote.office.run(lambda: vote.stage.round.void_reason) == "会场秩序受到干扰"


def test_an_agreement_to_void_holds_for_the_state_in_which_it_was_given(vote: Vote, chief: FlaskClient) -> None:
    vote.office.post(f"{vote.round}/void", "chair", ask="1", reason="会场秩序受到干扰")
    chief.post(answer(vote))
    close(vote)
    assert vote.office.post(f"{vote.round}/void", "chair").status_code == 409
    assert vote.office.run(lambda: vote.stage.round.void_reason) is None


def test_the_second_person_is_dispensed_with_by_two(vote: Vote, chief: FlaskClient) -> None:
    page = f"{vote.desk}/second-person"
    assert "执行主席不能自行决定" in vote.office.get(page, "chair").text
    refused = vote.office.post(page, "chair", wanted="0", reason="总监票人中途须离开会场")
    assert refused.status_code == 409
    assert "由总监票人监票人0同意以后才能办理" in refused.text
    assert vote.office.post(page, "chair", ask="1", reason="总监票人中途须离开会场").status_code == 302
    assert "改为由一人办理：是否同意" in chief.get("/scrutineer/").text
    assert "总监票人中途须离开会场" in chief.get(answer(vote)).text
    assert vote.office.post(page, "chair", wanted="0").status_code == 409
    chief.post(answer(vote))
    assert 'name="wanted" value="0"' in vote.office.get(page, "chair").text
    assert vote.office.post(page, "chair", wanted="0").status_code == 302
    assert acts(vote)[-1] == "设定双人办理"
    assert "本次会议现在由一人办理" in vote.office.get(page, "chair").text
    assert vote.office.post(f"{vote.round}/close", "chair").status_code == 302


def test_the_clerk_withdraws_that_request_and_comes_to_the_list(vote: Vote) -> None:
    vote.office.post(f"{vote.desk}/second-person", "chair", ask="1", reason=REASON)
    withdrawn = vote.office.post(answer(vote).replace("/scrutineer/", "/desk/") + "/withdraw")
    assert withdrawn.location == f"{vote.round}/requests"
    assert "已撤回" in vote.office.get(withdrawn.location).text


@pytest.mark.parametrize("second_person", [True, False])
def test_nobody_voids_a_certified_round(at: Callable[..., Vote], second_person: bool) -> None:
    def certified(config: object) -> stage.Stage:
        made = stage.opened(config)  # type: ignore[arg-type]
        stage.vote(made, *[[1, 1, 2, 0]] * 5)
        stage.certify(made)
        return made

    vote = at(together(certified) if second_person else certified)
    page = f"{vote.round}/void"
    assert vote.office.post(page, "chair", reason="不满意结果").status_code == 409
    assert vote.office.post(page, "chair", ask="1", reason="不满意结果").status_code == 409
    assert "不能宣布无效" in vote.office.get(page, "chair").text
    assert vote.office.run(lambda: vote.stage.round.void_reason) is None


def test_whoever_agreed_to_the_opening_does_not_open(at: Callable[..., Vote]) -> None:
    def gathered(config: object) -> stage.Stage:
        made = stage.boxed(config)  # type: ignore[arg-type]
        made.sign_in()
        return made

    vote = at(together(gathered))

    def give_both() -> None:
        with writing() as session:
            account = session.scalars(select(Account).where(Account.username == "stage0")).one()
            account.roles = ["chair", "chief_scrutineer"]

    vote.office.run(give_both)
    both = vote.office.sign_in("stage0", PASSWORD)
    both.post(f"/scrutineer/rounds/{vote.stage.uuid}/agree/open")
    assert both.post(f"{vote.round}/open").status_code == 403
    assert vote.state == "frozen"


def test_one_person_unlocks_few_while_the_vote_is_open(vote: Vote) -> None:
    answers = [vote.office.post(f"{deputy(vote, place)}/unlock").status_code for place in (0, 1, 2, 3, 4, 5)]
    assert answers == [302, 302, 302, 302, 302, 409]
    assert "解锁全部代表登录" in vote.office.post(f"{deputy(vote, 5)}/unlock").text
