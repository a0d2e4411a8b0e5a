"""Paper ballots read twice: piles, tellers who know nothing of each other, what is settled by whom, counts anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from support import stage

from voting.ballots import batches, paper, piles
from voting.config import Config
from voting.congress.models import Account
from voting.errors import DomainError
from voting.extensions import db
from voting.journal.log import Actor, entries
from voting.rules.rules import Rules

YES, NO, BLANK, ILLEGIBLE = 1, 2, 0, -1
A, B, C = [YES, YES, NO], [NO, BLANK, YES], [YES, YES, YES]


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    """On paper alone, closed; six sheets were handed out."""
    return on_paper(config)


def on_paper(config: Config, rules: Rules | None = None) -> stage.Stage:
    vote = stage.frozen(config, candidates=3, seats=2, rules=rules)
    paper.use_paper_only(vote.round_id, "停电", stage.OFFICE, stage.NOW)
    vote.open()
    stage.close(vote)
    stage.start(vote)
    return vote


def read_twice(
    vote: stage.Stage, first: list[list[int]], second: list[list[int]], doubtful: set[int] | None = None
) -> int:
    batch = stage.pile(vote, len(first))
    for teller, sheets in zip(stage.tellers(vote), (first, second), strict=True):
        stage.read_pile(vote, batch, teller, sheets, doubtful)
    return batch


def decide(
    vote: stage.Stage, batch: int, sheet: int, marks: list[int], void: bool = False, reason: str = "", place: int = 0
) -> None:
    batches.decide(batch, sheet, marks, void, reason, stage.scrutineer(vote, place), stage.NOW)


def begin(vote: stage.Stage, batch: int, teller: Account) -> int:
    return batches.begin(batch, teller, paper.mark_of(vote.round), stage.NOW)


def of(vote: stage.Stage, place: int = 0) -> batches.Batch:
    db.session.rollback()
    return batches.of_round(vote.round_id)[place]


# --- piles


def test_a_pile_is_counted_as_sheets_before_anybody_reads(vote: stage.Stage) -> None:
    stage.pile(vote, 4)
    stage.pile(vote, 2)
    assert paper.sheets_returned(vote.round_id) == 6


@pytest.mark.parametrize("sheets", [0, -1, 501])
def test_impossible_piles(vote: stage.Stage, sheets: int) -> None:
    assert code(lambda: batches.add(vote.round_id, sheets, stage.OFFICE, stage.NOW)) == "sheets_wrong"


def test_a_pile_is_taken_back_until_somebody_reads(vote: stage.Stage) -> None:
    batch, other = stage.pile(vote, 4), stage.pile(vote, 2)
    batches.remove(other, stage.OFFICE, stage.NOW)
    begin(vote, batch, stage.tellers(vote)[0])
    assert code(lambda: batches.remove(batch, stage.OFFICE, stage.NOW)) == "batch_begun"
    assert paper.sheets_returned(vote.round_id) == 4


def test_a_discarded_reading_frees_the_pile(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 4)
    teller = stage.tellers(vote)[0].id
    reading = begin(vote, batch, db.session.get_one(Account, teller))
    batches.enter(reading, teller, 1, A, False)
    batches.discard_reading(reading, stage.OFFICE, stage.NOW)
    assert code(lambda: batches.enter(reading, teller, 2, A, False)) == "no_such_reading"
    batches.remove(batch, stage.OFFICE, stage.NOW)
    assert code(lambda: begin(vote, batch, db.session.get_one(Account, teller))) == "no_such_batch"


def test_nothing_is_counted_before_the_close(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    assert code(lambda: batches.add(vote.round_id, 1, stage.OFFICE, stage.NOW)) == "not_closed"


def test_a_round_without_paper_has_no_piles(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    stage.close(vote)
    assert code(lambda: batches.add(vote.round_id, 1, stage.OFFICE, stage.NOW)) == "no_paper"


# --- tellers


def test_what_two_tellers_read_alike_is_settled(vote: stage.Stage) -> None:
    read_twice(vote, [A, B], [A, B])
    assert batches.settled(vote.round_id, Rules(seats=2)).ballots == [A, B]
    assert list(batches.unsettled(vote.round)) == []


def test_the_first_reading_alone_settles_nothing(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    stage.read_pile(vote, batch, stage.tellers(vote)[0], [A])
    assert batches.differences(of(vote)) == []
    assert batches.settled(vote.round_id, Rules(seats=2)).ballots == []


def test_a_third_teller_is_turned_away(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    ids = [one.id for one in stage.tellers(vote, 3)]
    for one in ids[:2]:
        begin(vote, batch, db.session.get_one(Account, one))
    assert code(lambda: begin(vote, batch, db.session.get_one(Account, ids[2]))) == "two_readers"


def test_a_teller_goes_on_where_it_stopped(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 2)
    teller = stage.tellers(vote)[0].id
    reading = begin(vote, batch, db.session.get_one(Account, teller))
    assert begin(vote, batch, db.session.get_one(Account, teller)) == reading


def test_nobody_reads_a_pile_twice(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    teller = stage.tellers(vote)[0].id
    stage.read_pile(vote, batch, db.session.get_one(Account, teller), [A])
    assert code(lambda: begin(vote, batch, db.session.get_one(Account, teller))) == "reading_finished"


def test_a_pile_opens_with_a_sheet_of_the_round_only(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    teller = stage.tellers(vote)[0]
    assert code(lambda: batches.begin(batch, teller, "wrong", stage.NOW)) == "sheet_unknown"


def test_who_watches_does_not_read(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    assert code(lambda: begin(vote, batch, stage.scrutineer(vote, 1))) == "scrutineers_watch"


@pytest.mark.parametrize(
    ("sheet", "marks", "refusal"),
    [
        (0, A, "sheet_wrong"),
        (3, A, "sheet_wrong"),
        (1, A[:2], "marks_wrong"),
        (1, [1, 1, 3], "marks_wrong"),
        (1, [1, 1, -2], "marks_wrong"),
        (1, [1, 1, True], "marks_wrong"),
        (1, [1, 1, "1"], "marks_wrong"),
    ],
)
def test_entries_that_are_refused(vote: stage.Stage, sheet: int, marks: list[int], refusal: str) -> None:
    batch = stage.pile(vote, 2)
    teller = stage.tellers(vote)[0].id
    reading = begin(vote, batch, db.session.get_one(Account, teller))
    assert code(lambda: batches.enter(reading, teller, sheet, marks, False)) == refusal


def test_a_sheet_entered_again_replaces_the_first(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    teller = stage.tellers(vote)[0].id
    reading = begin(vote, batch, db.session.get_one(Account, teller))
    for marks in (A, B):
        batches.enter(reading, teller, 1, marks, False)
    assert batches.entered(reading, teller) == {1: (B, False)}


def test_a_reading_is_its_tellers_alone(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    one, other = (account.id for account in stage.tellers(vote))
    reading = begin(vote, batch, db.session.get_one(Account, one))
    assert code(lambda: batches.enter(reading, other, 1, A, False)) == "no_such_reading"
    assert code(lambda: batches.entered(reading, other)) == "no_such_reading"


def test_missing_sheets_are_named(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 3)
    teller = stage.tellers(vote)[0].id
    reading = begin(vote, batch, db.session.get_one(Account, teller))
    batches.enter(reading, teller, 2, A, False)
    with pytest.raises(DomainError, match="sheets_missing") as caught:
        batches.finish(reading, teller, Actor("甲", "计票人"), stage.NOW)
    assert "第 1、3 张" in caught.value.message


def test_after_finishing_nothing_changes(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 1)
    teller = stage.tellers(vote)[0].id
    reading = begin(vote, batch, db.session.get_one(Account, teller))
    batches.enter(reading, teller, 1, A, False)
    batches.finish(reading, teller, Actor("甲", "计票人"), stage.NOW)
    assert code(lambda: batches.enter(reading, teller, 1, B, False)) == "reading_finished"
    assert code(lambda: batches.discard_reading(reading, stage.OFFICE, stage.NOW)) == "reading_finished"


# --- settling


def test_a_plain_difference_is_any_scrutineers(vote: stage.Stage) -> None:
    batch = read_twice(vote, [A, B], [A, A])
    (found,) = batches.differences(of(vote))
    assert (found.sheet, found.readings, found.hard) == (2, [B, A], False)
    decide(vote, batch, 2, B, place=1)
    assert batches.settled(vote.round_id, Rules(seats=2)).ballots == [A, B]


def test_a_difference_is_settled_by_what_was_read(vote: stage.Stage) -> None:
    batch = read_twice(vote, [B], [A])
    assert code(lambda: decide(vote, batch, 1, [YES, YES, ILLEGIBLE])) == "marks_not_read"
    assert code(lambda: decide(vote, batch, 1, [BLANK, YES, NO])) == "marks_not_read"
    decide(vote, batch, 1, [NO, YES, NO])


@pytest.mark.parametrize(("second", "doubtful"), [(A, {1}), ([YES, ILLEGIBLE, NO], set())])
def test_doubtful_and_unreadable_sheets_are_the_chiefs_with_a_reason(
    vote: stage.Stage, second: list[int], doubtful: set[int]
) -> None:
    batch = read_twice(vote, [A], [second], doubtful)
    assert code(lambda: decide(vote, batch, 1, A, reason="看得清", place=1)) == "chief_only"
    assert code(lambda: decide(vote, batch, 1, A, reason=" ")) == "reason_missing"
    decide(vote, batch, 1, A, reason="对着光可以辨认")
    assert batches.settled(vote.round_id, Rules(seats=2)).ballots == [A]


def test_void_is_the_chiefs_with_a_reason(vote: stage.Stage) -> None:
    batch = read_twice(vote, [A], [B])
    assert code(lambda: decide(vote, batch, 1, A, void=True, reason="票面写有姓名", place=1)) == "chief_only"
    decide(vote, batch, 1, A, void=True, reason="票面写有姓名")
    assert batches.settled(vote.round_id, Rules(seats=2)) == batches.Paper([], 1)
    assert "票面写有姓名" in entries(db.session(), vote.round.congress_id)[-1].details


def test_an_illegible_row_that_both_saw_is_still_decided(vote: stage.Stage) -> None:
    unclear = [YES, ILLEGIBLE, NO]
    batch = read_twice(vote, [unclear], [unclear])
    assert [one.hard for one in batches.differences(of(vote))] == [True]
    decide(vote, batch, 1, unclear, reason="第 2 行涂改")
    assert batches.settled(vote.round_id, Rules(seats=2)).ballots == [[YES, BLANK, NO]]


def test_where_the_rules_say_so_an_illegible_row_voids_the_ballot(app: Flask, config: Config) -> None:
    rules = Rules(seats=2, illegible="ballot")
    vote = on_paper(config, rules)
    unclear = [YES, ILLEGIBLE, NO]
    batch = read_twice(vote, [unclear], [unclear])
    decide(vote, batch, 1, unclear, reason="第 2 行涂改")
    assert batches.settled(vote.round_id, rules) == batches.Paper([], 1)


def test_a_sheet_is_settled_once_and_by_scrutineers_only(vote: stage.Stage) -> None:
    batch = read_twice(vote, [A, B], [A, A])
    teller = db.session.get_one(Account, piles.pile(of(vote)).readers[0].account_id)
    assert code(lambda: batches.decide(batch, 2, A, False, "", teller, stage.NOW)) == "no_scrutineer"
    assert code(lambda: decide(vote, batch, 1, A)) == "sheet_settled"
    decide(vote, batch, 2, A)
    assert code(lambda: decide(vote, batch, 2, B)) == "sheet_settled"


def test_who_is_awaited_is_said(vote: stage.Stage) -> None:
    batch = stage.pile(vote, 2)
    assert piles.pile(of(vote)).awaits() == ["第 1 批：还缺 2 位计票人录入"]
    ids = [one.id for one in stage.tellers(vote)]
    stage.read_pile(vote, batch, db.session.get_one(Account, ids[0]), [A, A])
    begin(vote, batch, db.session.get_one(Account, ids[1]))
    assert piles.pile(of(vote)).awaits() == ["第 1 批：计票人乙录入中，已录 0 / 2 张"]
    stage.read_pile(vote, batch, db.session.get_one(Account, ids[1]), [B, A], {2})
    assert piles.pile(of(vote)).awaits() == [
        "第 1 批：1 张两人录入不同，等待监票人认定",
        "第 1 批：1 张难以辨认，等待总监票人认定",
    ]


# --- counted anew


def counted_again(vote: stage.Stage, second: list[list[int]]) -> int:
    batch = stage.pile(vote, 2)
    ids = [one.id for one in stage.tellers(vote, 4)]
    for one in ids[:2]:
        stage.read_pile(vote, batch, db.session.get_one(Account, one), [A, B])
    batches.recount(batch, "代表提出异议", Actor("钟平", "总监票人"), stage.NOW)
    for one in ids[:2]:
        assert code(lambda one=one: begin(vote, batch, db.session.get_one(Account, one))) == "same_pair"  # type: ignore[misc]
    for one in ids[2:]:
        stage.read_pile(vote, batch, db.session.get_one(Account, one), second)
    return batch


def test_a_recount_is_made_by_another_pair_and_counts(vote: stage.Stage) -> None:
    counted_again(vote, [A, C])
    assert batches.settled(vote.round_id, Rules(seats=2)).ballots == [A, C]


def test_both_counts_stay_on_record(vote: stage.Stage) -> None:
    counted_again(vote, [A, C])
    first, second = piles.counts(of(vote), vote.round)
    assert (first.run, first.names, first.changed) == (1, ["计票人甲", "计票人乙"], [2])
    assert (second.run, second.names, second.changed) == (2, ["计票人丙", "计票人丁"], [])
    assert (first.valid, second.valid, second.void) == (2, 1, 1)


def test_while_a_recount_runs_nothing_is_settled(vote: stage.Stage) -> None:
    batch = read_twice(vote, [A], [A])
    batches.recount(batch, "异议", stage.OFFICE, stage.NOW)
    assert list(batches.unsettled(vote.round)) == ["第 1 批还有 1 张没有认定"]


@pytest.mark.parametrize(("second", "reason", "refusal"), [(B, "异议", "batch_open"), (A, " ", "reason_missing")])
def test_recounts_that_are_refused(vote: stage.Stage, second: list[int], reason: str, refusal: str) -> None:
    batch = read_twice(vote, [A], [second])
    assert code(lambda: batches.recount(batch, reason, stage.OFFICE, stage.NOW)) == refusal
