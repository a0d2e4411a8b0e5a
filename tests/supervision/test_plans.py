"""Plans drawn up from the announced result: once, with what the projects say, for the right year."""

from __future__ import annotations

from datetime import date

import pytest
import stage
from sqlalchemy import select

from voting.accounts.models import Unit
from voting.config import Config
from voting.errors import Conflict
from voting.extensions import db, writing
from voting.journal.log import entries
from voting.projects.models import Project
from voting.supervision import plans
from voting.supervision.models import Plan

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
