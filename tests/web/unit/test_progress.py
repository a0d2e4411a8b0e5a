"""A unit reports the progress of its projects through its door."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from support.reading import seen
from support.supervising import PASSWORD, Supervising, periods, supervising

from voting.attachments import store
from voting.config import Config
from voting.edit_conflict import mark
from voting.extensions import db
from voting.implementation.models import ProgressReport

TODAY = datetime.now(UTC).date()


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    with web.app_context():
        made = supervising(config, today=TODAY)
        db.session.remove()
    return made


def officer(web: Flask, held: Supervising, role: str = "unit") -> FlaskClient:
    client = web.test_client()
    client.post("/sign-in", data={"username": f"{held.held.seed}{role}", "password": PASSWORD})
    return client


def photo(name: str = "现场.jpg") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    Image.new("RGB", (64, 48), "green").save(out, "JPEG", exif=exif)
    out.seek(0)
    return out, name


def form(**changed: object) -> dict[str, object]:
    running = f"{TODAY.year}-{TODAY.month:02d}"
    told = {"period": running, "percent": "60", "invested": "480", "text": "主体完工。", "done-0": "18", "token": ""}
    told["seen"] = mark(())
    return told | changed


def reports(web: Flask, held: Supervising) -> list[tuple[str, int]]:
    with web.app_context():
        query = db.session.query(ProgressReport).filter_by(plan_id=held.plans[0])
        return [(one.period, one.percent) for one in query.order_by(ProgressReport.period)]


def test_a_report_with_a_photo_without_what_the_camera_wrote(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    path = f"/unit/progress/{held.plans[0]}/report"
    assert "主体完工" in client.get(path).text
    answer = client.post(path, data=form(files=[photo()]))
    assert answer.status_code == 302
    assert reports(web, held)[-1] == (f"{TODAY.year}-{TODAY.month:02d}", 60)
    page = client.get(f"/unit/progress/{held.plans[0]}").text
    assert "主体完工。" in page
    with web.app_context():
        newest = db.session.query(ProgressReport).order_by(ProgressReport.id.desc()).first()
        assert newest is not None
        key, kept = newest.id, store.held_by("report", [newest.id])[0].id
    small = client.get(f"/unit/reports/{key}/files/{kept}?small=1")
    assert small.mimetype == "image/jpeg"
    assert b"SecretCamera" not in client.get(f"/unit/reports/{key}/files/{kept}").data
    assert officer(web, held, "town").get(f"/unit/reports/{key}/files/{kept}").status_code == 404


def test_what_was_typed_and_the_photos_stay_when_something_is_wrong(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    path = f"/unit/progress/{held.plans[0]}/report"
    answer = client.post(path, data=form(percent="400", files=[photo("好.jpg")]))
    assert answer.status_code == 400
    assert 'href="#percent"' in answer.text
    assert "主体完工。" in answer.text
    assert "已收到：好.jpg" in answer.text
    assert len(reports(web, held)) == 3


def test_a_report_is_read_as_people_write(web: Flask, held: Supervising) -> None:
    sent = form(percent="60 %", invested="1,200.5", **{"done-0": ""})
    assert officer(web, held).post(f"/unit/progress/{held.plans[0]}/report", data=sent).status_code == 302
    with web.app_context():
        newest = db.session.query(ProgressReport).order_by(ProgressReport.id.desc()).first()
        assert newest is not None
        assert (newest.percent, f"{newest.invested:.2f}", newest.done) == (60, "1200.50", ["0"])


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("percent", "一半"),
        ("invested", ""),
        ("invested", "很多"),
        ("done-0", "若干"),
        ("on-3", ""),
        ("on-3", "2027-02-30"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(web: Flask, held: Supervising, name: str, typed: str) -> None:
    sent = form(**{"reached-3": "1", "on-3": TODAY.isoformat(), name: typed})
    answer = officer(web, held).post(f"/unit/progress/{held.plans[0]}/report", data=sent)
    assert (answer.status_code, f'href="#{name}"' in answer.text, "主体完工。" in answer.text) == (422, True, True)
    assert f'id="{name}-error"' in answer.text
    assert len(reports(web, held)) == 3


def test_a_broken_photo_is_named_and_nothing_is_kept(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    broken = (io.BytesIO(b"<?php echo 1; ?>"), "坏.jpg")
    answer = client.post(f"/unit/progress/{held.plans[0]}/report", data=form(files=[photo(), broken]))
    assert answer.status_code == 400
    assert "坏.jpg" in answer.text
    assert len(reports(web, held)) == 3
    with web.app_context():
        assert store.held_by("report", list(range(20))) == []


def test_a_second_press_changes_nothing(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    for _twice in range(2):
        client.post(f"/unit/progress/{held.plans[0]}/report", data=form())
    assert len(reports(web, held)) == 4


def test_less_than_before_asks_why_and_takes_the_reason(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    path = f"/unit/progress/{held.plans[0]}/report"
    answer = client.post(path, data=form(percent="40"))
    assert answer.status_code == 400
    assert 'name="why"' in answer.text
    assert client.post(path, data=form(percent="40", why="上期误填")).status_code == 302


def test_the_newest_report_is_corrected(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    last = periods(TODAY, 1)[0]
    path = f"/unit/progress/{held.plans[0]}/report"
    page = client.get(f"{path}?period={last}").text
    assert "按计划推进。" in page
    assert client.post(path, data=form(period=last, percent="52", seen=seen(page))).status_code == 302
    assert reports(web, held)[-1] == (last, 52)


def test_a_colleague_who_reported_meanwhile_loses_nothing(web: Flask, held: Supervising) -> None:
    first, second = officer(web, held), officer(web, held)
    path = f"/unit/progress/{held.plans[0]}/report"
    page = second.get(path).text
    first.post(path, data=form(files=[photo()]))
    answer = second.post(path, data=form(text="装修过半。", percent="70", seen=seen(page), files=[photo("装修.jpg")]))
    assert answer.status_code == 409
    assert "<td>主体完工。</td><td>装修过半。</td>" in answer.text.replace("<p>", "").replace("</p>", "")
    assert "保留：现场.jpg" in answer.text
    assert reports(web, held)[-1][1] == 60
    with web.app_context():
        kept = db.session.query(ProgressReport).order_by(ProgressReport.id.desc()).first()
        assert kept is not None
        stay = [str(one.id) for one in store.held_by("report", [kept.id])]
    assert len(stay) == 1
    again = form(text="主体完工，装修过半。", percent="70", seen=seen(answer.text), stay=stay)
    assert second.post(path, data=again).status_code == 302
    assert reports(web, held)[-1][1] == 70
    with web.app_context():
        assert len(store.held_by("report", [kept.id])) == 1


def test_a_correction_keeps_the_milestones_that_its_report_reached(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    path = f"/unit/progress/{held.plans[0]}/report"
    sent = form(**{"reached-3": "1", "on-3": TODAY.isoformat()})
    client.post(path, data=sent)
    page = client.get(f"{path}?period={sent['period']}").text
    assert 'name="reached-3" value="1" checked' in page
    assert client.post(path, data=sent | {"text": "改了一个字。", "seen": seen(page)}).status_code == 302
    with web.app_context():
        assert held.plan().milestones[2].reached_on == TODAY


def test_a_second_press_loses_no_photo(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    path = f"/unit/progress/{held.plans[0]}/report"
    sent = form(token=client.get(path).text.split('name="token" value="')[1].split('"')[0])
    for _twice in range(2):
        assert client.post(path, data=sent | {"files": [photo()]}).status_code == 302
    with web.app_context():
        newest = db.session.query(ProgressReport).order_by(ProgressReport.id.desc()).first()
        assert newest is not None
        assert len(store.held_by("report", [newest.id])) == 1


def test_a_returned_report_comes_first(web: Flask, held: Supervising) -> None:
    client, office = officer(web, held), officer(web, held, "clerk")
    with web.app_context():
        newest = db.session.query(ProgressReport).filter_by(plan_id=held.plans[0]).order_by(ProgressReport.id).all()[-1]
        key, period = newest.id, newest.period
    assert office.post(f"/desk/progress/reports/{key}/back", data={"reason": "请补充照片"}).status_code == 302
    page = client.get("/unit/progress").text
    assert "已退回：请补充照片" in page
    assert f"period={period}" in page
    assert "已退回：请补充照片" in client.get(f"/unit/progress/{held.plans[0]}/report").text
    public = web.test_client().get(f"/progress/projects/{held.plans[0]}").text
    assert public.count("%</td>") == 2


@pytest.mark.parametrize("text", ["联系李秀英 13812345678", "身份证510101198001011234"])
def test_personal_data_do_not_become_public_with_a_report(web: Flask, held: Supervising, text: str) -> None:
    answer = officer(web, held).post(f"/unit/progress/{held.plans[0]}/report", data=form(text=text))
    assert (answer.status_code, "含有个人信息" in answer.text, text in answer.text) == (400, True, True)


@pytest.mark.parametrize("period", ["foo", "2027", "2027-13", "2027-Q9"])
def test_what_is_no_period_is_not_found(web: Flask, held: Supervising, period: str) -> None:
    path = f"/unit/progress/{held.plans[0]}/report?period={period}"
    assert officer(web, held).get(path).status_code == 404


def test_nine_large_photos_and_one_too_large_are_a_matter_of_the_form(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    path = f"/unit/progress/{held.plans[0]}/report"
    answer = client.post(path, data=form(files=[(io.BytesIO(b"\xff" * (33 << 20)), "大.jpg")]))
    assert (answer.status_code, "“大.jpg”超过 20 MB" in answer.text, "主体完工。" in answer.text) == (413, True, True)


def test_another_units_plan_is_not_found(web: Flask, held: Supervising) -> None:
    client = officer(web, held, "town")
    for path in (f"/unit/progress/{held.plans[0]}", f"/unit/progress/{held.plans[0]}/report"):
        assert client.get(path).status_code == 404


def test_the_list_names_what_is_due(web: Flask, held: Supervising) -> None:
    page = officer(web, held).get("/unit/progress").text
    assert "新建农村公路30公里" in page
    assert "改造老旧小区12个" not in page
    assert "填报" in page


def test_a_plan_without_approval_takes_no_report(web: Flask, held: Supervising) -> None:
    client = officer(web, held)
    answer = client.get(f"/unit/progress/{held.plans[3]}/report")
    assert answer.status_code == 302
    assert client.post(f"/unit/progress/{held.plans[3]}/report", data=form()).status_code == 409
