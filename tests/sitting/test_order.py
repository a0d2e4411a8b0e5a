"""The sitting step by step: what can be noted when, what is taken back, who must agree, figures by delegation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from support import stage

from voting.ballots import casting, following, polling
from voting.config import Config
from voting.congress.models import Account
from voting.errors import DomainError
from voting.extensions import db, writing
from voting.journal.log import Actor, entries
from voting.meetings import decisions, officers, pairing
from voting.meetings.models import Delegation, Meeting
from voting.sitting import agreement, delegations, order

pytestmark = pytest.mark.usefixtures("app")
EARLY = ("attendance", "measures", "scrutineers", "zero", "issue", "order")


def code(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


def note(vote: stage.Stage, *keys: str, **more: object) -> None:
    for key in keys:
        order.note(vote.round_id, key, stage.OFFICE, stage.NOW, **more)  # type: ignore[arg-type]


def states(vote: stage.Stage) -> dict[str, str]:
    return {step.kind.key: step.state for step in order.steps(vote.round)}


def journal(vote: stage.Stage) -> list[tuple[str, str]]:
    congress_id = vote.round.congress_id
    return [(one.act, one.details) for one in entries(db.session(), congress_id)]


@pytest.fixture
def gathered(config: Config) -> stage.Stage:
    """The box is set up and everybody has signed in."""
    vote = stage.boxed(config)
    vote.sign_in()
    return vote


@pytest.fixture
def closed(config: Config) -> stage.Stage:
    """Four of six have voted and the vote is closed."""
    vote = stage.opened(config)
    for place in range(4):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    stage.close(vote)
    return vote


def chief(vote: stage.Stage) -> Account:
    return db.session.get_one(Account, officers.key_holders(vote.meeting_id)[0].account_id)


def test_the_first_step_waits_for_a_quorum(config: Config) -> None:
    vote = stage.boxed(config)
    vote.sign_in(3)
    assert order.current(order.steps(vote.round)).why == ["实到 3 人，不足法定人数 4 人"]  # type: ignore[union-attr]
    assert code(lambda: note(vote, "attendance")) == "step_blocked"


def test_a_step_holds_the_figures_of_its_moment(gathered: stage.Stage) -> None:
    note(gathered, "attendance")
    assert order.noted_step(gathered.round_id, "attendance").figures == {"entitled": 6, "present": 6}  # type: ignore[union-attr]


def test_steps_are_not_skipped(gathered: stage.Stage) -> None:
    assert code(lambda: note(gathered, "measures")) == "step_blocked"


def test_a_step_is_noted_once(gathered: stage.Stage) -> None:
    note(gathered, "attendance")
    assert code(lambda: note(gathered, "attendance")) == "step_done"


def test_opening_and_closing_are_done_when_the_act_is_done(gathered: stage.Stage) -> None:
    note(gathered, *EARLY)
    assert states(gathered)["open"] == "due"
    polling.open_round(gathered.round_id, None, stage.OFFICE, stage.NOW)
    made = {step.kind.key: step for step in order.steps(gathered.round)}
    assert (made["open"].state, made["open"].name, made["close"].state) == ("done", "程怡", "due")


def test_acts_of_the_round_are_not_noted_by_hand(gathered: stage.Stage) -> None:
    note(gathered, *EARLY)
    assert code(lambda: note(gathered, "open")) == "an_act"


def test_the_zero_report_keeps_the_archive_and_the_boxes(gathered: stage.Stage) -> None:
    note(gathered, "attendance", "measures", "scrutineers")
    note(gathered, "zero", boxes=5)
    told = order.noted_step(gathered.round_id, "zero").figures  # type: ignore[union-attr]
    assert (told["head"], told["height"], told["boxes"]) == (gathered.round.board_head, gathered.round.board_height, 5)


def test_a_step_is_taken_back_until_the_next_is_done(gathered: stage.Stage) -> None:
    note(gathered, "attendance", "measures")
    assert code(lambda: order.take_back(gathered.round_id, "attendance", "错", stage.OFFICE, stage.NOW)) == "step_kept"
    order.take_back(gathered.round_id, "measures", "表决方式有误", stage.OFFICE, stage.NOW)
    assert states(gathered)["measures"] == "due"
    act, details = journal(gathered)[-1]
    assert act == "大会议程退回"
    assert "表决方式有误" in details


def test_taking_back_needs_a_reason(gathered: stage.Stage) -> None:
    note(gathered, "attendance")
    assert (
        code(lambda: order.take_back(gathered.round_id, "attendance", " ", stage.OFFICE, stage.NOW)) == "reason_missing"
    )


def test_after_opening_nothing_before_it_is_taken_back(gathered: stage.Stage) -> None:
    note(gathered, *EARLY)
    polling.open_round(gathered.round_id, None, stage.OFFICE, stage.NOW)
    for key in (*EARLY, "open"):
        assert (
            code(lambda key=key: order.take_back(gathered.round_id, key, "错", stage.OFFICE, stage.NOW)) == "step_kept"
        )  # type: ignore[misc]


def test_what_was_passed_over_is_said_and_cannot_be_made_up_after_opening(config: Config) -> None:
    vote = stage.opened(config)
    assert states(vote)["zero"] == "missed"
    assert code(lambda: note(vote, "zero")) == "step_blocked"


def test_a_sitting_runs_to_its_end(gathered: stage.Stage) -> None:
    note(gathered, *EARLY)
    polling.open_round(gathered.round_id, None, stage.OFFICE, stage.NOW)
    for place in range(6):
        casting.cast(gathered.uuid, gathered.deputies[place], gathered.ballot(place, [1, 1, 2, 0]), gathered.config)
    stage.close(gathered)
    note(gathered, "returned")
    stage.count(gathered)
    from voting.tally import certifying

    for officer in officers.key_holders(gathered.meeting_id):
        certifying.confirm(gathered.round_id, db.session.get_one(Account, officer.account_id), stage.NOW)
    certifying.certify(gathered.round_id, gathered.config, stage.OFFICE, stage.NOW)
    note(gathered, "signed", "read", "declared")
    certifying.announce(gathered.round_id, stage.OFFICE, stage.NOW, 3)
    assert set(states(gathered).values()) == {"done"}
    assert order.current(order.steps(gathered.round)) is None
    assert gathered.round.announcement_no == 3


def test_more_returned_than_issued_cannot_be_declared_valid(closed: stage.Stage) -> None:
    with writing() as session:
        session.get_one(type(closed.round), closed.round_id).issued = 3
    assert order.current(order.steps(closed.round)).why == [  # type: ignore[union-attr]
        "收回 4 张，多于发出 3 张，本次投票无效，应当重新投票"
    ]
    assert code(lambda: note(closed, "returned")) == "step_blocked"


def test_a_void_round_stands_still(closed: stage.Stage) -> None:
    following.declare_void(closed.round_id, "会场秩序被扰乱", stage.OFFICE, stage.NOW)
    assert code(lambda: note(closed, "returned")) == "step_blocked"


def test_a_further_round_passes_no_measures_again(closed: stage.Stage) -> None:
    following.declare_void(closed.round_id, "票数不符", stage.OFFICE, stage.NOW)
    following.follow(closed.round_id, False, stage.OFFICE, stage.NOW, stage.seeded("next"))
    keys = [kind.key for kind in order.kinds_of(following.current(closed.round))]
    assert "measures" not in keys
    assert keys[0] == "attendance"


@pytest.fixture
def together(gathered: stage.Stage) -> stage.Stage:
    """Chair and chief scrutineer act together."""
    with writing() as session:
        session.get_one(Meeting, gathered.meeting_id).second_person = True
    return gathered


def test_a_real_meeting_asks_for_the_chief_scrutineer_and_a_rehearsal_does_not(app: Flask) -> None:
    from voting.congress.models import Congress
    from voting.meetings import setup

    with writing() as session:
        congress = Congress(name="试验区人民代表大会")
        session.add(congress)
        session.flush()
        congress_id = congress.id
    rng = stage.seeded("made")
    made = [
        setup.create_meeting(congress_id, name, 6, [], rehearsal, stage.OFFICE, stage.NOW, rng).second_person
        for name, rehearsal in (("正式", False), ("演练", True))
    ]
    assert made == [True, False]


def test_the_chair_alone_cannot_open(together: stage.Stage) -> None:
    assert (
        code(lambda: agreement.open_vote(together.round, None, together.config, stage.OFFICE, stage.NOW))
        == "second_person"
    )
    agreement.agree(together.round_id, "open", chief(together), stage.NOW)
    agreement.open_vote(together.round, None, together.config, stage.OFFICE, stage.NOW)
    assert together.round.state == "open"


def test_nor_close(together: stage.Stage) -> None:
    polling.open_round(together.round_id, None, stage.OFFICE, stage.NOW)
    close = lambda: agreement.close_vote(together.round, together.config, stage.OFFICE, stage.NOW)  # noqa: E731
    assert code(close) == "second_person"
    agreement.agree(together.round_id, "close", chief(together), stage.NOW)
    close()
    assert together.round.state == "closed"


def test_agreement_can_be_withdrawn_before_the_chair_acts(together: stage.Stage) -> None:
    agreement.agree(together.round_id, "open", chief(together), stage.NOW)
    agreement.withdraw(together.round_id, "open", chief(together), stage.NOW)
    assert (
        code(lambda: agreement.open_vote(together.round, None, together.config, stage.OFFICE, stage.NOW))
        == "second_person"
    )
    assert [act for act, _ in journal(together)][-2:] == ["同意开始投票", "撤回同意"]


def test_only_the_chief_scrutineer_agrees(together: stage.Stage) -> None:
    other = db.session.get_one(Account, officers.key_holders(together.meeting_id)[1].account_id)
    assert code(lambda: agreement.agree(together.round_id, "open", other, stage.NOW)) == "not_chief"


def test_closing_cannot_be_agreed_to_before_opening(together: stage.Stage) -> None:
    assert code(lambda: agreement.agree(together.round_id, "close", chief(together), stage.NOW)) == "wrong_state"


REASON = "总监票人中途须离开会场"


def alone(vote: stage.Stage, reason: str = REASON, actor: Actor = stage.OFFICE) -> None:
    agreement.set_second_person(vote.meeting_id, False, reason, actor, stage.NOW)


def open_alone(vote: stage.Stage) -> None:
    agreement.open_vote(vote.round, None, vote.config, stage.OFFICE, stage.NOW)


def test_once_a_box_is_set_up_the_chair_goes_on_alone_only_if_the_chief_scrutineer_agrees(
    together: stage.Stage,
) -> None:
    assert code(lambda: alone(together)) == "second_person"
    act_id = pairing.ask(together.round_id, "alone", REASON, stage.OFFICE, stage.NOW).id
    assert code(lambda: alone(together)) == "second_person"
    pairing.agree(act_id, chief(together), stage.NOW)
    assert code(lambda: alone(together, actor=Actor("监票人0", "执行主席", chief(together).id))) == "same_person"
    alone(together, "another reason than the one that was agreed to")
    open_alone(together)
    details = next(details for act, details in journal(together) if act == "设定双人办理")
    assert REASON in details
    assert '"agreed":"监票人0"' in details
    # What was agreed to is used up: taken up again, the rule can be dispensed with only by a new agreement.
    agreement.set_second_person(together.meeting_id, True, "惯例", stage.OFFICE, stage.NOW)
    assert code(lambda: alone(together)) == "second_person"


def test_a_decision_of_the_presidium_does_not_replace_that_agreement(together: stage.Stage) -> None:
    decide = lambda: decisions.decide(  # noqa: E731
        together.meeting_id, "one_person_acts", "主席团决定", stage.NOW.date(), stage.OFFICE, stage.NOW
    )
    assert code(decide) == "vote_set_up"
    assert code(lambda: open_alone(together)) == "second_person"


def test_before_any_box_the_presidium_decides_and_the_zero_report_prints_it(app: Flask, config: Config) -> None:
    vote = stage.keyed(config)
    with writing() as session:
        session.get_one(Meeting, vote.meeting_id).second_person = True
    assert code(lambda: alone(vote)) == "decision_missing"
    decisions.decide(vote.meeting_id, "one_person_acts", "主席团决定", stage.NOW.date(), stage.OFFICE, stage.NOW)
    assert not vote.round.meeting.second_person
    assert "由一人办理" in decisions.printed(vote.meeting_id)[0]
    decisions.revoke(vote.meeting_id, "one_person_acts", "登记错误", stage.OFFICE, stage.NOW)
    assert vote.round.meeting.second_person


def test_a_rehearsal_goes_on_alone_with_a_reason(app: Flask, config: Config) -> None:
    vote = stage.boxed(config, rehearsal=True)
    agreement.set_second_person(vote.meeting_id, True, "演练两人办理", stage.OFFICE, stage.NOW)
    assert code(lambda: alone(vote, " ")) == "reason_missing"
    alone(vote)
    assert not vote.round.meeting.second_person


def delegation(vote: stage.Stage) -> int:
    return db.session.query(Delegation).filter_by(meeting_id=vote.meeting_id).one().id


def enter(vote: stage.Stage, issued: int | None, returned: int | None) -> None:
    delegations.enter(vote.round_id, {delegation(vote): (issued, returned)}, stage.OFFICE, stage.NOW)


def test_delegations_that_do_not_add_up_are_named_and_stop_the_report(closed: stage.Stage) -> None:
    enter(closed, 5, 4)
    assert delegations.differences(closed.round, ended=True) == ["各代表团发出合计 5 张，与本轮发出 6 张不符"]
    assert code(lambda: note(closed, "returned")) == "step_blocked"
    enter(closed, 6, 3)
    assert delegations.differences(closed.round, ended=True) == ["各代表团收回合计 3 张，与本轮收回 4 张不符"]
    enter(closed, 6, 4)
    note(closed, "returned")


def test_nothing_entered_is_no_difference(closed: stage.Stage) -> None:
    assert delegations.differences(closed.round, ended=True) == []


def test_returned_by_delegation_is_not_taken_while_people_vote(config: Config) -> None:
    vote = stage.opened(config)
    assert code(lambda: enter(vote, 6, 1)) == "returned_wrong"


def test_more_than_the_delegation_has_are_refused(closed: stage.Stage) -> None:
    assert code(lambda: enter(closed, 7, 4)) == "issued_wrong"


def test_returned_without_issued_is_refused(closed: stage.Stage) -> None:
    assert code(lambda: enter(closed, None, 4)) == "issued_missing"
