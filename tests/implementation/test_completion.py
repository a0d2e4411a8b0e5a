"""The acceptance that ends a project: final figures, evidence, once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from support.planning import DAY, NOW
from support.supervising import OFFICE, Supervising

from voting.attachments import store
from voting.attachments.cleaning import Cleaned
from voting.errors import Conflict, Rejected
from voting.extensions import db
from voting.implementation import changes, completion
from voting.implementation.completion import Accepted
from voting.journal.log import entries

SAID = Accepted(
    date(2027, 6, 20), "区交通运输局验收组", "completed", "合格。", Decimal("790.50"), ("30",), "交验〔2027〕3号"
)
CELLS = {
    "accepted_on": "2027-06-20",
    "body": "验收组",
    "result": "completed",
    "text": "",
    "invested": "790.5",
    "done-0": "30",
}
PDF = Cleaned("pdf", "验收报告.pdf", b"%PDF-1.4 report", b"")


def accept(held: Supervising, said: Accepted = SAID, edits: int = 0, place: int = 0) -> None:
    completion.accept(held.congress_id, held.plans[place], said, [PDF], edits, held.held.config, OFFICE, NOW)


def test_an_acceptance_ends_the_project_with_its_final_figures(held: Supervising) -> None:
    accept(held)
    plan = held.plan()
    assert (plan.completed_on, plan.percent, plan.invested) == (SAID.on, 100, Decimal("790.50"))
    found = completion.of_plan(plan.id)
    assert found is not None
    assert (found.result, found.done, found.body) == ("completed", ["30"], "区交通运输局验收组")
    assert [one.name for one in store.held_by(completion.HOLDER, [plan.id])] == ["验收报告.pdf"]
    assert [one.act for one in entries(db.session(), held.congress_id)] == ["录入项目验收"]


def test_what_was_not_completed_keeps_its_percent(held: Supervising) -> None:
    accept(held, Accepted(SAID.on, "验收组", "failed", "资金没有到位。", Decimal(300), ("10",)))
    assert (held.plan().percent, held.plan().completed_on) == (50, SAID.on)


def test_a_second_click_is_a_conflict(held: Supervising) -> None:
    accept(held)
    with pytest.raises(Conflict, match="plan_changed"):
        accept(held)
    with pytest.raises(Conflict, match="plan_completed"):
        accept(held, edits=1)


def test_neither_a_draft_nor_a_plan_with_an_open_request_is_accepted(held: Supervising) -> None:
    with pytest.raises(Conflict, match="not_approved"):
        accept(held, place=3)
    changes.request(held.congress_id, held.plans[0], "cancel", None, "理由", 0, OFFICE, NOW)
    with pytest.raises(Conflict, match="request_open"):
        accept(held, edits=1)


def test_an_acceptance_of_tomorrow_is_refused(held: Supervising) -> None:
    with pytest.raises(Rejected, match="date_future"):
        accept(held, Accepted(DAY + timedelta(days=1), "验收组", "completed", "", Decimal(1), ("30",)))


def test_what_was_entered_by_mistake_is_struck_and_the_journal_keeps_it(held: Supervising) -> None:
    accept(held)
    with pytest.raises(Rejected, match="reason_missing"):
        completion.revoke(held.congress_id, held.plans[0], " ", OFFICE, NOW)
    completion.revoke(held.congress_id, held.plans[0], "项目选错了", OFFICE, NOW)
    plan = held.plan()
    assert (plan.completed_on, plan.percent, plan.invested) == (None, 50, Decimal("400.00"))
    assert store.held_by(completion.HOLDER, [plan.id]) == []
    assert "项目选错了" in entries(db.session(), held.congress_id)[-1].details
    with pytest.raises(Conflict, match="not_accepted"):
        completion.revoke(held.congress_id, held.plans[0], "再来", OFFICE, NOW)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"accepted_on": "x"}, "accepted_on"),
        ({"accepted_on": "2027-07-02"}, "accepted_on"),
        ({"accepted_on": "2026-01-01"}, "accepted_on"),
        ({"body": ""}, "body"),
        ({"result": ""}, "result"),
        ({"result": "failed"}, "text"),
        ({"invested": ""}, "invested"),
        ({"invested": "多"}, "invested"),
        ({"done-0": ""}, "done-0"),
        ({"done-0": "29"}, "done-0"),
        ({"done-0": "NaN"}, "done-0"),
        ({"text": "长" * 2001}, "text"),
    ],
)
def test_a_wrong_record_is_named_at_its_field(held: Supervising, cells: dict[str, str], field: str) -> None:
    _said, faults = completion.read(CELLS | cells, held.plan(), DAY)
    assert [key for key, _sentence in faults] == [field]


def test_a_whole_record_has_no_fault(held: Supervising) -> None:
    said, faults = completion.read(CELLS, held.plan(), DAY)
    assert (faults, said.done, said.invested) == ([], ("30",), Decimal("790.50"))
