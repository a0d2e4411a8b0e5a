"""Plans drawn up from the announced result: once, with what the projects say, for the right year."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from support import stage

from voting.config import Config
from voting.congress.models import Unit
from voting.errors import Conflict
from voting.extensions import db, writing
from voting.implementation import plans
from voting.implementation.models import Plan
from voting.journal.log import entries
from voting.projects.models import Project
from voting.rules.rules import Rules

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def announced(config: Config) -> stage.Stage:
    """The first and the third of four projects are chosen, and counted."""
    made = stage.opened(config)
    congress_id = made.round.congress_id
    with writing() as session:
        session.add(Unit(congress_id=congress_id, name="区交通运输局", kind="department"))
        for one in session.scalars(select(Project).where(Project.meeting_id == made.meeting_id)):
            one.unit, one.deadline = "区交通运输局、宝顶镇", "2027年11月"
    stage.vote(made, *[[1, 0, 1, 0] for _ in range(5)])
    return made


def test_nothing_is_drawn_up_before_the_announcement(announced: stage.Stage) -> None:
    with pytest.raises(Conflict, match="not_announced"):
        plans.draw_up(announced.round.id, stage.OFFICE, stage.NOW)


def test_each_selected_project_becomes_a_draft_once(announced: stage.Stage) -> None:
    stage.announce(announced)
    assert plans.undrawn(announced.round)
    made = plans.draw_up(announced.round.id, stage.OFFICE, stage.NOW)
    assert [one.no for one in made] == [1, 2]
    assert not plans.undrawn(announced.round)
    assert plans.draw_up(announced.round.id, stage.OFFICE, stage.NOW) == []
    first = made[0]
    assert (first.unit.name, first.unit_name) == ("区交通运输局", "区交通运输局、宝顶镇")
    assert (first.ends_on, first.version, first.public) == (date(2027, 11, 30), 0, False)
    acts = [one.act for one in entries(db.session(), first.congress_id)]
    assert acts.count("生成实施计划") == 1
    assert [one.name for one in db.session.scalars(select(Plan).order_by(Plan.no))] == ["候选项目之1", "候选项目之3"]


def tied(config: Config) -> tuple[stage.Stage, stage.Stage]:
    """One project is chosen, two tie for the second place, and the third one wins the revote."""
    first = stage.opened(config, rules=Rules(seats=2, model="rank", threshold="none"))
    stage.vote(first, *[[1, 1, 0, 0]] * 2, *[[1, 0, 1, 0]] * 2, *[[1, 0, 0, 0]] * 2)
    second = stage.follow(first)
    second.open()
    stage.vote(second, *[[0, 1]] * 6)
    stage.certify(first)
    return first, second


def test_rounds_that_were_announced_together_are_drawn_up_together(config: Config) -> None:
    _first, second = tied(config)
    stage.announce(second)
    made = plans.draw_up(second.round_id, stage.OFFICE, stage.NOW, 2027)
    assert [(one.no, one.name, one.year) for one in made] == [(1, "候选项目之1", 2027), (2, "候选项目之3", 2027)]
    assert plans.draw_up(second.round_id, stage.OFFICE, stage.NOW, 2027) == []


def test_a_rehearsal_makes_no_plans(config: Config) -> None:
    made = stage.opened(config, rehearsal=True)
    stage.vote(made, *[[1, 0, 1, 0] for _ in range(5)])
    stage.announce(made)
    assert not plans.undrawn(made.round)
    with pytest.raises(Conflict, match="no_plans_here"):
        plans.draw_up(made.round_id, stage.OFFICE, stage.NOW)
