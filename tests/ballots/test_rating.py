"""Satisfaction ratings by the use cases: set up, frozen, with paper beside tablets, void and repeated, acted upon."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from support import rating, stage

from voting.ballots import following, paper, polling, preparing
from voting.ballots import rating as ratings_of
from voting.belenios import board
from voting.belenios.verify import report as verify_report
from voting.config import Config
from voting.edit_conflict import mark
from voting.errors import DomainError
from voting.extensions import db, writing
from voting.implementation import ratings
from voting.implementation.models import Plan
from voting.journal.log import entries
from voting.meetings import attendance, rounds, setup
from voting.meetings.models import Meeting
from voting.printing.rendering import pages_text
from voting.rules.grading import GRADES, UNKNOWN, GradeRules
from voting.rules.rules import digest
from voting.supervision import dossier, rectifying, year_report
from voting.supervision.models import Task
from voting.tally import auditing, certifying, counting

GOOD, FAIR, BAD, NONE = 1, 2, 3, 0


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


@pytest.fixture
def meeting(app: Flask, config: Config) -> stage.Stage:
    """A vote that is frozen with its box, and last year's plans."""
    made = stage.boxed(config)
    rating.plans(made)
    return made


# --- setting up


def test_the_plans_of_a_year_are_proposed_with_what_became_of_them(meeting: stage.Stage) -> None:
    items = ratings.proposed(meeting.round.congress_id, rating.YEAR, stage.NOW.date())
    assert [item["name"] for item in items] == list(rating.NAMES)
    assert items[0]["content"] == "进度90%，累计投资120万元。"


def test_a_plan_of_two_units_is_rated_in_two_parts(meeting: stage.Stage) -> None:
    items = ratings.proposed(meeting.round.congress_id, rating.YEAR, stage.NOW.date(), by_unit=True)
    assert [(item["name"], item["unit"]) for item in items][2:] == [
        ("新建社区食堂（第3局）", "第3局"),
        ("新建社区食堂（龙水镇）", "龙水镇"),
    ]


@pytest.mark.parametrize(
    ("title", "items", "rules", "wrong"),
    [
        ("", None, {}, "title_wrong"),
        ("长" * 81, None, {}, "title_wrong"),
        ("测评", [], {}, "items_wrong"),
        ("测评", ["甲", "甲"], {}, "item_twice"),
        ("测评", None, {"base": "everybody"}, "bad_rules"),
        ("测评", None, {"rectify_days": 366}, "bad_rules"),
        ("测评", None, {"body": "standing-committee"}, "rules_contradict"),
        ("测评", None, {"grades": ["好", "中", "差得不能再差的工程"]}, "rules_contradict"),
    ],
)
def test_what_cannot_be_set_up(
    meeting: stage.Stage, title: str, items: list[str] | None, rules: dict[str, object], wrong: str
) -> None:
    listed: list[dict[str, object]] = [{"name": name, "content": "", "unit": ""} for name in items or ()]
    if items is None:
        listed = ratings.proposed(meeting.round.congress_id, rating.YEAR, stage.NOW.date())
    made = rating.of(meeting)
    assert code(lambda: ratings_of.set_up(made.round_id, title, listed, rules, stage.OFFICE, stage.NOW)) == wrong
    assert made.round.rules is None


def test_nothing_can_be_changed_once_it_is_frozen(meeting: stage.Stage) -> None:
    made = rating.boxed(meeting)
    assert code(lambda: rating.set_up(meeting)) == "wrong_state"
    found = made.round
    assert found.rules_hash == digest({"rules": found.rules, "candidates": found.candidates})
    assert f"SHA-256 {found.rules_hash}" in (found.election or "")


def test_a_vote_is_no_rating_and_a_rating_no_vote(meeting: stage.Stage) -> None:
    assert code(lambda: preparing.set_rules(rating.of(meeting).round_id, {"seats": 1}, stage.OFFICE, stage.NOW)) == (
        "a_rating"
    )
    main = meeting.round_id
    assert code(lambda: ratings_of.set_up(main, "测评", [{"name": "甲"}], {}, stage.OFFICE, stage.NOW)) == "no_rating"
    assert code(lambda: preparing.freeze(rating.of(meeting, 2).round_id, stage.OFFICE, stage.NOW)) == "rules_missing"


# --- the box


