"""A project's dossier tells everything that is kept of it, and of the public only what was released."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from PIL import Image
from support import rating, stage
from support.supervising import OFFICE, Supervising, supervising

from voting.attachments.cleaning import Cleaned
from voting.collection.handling import publishing
from voting.collection.models import ProjectRoot
from voting.config import Config
from voting.extensions import db, writing
from voting.implementation.models import Plan
from voting.printing.rendering import pages_text
from voting.supervision import dossier, inspections
from voting.supervision.inspections import Seen

NOW = datetime(2027, 7, 1, 3, tzinfo=UTC)


@pytest.fixture
def held(app: Flask, config: Config) -> Supervising:
    return supervising(config, today=NOW.date())


def read(plan: Plan, config: Config, now: datetime = NOW) -> str:
    return "".join("".join(pages_text(dossier.dossier(plan, config, now))).split())


def test_reports_inspections_and_tasks_are_told(held: Supervising, config: Config) -> None:
    seen = Seen(
        "visit",
        NOW.date(),
        "路基沉降，护栏缺口。",
        "problem",
        "补齐护栏",
        date(2027, 8, 1),
        "三号桥",
        [("1001", "代表甲")],
    )
    inspections.enter(held.congress_id, held.plans[0], seen, [], config, OFFICE, NOW, "t1", "1001")
    text = read(held.plan(), config)
    for said in ("按计划推进", "路基沉降", "代表甲", "补齐护栏", "待答复", "完成招标", "按序时"):
        assert said in text


def test_of_many_photos_it_shows_the_newest_and_says_so(held: Supervising, config: Config) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "JPEG")
    photos = [Cleaned("image", f"{no}.jpg", picture.getvalue(), picture.getvalue()) for no in range(6)]
    for day in range(5):
        seen = Seen("visit", NOW.date() - timedelta(days=day), "看过现场。")
        inspections.enter(held.congress_id, held.plans[0], seen, photos, config, OFFICE, NOW, f"t{day}", "1001")
    text = read(held.plan(), config)
    assert "照片共30张，以下印最近的24张。" in text
    # Once in the table, then below each photo.
    assert [text.count(f"2027.{day}视察") for day in ("7.1", "6.28", "6.27")] == [7, 7, 1]
    assert "机关存档，不对外提供" in text


def test_of_the_public_it_tells_what_was_released(held: Supervising, config: Config) -> None:
    made = [held.held.say(text, name="李四", phone="13800001234") for text in ("修路到村口的原话", "另一条原话")]
    ids, version = [one.id for one in made], made[0].version
    project_id = held.plan().project_id
    with writing() as session:
        session.add_all(ProjectRoot(project_id=project_id, suggestion_id=one) for one in ids)
    publishing.release(held.congress_id, ids[0], "修路到村口", "希望修到村口。", [], version, OFFICE, NOW)
    text = read(held.plan(), config)
    assert "来源建议2条，其中公开1条" in text
    assert "希望修到村口" in text
    for secret in ("原话", "李四", "13800001234"):
        assert secret not in text


def test_the_vote_and_the_rating_are_told_once_announced(app: Flask, config: Config) -> None:
    vote = rating.planned(config)
    plan = db.session.query(Plan).order_by(Plan.no).first()
    assert plan is not None
    assert "满意度测评" not in read(plan, config, stage.NOW)
    rating.announced(vote, *[[1, 3, 2]] * 4)
    text = read(db.session.query(Plan).order_by(Plan.no).first(), config, stage.NOW)  # type: ignore[arg-type]
    assert "2025年重点民生实事项目满意度测评" in text
    assert "改造老旧小区4000满意" in text
