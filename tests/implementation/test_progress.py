"""A unit reports: once for each period, never back without a word, whole with its photos or not at all."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from support.supervising import OFFICE, Supervising, supervising

from voting.attachments import store
from voting.attachments.cleaning import Cleaned, clean_file
from voting.config import Config
from voting.errors import Conflict, Faulty, Missing, Rejected
from voting.extensions import db, writing
from voting.implementation import listing, progress, settings, versions
from voting.implementation.fields import Step, of_plan
from voting.implementation.models import Plan, ProgressReport
from voting.implementation.report_form import Told
from voting.implementation.settings import Setting
from voting.journal.log import entries

TODAY = date(2027, 7, 20)
NOW = datetime(2027, 7, 20, 3, 0, tzinfo=UTC)
TOLD = Told(60, Decimal("500"), "主体施工。")


@pytest.fixture
def held(app: Flask, config: Config) -> Supervising:
    """Reported up to May; June is due, July runs."""
    made = supervising(config, today=TODAY, reports=0)
    for period, percent in (("2027-04", 40), ("2027-05", 50)):
        send(made, Told(percent, Decimal(percent * 8), "按计划推进。"), period)
    return made


def send(
    held: Supervising,
    told: Told = TOLD,
    period: str = "2027-06",
    files: list[Cleaned] | None = None,
    now: datetime = NOW,
    place: int = 0,
    dropped: tuple[int, ...] = (),
) -> ProgressReport:
    return progress.send(
        held.congress_id,
        held.plans[place],
        held.held.units[place],
        period,
        told,
        files or [],
        held.held.config,
        OFFICE,
        now,
        dropped,
    )


def photo(colour: str = "red") -> Cleaned:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return clean_file(out.getvalue(), f"{colour}.jpg")


def row(held: Supervising, today: date = TODAY) -> listing.Row:
    return listing.row(held.plan(), today)


def test_a_report_moves_the_plan_and_is_in_the_journal(held: Supervising) -> None:
    found = send(held)
    plan = held.plan()
    assert (plan.percent, plan.invested, plan.reported) == (60, Decimal("500.00"), "2027-06")
    assert found.state == "on_schedule"
    assert entries(db.session(), held.congress_id)[-1].act == "填报进展"


def test_the_next_period_is_the_oldest_that_is_over(held: Supervising) -> None:
    assert row(held).next == "2027-06"
    send(held)
    assert row(held).next == "2027-07"
    send(held, period="2027-07")
    assert row(held).next is None


def test_a_report_is_overdue_after_its_day(held: Supervising) -> None:
    assert list(row(held, date(2027, 7, 5)).overdue) == []
    assert list(row(held, date(2027, 7, 6)).overdue) == ["2027-06"]
    assert list(row(held, date(2027, 9, 6)).overdue) == ["2027-06", "2027-07", "2027-08"]


def test_the_newest_report_is_corrected_and_an_older_one_is_not(held: Supervising) -> None:
    send(held)
    send(held, Told(62, Decimal("510"), "更正。"))
    assert db.session.query(ProgressReport).filter_by(plan_id=held.plans[0]).count() == 3
    assert held.plan().percent == 62
    with pytest.raises(Conflict) as error:
        send(held, period="2027-05")
    assert error.value.code == "period_past"


@pytest.mark.parametrize(
    ("told", "field"),
    [(Told(49, Decimal("500"), "x"), "percent"), (Told(60, Decimal("399"), "x"), "invested")],
)
def test_nothing_goes_back_without_a_reason(held: Supervising, told: Told, field: str) -> None:
    with pytest.raises(Rejected) as error:
        send(held, told)
    assert error.value.details["field"] == field
    send(held, Told(told.percent, told.invested, "x", why="上期误填"))
    assert held.plan().percent == told.percent


def test_periods_that_have_no_report(held: Supervising) -> None:
    for period, kind in (("2027-08", Conflict), ("2027-Q2", Missing), ("zzzz", Missing)):
        with pytest.raises(kind):
            send(held, period=period)


def test_another_units_plan_is_not_found(held: Supervising) -> None:
    with pytest.raises(Missing):
        progress.send(
            held.congress_id, held.plans[0], held.held.units[1], "2027-06", TOLD, [], held.held.config, OFFICE, NOW
        )


def test_no_report_before_the_approval_and_after_the_end(held: Supervising) -> None:
    with pytest.raises(Conflict) as error:
        progress.send(held.congress_id, held.plans[3], None, "2027-06", TOLD, [], held.held.config, OFFICE, NOW)
    assert error.value.code == "plan_unapproved"
    with writing() as session:
        session.get_one(Plan, held.plans[0]).completed_on = TODAY
    with pytest.raises(Conflict) as error:
        send(held)
    assert error.value.code == "plan_over"


def test_a_milestone_is_reached_and_a_correction_takes_it_back(held: Supervising) -> None:
    reached = {1: TODAY - timedelta(days=3)}
    send(held, Told(60, Decimal("500"), "x", reached=reached))
    assert held.plan().milestones[0].reached_on == reached[1]
    send(held)
    assert held.plan().milestones[0].reached_on is None


def test_a_change_of_the_plan_does_not_move_what_a_report_reached(held: Supervising) -> None:
    reached = {2: TODAY - timedelta(days=3)}
    found = send(held, Told(60, Decimal("500"), "x", reached=reached))
    name = held.plan().milestones[1].name
    with writing() as session:
        plan = session.get_one(Plan, held.plans[0])
        fields = of_plan(plan)
        first = Step("新增节点", plan.milestones[0].due_on - timedelta(days=1), 0)
        versions.fill(session, plan, replace(fields, milestones=(first, *fields.milestones)))
    assert progress.reached_by(db.session.get_one(ProgressReport, found.id), held.plan()) == {3: reached[2]}
    send(held, Told(61, Decimal("500"), "y", reached={3: reached[2]}))
    plan = held.plan()
    assert [one.name for one in plan.milestones if one.reached_on == reached[2]] == [name]


def test_months_and_quarters_follow_each_other(held: Supervising) -> None:
    def every(period: str) -> None:
        settings.change(held.congress_id, Setting(report_every=period), OFFICE, NOW)

    send(held)
    every("quarter")
    assert (row(held).next, list(row(held).overdue)) == ("2027-Q3", [])
    later = NOW + timedelta(days=90)
    send(held, Told(70, Decimal("600"), "第三季度。"), "2027-Q3", now=later)
    every("month")
    assert row(held, later.date()).next == "2027-10"
    assert list(row(held, date(2027, 12, 20)).overdue) == ["2027-10", "2027-11"]
    assert [one.period for one in progress.of_plan(held.plans[0])][:2] == ["2027-Q3", "2027-06"]


def test_no_period_is_passed_over_and_a_returned_report_comes_first(held: Supervising) -> None:
    with pytest.raises(Conflict, match="period_skipped"):
        send(held, period="2027-07")
    found = send(held)
    progress.send_back(held.congress_id, found.id, "请补充照片", OFFICE, NOW)
    with pytest.raises(Conflict, match="report_returned"):
        send(held, period="2027-07")
    assert progress.returned(held.plans)[held.plans[0]].id == found.id
    send(held)
    assert progress.returned(held.plans) == {}
    send(held, period="2027-07")


def test_why_something_went_back_is_kept(held: Supervising) -> None:
    assert send(held, Told(45, Decimal("400"), "x", why="上期误填")).why == "上期误填"


def test_of_what_the_camera_wrote_only_the_day_is_kept(held: Supervising) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2027:05:03 10:20:30"
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    found = send(held, files=[clean_file(out.getvalue(), "a.jpg")])
    (kept,) = store.held_by("report", [found.id])
    assert kept.taken_on == date(2027, 5, 3)
    assert b"2027:05:03" not in store.content_of(held.held.config, kept)


def test_reports_without_progress_are_counted_and_the_project_stands_still(held: Supervising) -> None:
    same = Told(50, Decimal("400"), "没有进展。")
    for month, unchanged in (("06", 1), ("07", 2)):
        send(held, same, f"2027-{month}")
        send(held, same, f"2027-{month}")
        assert held.plan().unchanged == unchanged
    send(held, same, "2027-08", now=NOW + timedelta(days=40))
    assert row(held, date(2027, 8, 29)).state.key == "stalled"
    send(held, Told(55, Decimal("420"), "复工。"), "2027-09", now=NOW + timedelta(days=70))
    assert held.plan().unchanged == 0


def test_photos_come_with_the_report_and_go_when_they_are_dropped(held: Supervising) -> None:
    found = send(held, files=[photo("red"), photo("blue")])
    kept = store.held_by("report", [found.id])
    assert len(kept) == 2
    assert not any(one.public for one in kept)
    send(held, files=[photo("green")], dropped=(kept[0].id,))
    assert [one.name for one in store.held_by("report", [found.id])] == ["blue.jpg", "green.jpg"]


def test_too_many_photos_keep_nothing_of_the_report(held: Supervising) -> None:
    with pytest.raises(Rejected) as error:
        send(held, files=[photo(f"#0000{no:02d}") for no in range(10)])
    assert error.value.details["field"] == "files"
    assert held.plan().reported == "2027-05"
    assert db.session.query(ProgressReport).filter_by(period="2027-06").count() == 0


def test_the_office_sends_the_newest_back(held: Supervising) -> None:
    found = send(held)
    with pytest.raises(Rejected):
        progress.send_back(held.congress_id, found.id, " ", OFFICE, NOW)
    progress.send_back(held.congress_id, found.id, "请补充照片", OFFICE, NOW)
    assert db.session.get_one(ProgressReport, found.id).returned == "请补充照片"
    assert send(held).returned == ""
    old = db.session.query(ProgressReport).filter_by(period="2027-05").one()
    with pytest.raises(Conflict):
        progress.send_back(held.congress_id, old.id, "旧的", OFFICE, NOW)


def test_only_released_photos_are_public(held: Supervising) -> None:
    found = send(held, files=[photo("red"), photo("blue")])
    first = store.held_by("report", [found.id])[0].id
    assert progress.release(held.congress_id, found.id, [first], OFFICE, NOW) == 1
    assert [one.id for one in store.held_by("report", [found.id], public_only=True)] == [first]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"percent": 101}, "percent"),
        ({"text": ""}, "text"),
        ({"text": "长" * 1001}, "text"),
        ({"why": "长" * 1001}, "why"),
        ({"reached": {3: date(2027, 7, 21)}}, "on-3"),
    ],
)
def test_what_a_report_must_not_say_is_refused_at_its_field(
    held: Supervising, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Faulty) as error:
        send(held, replace(TOLD, **changed))
    assert ([key for key, _said in error.value.faults], error.value.status) == ([field], 400)


def test_the_list_needs_the_same_queries_for_one_plan_and_for_many(held: Supervising) -> None:
    found = listing.rows(held.congress_id, TODAY)
    assert [one.plan.no for one in found] == [1, 2, 3, 4]
    told = listing.summary(found)
    assert told.plans == 4
    assert sum(told.states.values()) == 4
    assert [one.plan.id for one in listing.rows(held.congress_id, TODAY, unit_id=held.held.units[1])] == [held.plans[1]]
    assert len(listing.rows(held.congress_id, TODAY, public=True)) == 3


def test_what_is_in_trouble_comes_first(held: Supervising) -> None:
    found = listing.troubled(listing.rows(held.congress_id, TODAY))
    assert [one.plan.id for one in found][:2] == [held.plans[1], held.plans[2]]
    assert {one.state.key for one in found[:2]} == {"behind"}
