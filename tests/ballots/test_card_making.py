"""Cards made on the server's own machine: only rehearsals, or with a decision of the presidium that the papers tell."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pypdfium2
import pytest
from flask import Flask
from support import stage

from voting.ballots import boxes, card_making, preparing
from voting.belenios import board, election
from voting.config import Config
from voting.errors import Conflict
from voting.extensions import writing
from voting.meetings import decisions
from voting.meetings.models import Meeting
from voting.tally import sitting_papers

WORDS = "主席团第三次会议决定"


def keyed(config: Config, **options: object) -> stage.Stage:
    """Keys and cards are there, the box is not; the cards were made here."""
    vote = stage.keyed(config, **options)
    with writing() as session:
        session.get_one(Meeting, vote.meeting_id).cards_origin = "here"
    return vote


def set_up(vote: stage.Stage) -> None:
    preparing.set_up_box(vote.round_id, vote.config, stage.OFFICE, stage.NOW, stage.seeded("box"))


def zero(vote: stage.Stage) -> str:
    pdf = pypdfium2.PdfDocument(sitting_papers.zero_report(vote.round, vote.config, stage.NOW))
    return "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "").replace(" ", "")


def test_a_real_meeting_sets_up_no_box_with_cards_made_here(app: Flask, config: Config) -> None:
    vote = keyed(config)
    with pytest.raises(Conflict, match="not_ready") as refused:
        set_up(vote)
    assert "须有主席团决定" in refused.value.message
    assert vote.round.election is None


def test_with_the_decision_the_box_is_set_up_and_the_zero_report_tells_it(app: Flask, config: Config) -> None:
    vote = keyed(config)
    decisions.decide(vote.meeting_id, "cards_made_here", WORDS, date(2026, 1, 18), stage.OFFICE, stage.NOW)
    set_up(vote)
    said = zero(vote)
    assert "本机制作" in said
    assert f"经主席团2026年1月18日决定（{WORDS}）" in said


def test_a_rehearsal_needs_no_decision_and_says_where_its_cards_were_made(app: Flask, config: Config) -> None:
    vote = keyed(config, rehearsal=True)
    set_up(vote)
    assert "本机制作" in zero(vote)


def test_cards_that_no_box_knows_can_be_given_up_and_made_anew(app: Flask, config: Config) -> None:
    vote = keyed(config)
    card_making.discard(vote.meeting_id, "没有主席团决定", stage.OFFICE, stage.NOW)
    stage.give_cards(vote, "again")
    set_up(vote)
    assert "在另一台计算机上制作" in zero(vote)


def test_cards_in_a_box_stay(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    with pytest.raises(Conflict, match="box_exists"):
        card_making.discard(vote.meeting_id, "想换", stage.OFFICE, stage.NOW)


def test_the_fingerprint_covers_the_card_list(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    found = vote.round
    raw = boxes.committed(found)
    _, _, listed = board.parse(raw).setup()
    named = election.card_list_of(election.parse(found.election or "").description)
    assert named == hashlib.sha256(json.dumps(listed, separators=(",", ":")).encode()).hexdigest()
    assert f"{named}.data.json".encode() in raw