def test_grades_are_counted_and_the_archive_alone_gives_them_again(meeting: stage.Stage, config: Config) -> None:
    made = rating.announced(meeting, [GOOD, BAD, FAIR], [GOOD, BAD, FAIR], [GOOD, BAD, GOOD], [GOOD, NONE, FAIR])
    result = certifying.result_json(made.round)
    assert [(row["satisfied"], row["basic"], row["dissatisfied"], row["unmarked"]) for row in result["rows"]] == [
        (4, 0, 0, 0),
        (0, 0, 3, 1),
        (1, 3, 0, 0),
    ]
    assert [row["grade"] for row in result["rows"]] == ["满意", "不满意", "基本满意"]
    told = certifying.payload(made.round, "report")
    path, proofs = made.archive, stage.proofs(made)
    checks = auditing.against_board(told, verify_report(path), proofs)
    assert [check.name for check in checks if not check.ok] == []
    for changed in (
        {"rows": [[1, 3, 1, 0, 0, 0, 1], *told["rows"][1:]]},
        {"rows": [*told["rows"][:2], [3, 1, 3, 0, 0, 0, 1]]},
    ):
        checks = auditing.against_board({**told, **changed}, verify_report(path), proofs)
        assert [check.name for check in checks if not check.ok] == ["rows"]


def test_paper_beside_tablets_is_added_and_sealed_apart(meeting: stage.Stage, config: Config) -> None:
    made = rating.boxed(meeting)
    made.sign_in()
    made.exchange(4, 5)
    polling.open_round(made.round_id, None, stage.OFFICE, stage.NOW)
    for place in range(4):
        stage.casting.cast(made.uuid, made.deputies[place], made.ballot(place, [GOOD, FAIR, BAD]), config)
    stage.close(made)
    stage.decrypt(made)
    sheets = [[BAD, FAIR, GOOD], [NONE, FAIR, -1]]
    pile = stage.pile(made, 2)
    for teller in stage.tellers(made):
        stage.read_pile(made, pile, teller, sheets, doubtful={2})
    stage.batches.decide(pile, 2, sheets[1], False, "最后一项涂改", stage.scrutineer(made, 0), stage.NOW)
    counting.count_with_paper(made.round_id, config, stage.OFFICE, stage.NOW)
    result = certifying.result_json(made.round)
    assert result["electronic"]["rows"] == [[4, 0, 0, 0, 0], [0, 4, 0, 0, 0], [0, 0, 4, 0, 0]]
    assert result["paper"]["rows"] == [[0, 0, 1, 0, 1], [0, 2, 0, 0, 0], [1, 0, 0, 0, 1]]
    assert [row["grade"] for row in result["rows"]] == ["满意", "基本满意", "不满意"]
    stage.certify(made)
    checks = auditing.against_board(
        certifying.payload(made.round, "report"), verify_report(made.archive), stage.proofs(made)
    )
    assert all(check.ok for check in checks)


def test_a_void_rating_is_repeated_with_the_next_reserve(meeting: stage.Stage) -> None:
    made = rating.boxed(meeting)
    made.open()
    following.declare_void(made.round_id, "设备故障", stage.OFFICE, stage.NOW)
    again = stage.follow(made)
    assert rounds.is_rating(again.round)
    assert again.round.kind == "reserve"
    assert again.round.candidates == made.round.candidates
    again.open()
    stage.vote(again, [GOOD, GOOD, GOOD])
    stage.announce(again)
    assert [one.grade for one in ratings.of_round(again.round)] == ["不满意"] * 3


def test_four_grades_in_35_parts_share_the_bytes(app: Flask, config: Config) -> None:
    vote = stage.boxed(config, deputies=2)
    rating.plans(vote, tuple(f"项目之{no}" for no in range(1, 36)))
    made = rating.boxed(vote, GradeRules(grades=(*GRADES, UNKNOWN)))
    made.open()
    marks = [place % 5 for place in range(35)]
    stage.vote(made, marks, [1] * 35)
    rows = certifying.result_json(made.round)["rows"]
    assert [row["unknown"] for row in rows] == [int(mark == 4) for mark in marks]
    opened = board.read(made.archive)
    assert len(opened.ballots()) == 2


# --- the hall


def test_two_votes_of_a_meeting_are_never_open_at_once(meeting: stage.Stage) -> None:
    made = rating.boxed(meeting)
    made.open()
    assert code(lambda: polling.open_round(meeting.round_id, None, stage.OFFICE, stage.NOW)) == "other_open"


def test_the_hall_turns_from_the_rating_to_the_vote_and_back_to_none(meeting: stage.Stage) -> None:
    def hall() -> str:
        db.session.rollback()
        return following.in_hand(db.session.get_one(Meeting, meeting.meeting_id)).uuid

    assert hall() == meeting.uuid
    made = rating.boxed(meeting)
    assert hall() == made.uuid
    made.open()
    stage.vote(made, [GOOD] * 3)
    assert hall() == made.uuid
    stage.announce(made)
    assert hall() == meeting.uuid
    polling.open_round(meeting.round_id, None, stage.OFFICE, stage.NOW)
    assert hall() == meeting.uuid


