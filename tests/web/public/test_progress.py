"""The public finds how the chosen projects stand, and the story of each, without an account."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from support.supervising import NAMES, OFFICE, Supervising, supervising

from voting.attachments import store
from voting.attachments.cleaning import Cleaned
from voting.collection.handling import publishing
from voting.collection.models import ProjectRoot
from voting.config import Config
from voting.extensions import db, writing
from voting.implementation.models import Acceptance, Plan, ProgressReport

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    with web.app_context():
        made = supervising(config, today=TODAY)
        with writing() as session:
            session.get_one(Plan, made.plans[1]).percent = 5
            for report in session.query(ProgressReport):
                report.problems = "资金缺口保密"
        db.session.remove()
    return made


def page(web: Flask, path: str) -> str:
    answer = web.test_client().get(path, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def year(held: Supervising, more: str = "") -> str:
    return f"/progress/{held.congress_id}/{TODAY.year}{more}"


def test_the_front_page_leads_to_the_board(web: Flask, held: Supervising) -> None:
    assert year(held) in page(web, "/")
    assert NAMES[0] in page(web, "/progress")


def test_only_plans_in_force_are_on_the_board(web: Flask, held: Supervising) -> None:
    shown = page(web, year(held))
    assert [name in shown for name in NAMES] == [True, True, True, False]
    assert web.test_client().get(f"/progress/projects/{held.plans[3]}").status_code == 404


def test_state_words_and_view_choose_what_is_shown(web: Flask, held: Supervising) -> None:
    assert NAMES[0] not in page(web, year(held, "?state=behind"))
    assert NAMES[1] in page(web, year(held, "?state=behind"))
    assert NAMES[1] not in page(web, year(held, "?q=农村公路"))
    assert "<table" in page(web, year(held, "?view=table"))
    assert "没有符合条件的项目" in page(web, year(held, "?q=没有这个"))


def test_a_state_is_a_word_with_a_symbol(web: Flask, held: Supervising) -> None:
    shown = page(web, f"/progress/projects/{held.plans[1]}")
    assert "滞后" in shown
    assert "state-warn" in shown
    assert "实际 5%" in shown


def test_the_story_goes_from_the_suggestion_to_the_acceptance(web: Flask, held: Supervising) -> None:
    with web.app_context():
        said = held.held.say("请修农村公路，联系我 13911112222", name="周某某", phone="13911112222")
        publishing.release(
            held.congress_id,
            said.id,
            "修农村公路",
            "请修农村公路",
            [],
            0,
            OFFICE,
            NOW,
        )
        with writing() as session:
            plan = session.get_one(Plan, held.plans[0])
            plan.completed_on = TODAY
            session.add(ProjectRoot(project_id=plan.project_id, suggestion_id=said.id))
            session.add(
                Acceptance(
                    plan_id=plan.id,
                    congress_id=plan.congress_id,
                    accepted_on=TODAY,
                    body="区交通运输局",
                    result="completed",
                    text="全部通车。",
                    invested=plan.invested,
                    actor="",
                    at=NOW,
                )
            )
    shown = page(web, f"/progress/projects/{held.plans[0]}")
    for words in ("请修农村公路", "完成招标", "按计划推进。", "区交通运输局验收", "全部通车。", "提前完成"):
        assert words in shown
    assert shown.index("全部通车。") < shown.index("请修农村公路")


def test_nothing_personal_and_no_difficulty_is_public(web: Flask, held: Supervising) -> None:
    for path in (year(held), f"/progress/projects/{held.plans[0]}", year(held, ".json"), year(held, ".csv")):
        text = web.test_client().get(path).data.decode()
        for secret in ("资金缺口保密", "unit员", "13911112222"):
            assert secret not in text


def test_only_released_photos_are_shown(web: Flask, held: Supervising) -> None:
    with web.app_context():
        report = db.session.query(ProgressReport).filter_by(plan_id=held.plans[0]).first()
        assert report is not None
        with writing() as session:
            pictures = [Cleaned("image", f"{one}.jpg", one.encode(), b"small") for one in ("open", "kept")]
            store.keep(session, held.held.config, held.congress_id, "report", report.id, pictures)
        first, second = store.held_by("report", [report.id])
        with writing() as session:
            session.merge(first).public = True
        keys = first.id, second.id
    path = f"/progress/projects/{held.plans[0]}"
    assert f"{path}/photos/{keys[0]}" in page(web, path)
    assert web.test_client().get(f"{path}/photos/{keys[0]}").data == b"open"
    assert web.test_client().get(f"{path}/photos/{keys[1]}").status_code == 404
    assert web.test_client().get(f"/progress/projects/{held.plans[1]}/photos/{keys[0]}").status_code == 404


def test_open_data_say_the_same_as_the_page(web: Flask, held: Supervising) -> None:
    told = web.test_client().get(year(held, ".json")).get_json()
    assert [one["name"] for one in told["projects"]] == list(NAMES[:3])
    assert len(told["reports"]) == 9
    rows = list(csv.reader(io.StringIO(web.test_client().get(year(held, ".csv")).data.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == list(NAMES[:3])
    assert rows[2][rows[0].index("状态")] == "滞后"


def test_a_cell_never_becomes_a_formula(web: Flask, held: Supervising) -> None:
    with web.app_context(), writing() as session:
        session.get_one(Plan, held.plans[0]).name = "=cmd|' /C calc'!A0"
    rows = list(csv.reader(io.StringIO(web.test_client().get(year(held, ".csv")).data.decode("utf-8-sig"))))
    assert rows[1][1].startswith("'=")


def test_years_stand_beside_each_other(web: Flask, held: Supervising) -> None:
    with web.app_context(), writing() as session:
        session.get_one(Plan, held.plans[2]).year = TODAY.year - 1
    shown = page(web, f"/progress/{held.congress_id}")
    assert f"{TODAY.year}年" in shown
    assert f"{TODAY.year - 1}年" in shown


def test_a_second_congress_makes_a_choice(web: Flask, held: Supervising, config: Config) -> None:
    with web.app_context():
        other = supervising(config, "other", today=TODAY)
        db.session.remove()
    shown = page(web, "/progress")
    assert year(held) in shown
    assert year(other) in shown


def test_what_does_not_exist(web: Flask, held: Supervising) -> None:
    assert web.test_client().get("/progress/999/2027").status_code == 404
    assert "还没有公开的项目" in page(web, f"/progress/{held.congress_id}/1999")
