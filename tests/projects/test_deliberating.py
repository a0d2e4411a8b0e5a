"""Delegations' opinions: entered, signed, answered, and by whom they are read."""

from __future__ import annotations

import pytest
from flask import Flask
from support import stage

from voting.config import Config
from voting.congress.models import Unit
from voting.errors import Conflict, Missing, Rejected
from voting.extensions import db, writing
from voting.projects import deliberating, reading
from voting.projects.models import Opinion

WORKS = stage.OFFICE
NOW = stage.NOW


def said(vote: stage.Stage, text: str = "建议公布施工计划") -> int:
    project = reading.listed(vote.meeting_id)[0]
    return deliberating.enter(vote.meeting_id, project.id, "龙岗代表团", text, WORKS, NOW).id


def unit(vote: stage.Stage, name: str) -> Unit:
    with writing() as session:
        made = Unit(congress_id=vote.round.congress_id, name=name)
        session.add(made)
        session.flush()
        return made


def test_only_what_is_signed_is_passed_on(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    responsible = unit(vote, "区建设局")
    one = said(vote)
    assert deliberating.of_meeting(vote.meeting_id, signed=True) == []
    assert deliberating.of_unit(responsible) == []
    deliberating.sign(vote.round.congress_id, one, "团长甲", WORKS, NOW)
    assert [opinion.signed_by for opinion in deliberating.of_meeting(vote.meeting_id, signed=True)] == ["团长甲"]
    assert [opinion.id for opinion, _ in deliberating.of_unit(responsible)] == [one]


def test_what_is_signed_stays(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    congress_id, one = vote.round.congress_id, said(vote)
    deliberating.change(congress_id, one, "龙岗代表团", "改过的意见", WORKS, NOW)
    deliberating.sign(congress_id, one, "团长甲", WORKS, NOW)
    for act in (
        lambda: deliberating.change(congress_id, one, "龙岗代表团", "再改", WORKS, NOW),
        lambda: deliberating.sign(congress_id, one, "团长乙", WORKS, NOW),
        lambda: deliberating.remove(congress_id, one, WORKS, NOW),
    ):
        with pytest.raises(Conflict, match="opinion_signed"):
            act()
    assert deliberating.opinion_of(congress_id, one).text == "改过的意见"


def test_the_opening_of_the_vote_ends_the_deliberation(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    one = said(vote)
    with writing():
        vote.round.state = "open"
    with pytest.raises(Conflict):
        said(vote)
    with pytest.raises(Conflict):
        deliberating.sign(vote.round.congress_id, one, "团长甲", WORKS, NOW)


def test_a_unit_answers_for_its_own_projects_alone(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    congress_id, one = vote.round.congress_id, said(vote)
    ours, other = unit(vote, "区建设局"), unit(vote, "区民政局")
    with pytest.raises(Conflict):
        deliberating.answer(congress_id, one, "将公布", WORKS, NOW, ours)
    deliberating.sign(congress_id, one, "团长甲", WORKS, NOW)
    with pytest.raises(Missing):
        deliberating.answer(congress_id, one, "将公布", WORKS, NOW, other)
    deliberating.answer(congress_id, one, "将公布", WORKS, NOW, ours)
    assert deliberating.opinion_of(congress_id, one).answer == "将公布"


@pytest.mark.parametrize(
    ("delegation", "text", "field"),
    [("龙岗代表团", "  ", "text"), ("龙岗代表团", "长" * 2001, "text"), ("没有的团", "意见", "delegation")],
)
def test_what_cannot_be_entered_names_its_field(
    app: Flask, config: Config, delegation: str, text: str, field: str
) -> None:
    vote = stage.frozen(config)
    project = reading.listed(vote.meeting_id)[0]
    with pytest.raises(Rejected) as caught:
        deliberating.enter(vote.meeting_id, project.id, delegation, text, WORKS, NOW)
    assert caught.value.details["field"] == field
    assert db.session.query(Opinion).count() == 0


def test_another_congress_has_no_part_in_it(app: Flask, config: Config) -> None:
    vote, other = stage.frozen(config), stage.frozen(config, seed="other")
    one = said(vote)
    with pytest.raises(Missing):
        deliberating.sign(other.round.congress_id, one, "团长甲", WORKS, NOW)
    with pytest.raises(Missing):
        deliberating.enter(other.meeting_id, reading.listed(vote.meeting_id)[0].id, "龙岗代表团", "x", WORKS, NOW)