def test_deputies_may_still_sign_in_between_a_rating_and_the_vote(meeting: stage.Stage) -> None:
    made = rating.boxed(meeting)
    made.sign_in(5)
    polling.open_round(made.round_id, None, stage.OFFICE, stage.NOW)
    late = meeting.deputies[5]
    attendance.sign_in_at_desk(meeting.meeting_id, late, stage.OFFICE, stage.NOW)
    assert code(lambda: attendance.undo(meeting.meeting_id, late, stage.OFFICE, stage.NOW)) == "vote_opened"
    stage.vote(made, [GOOD] * 3)
    attendance.sign_in_at_desk(meeting.meeting_id, late, stage.OFFICE, stage.NOW)
    polling.open_round(meeting.round_id, None, stage.OFFICE, stage.NOW)
    stage.close(meeting)
    assert code(lambda: attendance.sign_in_at_desk(meeting.meeting_id, late, stage.OFFICE, stage.NOW)) == "vote_closed"


def test_a_standing_committee_needs_more_than_half(app: Flask, config: Config) -> None:
    vote = stage.boxed(config, deputies=7)
    rating.plans(vote)
    with writing() as session:
        session.get_one(Meeting, vote.meeting_id).body = "standing_committee"
    made = rating.boxed(vote, GradeRules(body="standing-committee"))
    made.sign_in(3)
    assert code(lambda: polling.open_round(made.round_id, None, stage.OFFICE, stage.NOW)) == "no_quorum"
    attendance.sign_in(vote.meeting_id, made.deputies[3])
    polling.open_round(made.round_id, None, stage.OFFICE, stage.NOW)
    stage.vote(made, *[[GOOD, FAIR, BAD]] * 4)
    stage.announce(made)
    assert [one.grade for one in ratings.of_round(made.round)] == ["满意", "基本满意", "不满意"]
    checks = auditing.against_board(
        certifying.payload(made.round, "report"), verify_report(made.archive), stage.proofs(made)
    )
    assert all(check.ok for check in checks)


def test_an_unknown_body_is_refused(app: Flask, config: Config) -> None:
    congress = stage.frozen(config).round.congress_id
    made = lambda: setup.create_meeting(  # noqa: E731
        congress, "另一次会议", 5, [], False, stage.OFFICE, stage.NOW, stage.seeded("x"), body="party"
    )
    assert code(made) == "body_unknown"


# --- what follows


def test_what_was_rated_worst_becomes_one_task_for_its_unit(meeting: stage.Stage) -> None:
    made = rating.announced(meeting, [GOOD, BAD, FAIR], [GOOD, BAD, FAIR], [GOOD, BAD, FAIR])
    due = rectifying.usual_day(made.round)
    assert (due - stage.NOW.date()).days == 90
    given = rectifying.give_all(made.round_id, due, stage.OFFICE, stage.NOW)
    assert [(one.unit_name, one.origin) for one in given] == [("第2局", "rating")]
    assert "不满意3票" in given[0].text
    assert rectifying.give_all(made.round_id, due, stage.OFFICE, stage.NOW) == []
    assert len(list(db.session.scalars(select(Task)))) == 1
    assert [item["name"] for item in ratings.again(made.round.congress_id, stage.NOW.date())] == ["新建农村公路"]


def test_where_the_rules_ask_for_nothing_nothing_follows(meeting: stage.Stage) -> None:
    made = rating.announced(meeting, *[[BAD] * 3] * 3, rules=GradeRules(rectify_days=0))
    assert rectifying.wanted(made.round) == []
    assert ratings.again(made.round.congress_id, stage.NOW.date()) == []


def test_a_second_rating_replaces_the_first_in_what_is_still_wanted(meeting: stage.Stage) -> None:
    first = rating.announced(meeting, *[[BAD, GOOD, GOOD]] * 4)
    again = rating.set_up(meeting, no=2)
    preparing.freeze(again.round_id, stage.OFFICE, stage.NOW)
    preparing.set_up_box(again.round_id, again.config, stage.OFFICE, stage.NOW, stage.seeded("again"))
    polling.open_round(again.round_id, None, stage.OFFICE, stage.NOW)
    stage.vote(again, *[[GOOD, GOOD, GOOD]] * 4)
    stage.announce(again)
    told = ratings.results(first.round.congress_id)
    assert [[one.grade for one in one_plan] for one_plan in told.values()] == [
        ["不满意", "满意"],
        ["满意", "满意"],
        ["满意", "满意"],
    ]
    assert ratings.again(first.round.congress_id, stage.NOW.date()) == []


def parts(meeting: stage.Stage, by_unit: bool = True) -> list[dict[str, object]]:
    return ratings.proposed(meeting.round.congress_id, rating.YEAR, stage.NOW.date(), by_unit)


