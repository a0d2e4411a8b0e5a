"""Paper beside tablets: a card becomes a ballot, sheets are printed, counted and destroyed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from support import stage

from voting.ballots import following, paper, polling
from voting.ballots.casting import cast
from voting.ballots.models import Credential
from voting.belenios import credentials
from voting.config import Config
from voting.errors import DomainError
from voting.extensions import db
from voting.journal.log import entries
from voting.meetings.models import Round
from voting.rules.rules import Rules


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    return stage.opened(config, deputies=6)


def test_an_exchange_moves_one_from_electronic_to_paper(vote: stage.Stage) -> None:
    vote.exchange(0)
    numbers = polling.figures(vote.round)
    assert (vote.round.issued, numbers.issued, numbers.paper_issued) == (5, 6, 1)


def test_before_the_opening_the_card_is_not_counted_as_issued(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    vote.sign_in()
    vote.exchange(0, 1)
    polling.open_round(vote.round_id, None, stage.OFFICE, stage.NOW)
    assert (vote.round.issued, vote.round.paper_issued) == (4, 2)


def test_who_holds_paper_cannot_cast(vote: stage.Stage) -> None:
    vote.exchange(0)
    assert code(lambda: cast(vote.uuid, vote.deputies[0], vote.ballot(1), vote.config)) == "paper_taken"


def test_the_card_is_dead_for_everyone_in_every_round_ahead(vote: stage.Stage) -> None:
    vote.exchange(0)
    assert code(lambda: cast(vote.uuid, vote.deputies[1], vote.ballot(0), vote.config)) == "card_foreign"
    voided = select(Credential.round_id).where(Credential.voided.is_(True))
    ahead = select(Round.id).where(Round.meeting_id == vote.meeting_id)
    assert set(db.session.scalars(voided)) == set(db.session.scalars(ahead))


@pytest.mark.parametrize(
    ("number", "card", "refusal"),
    [("9999", 0, "no_such_deputy"), ("1001", 1, "paper_taken"), ("1002", 0, "card_foreign")],
)
def test_exchanges_that_are_refused(vote: stage.Stage, number: str, card: int, refusal: str) -> None:
    vote.exchange(0)
    publics = vote.publics(card)
    assert code(lambda: paper.exchange(vote.round_id, number, publics, stage.OFFICE, stage.NOW)) == refusal
    assert vote.round.paper_issued == 1


def test_no_exchange_after_voting(vote: stage.Stage) -> None:
    cast(vote.uuid, vote.deputies[0], vote.ballot(0), vote.config)
    assert code(lambda: vote.exchange(0)) == "already_voted"
    publics = vote.publics(0)
    assert code(lambda: paper.exchange(vote.round_id, "1002", publics, stage.OFFICE, stage.NOW)) == "card_used"


def test_no_exchange_for_who_has_not_signed_in(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    assert code(lambda: vote.exchange(0)) == "not_signed_in"


def test_halves_of_a_card_must_be_those_of_the_rounds_ahead(vote: stage.Stage) -> None:
    """One too few leaves the card alive later; one of an ended round would name a ballot."""
    few = {vote.uuid: vote.publics(0)[vote.uuid]}
    assert code(lambda: paper.exchange(vote.round_id, "1001", few, stage.OFFICE, stage.NOW)) == "card_halves"


def test_the_halves_of_ended_rounds_are_never_asked_for(app: Flask, config: Config) -> None:
    vote = stage.opened(config, candidates=3, seats=1, rules=Rules(seats=1, threshold="none", model="rank"))
    for place, marks in enumerate(([1, 0, 0], [0, 1, 0])):
        cast(vote.uuid, vote.deputies[place], vote.ballot(place, marks), config)
    stage.close(vote)
    stage.count(vote)
    next_uuid = following.follow(vote.round_id, False, stage.OFFICE, stage.NOW, stage.seeded("next"))
    ahead = paper.rounds_ahead(vote.meeting_id)
    assert next_uuid in ahead
    assert vote.uuid not in ahead
    next_id = db.session.scalar(select(Round.id).where(Round.uuid == next_uuid)) or 0
    typed = credentials.from_typed(vote.typed[0])
    publics = {uuid: credentials.public(uuid, typed) for uuid in [*ahead, vote.uuid]}
    assert code(lambda: paper.exchange(next_id, "1001", publics, stage.OFFICE, stage.NOW)) == "card_halves"


def test_who_was_on_paper_before_stays_on_paper_without_a_card(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    vote.exchange(0)
    following.declare_void(vote.round_id, "会场秩序", stage.OFFICE, stage.NOW)
    next_uuid = following.follow(vote.round_id, False, stage.OFFICE, stage.NOW, stage.seeded("next"))
    next_id = db.session.scalar(select(Round.id).where(Round.uuid == next_uuid)) or 0
    assert code(lambda: paper.stay_on_paper(next_id, "1002", stage.OFFICE, stage.NOW)) == "card_needed"
    paper.stay_on_paper(next_id, "1001", stage.OFFICE, stage.NOW)
    assert paper.voters(next_id) == ["1001"]
    assert db.session.get_one(Round, next_id).paper_issued == 1


def test_a_ballot_is_taken_back_for_another_card(vote: stage.Stage) -> None:
    vote.exchange(0)
    paper.take_back(vote.round_id, "1001", "代表改用平板", stage.OFFICE, stage.NOW)
    assert (vote.round.issued, vote.round.paper_issued) == (6, 0)
    assert cast(vote.uuid, vote.deputies[0], vote.ballot(-1), vote.config).tracker


@pytest.mark.parametrize(
    ("number", "reason", "refusal"), [("1002", "误领", "no_paper"), ("1001", " ", "reason_missing")]
)
def test_taking_back_that_is_refused(vote: stage.Stage, number: str, reason: str, refusal: str) -> None:
    vote.exchange(0)
    assert code(lambda: paper.take_back(vote.round_id, number, reason, stage.OFFICE, stage.NOW)) == refusal


def test_nothing_is_exchanged_after_the_close(vote: stage.Stage) -> None:
    stage.close(vote)
    assert code(lambda: vote.exchange(0)) == "wrong_state"


def test_the_journal_counts_exchanges_and_names_nobody(vote: stage.Stage) -> None:
    vote.exchange(0)
    told = entries(db.session(), vote.round.congress_id)[-1]
    assert told.act == "投票卡换纸质票"
    assert "1001" not in told.details
    assert not any(public in told.details for public in vote.publics(0).values())


@pytest.mark.parametrize(("taken", "warned"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_handful_on_paper_is_warned_of(vote: stage.Stage, taken: int, warned: bool) -> None:
    vote.exchange(*range(taken))
    assert paper.few(vote.round) is warned


def test_spare_sheets_are_counted_against_what_was_printed(vote: stage.Stage) -> None:
    paper.note_printed(vote.round_id, 10, stage.OFFICE, stage.NOW)
    paper.note_printed(vote.round_id, 2, stage.OFFICE, stage.NOW)
    vote.exchange(0, 1)
    assert code(lambda: paper.destroy_spare(vote.round_id, 9, stage.OFFICE, stage.NOW)) == "spare_wrong"
    paper.destroy_spare(vote.round_id, 10, stage.OFFICE, stage.NOW)
    assert (vote.round.printed, vote.round.destroyed) == (12, 10)
    assert code(lambda: paper.destroy_spare(vote.round_id, 10, stage.OFFICE, stage.NOW)) == "spare_destroyed"


def test_after_the_spare_is_destroyed_nothing_is_handed_out_or_printed(vote: stage.Stage) -> None:
    paper.note_printed(vote.round_id, 3, stage.OFFICE, stage.NOW)
    vote.exchange(0)
    paper.destroy_spare(vote.round_id, 2, stage.OFFICE, stage.NOW)
    assert code(lambda: vote.exchange(1)) == "spare_destroyed"
    assert code(lambda: paper.take_back(vote.round_id, "1001", "误", stage.OFFICE, stage.NOW)) == "spare_destroyed"
    assert code(lambda: paper.note_printed(vote.round_id, 1, stage.OFFICE, stage.NOW)) == "spare_destroyed"


@pytest.mark.parametrize("copies", [0, -1, 5001])
def test_impossible_copies_are_refused(vote: stage.Stage, copies: int) -> None:
    assert code(lambda: paper.note_printed(vote.round_id, copies, stage.OFFICE, stage.NOW)) == "copies_wrong"


def test_a_round_on_paper_alone_needs_no_box(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    assert code(lambda: paper.note_printed(vote.round_id, 6, stage.OFFICE, stage.NOW)) == "no_box"
    paper.use_paper_only(vote.round_id, "会场停电", stage.OFFICE, stage.NOW)
    paper.note_printed(vote.round_id, 6, stage.OFFICE, stage.NOW)
    vote.open()
    assert (vote.round.issued, vote.round.paper_issued) == (0, 6)
    stage.close(vote)
    stage.start(vote)
    assert vote.round.state == "decrypted"


@pytest.mark.parametrize(("reason", "refusal"), [("", "reason_missing"), ("停电", "paper_only")])
def test_paper_alone_wants_a_reason_and_is_chosen_once(app: Flask, config: Config, reason: str, refusal: str) -> None:
    vote = stage.frozen(config)
    paper.use_paper_only(vote.round_id, "停电", stage.OFFICE, stage.NOW)
    assert code(lambda: paper.use_paper_only(vote.round_id, reason, stage.OFFICE, stage.NOW)) == refusal


def test_when_the_power_fails_after_the_box_stands_no_tablet_can_cast(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    paper.use_paper_only(vote.round_id, "停电", stage.OFFICE, stage.NOW)
    vote.open()
    assert code(lambda: cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)) == "paper_only"
    assert code(lambda: vote.exchange(0)) == "paper_only"


def test_the_number_handed_out_is_corrected_on_paper_alone(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    paper.use_paper_only(vote.round_id, "停电", stage.OFFICE, stage.NOW)
    vote.open()
    polling.set_issued(vote.round_id, 5, "1 名代表未领票", stage.OFFICE, stage.NOW)
    assert (vote.round.issued, vote.round.paper_issued) == (0, 5)


def test_cards_and_paper_together_never_exceed_those_present(vote: stage.Stage) -> None:
    vote.exchange(0, 1)
    assert code(lambda: polling.set_issued(vote.round_id, 5, "多", stage.OFFICE, stage.NOW)) == "issued_wrong"


# --- the code on a sheet


def test_the_code_of_the_round_is_accepted(vote: stage.Stage) -> None:
    paper.check_mark(vote.round, f" {vote.round.fingerprint}\n")


def test_a_round_without_a_box_has_a_mark_of_its_own(app: Flask, config: Config) -> None:
    vote, other = stage.frozen(config), stage.frozen(config, seed="other")
    assert paper.mark_of(vote.round) != paper.mark_of(other.round)
    assert len(paper.mark_of(vote.round)) == 43


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", "sheet_unknown"), ("11111-111111-11111-111111-11", "sheet_unknown"), ("B1.abc.1.01", "sheet_archive")],
)
def test_codes_that_are_no_ballots_are_refused(vote: stage.Stage, text: str, refusal: str) -> None:
    assert code(lambda: paper.check_mark(vote.round, text)) == refusal


def test_a_sheet_of_another_round_is_named(app: Flask, config: Config) -> None:
    vote, other = stage.boxed(config), stage.boxed(config, seed="other")
    with pytest.raises(DomainError) as caught:
        paper.check_mark(vote.round, paper.mark_of(other.round))
    assert caught.value.code == "sheet_foreign"
    assert other.round.title in caught.value.message


def test_a_sheet_of_a_rehearsal_is_named(app: Flask, config: Config) -> None:
    vote, other = stage.boxed(config), stage.boxed(config, seed="other", rehearsal=True)
    assert code(lambda: paper.check_mark(vote.round, paper.mark_of(other.round))) == "sheet_rehearsal"


def test_the_mark_covers_rules_and_list(app: Flask, config: Config) -> None:
    one = stage.frozen(config).round
    mark = paper.mark_of(one)
    one.rules_hash = replace(Rules(), seats=3).to_dict().__repr__()
    assert paper.mark_of(one) != mark
    db.session.rollback()
