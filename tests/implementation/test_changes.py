"""Changes of what was chosen: asked for, judged, decided by whom the setting names, and the old plan stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from support.planning import NOW, whole
from support.supervising import OFFICE, Supervising

from voting.errors import Conflict, Missing, Rejected
from voting.extensions import db
from voting.implementation import change_papers, changes, completion, settings, versions
from voting.implementation.completion import Accepted
from voting.implementation.fields import Fields, Step, of_plan
from voting.implementation.models import Plan, PlanChange
from voting.implementation.settings import Setting
from voting.implementation.versions import Ruling
from voting.journal.log import entries

BY = Ruling(date(2027, 6, 20), "人大常委会第十二次会议", "常发〔2027〕8号")


def later(held: Supervising, place: int = 0) -> Fields:
    """The plan with a month more."""
    old = of_plan(held.plan(place))
    steps = (*old.milestones[:3], Step("竣工验收", date(2027, 12, 20), 25))
    return replace(old, ends_on=date(2027, 12, 31), milestones=steps)


def ask(held: Supervising, kind: str = "schedule", fields: Fields | None = None, place: int = 0, edits: int = 0) -> int:
    wanted = later(held, place) if fields is None and kind == "schedule" else fields
    return changes.request(held.congress_id, held.plans[place], kind, wanted, "疫情影响工期", edits, OFFICE, NOW).id


def decide(held: Supervising, change_id: int, decision: str) -> PlanChange:
    return changes.decide(held.congress_id, change_id, decision, BY, "", OFFICE, NOW)


def judged(held: Supervising, kind: str, fields: Fields | None = None) -> int:
    made = ask(held, kind, fields)
    changes.give_opinion(held.congress_id, made, "情况属实，同意调整。", OFFICE, NOW)
    return made


def test_a_delay_is_filed_and_makes_a_new_version(held: Supervising) -> None:
    made = decide(held, ask(held), "filed")
    plan = held.plan()
    assert (plan.version, plan.ends_on) == (2, date(2027, 12, 31))
    assert [one.reached_on is not None for one in plan.milestones] == [True, True, False, False]
    assert versions.version_of(plan.id, 2).body == BY.body
    _old, new = changes.sides(db.session.get_one(PlanChange, made.id), plan)
    assert new.ends_on == date(2027, 12, 31)
    assert [one.act for one in entries(db.session(), held.congress_id)] == ["申请调整实施计划", "决定实施计划调整"]


def test_only_what_differs_is_kept_so_that_a_correction_meanwhile_is_not_lost(held: Supervising) -> None:
    made = ask(held)
    fields = replace(of_plan(held.plan()), contact="公路科 023-43700001")
    versions.propose(held.congress_id, held.plans[0], fields, 1, OFFICE, NOW)
    versions.approve(held.congress_id, held.plans[0], 2, 2, BY, OFFICE, NOW)
    decide(held, made, "filed")
    assert (held.plan().contact, held.plan().ends_on) == ("公路科 023-43700001", date(2027, 12, 31))


@pytest.mark.parametrize(("kind", "decision"), [("schedule", "approved"), ("cancel", "filed"), ("cancel", "later")])
def test_a_decision_by_the_wrong_rule_is_refused(held: Supervising, kind: str, decision: str) -> None:
    made = judged(held, kind)
    with pytest.raises(Rejected, match="wrong_rule"):
        decide(held, made, decision)
    assert held.plan().version == 1


def test_the_rule_is_fixed_when_it_is_asked_for(held: Supervising) -> None:
    made = ask(held)
    rules = dict.fromkeys(settings.CHANGES, "standing_committee")
    settings.change(held.congress_id, Setting(change_rules=rules), OFFICE, NOW)
    assert decide(held, made, "filed").rule == "filed"


def test_what_is_decided_needs_an_opinion_first(held: Supervising) -> None:
    made = ask(held, "cancel")
    with pytest.raises(Conflict, match="opinion_missing"):
        decide(held, made, "approved")


def test_a_refused_request_changes_nothing_and_another_may_follow(held: Supervising) -> None:
    decide(held, judged(held, "cancel"), "refused")
    assert (held.plan().cancelled_on, held.plan().version) == (None, 1)
    assert ask(held, edits=2)


def test_two_open_requests_for_a_plan_are_refused(held: Supervising) -> None:
    ask(held)
    with pytest.raises(Conflict, match="request_open"):
        ask(held, "cancel", edits=1)


def test_of_two_people_who_ask_at_once_the_second_notices(held: Supervising) -> None:
    ask(held)
    with pytest.raises(Conflict, match="plan_changed"):
        ask(held)


def test_a_second_click_does_not_decide_again(held: Supervising) -> None:
    made = ask(held)
    decide(held, made, "filed")
    with pytest.raises(Conflict, match="already_decided"):
        decide(held, made, "filed")
    assert held.plan().version == 2


def test_a_cancelled_project_ends_and_stays_visible(held: Supervising) -> None:
    decide(held, judged(held, "cancel"), "approved")
    plan = held.plan()
    assert (plan.cancelled_on, plan.public, plan.version) == (BY.on, True, 1)
    with pytest.raises(Conflict, match="plan_cancelled"):
        ask(held, edits=plan.edits)


def test_a_replaced_project_is_cancelled_and_the_new_one_has_its_own_plan(held: Supervising) -> None:
    new = whole(held, name="改造农贸市场2个")
    made = decide(held, judged(held, "replace", new), "approved")
    assert held.plan().cancelled_on == BY.on
    found = db.session.get_one(Plan, made.fields["plan"])
    assert (found.name, found.year, found.version, found.no) == ("改造农贸市场2个", 2027, 1, 5)
    assert [one.name for one in found.milestones] == ["选址", "开业"]


def test_a_completed_project_is_not_changed(held: Supervising) -> None:
    said = Accepted(date(2027, 6, 1), "验收组", "completed", "合格", Decimal(800), ("30",))
    completion.accept(held.congress_id, held.plans[0], said, [], 0, held.held.config, OFFICE, NOW)
    with pytest.raises(Conflict, match="plan_completed"):
        ask(held, edits=1)


def test_a_draft_is_written_anew_not_changed(held: Supervising) -> None:
    with pytest.raises(Conflict, match="not_approved"):
        ask(held, "cancel", place=3)


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("schedule", {"content": "少建"}, "kind_wrong"),
        ("investment", {"ends_on": date(2027, 12, 30)}, "kind_wrong"),
        ("schedule", {}, "nothing_changed"),
        ("schedule", {"milestones": (Step("主体完工", date(2027, 9, 1), 100),)}, "reached_gone"),
        ("content", {"goals": ()}, "plan_incomplete"),
        ("replace", {"content": "另一个"}, "same_name"),
        ("", {}, "kind_missing"),
    ],
)
def test_a_request_that_does_not_fit_is_refused(
    held: Supervising, kind: str, more: dict[str, object], code: str
) -> None:
    fields = replace(of_plan(held.plan()), **more)  # type: ignore[arg-type]
    with pytest.raises(Rejected, match=code):
        ask(held, kind, fields)


def test_a_unit_asks_only_for_its_own_and_takes_only_its_own_back(held: Supervising) -> None:
    fields, other = later(held), held.held.units[1]
    with pytest.raises(Missing):
        changes.request(held.congress_id, held.plans[0], "schedule", fields, "理由", 0, OFFICE, NOW, other)
    made = ask(held)
    with pytest.raises(Missing):
        changes.withdraw(held.congress_id, made, OFFICE, NOW, other)
    assert changes.withdraw(held.congress_id, made, OFFICE, NOW, held.held.units[0]).decision == "withdrawn"


def test_a_change_is_announced_once_and_only_when_it_has_passed(held: Supervising) -> None:
    made = ask(held)
    with pytest.raises(Conflict, match="not_passed"):
        changes.publish(held.congress_id, made, OFFICE, NOW)
    decide(held, made, "filed")
    assert changes.publish(held.congress_id, made, OFFICE, NOW).published_at == NOW
    with pytest.raises(Conflict, match="published"):
        changes.publish(held.congress_id, made, OFFICE, NOW)


def test_there_is_no_announcement_of_what_has_not_passed(held: Supervising) -> None:
    change, plan = changes.get(held.congress_id, ask(held))
    with pytest.raises(Conflict, match="not_passed"):
        change_papers.change_notice(change, plan, held.held.config, NOW)