def again(meeting: stage.Stage) -> list[dict[str, object]]:
    return ratings.again(meeting.round.congress_id, stage.NOW.date())


def test_a_part_that_is_rated_again_does_not_hide_the_others(meeting: stage.Stage) -> None:
    rating.rated(meeting, parts(meeting), *[[GOOD, GOOD, FAIR, BAD]] * 4)
    wanted = again(meeting)
    assert [item["name"] for item in wanted] == ["新建社区食堂（龙水镇）"]
    wanted[0]["name"] = "新建社区食堂（龙水镇，整改后）"
    made = rating.rated(meeting, wanted, *[[GOOD]] * 4, no=2)
    standing = ratings.newest(made.round.congress_id, rating.YEAR)
    assert [one.grade for one in standing.values()] == ["满意", "满意", "基本满意"]
    assert again(meeting) == []


def test_a_rating_in_parts_replaces_that_of_the_whole_and_the_other_way_round(meeting: stage.Stage) -> None:
    rating.rated(meeting, parts(meeting, False), *[[GOOD, GOOD, BAD]] * 4)
    made = rating.rated(meeting, parts(meeting)[2:], *[[GOOD, FAIR]] * 4, no=2)
    congress_id = made.round.congress_id
    assert ratings.newest(congress_id, rating.YEAR)[3].grade == "基本满意"
    assert again(meeting) == []
    told = ratings.results(congress_id)[3]
    assert [one.part for one in ratings.standing(told)] == ["第3局", "龙水镇"]
    assert [one.part for one in ratings.standing([*told[1:], told[0]])] == [""]


def test_a_cancelled_project_is_not_rated_again(meeting: stage.Stage) -> None:
    rating.rated(meeting, parts(meeting, False), *[[BAD, BAD, GOOD]] * 4)
    with writing() as session:
        session.get_one(Plan, 1).cancelled_on = stage.NOW.date()
    assert [item["plan"] for item in again(meeting)] == [2]


def test_the_journal_names_the_unit_that_has_to_put_its_part_right(meeting: stage.Stage) -> None:
    made = rating.rated(meeting, parts(meeting), *[[GOOD, GOOD, GOOD, BAD]] * 4)
    given = rectifying.give_all(made.round_id, rectifying.usual_day(made.round), stage.OFFICE, stage.NOW)
    assert [one.unit_name for one in given] == ["龙水镇"]
    last = entries(db.session(), made.round.congress_id)[-1]
    assert (last.act, "龙水镇" in last.details, "第3局" in last.details) == ("交办督办事项", True, False)


def test_papers_and_report_tell_every_grade_of_the_part_that_stands_worst(meeting: stage.Stage, config: Config) -> None:
    made = rating.rated(meeting, parts(meeting), [1, 1, BAD, 1], [1, 1, BAD, 1], [1, 1, 4, 1], [1, 1, 4, 1], grades=4)
    plan = db.session.get_one(Plan, 3)
    read = "".join("".join(pages_text(dossier.dossier(plan, config, stage.NOW))).split())
    assert "测评项目满意基本满意不满意不了解弃权结果" in read
    assert "新建社区食堂（第3局）00220不满意" in read
    report = "".join("".join(pages_text(year_report.paper(plan.congress_id, rating.YEAR, config, stage.NOW))).split())
    assert f"{made.round.title}：满意2项、不满意1项。" in report


def test_the_second_clerk_reads_the_list_that_the_first_has_saved(meeting: stage.Stage) -> None:
    made = rating.of(meeting, 1)
    seen, rules = mark(ratings_of.values(made.round)), GradeRules().to_dict()

    def save(title: str) -> None:
        ratings_of.set_up(made.round_id, title, parts(meeting, False), rules, stage.OFFICE, stage.NOW, seen)

    save("甲的测评")
    save("甲的测评")
    assert code(lambda: save("乙的测评")) == "changed_meanwhile"
    assert made.round.title == "甲的测评"


def test_a_handful_on_tablets_beside_paper_is_warned_of(app: Flask, config: Config) -> None:
    made = stage.boxed(config, deputies=8)
    made.sign_in()
    made.exchange(0, 1, 2, 3)
    assert not paper.few_tablets(made.round)
    made.open()
    assert paper.few_tablets(made.round)


def test_nothing_is_told_before_the_announcement(meeting: stage.Stage) -> None:
    made = rating.boxed(meeting)
    made.open()
    stage.vote(made, [BAD] * 3)
    stage.certify(made)
    assert ratings.results(made.round.congress_id) == {}
    assert rectifying.wanted(made.round) == []
    assert code(lambda: rectifying.give_all(made.round_id, stage.NOW.date(), stage.OFFICE, stage.NOW)) == (
        "not_announced"
    )
