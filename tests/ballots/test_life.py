"""The table of a round's acts: what may be done in which state, what stands in its way, and where that is said."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from support import rating, stage
from support.paths import ROOT

from voting.ballots import batches, life
from voting.ballots.life import Act
from voting.config import Config
from voting.errors import Conflict
from voting.extensions import writing
from voting.meetings.models import Attendance, Meeting, Officer, Round
from voting.meetings.states import RoundState
from voting.projects.models import Project
from voting.sitting import agreement
from voting.tally import certifying

FURTHER = (batches.counting(), certifying.CERTIFY, agreement.OPEN, agreement.CLOSE)
LEADS_ON = [act for act in life.ACTS.values() if act.to is not None]


def code(act: Act, found: Round) -> str:
    with pytest.raises(Conflict) as caught:
        life.require(act, found)
    return caught.value.code


def anywhere(state: RoundState) -> Round:
    """A round that is nowhere stored."""
    return Round(state=state, void_reason=None, meeting=Meeting(), rules={})


@pytest.mark.parametrize("state", RoundState)
@pytest.mark.parametrize("act", life.ACTS.values(), ids=lambda act: act.key)
def test_an_act_is_done_in_its_states_alone(act: Act, state: RoundState) -> None:
    found = anywhere(state)
    where = [act.ahead(found), act.due(found), act.past(found)]
    assert where.count(True) == 1
    assert act.due(found) == (state in act.start)
    if not act.due(found):
        refused = act.early if act.ahead(found) else act.late
        assert life.why_not(act, found) == [refused[1]]
        assert code(act, found) == refused[0]
    found.void_reason = "会场秩序被扰乱"
    assert code(act, found) == "round_void"


def test_acts_lead_from_each_state_to_the_next_and_nowhere_else() -> None:
    assert all(act.start == (tuple(RoundState)[act.to.place - 1],) for act in LEADS_ON if act.to)
    assert {act.to for act in LEADS_ON} == set(RoundState) - {RoundState.DRAFTED}


@pytest.mark.parametrize("act", LEADS_ON, ids=lambda act: act.key)
def test_no_state_is_entered_from_another_than_the_one_before(act: Act) -> None:
    for state in set(RoundState) - set(act.start):
        found = anywhere(state)
        with pytest.raises(Conflict, match="wrong_state"):
            life.enter(Session(), act, found, stage.OFFICE, stage.NOW)
        assert found.state == state


def test_the_sentence_of_a_guard_stands_once() -> None:
    source = {path: path.read_text("utf-8") for path in (ROOT / "voting").rglob("*.py")}
    guards = source[ROOT / "voting/ballots/guards.py"]
    sentences = ["票箱还没有建立", *re.findall(r'Sentence\(\s*"([^"]+)"', guards)]
    assert len(sentences) > 15
    counted = Counter({text: sum(whole.count(f'"{text}"') for whole in source.values()) for text in sentences})
    assert {text: number for text, number in counted.items() if number > 1} == {}


def test_every_guard_of_freezing_names_what_is_missing(app: Flask, config: Config) -> None:
    vote = stage.frozen(config, candidates=3, seats=2)
    with writing() as session:
        found = session.get_one(Round, vote.round_id)
        found.state = RoundState.DRAFTED
        session.query(Officer).delete()
        session.query(Project).filter_by(meeting_id=vote.meeting_id).delete()
    assert life.why_not(life.FREEZE, vote.round) == ["候选项目 0 项，少于应选 2 项", "还没有指定总监票人和监票人"]
    assert code(life.FREEZE, vote.round) == "too_few_candidates"
    with writing() as session:
        session.get_one(Round, vote.round_id).rules = None
    assert code(life.FREEZE, vote.round) == "rules_missing"
    other = rating.of(vote)
    assert life.why_not(life.FREEZE, other.round)[0] == "还没有设定规则"


def test_a_refusal_names_everything_that_stands_in_the_way(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    with pytest.raises(Conflict, match="no_box") as refused:
        life.require(life.OPEN, vote.round)
    assert refused.value.message == "票箱还没有建立；实到 0 人，不足法定人数 4 人"


def test_an_act_that_two_persons_do_waits_for_the_second_above_what_the_round_lacks(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    vote.sign_in()
    with writing() as session:
        session.get_one(Meeting, vote.meeting_id).second_person = True
    assert life.why_not(life.OPEN, vote.round) == []
    assert life.why_not(agreement.OPEN, vote.round) == ["等待总监票人监票人0同意，同意以后才能办理"]
    with writing() as session:
        session.query(Attendance).delete()
    assert code(agreement.OPEN, vote.round) == "no_quorum"


def test_a_floor_above_adds_guards_and_takes_none_away() -> None:
    for act in FURTHER:
        below = life.ACTS[act.key]
        assert act.guards[: len(below.guards)] == below.guards
        assert len(act.guards) > len(below.guards)
        assert (act.start, act.to, act.who) == (below.start, below.to, below.who)


def test_certifying_waits_for_the_scrutineers(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    stage.vote(vote, [1, 1, 0, 0])
    assert life.why_not(certifying.CERTIFY, vote.round) == ["还没有确认的监票人：监票人0、监票人1"]
