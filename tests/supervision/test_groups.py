"""Who supervises what: a group has its deputies and its projects, and what they see is the group's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from support.supervising import OFFICE, Supervising, supervising

from voting.config import Config
from voting.errors import Conflict, Missing, Rejected
from voting.extensions import db
from voting.journal.log import Actor, entries
from voting.supervision import groups, inspections
from voting.supervision.inspections import Seen
from voting.supervision.models import SupervisionGroup

TODAY = date(2027, 7, 20)
NOW = datetime(2027, 7, 20, 3, 0, tzinfo=UTC)
YEAR = TODAY.year


@pytest.fixture
def held(app: Flask, config: Config) -> Supervising:
    return supervising(config, today=TODAY)


def save(held: Supervising, members: str = "1001、代表乙", places: tuple[int, ...] = (0, 1), **more: object) -> int:
    told = {"group_id": None, "name": "第一小组"} | more
    plans = [held.plans[place] for place in places]
    return groups.save(
        held.congress_id,
        told["group_id"],
        YEAR,
        str(told["name"]),
        members,
        plans,
        OFFICE,
        NOW,  # type: ignore[arg-type]
    ).id


def of(held: Supervising, place: int) -> list[list[str]]:
    db.session.expire_all()
    return [[who.name for who in one.members] for one in groups.of_plan(held.plans[place])]


def test_the_first_named_leads_and_numbers_and_names_both_do(held: Supervising) -> None:
    found = db.session.get_one(SupervisionGroup, save(held))
    assert [(one.deputy_number, one.name, one.lead) for one in found.members] == [
        ("1001", "代表甲", True),
        ("1002", "代表乙", False),
    ]
    assert of(held, 0) == of(held, 1) == [["代表甲", "代表乙"]]
    assert of(held, 2) == []
    assert entries(db.session(), held.congress_id)[-1].act == "确定监督小组"


def test_a_deputy_finds_the_projects_of_the_group(held: Supervising) -> None:
    save(held)
    assert groups.of_deputy(held.congress_id, "1002") == set(held.plans[:2])
    assert groups.of_deputy(held.congress_id, "1003") == set()


def test_a_changed_group_has_its_new_members_and_projects_only(held: Supervising) -> None:
    save(held, "1003", (2,), group_id=save(held))
    assert [of(held, place) for place in range(3)] == [[], [], [["代表丙"]]]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": " "}, "name", "小组名称"),
        ({"members": ""}, "members", "代表"),
        ({"members": "1001\n9999"}, "members", "9999"),
        ({"places": ()}, "plans", "项目"),
    ],
)
def test_what_is_missing_is_named(held: Supervising, change: dict[str, object], field: str, said: str) -> None:
    with pytest.raises(Rejected) as problem:
        save(held, **change)  # type: ignore[arg-type]
    assert problem.value.details["field"] == field
    assert said in problem.value.message
    assert groups.of_year(held.congress_id, YEAR) == []


def test_two_groups_of_one_name_are_refused(held: Supervising) -> None:
    save(held)
    with pytest.raises(Conflict):
        save(held, "1003", (2,))


def test_a_project_of_another_congress_is_not_supervised(held: Supervising, config: Config) -> None:
    other = supervising(config, "other", today=TODAY)
    with pytest.raises(Rejected):
        groups.save(held.congress_id, None, YEAR, "越界", "1001", [other.plans[0]], OFFICE, NOW)
    with pytest.raises(Missing):
        groups.save(other.congress_id, save(held), YEAR, "越界", "1001", [other.plans[0]], OFFICE, NOW)


def test_an_inspection_belongs_to_the_group_of_who_was_there(held: Supervising) -> None:
    group = save(held)
    made = [
        inspections.enter(
            held.congress_id,
            held.plans[0],
            Seen("visit", TODAY, "正常。", deputies=[who]),
            [],
            held.held.config,
            Actor(who[1], "代表"),
            NOW,
            who[0],
            who[0],
        ).group_id
        for who in (("1002", "代表乙"), ("1003", "代表丙"))
    ]
    assert made == [group, None]


def test_a_dissolved_group_supervises_nothing_and_is_gone_the_second_time(held: Supervising) -> None:
    group = save(held)
    groups.dissolve(held.congress_id, group, OFFICE, NOW)
    assert of(held, 0) == []
    assert groups.of_deputy(held.congress_id, "1001") == set()
    with pytest.raises(Missing):
        groups.dissolve(held.congress_id, group, OFFICE, NOW)
