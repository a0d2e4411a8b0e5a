"""The demo shows two years: last year's vote with what became of its ten projects, and this year's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from support.elections import seeded

from voting.attachments import store
from voting.ballots import boxes
from voting.belenios.verify import report
from voting.config import Config
from voting.congress.models import Congress
from voting.extensions import db
from voting.implementation import board, listing, progress, public_ratings, ratings
from voting.implementation.models import Plan
from voting.journal.log import entries, first_fault
from voting.meetings.models import Round
from voting.stage.demo.last_year_projects import CHANGED, LAGGING, PROMISED
from voting.stage.demo.seed import YEAR, seed
from voting.supervision import groups, inquiries, inspections, tasks

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return Config(instance=tmp_path_factory.mktemp("years") / "instance", testing=True)


@pytest.fixture(scope="module")
def demo(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[int]:
    """The demo with a small congress; its id."""
    with make_app(config).app_context():
        seed(config, seeded("years"), NOW, deputies=54)
        yield db.session.query(Congress).one().id
        db.session.remove()
        db.engine.dispose()


def rows(demo: int) -> list[listing.Row]:
    return listing.rows(demo, NOW.date(), YEAR - 1)


def test_last_years_vote_is_announced_and_its_archive_is_sound(demo: int, config: Config) -> None:
    found = db.session.query(Round).filter_by(state="announced", kind="main").one()
    assert found.result is not None
    assert found.result["selected"] == list(range(1, 11))
    archive = config.instance / "vote.bel"
    archive.write_bytes(boxes.committed(found))
    assert report(archive, 1).valid


def test_the_ten_chosen_projects_are_on_the_board(demo: int) -> None:
    assert [one.plan.name for one in rows(demo)] == [one.name for one in PROMISED]
    assert all(one.plan.public and one.plan.round_id for one in rows(demo))


def test_each_has_eleven_months_of_reports_and_none_is_late(demo: int) -> None:
    for one in rows(demo):
        assert len(progress.of_plan(one.plan.id)) == 11
        assert not one.overdue


def test_one_lags_and_the_others_do_not(demo: int) -> None:
    assert [one.plan.name for one in rows(demo) if one.state.key in ("behind", "stalled")] == [LAGGING]


def test_what_is_done_is_accepted_and_one_promise_was_changed(demo: int) -> None:
    found = {one.plan.name: one for one in rows(demo)}
    done = [one.name for one in PROMISED if one.curve[-1] == 100]
    assert all(found[name].state.key in ("early", "completed") for name in done)
    changed = found[CHANGED].plan
    assert (changed.version, changed.goals[0]["quantity"]) == (2, "16")
    assert "changed" in [one.kind for one in board.story(changed, NOW.date())]


def test_last_year_was_rated_in_this_years_meeting(demo: int) -> None:
    told = {one.name: one for listed in ratings.results(demo, YEAR - 1).values() for one in listed}
    assert list(told) == [one.name for one in PROMISED]
    assert [name for name, one in told.items() if one.worst] == [LAGGING]
    assert sorted({one.grade for one in told.values()}) == ["不满意", "基本满意", "满意"]
    main = db.session.query(Round).filter_by(state="frozen", kind="main").one()
    assert told[LAGGING].round.meeting_id == main.meeting_id


def test_the_public_has_said_what_it_thinks(demo: int) -> None:
    said = db.session.scalars(public_ratings.matching(demo, YEAR - 1))
    assert {public_ratings.state_of(one) for one in said} == {"released", "new"}
    assert all(sum(one.values()) > 5 for one in public_ratings.figures([row.plan.id for row in rows(demo)]).values())


def test_deputies_have_inspected_and_tasks_of_every_origin_are_followed(demo: int) -> None:
    listed = tasks.listed(demo)
    assert sorted(tasks.state_of(one, NOW.date()) for one in listed) == ["closed"] * 2 + ["open"] * 4
    assert {one.origin for one in listed} == {"inspection", "inquiry", "opinion", "rating"}
    assert {one.plan.name for one in listed if one.plan and one.origin != "inquiry"} == {LAGGING}
    assert len(inspections.of_congress(demo)) == 5


def test_the_story_goes_from_the_vote_to_the_newest_photo(demo: int, config: Config) -> None:
    plan = db.session.query(Plan).filter_by(no=1, year=YEAR - 1).one()
    story = board.story(plan, NOW.date())
    kinds = [one.kind for one in story]
    assert kinds[:2] == ["suggested", "chosen"]
    assert {"planned", "milestone", "reported"} <= set(kinds)
    photos = [photo for one in story for photo in one.photos]
    assert photos
    assert store.content_of(config, photos[0]).startswith(b"\xff\xd8")


def test_the_journal_of_both_years_is_one_sound_chain(demo: int) -> None:
    assert first_fault(entries(db.session(), demo)) is None


def test_every_project_has_its_supervision_group(demo: int) -> None:
    assert all(len(groups.of_plan(row.plan.id)) == 1 for row in rows(demo))


def test_an_inquiry_has_a_question_that_waits_for_its_answer(demo: int) -> None:
    (inquiry,) = inquiries.of_congress(demo)
    assert [bool(one.answer) for one in inquiry.questions] == [True, True, True, False]
