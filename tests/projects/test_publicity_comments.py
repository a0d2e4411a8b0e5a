"""The preliminary list before the public: what everybody may read, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from support.collecting import Collecting, collecting
from support.screening import NOW, OFFICE, decide, meeting, ready

from voting.collection.plans import NEGATIVE
from voting.config import Config
from voting.errors import Conflict, Missing, Rejected
from voting.extensions import db, writing
from voting.journal.log import entries
from voting.meetings.rounds import main_round
from voting.projects import comments, drafting, listing, publicity, reviewing, roots
from voting.projects.models import Comment, Project, Review

LATER = NOW + timedelta(days=8)


@pytest.fixture
def held(app: Flask, config: Config) -> Collecting:
    made = collecting(config)
    with writing():
        made.drive.negative = list(NEGATIVE)
    return made


def out(held: Collecting, *names: str) -> list[Project]:
    """A list that is before the public now."""
    made = ready(held, *names)
    wanted = replace(publicity.usual(held.drive, NOW), opens_at=NOW, closes_at=NOW + timedelta(days=7))
    publicity.save(held.congress_id, held.drive_id, wanted, OFFICE, NOW)
    publicity.publish(held.congress_id, held.drive_id, OFFICE, NOW)
    return [db.session.get_one(Project, one.id) for one in made]


def public(project: Project, at: datetime = NOW) -> bool:
    try:
        publicity.shown(project.id, at)
    except Missing:
        return False
    return True


def test_nothing_is_public_before_the_notice_begins(held: Collecting) -> None:
    (project,) = ready(held, "甲")
    wanted = publicity.usual(held.drive, NOW)
    publicity.save(held.congress_id, held.drive_id, wanted, OFFICE, NOW)
    assert not public(project, LATER)
    publicity.publish(held.congress_id, held.drive_id, OFFICE, NOW)
    assert not public(project, NOW)
    assert public(project, wanted.opens_at)


def test_the_public_reads_the_version_that_was_published(held: Collecting) -> None:
    (project,) = out(held, "甲")
    draft = replace(drafting.draft_of(project), content="内部研究稿")
    drafting.change(held.congress_id, project.id, draft, "研究", 1, OFFICE, NOW)
    assert publicity.shown(project.id, NOW).fields["content"] != "内部研究稿"
    assert "cleared" not in publicity.shown(project.id, NOW).fields


def test_a_frozen_list_is_public_and_an_open_one_is_not(held: Collecting) -> None:
    (project,) = ready(held, "甲")
    found = meeting(held)
    listing.hand_over(held.congress_id, held.drive_id, found.id, OFFICE, NOW)
    assert not public(project)
    with writing():
        main_round(found.id).state = "frozen"
    assert public(project)


def test_only_released_suggestions_are_named_and_all_are_counted(held: Collecting) -> None:
    (project,) = out(held, "甲")
    first, second = held.say("修路，我住龙水"), held.say("修桥")
    roots.add(held.congress_id, project.id, [first.id, second.id], OFFICE, NOW)
    with writing():
        one = db.session.merge(first)
        one.published_at, one.published_title = NOW, "修路"
    shown = publicity.shown(project.id, NOW)
    assert ([one.published_title for one in shown.released], shown.voices) == (["修路"], 2)


def test_only_decisions_that_were_made_public_are_told(held: Collecting) -> None:
    (project,) = out(held, "甲")
    review = db.session.query(Review).order_by(Review.id.desc()).first()
    assert review is not None
    assert publicity.shown(project.id, NOW).decisions == []
    reviewing.publish(held.congress_id, review.id, True, OFFICE, NOW)
    assert [body for _, body in publicity.shown(project.id, NOW).decisions] == ["人大常委会会议（主任会议）"]


def test_a_published_notice_ends_later_but_never_sooner(held: Collecting) -> None:
    out(held, "甲")
    found = publicity.of_drive(held.drive_id)
    assert found is not None
    wanted = publicity.notice_of(found)
    for changed in (replace(wanted, title="另一公示"), replace(wanted, closes_at=NOW + timedelta(days=1))):
        with pytest.raises(Rejected):
            publicity.save(held.congress_id, held.drive_id, changed, OFFICE, NOW)
    publicity.save(held.congress_id, held.drive_id, replace(wanted, closes_at=LATER), OFFICE, NOW)


def test_an_empty_list_is_not_published(held: Collecting) -> None:
    publicity.save(held.congress_id, held.drive_id, publicity.usual(held.drive, NOW), OFFICE, NOW)
    with pytest.raises(Conflict):
        publicity.publish(held.congress_id, held.drive_id, OFFICE, NOW)


def test_the_same_form_twice_is_one_comment(held: Collecting) -> None:
    (project,) = out(held, "甲")
    for _time in range(2):
        comments.send(project.id, "请经过卫生院", "token", NOW)
    assert db.session.query(Comment).count() == 1


@pytest.mark.parametrize("text", ["", " \n", "长" * (comments.MAX_COMMENT + 1)])
def test_an_empty_or_endless_comment_is_refused(held: Collecting, text: str) -> None:
    (project,) = out(held, "甲")
    with pytest.raises(Rejected):
        comments.send(project.id, text, "token", NOW)


def test_no_comment_after_the_notice(held: Collecting) -> None:
    (project,) = out(held, "甲")
    with pytest.raises(Conflict):
        comments.send(project.id, "请经过卫生院", "token", LATER)


def test_nothing_shows_before_a_clerk_releases_it_without_personal_data(held: Collecting) -> None:
    (project,) = out(held, "甲")
    made = comments.send(project.id, "我的电话13800001111，请经过卫生院", "token", NOW)
    assert comments.released(project.id) == []
    with pytest.raises(Rejected):
        comments.handle(held.congress_id, made.id, True, made.text, "", OFFICE, NOW)
    comments.handle(held.congress_id, made.id, True, "请经过卫生院", "已采纳", OFFICE, NOW)
    assert [one.published_text for one in comments.released(project.id)] == ["请经过卫生院"]
    assert "138" not in "".join(one.details for one in entries(db.session(), held.congress_id))


def test_what_is_kept_back_needs_its_reason(held: Collecting) -> None:
    (project,) = out(held, "甲")
    made = comments.send(project.id, "广告", "token", NOW)
    with pytest.raises(Rejected):
        comments.handle(held.congress_id, made.id, False, "", "", OFFICE, NOW)
    assert comments.waiting(held.drive_id) == 1
    comments.mark_spam(held.congress_id, made.id, True, OFFICE, NOW)
    assert comments.waiting(held.drive_id) == 0


def test_a_project_withdrawn_after_the_notice_stays_readable(held: Collecting) -> None:
    (project,) = out(held, "甲")
    reviews = [one for one in db.session.query(Review) if one.project_id == project.id]
    reviewing.revoke(held.congress_id, reviews[-1].id, "重新研究", OFFICE, NOW)
    decide(held, project, "withdrawn", "已列入市级计划")
    assert publicity.shown(project.id, NOW).project.state == "withdrawn"
