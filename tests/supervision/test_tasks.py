"""A problem that deputies find is put right: given, answered, sent back, closed; nobody skips a step."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from support.supervising import OFFICE, Supervising, supervising

from voting.attachments import store
from voting.attachments.cleaning import Cleaned
from voting.config import Config
from voting.errors import Conflict, DomainError, Missing, Rejected
from voting.extensions import db
from voting.journal.log import Actor, entries
from voting.supervision import followed_projects, inspections, photos, tasks
from voting.supervision.inspections import Seen
from voting.supervision.models import Inspection, Task

TODAY = date(2027, 7, 20)
NOW = datetime(2027, 7, 20, 3, 0, tzinfo=UTC)
DEPUTY = Actor("代表甲", "代表")
DUE = TODAY + timedelta(days=20)
PHOTO = Cleaned("image", "坑.jpg", b"photo", b"small")
SEEN = Seen(
    "visit", TODAY, "路面有坑槽。", "problem", "修补坑槽", DUE, "龙水镇", [("1001", "代表甲"), ("1002", "代表乙")]
)


@pytest.fixture
def held(app: Flask, config: Config) -> Supervising:
    return supervising(config, today=TODAY)


def enter(held: Supervising, seen: Seen = SEEN, token: str = "t1", place: int = 0) -> Inspection:
    return inspections.enter(
        held.congress_id, held.plans[place], seen, [PHOTO], held.held.config, DEPUTY, NOW, token, "1001"
    )


def task(held: Supervising) -> Task:
    db.session.expire_all()
    return tasks.listed(held.congress_id)[0]


def answer(held: Supervising, text: str = "已修补。", unit: int = 0) -> Task:
    return tasks.answer(
        held.congress_id, task(held).id, held.held.units[unit], text, [PHOTO], held.held.config, OFFICE, NOW
    )


def test_a_problem_makes_a_task_for_the_responsible_unit(held: Supervising) -> None:
    enter(held)
    found = task(held)
    assert (found.text, found.unit_id, found.due_on, found.origin) == (
        "修补坑槽",
        held.held.units[0],
        DUE,
        "inspection",
    )
    assert tasks.state_of(found, TODAY) == "open"
    assert [one.act for one in entries(db.session(), held.congress_id)][-2:] == ["登记代表视察", "交办督办事项"]


def test_what_goes_well_makes_none(held: Supervising) -> None:
    enter(held, Seen("remark", TODAY, "进度正常。"))
    assert tasks.listed(held.congress_id) == []


def test_the_same_form_twice_is_one_inspection_and_one_task(held: Supervising) -> None:
    assert enter(held).id == enter(held).id
    assert len(tasks.listed(held.congress_id)) == 1
    assert len(store.held_by("inspection", [1])) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " "}, "text"),
        ({"held_on": None}, "held_on"),
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"verdict": ""}, "verdict"),
        ({"kind": "holiday"}, "kind"),
        ({"due_on": TODAY}, "due_on"),
        ({"due_on": None}, "due_on"),
    ],
)
def test_faults_are_named_and_nothing_is_kept(held: Supervising, change: dict[str, object], field: str) -> None:
    with pytest.raises(Rejected) as error:
        enter(held, Seen(**{**vars(SEEN), **change}))  # type: ignore[arg-type]
    assert error.value.details["field"] == field
    db.session.rollback()
    assert db.session.query(Inspection).count() == db.session.query(Task).count() == 0


def test_a_plan_that_is_not_public_has_no_inspections(held: Supervising) -> None:
    with pytest.raises(Missing):
        enter(held, place=3)


def test_from_the_answer_to_the_closing(held: Supervising) -> None:
    enter(held)
    answer(held)
    assert tasks.state_of(task(held), TODAY) == "answered"
    tasks.close(held.congress_id, task(held).id, "", DEPUTY, NOW)
    assert tasks.state_of(task(held), TODAY) == "closed"
    assert [line.act for line in task(held).entries] == ["given", "answered", "closed"]


def test_an_answer_that_is_not_enough_goes_back_with_a_new_day(held: Supervising) -> None:
    enter(held)
    answer(held)
    later = DUE + timedelta(days=10)
    tasks.send_back(held.congress_id, task(held).id, "还有一处", later, OFFICE, NOW)
    assert (tasks.state_of(task(held), TODAY), task(held).due_on) == ("open", later)
    answer(held, "全部修补。")
    assert tasks.state_of(task(held), TODAY) == "answered"


def test_steps_are_not_skipped_or_repeated(held: Supervising) -> None:
    enter(held)
    key = task(held).id
    with pytest.raises(Conflict):
        tasks.close(held.congress_id, key, "", OFFICE, NOW)
    answer(held)
    for act in (
        lambda: answer(held),
        lambda: tasks.prolong(held.congress_id, key, DUE + timedelta(days=5), "x", OFFICE, NOW),
    ):
        with pytest.raises(Conflict):
            act()
    tasks.close(held.congress_id, key, "", OFFICE, NOW)
    with pytest.raises(Conflict):
        tasks.send_back(held.congress_id, key, "x", DUE, OFFICE, NOW)


def test_who_judges_has_read_the_newest_answer(held: Supervising) -> None:
    enter(held)
    answer(held)
    seen = len(task(held).entries)
    tasks.send_back(held.congress_id, task(held).id, "还有一处", DUE + timedelta(days=10), OFFICE, NOW, seen)
    answer(held, "全部修补。")
    with pytest.raises(Conflict) as error:
        tasks.close(held.congress_id, task(held).id, "", DEPUTY, NOW, seen)
    assert error.value.code == "task_changed"
    tasks.close(held.congress_id, task(held).id, "", DEPUTY, NOW, seen + 2)


def test_the_list_is_of_what_is_open_unless_more_is_asked_for(held: Supervising) -> None:
    enter(held)
    answer(held)
    enter(held, place=1, token="2")
    listed = tasks.listed(held.congress_id)
    tasks.close(held.congress_id, next(one.id for one in listed if one.answered_at), "", OFFICE, NOW)
    listed = tasks.listed(held.congress_id)
    told = {state: len(tasks.wanted(listed, state, TODAY)) for state in ("", "all", "open", "closed", "overdue")}
    assert told == {"": 1, "all": 2, "open": 1, "closed": 1, "overdue": 0}
    assert {tasks.year_of(one) for one in listed} == {TODAY.year}


def test_more_time_needs_a_reason_and_a_later_day(held: Supervising) -> None:
    enter(held)
    key = task(held).id
    for due, text in ((DUE, "雨季"), (DUE + timedelta(days=5), " ")):
        with pytest.raises(DomainError):
            tasks.prolong(held.congress_id, key, due, text, OFFICE, NOW)
    tasks.prolong(held.congress_id, key, DUE + timedelta(days=5), "雨季", OFFICE, NOW)
    assert task(held).due_on == DUE + timedelta(days=5)


def test_a_task_is_overdue_the_day_after(held: Supervising) -> None:
    enter(held)
    assert tasks.state_of(task(held), DUE) == "open"
    assert tasks.state_of(task(held), DUE + timedelta(days=1)) == "overdue"


def test_another_unit_or_congress_does_not_find_it(held: Supervising) -> None:
    enter(held)
    with pytest.raises(Missing):
        answer(held, unit=1)
    with pytest.raises(Missing):
        tasks.close(held.congress_id + 1, task(held).id, "", OFFICE, NOW)


def test_photos_are_seen_by_whom_they_concern(held: Supervising) -> None:
    enter(held)
    answer(held)
    of_inspection = store.held_by("inspection", [1])[0].id
    of_answer = store.held_by("task_entry", [line.id for line in task(held).entries])[0].id
    for key in (of_inspection, of_answer):
        assert photos.seen_by(key, held.congress_id).id == key
        assert photos.seen_by(key, held.congress_id, held.held.units[0]).id == key
        with pytest.raises(Missing):
            photos.seen_by(key, held.congress_id, held.held.units[1])
        with pytest.raises(Missing):
            photos.seen_by(key, held.congress_id + 1)


def test_an_inspection_is_public_when_the_office_says_so(held: Supervising) -> None:
    made = enter(held)
    assert inspections.of_plan(held.plans[0], public=True) == []
    inspections.publish(held.congress_id, made.id, True, OFFICE, NOW)
    assert [one.id for one in inspections.of_plan(held.plans[0], public=True)] == [made.id]
    assert store.held_by("inspection", [made.id], public_only=True)
    inspections.publish(held.congress_id, made.id, False, OFFICE, NOW)
    assert store.held_by("inspection", [made.id], public_only=True) == []


def test_whoever_was_there_has_it_on_record(held: Supervising) -> None:
    enter(held)
    assert [len(inspections.by_deputy(held.congress_id, number)) for number in ("1001", "1002", "1003")] == [1, 1, 0]


def test_a_deputy_follows_a_project_once(held: Supervising) -> None:
    for _twice in range(2):
        followed_projects.watch(held.congress_id, "1001", held.plans[0], True)
    assert followed_projects.watched(held.congress_id, "1001") == {held.plans[0]}
    assert followed_projects.watched(held.congress_id, "1002") == set()
    followed_projects.watch(held.congress_id, "1001", held.plans[0], False)
    assert followed_projects.watched(held.congress_id, "1001") == set()
