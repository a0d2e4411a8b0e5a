"""A deputy's own notes."""

from __future__ import annotations

import pytest
from flask import Flask
from support import stage

from voting.config import Config
from voting.errors import Missing, Rejected
from voting.projects import notes, reading


def test_a_note_is_the_deputys_alone(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    project = reading.listed(vote.meeting_id)[0].id
    notes.save(vote.meeting_id, "1001", project, "先问清楚资金")
    assert notes.of_deputy(vote.meeting_id, "1001") == {project: "先问清楚资金"}
    assert notes.of_deputy(vote.meeting_id, "1002") == {}


def test_an_emptied_note_is_gone(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    project = reading.listed(vote.meeting_id)[0].id
    for text in ("一", "二", " "):
        notes.save(vote.meeting_id, "1001", project, text)
    assert notes.of_deputy(vote.meeting_id, "1001") == {}


def test_what_is_no_note(app: Flask, config: Config) -> None:
    vote, other = stage.frozen(config), stage.frozen(config, seed="other")
    with pytest.raises(Rejected):
        notes.save(vote.meeting_id, "1001", reading.listed(vote.meeting_id)[0].id, "长" * 2001)
    with pytest.raises(Missing):
        notes.save(vote.meeting_id, "1001", reading.listed(other.meeting_id)[0].id, "别人的名单")
