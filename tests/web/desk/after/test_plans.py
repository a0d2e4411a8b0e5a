"""Plans at the desk: made from the announced result with one button, listed, read by those who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from support import stage
from support.office import Office, Vote

from voting.config import Config
from voting.extensions import db, writing
from voting.implementation.models import Plan, PlanChange, PlanVersion


def announced(config: Config, **options: object) -> stage.Stage:
    """Two of four projects are chosen, and announced."""
    made = stage.opened(config, **options)
    stage.vote(made, *[[1, 0, 1, 0] for _ in range(5)])
    stage.announce(made)
    return made


def made_plans(vote: Vote) -> list[int]:
    return vote.office.run(lambda: list(db.session.scalars(select(Plan.id).order_by(Plan.no))))


def test_the_announced_meeting_makes_plans_and_then_leads_to_them(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    assert f'href="{vote.round}/plans"' in vote.office.get(vote.desk).text
    asked = vote.office.get(f"{vote.round}/plans").text
    assert 'value="2026"' in asked
    first = vote.office.post(f"{vote.round}/plans", year="2027")
    assert first.location == "/desk/plans?year=2027"
    assert vote.office.post(f"{vote.round}/plans", year="2027").location == first.location
    assert len(made_plans(vote)) == 2
    page = vote.office.get(first.location).text
    assert "候选项目之3" in page
    assert "候选项目之2" not in page
    assert 'href="/desk/plans?year=2027"' in vote.office.get(vote.desk).text


def test_a_year_that_is_none_is_named_at_its_field(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    answer = vote.office.post(f"{vote.round}/plans", year="明年")
    assert (answer.status_code, 'href="#year"' in answer.text, 'value="明年"' in answer.text) == (400, True, True)
    assert made_plans(vote) == []


@pytest.mark.parametrize("role", ["chair", "auditor", "administrator"])
def test_they_read_plans_but_do_not_make_them(at: Callable[..., Vote], role: str) -> None:
    vote = at(announced)
    assert vote.office.post(f"{vote.round}/plans", role).status_code == 403
    vote.office.post(f"{vote.round}/plans")
    assert vote.office.get(f"/desk/plans/{made_plans(vote)[0]}", role).status_code == 200


def test_a_plan_of_another_congress_is_not_found(at: Callable[..., Vote], stranger: Office) -> None:
    vote = at(announced)
    assert stranger.post(f"{vote.round}/plans").status_code == 404
    vote.office.post(f"{vote.round}/plans")
    assert stranger.get(f"/desk/plans/{made_plans(vote)[0]}").status_code == 404


def test_what_waits_stands_on_the_home_of_the_desk(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    vote.office.post(f"{vote.round}/plans")
    first, second = made_plans(vote)

    def wait() -> None:
        own = {"congress_id": vote.office.congress_id, "actor": "工作人员", "at": stage.NOW}
        with writing() as session:
            session.add(PlanVersion(**own, plan_id=first, no=1, fields={}))
            session.add(PlanChange(**own, plan_id=second, kind="cancel", rule="filed", reason="选址不成"))

    vote.office.run(wait)
    page = vote.office.get("/desk/").text
    assert f'href="/desk/plans/{first}"' in page
    assert 'href="/desk/plan-changes/1"' in page
