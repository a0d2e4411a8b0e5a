"""Six people at once do the same thing to a plan, on SQLite and PostgreSQL: one does it, the others are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from support import postgres
from support.planning import DAY, NOW, whole
from support.supervising import OFFICE, Supervising, supervising

from voting import create_app
from voting.config import Config
from voting.errors import DomainError
from voting.extensions import db, writing
from voting.implementation import changes, completion, plans, sheet, versions
from voting.implementation.completion import Accepted
from voting.implementation.versions import Ruling
from voting.meetings.models import Round
from voting.projects.models import Project

BY = Ruling(date(2027, 6, 20), "人大常委会会议")
PEOPLE = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    config = Config(instance=tmp_path / "instance", testing=True)
    if request.param == "postgresql":
        socket = request.getfixturevalue("postgresql")
        url = postgres.new_database(socket, f"plans{abs(hash(request.node.name)) % 10**9}")
        config = Config(instance=tmp_path / "instance", database_url=url, testing=True)
    made = create_app(config)
    with made.app_context():
        upgrade()
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def held(app: Flask) -> Supervising:
    return supervising(app.extensions["voting"], today=DAY)


def at_once(app: Flask, work: Callable[[], object]) -> list[str]:
    """What everybody gets: `done`, or the code of the error."""

    def run(_place: int) -> str:
        with app.app_context():
            try:
                work()
                return "done"
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(PEOPLE) as pool:
        return sorted(pool.map(run, range(PEOPLE)))


def test_a_plan_is_put_forward_and_approved_once(app: Flask, held: Supervising) -> None:
    fields, congress_id, plan_id = whole(held), held.congress_id, held.plans[3]
    # The same form six times over is one version; the other five are second clicks.
    got = at_once(app, lambda: versions.propose(congress_id, plan_id, fields, 0, OFFICE, NOW))
    assert got == ["done"] * 6
    assert (held.plan(3).edits, len(versions.of_one(plan_id))) == (1, 1)
    got = at_once(app, lambda: versions.approve(congress_id, plan_id, 1, 1, BY, OFFICE, NOW))
    assert got == ["done", *["plan_changed"] * 5]
    assert held.plan(3).version == 1


def test_one_request_is_made_and_decided_once(app: Flask, held: Supervising) -> None:
    congress_id, plan_id = held.congress_id, held.plans[0]
    got = at_once(app, lambda: changes.request(congress_id, plan_id, "cancel", None, "选址不成", 0, OFFICE, NOW))
    assert got == ["done", *["plan_changed"] * 5]
    change_id = changes.of_plan_id(plan_id)[0].id
    changes.give_opinion(congress_id, change_id, "同意", OFFICE, NOW)
    got = at_once(app, lambda: changes.decide(congress_id, change_id, "approved", BY, "", OFFICE, NOW))
    assert got == sorted(["done", *["already_decided"] * 5])


def test_an_acceptance_is_entered_once(app: Flask, held: Supervising) -> None:
    said = Accepted(date(2027, 6, 20), "验收组", "completed", "", Decimal(790), ("30",))
    congress_id, plan_id, config = held.congress_id, held.plans[0], app.extensions["voting"]
    got = at_once(app, lambda: completion.accept(congress_id, plan_id, said, [], 0, config, OFFICE, NOW))
    assert got == ["done", *["plan_changed"] * 5]


def test_a_file_is_taken_in_once(app: Flask, held: Supervising) -> None:
    congress_id = held.congress_id
    rows = [sheet.Row(2, None, whole(held, name="改造农贸市场2个"), [])]
    got = at_once(app, lambda: sheet.take(congress_id, 2028, rows, None, OFFICE, NOW))
    assert got == ["done", *["plan_exists"] * 5]
    assert len(plans.of_year(congress_id, 2028)) == 1


def test_a_result_is_drawn_up_once(app: Flask, held: Supervising) -> None:
    own = {"congress_id": held.congress_id, "meeting_id": held.meeting_id}
    with writing() as session:
        session.add_all(Project(**own, no=no, name=f"候选项目之{no}") for no in (11, 12))
        found = Round(
            **own,
            uuid="drawn",
            kind="main",
            no=1,
            title="票决",
            state="announced",
            announced_at=NOW,
            candidates=[{"no": no, "name": f"候选项目之{no}"} for no in (11, 12)],
            result={"selected": [12, 11]},
        )
        session.add(found)
        session.flush()
        round_id = found.id
    made = list[int]()
    at_once(app, lambda: made.append(len(plans.draw_up(round_id, OFFICE, NOW, 2028))))
    assert sorted(made) == [0] * 5 + [2]
    assert [one.name for one in plans.of_year(held.congress_id, 2028)] == ["候选项目之11", "候选项目之12"]
