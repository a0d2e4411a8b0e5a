"""A suggestion becomes a project, bodies decide on it, its list goes into a meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from support.collecting import Collecting, collecting
from support.screening import NOW, OFFICE, WHOLE, decide, drafted, meeting, ready

from voting.collection.plans import NEGATIVE
from voting.config import Config
from voting.errors import Conflict, Forbidden, Missing, Rejected
from voting.extensions import db, writing
from voting.journal.log import entries
from voting.projects import candidates, chains, drafting, listing, ordering, reviewing, roots, versions
from voting.projects.chains import Step
from voting.projects.models import Project, Review
from voting.projects.positions import positions
from voting.projects.reading import voices
from voting.projects.reviewing import Decision, Sitting


@pytest.fixture
def held(app: Flask, config: Config) -> Collecting:
    made = collecting(config)
    with writing():
        made.drive.negative = list(NEGATIVE)
    return made


def in_order(meeting_id: int) -> list[Project]:
    return list(db.session.scalars(select(Project).where(Project.meeting_id == meeting_id).order_by(Project.no)))


def state(project: Project) -> str:
    return db.session.get_one(Project, project.id).state


def submitted(held: Collecting, name: str = "甲") -> Project:
    return reviewing.submit(held.congress_id, drafted(held, name).id, OFFICE, NOW)


def test_roots_are_seen_from_both_sides_also_after_a_merge(held: Collecting) -> None:
    first, second = held.say("修路"), held.say("修一条路")
    project = drafted(held, "农村公路", first.id)
    with writing():
        db.session.get_one(type(first), first.id).merged_into_id = second.id
    assert [one.no for one in roots.of_project(project.id)] == [2]
    assert [one.name for one in roots.projects_of(first.id)] == ["农村公路"]
    assert [one.name for one in roots.projects_of(second.id)] == ["农村公路"]
    assert voices([project.id]) == {project.id: 2}


def test_the_root_keeps_the_line_in_its_record(held: Collecting) -> None:
    one = held.say("修路")
    project = drafted(held, "农村公路", one.id)
    roots.remove(held.congress_id, project.id, one.id, "归入另一项目", OFFICE, NOW)
    assert roots.projects_of(one.id) == []
    assert entries(db.session(), held.congress_id)[-1].act == "取消来源建议"


def test_spam_is_no_root(held: Collecting) -> None:
    one = held.say("广告")
    with writing():
        db.session.get_one(type(one), one.id).spam = True
    with pytest.raises(Rejected):
        drafted(held, "农村公路", one.id)


def test_the_printed_texts_follow_from_the_figures(held: Collecting) -> None:
    project = drafted(held)
    assert (project.unit, project.funds) == ("区交通运输局", "区级财政1000万元；市级补助200万元")
    assert project.investment_year == project.investment_total


def test_two_projects_of_a_drive_do_not_share_a_name(held: Collecting) -> None:
    drafted(held, "甲")
    with pytest.raises(Conflict):
        drafted(held, "甲")


def test_a_change_keeps_what_was_and_needs_a_reason_once_submitted(held: Collecting) -> None:
    project = submitted(held)
    draft = replace(drafting.draft_of(project), content="新建农村公路20公里")
    with pytest.raises(Rejected):
        drafting.change(held.congress_id, project.id, draft, "", 1, OFFICE, NOW)
    drafting.change(held.congress_id, project.id, draft, "按概算调整", 1, OFFICE, NOW)
    new, old = versions.of_project(project.id)
    assert (new.reason, versions.differences(old.fields, new.fields)[0][2]) == ("按概算调整", "新建农村公路20公里")


def test_of_two_who_change_at_once_the_second_is_told(held: Collecting) -> None:
    project = drafted(held)
    draft = drafting.draft_of(project)
    drafting.change(held.congress_id, project.id, replace(draft, goal="通车"), "", 1, OFFICE, NOW)
    with pytest.raises(Conflict):
        drafting.change(held.congress_id, project.id, replace(draft, goal="完工"), "", 1, OFFICE, NOW)


def test_who_saw_which_version_is_kept_once(held: Collecting) -> None:
    project = drafted(held)
    for later in (0, 9):
        versions.saw(project.id, 1, "程怡", NOW + timedelta(minutes=later))
    (version,) = versions.of_project(project.id)
    assert [(one.who, one.at) for one in versions.seen_by([version.id])[version.id]] == [("程怡", NOW)]


def test_the_chain_leads_from_the_study_to_the_list(held: Collecting) -> None:
    project = submitted(held)
    states = [state(project)]
    for _step in range(5):
        states.append(decide(held, project, "passed").state)
    assert states == ["review", "review", "review", "preliminary", "preliminary", "preliminary"]


def test_no_body_is_skipped(held: Collecting) -> None:
    project = submitted(held)
    third = chains.steps(held.drive_id)[2].id
    with pytest.raises(Conflict):
        reviewing.enter(
            held.congress_id,
            third,
            Sitting(NOW.date()),
            [Decision(project.id, "passed")],
            ["clerk"],
            held.config,
            OFFICE,
            NOW,
        )


def test_only_the_roles_of_a_step_enter_its_decision(held: Collecting) -> None:
    project = submitted(held)
    first = chains.steps(held.drive_id)[0].id
    with pytest.raises(Forbidden):
        reviewing.enter(
            held.congress_id,
            first,
            Sitting(NOW.date()),
            [Decision(project.id, "passed")],
            ["chair"],
            held.config,
            OFFICE,
            NOW,
        )


def test_a_unit_enters_for_its_own_projects_alone(held: Collecting) -> None:
    project = submitted(held)
    first = chains.steps(held.drive_id)[0].id
    with pytest.raises(Missing):
        reviewing.enter(
            held.congress_id,
            first,
            Sitting(NOW.date()),
            [Decision(project.id, "passed")],
            ["unit_officer"],
            held.config,
            OFFICE,
            NOW,
            held.units[1],
        )


def test_one_wrong_line_leaves_the_whole_sitting_unwritten(held: Collecting) -> None:
    first, second = submitted(held, "甲"), submitted(held, "乙")
    lines = [Decision(first.id, "passed"), Decision(second.id, "returned")]
    with pytest.raises(Rejected) as told:
        reviewing.enter(
            held.congress_id,
            chains.steps(held.drive_id)[0].id,
            Sitting(NOW.date()),
            lines,
            ["clerk"],
            held.config,
            OFFICE,
            NOW,
        )
    assert told.value.details["field"] == f"opinion-{second.id}"
    assert db.session.query(Review).count() == 0


def test_what_was_returned_comes_back_to_the_body_that_returned_it(held: Collecting) -> None:
    project = submitted(held)
    decide(held, project, "passed")
    assert decide(held, project, "returned", "资金没有落实").state == "drafted"
    reviewing.submit(held.congress_id, project.id, OFFICE, NOW)
    stands = positions([db.session.get_one(Project, project.id)], chains.steps(held.drive_id))[project.id]
    assert stands.next is not None
    assert stands.next.body == "政府专题会议"


def test_a_change_that_was_decided_is_written_before_the_next_body(held: Collecting) -> None:
    project = submitted(held)
    decide(held, project, "changed", "里程减为20公里")
    with pytest.raises(Conflict):
        decide(held, project, "passed")
    draft = replace(drafting.draft_of(project), content="20公里")
    drafting.change(held.congress_id, project.id, draft, "按专题会议意见", 1, OFFICE, NOW)
    assert decide(held, project, "passed").state == "review"


def test_a_merged_project_hands_its_roots_on(held: Collecting) -> None:
    into = drafted(held, "农村公路", held.say("修路").id)
    project = drafted(held, "乡村道路", held.say("修桥").id)
    reviewing.submit(held.congress_id, project.id, OFFICE, NOW)
    with pytest.raises(Rejected):
        decide(held, project, "merged", "内容相近")
    merged = decide(held, project, "merged", "内容相近", into.id)
    assert (merged.state, merged.merged_into_id) == ("merged", into.id)
    assert [one.no for one in roots.of_project(into.id)] == [1, 2]
    assert [one.no for one in roots.of_project(merged.id)] == [2]
    struck = db.session.query(Review).filter_by(decision="merged").one()
    reviewing.revoke(held.congress_id, struck.id, "录错", OFFICE, NOW)
    assert [one.no for one in roots.of_project(into.id)] == [1]
    assert [one.no for one in roots.of_project(merged.id)] == [2]


def test_a_project_takes_over_what_the_unit_form_says(held: Collecting) -> None:
    details = {
        "necessity": "断头路",
        "investment_total": "1200",
        "investment_year": "800.5",
        "early_work": "已立项",
        "goal": "通车",
    }
    said = held.say("打通断头路", channel="unit", from_unit_id=held.units[1], details=details)
    draft = drafting.suggested([db.session.get_one(type(said), said.id)])
    assert (draft.necessity, draft.feasibility, draft.goal) == ("断头路", "已立项", "通车")
    assert (draft.investment_total, draft.yearly) == (Decimal("1200.00"), ((2027, Decimal("800.50")),))
    assert draft.unit_id == held.units[1]


def test_a_withdrawn_project_is_no_longer_changed(held: Collecting) -> None:
    project = submitted(held)
    decide(held, project, "withdrawn", "已列入市级计划")
    with pytest.raises(Conflict):
        drafting.change(held.congress_id, project.id, WHOLE, "再议", 1, OFFICE, NOW)


def test_a_decision_entered_by_mistake_is_struck_out_with_its_reason(held: Collecting) -> None:
    project = submitted(held)
    decide(held, project, "passed")
    decide(held, project, "withdrawn", "误操作")
    first, second = db.session.query(Review).order_by(Review.id)
    with pytest.raises(Conflict):
        reviewing.revoke(held.congress_id, first.id, "录错", OFFICE, NOW)
    reviewing.revoke(held.congress_id, second.id, "录错", OFFICE, NOW)
    assert state(project) == "review"
    assert decide(held, project, "passed").state == "review"


def test_the_chain_is_changed_before_it_begins_and_not_after(held: Collecting) -> None:
    wanted = [Step("民生办研究", "study", ("government",)), Step("主任会议", "confirm", ("clerk",))]
    chains.change(held.congress_id, held.drive_id, wanted, OFFICE, NOW)
    project = submitted(held)
    assert decide(held, project, "passed").state == "preliminary"
    with pytest.raises(Conflict):
        chains.change(held.congress_id, held.drive_id, wanted, OFFICE, NOW)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([], "body-0"),
        ([Step(" ", "study", ("clerk",))], "body-0"),
        ([Step("甲", "confirm", ("clerk",)), Step("乙", "study", ("clerk",))], "phase-1"),
        ([Step("甲", "study", ("auditor",))], "roles-0"),
        ([Step("甲", "study", ("clerk",)), Step("甲", "study", ("clerk",))], "body-1"),
    ],
)
def test_a_chain_that_cannot_work_is_refused(wanted: list[Step], field: str) -> None:
    with pytest.raises(Rejected) as told:
        chains.checked(wanted)
    assert told.value.details["field"] == field


def test_the_list_goes_into_the_meeting_in_its_order_as_often_as_wanted(held: Collecting) -> None:
    ready(held, "甲", "乙", "丙")
    listing.arrange(held.congress_id, held.drive_id, "lot", "3 7 12", OFFICE, NOW, held.rng)
    found = meeting(held)
    for _time in range(2):
        assert listing.hand_over(held.congress_id, held.drive_id, found.id, OFFICE, NOW) == 3
    listed = in_order(found.id)
    assert [one.no for one in listed] == [1, 2, 3]
    assert listed == ordering.by_lot(listed, "3 7 12")
    assert {one.state for one in listed} == {"listed"}


def test_a_list_is_taken_back_and_ordered_anew(held: Collecting) -> None:
    ready(held, "甲", "乙")
    found = meeting(held)
    listing.hand_over(held.congress_id, held.drive_id, found.id, OFFICE, NOW)
    with pytest.raises(Conflict):
        listing.arrange(held.congress_id, held.drive_id, "category", "", OFFICE, NOW, held.rng)
    listing.take_back(held.congress_id, held.drive_id, found.id, OFFICE, NOW)
    second = drafting.of_drive(held.drive_id)[1]
    listing.move(held.congress_id, held.drive_id, second.id, True, OFFICE, NOW)
    listing.hand_over(held.congress_id, held.drive_id, found.id, OFFICE, NOW)
    assert [one.name for one in in_order(found.id)] == ["乙", "甲"]


def test_a_list_with_a_fault_stays_where_it_is(held: Collecting) -> None:
    (project,) = ready(held, "甲")
    draft = replace(drafting.draft_of(project), cleared=())
    drafting.change(held.congress_id, project.id, draft, "重新核对", 1, OFFICE, NOW)
    with pytest.raises(Rejected) as told:
        listing.hand_over(held.congress_id, held.drive_id, meeting(held).id, OFFICE, NOW)
    assert "负面清单" in told.value.message


def test_a_rehearsal_gets_copies(held: Collecting) -> None:
    ready(held, "甲")
    listing.hand_over(held.congress_id, held.drive_id, meeting(held, rehearsal=True).id, OFFICE, NOW)
    assert [one.state for one in drafting.of_drive(held.drive_id)] == ["preliminary"]


def test_what_was_studied_is_not_lost_with_the_meetings_list(held: Collecting) -> None:
    (project,) = ready(held, "甲")
    found = meeting(held)
    listing.hand_over(held.congress_id, held.drive_id, found.id, OFFICE, NOW)
    candidates.remove(found.id, project.id, OFFICE, NOW)
    assert state(project) == "preliminary"


def test_the_bodies_of_the_session_decide_on_what_is_listed(held: Collecting) -> None:
    (project,) = ready(held, "甲")
    with pytest.raises(Conflict):
        decide(held, project, "passed")
    found = meeting(held)
    listing.hand_over(held.congress_id, held.drive_id, found.id, OFFICE, NOW)
    assert decide(held, project, "passed").state == "listed"
    assert decide(held, project, "withdrawn", "代表团意见集中").state == "withdrawn"
    assert in_order(found.id) == []


def test_another_congress_does_not_reach_a_project(held: Collecting) -> None:
    project = drafted(held)
    with pytest.raises(Missing):
        drafting.project_of(held.congress_id + 1, held.drive_id, project.id)
    with pytest.raises(Missing):
        reviewing.submit(held.congress_id + 1, project.id, OFFICE, NOW)
