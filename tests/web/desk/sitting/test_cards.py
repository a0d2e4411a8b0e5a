"""Voting cards at the desk."""

from __future__ import annotations

from collections.abc import Callable

from support import stage
from support.office import Vote

from voting.config import Config
from voting.extensions import writing
from voting.meetings.models import Meeting


def made_here(config: Config) -> stage.Stage:
    vote = stage.keyed(config)
    with writing() as session:
        session.get_one(Meeting, vote.meeting_id).cards_origin = "here"
    return vote


def test_the_desk_says_what_cards_made_here_need(at: Callable[..., Vote]) -> None:
    vote = at(made_here)
    page = vote.office.get(f"{vote.desk}/cards", "credential_authority").text
    assert f'href="{vote.desk}/decisions"' in page
    decided = {"text": "主席团第三次会议决定", "day": "2026-01-18"}
    assert vote.office.post(f"{vote.desk}/decisions/cards_made_here", "chair", **decided).status_code == 302
    assert f'href="{vote.desk}/decisions"' not in vote.office.get(f"{vote.desk}/cards", "credential_authority").text


def test_cards_are_given_up_with_a_reason(at: Callable[..., Vote]) -> None:
    vote = at(made_here)
    refused = vote.office.post(f"{vote.desk}/cards", "credential_authority", discard="1", reason=" ")
    assert refused.status_code == 400
    answer = vote.office.post(f"{vote.desk}/cards", "credential_authority", discard="1", reason="没有决定")
    assert answer.status_code == 302
    assert "制作并下载投票卡" in vote.office.get(f"{vote.desk}/cards", "credential_authority").text
