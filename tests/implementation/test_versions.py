"""A plan is proposed, approved by a recorded act or sent back; only people may be corrected afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from support.planning import DAY, NOW, whole
from support.supervising import OFFICE, Supervising

from voting.errors import Conflict, Missing, Rejected
from voting.extensions import db
from voting.implementation import sheet, versions
from voting.implementation.fields import Step, of_plan
from voting.implementation.versions import Ruling
from voting.journal.log import entries

BY = Ruling(date(2027, 3, 2), "区人民政府常务会议", "会议纪要第3号")
DRAFT = 3


def propose(held: Supervising, edits: int = 0, **more: object) -> int:
    return versions.propose(held.congress_id, held.plans[DRAFT], whole(held, **more), edits, OFFICE, NOW).no


def approve(held: Supervising, no: int = 1, edits: int = 1, ruling: Ruling = BY) -> None:
    versions.approve(held.congress_id, held.plans[DRAFT], no, edits, ruling, OFFICE, NOW)


def test_a_proposal_waits_and_an_act_brings_it_into_force(held: Supervising) -> None:
    assert propose(held) == 1
    assert held.plan(DRAFT).version == 0
    approve(held)
    plan = held.plan(DRAFT)
    assert (plan.version, plan.public, plan.responsible) == (1, True, "局长甲")
    assert [(one.name, one.weight) for one in plan.milestones] == [("选址", 40), ("开业", 60)]
    made = versions.version_of(plan.id, 1)
    assert (made.approved_on, made.body, made.document) == (BY.on, BY.body, BY.document)
    acts = [one.act for one in entries(db.session(), held.congress_id)]
    assert acts == ["提交实施计划", "批准实施计划"]


def test_a_proposal_that_waits_is_written_anew(held: Supervising) -> None:
    propose(held)
    assert propose(held, edits=1, responsible="局长丙") == 1
    approve(held, edits=2)
    assert held.plan(DRAFT).responsible == "局长丙"


def test_of_two_people_at_once_the_second_notices(held: Supervising) -> None:
    propose(held)
    with pytest.raises(Conflict, match="plan_changed"):
        propose(held, responsible="局长丙")
    with pytest.raises(Conflict, match="plan_changed"):
        approve(held, edits=0)


def test_a_second_click_does_not_approve_again(held: Supervising) -> None:
    propose(held)
    approve(held)
    with pytest.raises(Conflict, match="not_waiting"):
        approve(held, edits=2)


def test_what_is_sent_back_is_kept_and_the_next_one_has_a_new_number(held: Supervising) -> None:
    propose(held)
    versions.send_back(held.congress_id, held.plans[DRAFT], 1, 1, "节点太少", OFFICE, NOW)
    assert versions.pending(held.plans[DRAFT]) is None
    assert propose(held, edits=2) == 2
    assert versions.version_of(held.plans[DRAFT], 1).returned == "节点太少"


@pytest.mark.parametrize(
    ("ruling", "field"),
    [
        (Ruling(BY.on, " "), "body"),
        (Ruling(BY.on, "府", "长" * 121), "document"),
        (Ruling(NOW.date() + timedelta(days=2), "府"), "decided_on"),
    ],
)
def test_an_act_needs_a_body_and_a_day_that_has_been(held: Supervising, ruling: Ruling, field: str) -> None:
    propose(held)
    with pytest.raises(Rejected) as raised:
        approve(held, ruling=ruling)
    assert raised.value.details["field"] == field


def test_an_incomplete_plan_is_not_put_forward(held: Supervising) -> None:
    with pytest.raises(Rejected) as raised:
        propose(held, milestones=(Step("开业", date(2027, 11, 1), 90),))
    assert raised.value.details["field"] == "weights"


def test_a_unit_writes_only_its_own_plan(held: Supervising) -> None:
    fields, other = whole(held), held.held.units[1]
    with pytest.raises(Missing):
        versions.propose(held.congress_id, held.plans[0], fields, 0, OFFICE, NOW, unit_id=other)


def test_people_are_corrected_in_a_new_version_without_a_request(held: Supervising) -> None:
    plan = held.plan()
    fields = replace(of_plan(plan), contact="公路科 023-43700001")
    made = versions.propose(held.congress_id, plan.id, fields, 0, OFFICE, NOW)
    versions.approve(held.congress_id, plan.id, made.no, 1, BY, OFFICE, NOW)
    assert held.plan().contact == "公路科 023-43700001"
    assert [one.reached_on is not None for one in held.plan().milestones] == [True, True, False, False]


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": DAY},
        {"investment_total": Decimal(1)},
        {"content": "少建一些"},
        {"unit_name": "区民政局"},
        {"goals": ()},
    ],
)
def test_what_was_promised_is_not_corrected(held: Supervising, change: dict[str, object]) -> None:
    plan = held.plan()
    fields = replace(of_plan(plan), **change)  # type: ignore[arg-type]
    with pytest.raises(Rejected, match="needs_request"):
        versions.propose(held.congress_id, plan.id, fields, 0, OFFICE, NOW)


def test_several_are_approved_together_or_none(held: Supervising) -> None:
    propose(held)
    both = [(held.plans[DRAFT], 1, 1), (held.plans[0], 1, 0)]
    with pytest.raises(Conflict, match="not_waiting"):
        versions.approve_all(held.congress_id, both, BY, OFFICE, NOW)
    assert held.plan(DRAFT).version == 0


def test_what_is_decided_takes_the_place_of_what_waits(held: Supervising) -> None:
    propose(held)
    rows = [sheet.Row(2, held.plans[DRAFT], whole(held, responsible="局长丁"), [])]
    sheet.take(held.congress_id, 2027, rows, BY, OFFICE, NOW)
    assert (held.plan(DRAFT).version, held.plan(DRAFT).responsible) == (2, "局长丁")
    assert versions.waiting(held.congress_id) == []
