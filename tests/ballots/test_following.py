"""Further rounds and void ones: what follows from a count, and what a void round leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from support import stage

from voting.ballots import casting, following, guards, polling
from voting.ballots.models import Credential
from voting.belenios import credentials, election, packing, trustees
from voting.belenios import verify as verification
from voting.config import Config
from voting.errors import DomainError
from voting.extensions import db
from voting.journal.log import entries
from voting.meetings import rounds
from voting.meetings.models import Round
from voting.rules.contradictions import contradictions
from voting.rules.rules import Rules

TIE = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0]]
FREE = Rules(seats=2, model="rank", threshold="none")


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


def follow(vote: stage.Stage, paper_only: bool = False) -> str:
    return following.follow(vote.round_id, paper_only, stage.OFFICE, stage.NOW, stage.seeded("next"))


def void(vote: stage.Stage, reason: str = "秩序中断") -> None:
    following.declare_void(vote.round_id, reason, stage.OFFICE, stage.NOW)


def tied(config: Config, rules: Rules = FREE) -> stage.Stage:
    vote = stage.opened(config, rules=rules)
    stage.vote(vote, *TIE)
    return vote


def test_a_second_round_is_among_those_that_did_not_pass(app: Flask, config: Config) -> None:
    found = stage.follow(tied(config, Rules(seats=2, threshold="valid"))).round
    assert found.purpose == "second-round"
    assert [(item["no"], item["origin"]) for item in found.candidates or []] == [(1, 2), (2, 3), (3, 4)]


def test_the_surplus_was_a_question_for_the_first_list(app: Flask, config: Config) -> None:
    found = stage.follow(tied(config, Rules(seats=2, threshold="valid", equal=False, ratio_min=50))).round
    rules = Rules.from_dict(found.rules)
    assert (rules.threshold, rules.equal, rules.ratio_min) == ("valid", True, 0)
    assert contradictions(rules, len(found.candidates or [])) == []


def test_a_revote_has_the_seats_that_are_left(app: Flask, config: Config) -> None:
    found = stage.follow(tied(config)).round
    rules = Rules.from_dict(found.rules)
    assert (found.purpose, rules.seats, rules.model, rules.threshold) == ("revote", 1, "rank", "none")


def test_the_next_round_uses_the_reserve_its_cards_were_made_for(app: Flask, config: Config) -> None:
    first = tied(config)
    second = stage.follow(first)
    assert (second.round.kind, second.round.no) == ("reserve", 1)
    listed = db.session.scalars(select(Credential.public).where(Credential.round_id == second.round_id))
    assert set(listed) == {credentials.public(second.uuid, credentials.from_typed(card)) for card in first.typed}


def test_the_next_round_has_the_same_trustees_and_a_box_of_its_own(app: Flask, config: Config) -> None:
    first = tied(config)
    second = stage.follow(first)
    one, other = election.parse(first.round.election or ""), election.parse(second.round.election or "")
    assert one.fingerprint != other.fingerprint
    # The server makes a key of its own for each box.
    keys = [trustees.parse(vote.round.trustees or "") for vote in (first, second)]
    assert keys[0][1:] == keys[1][1:]
    assert keys[0][0] != keys[1][0]
    assert verification.report(second.archive, 1).valid


def test_the_revote_is_held_to_the_announcement(app: Flask, config: Config) -> None:
    first = tied(config)
    second = stage.follow(first)
    second.open()
    stage.vote(second, *[[0, 1]] * 6)
    assert (second.round.result or {})["selected"] == [2]
    stage.certify(first)
    stage.announce(second)
    assert (first.round.state, second.round.state) == ("announced", "announced")


def test_a_revote_that_ties_again_is_followed_again(app: Flask, config: Config) -> None:
    second = stage.follow(tied(config))
    second.open()
    stage.vote(second, *[[0, 1]] * 3, *[[1, 0]] * 3)
    third = stage.follow(second)
    assert [item["origin"] for item in third.round.candidates or []] == [2, 3]
    assert "第 3 轮" in third.round.title
    assert [one.uuid for one in following.chain(third.round)][-1] == third.uuid
    assert following.current(rounds.main_round(third.meeting_id)).uuid == third.uuid


def test_nothing_follows_an_unfinished_vote(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    assert code(lambda: follow(vote)) == "nothing_follows"


def test_what_the_presidium_decides_is_not_voted_again(app: Flask, config: Config) -> None:
    vote = tied(config, Rules(seats=2, model="rank", threshold="none", tie="presidium"))
    assert code(lambda: follow(vote)) == "nothing_follows"


def test_a_round_is_followed_once(app: Flask, config: Config) -> None:
    vote = tied(config)
    follow(vote)
    assert code(lambda: follow(vote)) == "followed"


def test_a_round_on_paper_alone_needs_no_keys(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    void(vote)
    second = stage.follow(vote, paper_only=True)
    assert list(guards.box_unready(second.round)) == []
    second.open()
    assert (second.round.state, second.round.paper_issued) == ("open", 6)


def test_a_void_round_is_repeated_as_it_was(app: Flask, config: Config) -> None:
    first = stage.opened(config)
    void(first)
    second = stage.follow(first)
    assert second.round.purpose == "repeat"
    assert (second.round.rules, second.round.candidates) == (first.round.rules, first.round.candidates)


def test_a_void_round_keeps_its_state_and_its_archive(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    void(vote)
    assert vote.round.state == "open"
    assert verification.report(vote.archive, 1).valid
    assert polling.figures(vote.round).returned == 1


def test_a_void_box_takes_no_ballot(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    void(vote)
    refused = code(lambda: casting.cast(vote.uuid, vote.deputies[1], vote.ballot(1), config))
    assert refused == "round_not_open"
    again = casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    assert again.tracker


@pytest.mark.parametrize("bring", [stage.frozen, stage.boxed, stage.opened])
def test_a_void_round_goes_no_further(app: Flask, config: Config, bring: Callable[..., stage.Stage]) -> None:
    vote = bring(config)
    void(vote)
    assert code(lambda: void(vote)) == "round_void"
    assert code(lambda: polling.close_round(vote.round_id, config, stage.OFFICE, stage.NOW)) == "round_void"


def test_a_reason_is_given(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    assert code(lambda: void(vote, "  ")) == "reason_missing"


def test_a_vote_that_is_announced_or_drafted_is_not_void(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    stage.vote(vote, *[[1, 1, 0, 0]] * 6)
    stage.announce(vote)
    assert code(lambda: void(vote)) == "wrong_state"
    reserve = db.session.scalars(select(Round.id).where(Round.kind == "reserve")).first()
    assert code(lambda: following.declare_void(reserve or 0, "无", stage.OFFICE, stage.NOW)) == "wrong_state"


def test_both_acts_are_in_the_journal(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    void(vote, "会场停电")
    follow(vote)
    written = [(entry.act, entry.details) for entry in entries(db.session(), vote.round.congress_id)][-2:]
    assert [act for act, _ in written] == ["宣布本轮投票无效", "建立后续轮次"]
    assert "会场停电" in written[0][1]
    assert vote.uuid in written[1][1]


LARGE_RANKS = Rules(seats=16, marking="rank", model="rank", threshold="none")


@pytest.mark.parametrize(
    ("candidates", "rules", "per_byte"),
    [
        (30, Rules(seats=28, marking="rank", model="rank", threshold="none"), 1),
        (35, Rules(seats=15, marking="rank", model="rank", threshold="none"), 2),
        (35, Rules(seats=28, marking="choose", model="rank", threshold="none"), 2),
        (35, Rules(seats=28), 2),
    ],
)
def test_long_lists_fit_into_a_ballot(app: Flask, config: Config, candidates: int, rules: Rules, per_byte: int) -> None:
    vote = stage.opened(config, candidates=candidates, rules=rules)
    packed = packing.stated(election.parse(vote.round.election or ""))
    assert packed is not None
    assert packed.per_byte == per_byte
    marks = list(range(1, rules.seats + 1)) if rules.marking == "rank" else [1] * rules.seats
    stage.vote(vote, *[marks + [0] * (candidates - rules.seats)] * 6)
    assert (vote.round.result or {})["selected"] == list(range(1, rules.seats + 1))


def test_ranks_that_do_not_fit_are_refused_at_freezing_with_the_reason(app: Flask, config: Config) -> None:
    with pytest.raises(DomainError) as caught:
        stage.frozen(config, candidates=35, rules=LARGE_RANKS)
    assert "最多容纳 15 个名次" in caught.value.message
