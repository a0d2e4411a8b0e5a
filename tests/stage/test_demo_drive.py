"""The demo's drive is whole: from every channel to the candidate list, and all its counters agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from support.elections import seeded

from voting.collection.channels import CHANNELS, OUTCOMES
from voting.collection.figures import opendata, overview, statistics
from voting.collection.figures.reports import sections
from voting.collection.models import Contact, Drive, Event, ImportedList, ProjectRoot, Suggestion, Support
from voting.config import Config
from voting.congress.models import Station
from voting.extensions import db
from voting.projects import comments, positions, publicity, reading
from voting.projects.models import Project, Review
from voting.stage.demo.district import rows
from voting.stage.demo.seed import seed

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, make_app: Callable[[Config], Flask]) -> Iterator[int]:
    """The demo with a small congress; the meeting's id."""
    config = Config(instance=tmp_path_factory.mktemp("demo") / "instance", testing=True)
    with make_app(config).app_context():
        yield seed(config, seeded("demo"), NOW, deputies=54).meeting_id
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def drive(demo: int) -> Drive:
    return db.session.query(Drive).filter_by(year=2027).one()


def told(drive: Drive) -> statistics.Statistics:
    return statistics.of_drive(drive, NOW.date())


def voices(drive: Drive) -> list[Suggestion]:
    return [one for one in db.session.query(Suggestion).filter_by(drive_id=drive.id) if not one.spam]


def test_there_are_voices_from_every_channel_and_all_stations(drive: Drive) -> None:
    found = told(drive)
    assert found.total.voices >= 300
    assert {line.key for line in found.channels} == set(CHANNELS)
    assert found.stations == db.session.scalar(select(func.count()).select_from(Station)) == 35


def test_all_counters_agree(drive: Drive) -> None:
    found, shown = told(drive), overview.figures(drive.id, NOW.date())
    counted = [one for one in voices(drive) if one.withdrawn_at is None]
    data = opendata.as_data(drive, found, NOW.date())
    for lines in (found.channels, found.categories, found.places, found.weeks):
        assert sum(line.voices for line in lines) == len(counted) == shown.received == data["suggestions"]
        for outcome in OUTCOMES:
            assert sum(line.outcomes[outcome] for line in lines) == found.total.outcomes[outcome]
    assert found.total.heads + shown.merged == shown.received
    assert shown.answered + shown.waiting + shown.assigned + shown.proposed == found.total.heads
    assert len(opendata.released(drive)) == shown.released
    said = sections(drive, found, opendata.released(drive), NOW.date())
    assert f"收到建议{shown.received}条" in said[0].paragraphs[0]


def test_supports_lists_and_events_count_what_is_there(drive: Drive) -> None:
    rows_of = dict(
        iter(db.session.execute(select(Support.suggestion_id, func.count()).group_by(Support.suggestion_id)))
    )
    assert {one.id: one.supports for one in voices(drive) if one.supports} == rows_of
    by_list = Counter(one.list_id for one in db.session.query(Suggestion) if one.list_id)
    assert by_list == {one.id: one.rows for one in db.session.query(ImportedList)}
    for one in voices(drive):
        event = db.session.get(Event, one.event_id) if one.event_id else None
        assert event is None or (event.kind, event.held_on) == (one.channel, one.received_on)


def test_groups_are_one_level_deep(drive: Drive) -> None:
    heads = {one.id: one for one in voices(drive)}
    groups = Counter(one.merged_into_id for one in voices(drive) if one.merged_into_id)
    assert max(groups.values()) >= 4
    assert all(heads[key].merged_into_id is None for key in groups)


def test_the_real_list_comes_out_of_the_drive(demo: int, drive: Drive) -> None:
    listed = reading.listed(demo)
    assert [one.name for one in listed] == [row["项目名称"] for row in rows()]
    assert {one.drive_id for one in listed} == {drive.id}
    assert min(reading.voices([one.id for one in listed]).values()) >= 3


def test_eighteen_projects_were_studied_and_every_one_was_decided_on(drive: Drive) -> None:
    projects = db.session.query(Project).filter_by(drive_id=drive.id).all()
    decided = set(db.session.scalars(select(Review.project_id)))
    assert len(projects) == 18
    assert {one.id for one in projects} == decided
    assert {one.state for one in projects} == {"listed", "drafted", "withdrawn", "merged"}
    assert {one.decision for one in db.session.query(Review)} == set(positions.DECISIONS)


def test_the_preliminary_list_was_shown_and_commented_on(demo: int, drive: Drive) -> None:
    notice = publicity.of_drive(drive.id)
    assert notice is not None
    assert {one.id for one in reading.listed(demo)} <= {one["project"] for one in notice.listed}
    assert comments.waiting(drive.id) == 1


def test_every_candidate_has_its_public_page(demo: int) -> None:
    assert all(publicity.shown(one.id, NOW).released for one in reading.listed(demo))


def test_an_adopted_suggestion_is_the_root_of_a_project(drive: Drive) -> None:
    roots = set(db.session.scalars(select(ProjectRoot.suggestion_id)))
    assert {one.id for one in voices(drive) if one.outcome == "adopted"} <= roots


def test_open_data_of_the_demo_hold_no_contact(drive: Drive) -> None:
    text = json.dumps(opendata.released(drive), ensure_ascii=False)
    contacts = db.session.query(Contact).all()
    assert len(contacts) > 40
    assert not [one for one in contacts if f'"{one.name}"' in text or one.phone in text]


def test_the_next_drive_is_open(demo: int) -> None:
    assert db.session.query(Drive).filter_by(year=2028).one().phase(NOW) == "open"
