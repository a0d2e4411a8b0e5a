"""The public side of a collection: form, receipt, status, released suggestions; what is refused, and what never shows."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from support.collecting import PASSWORD, Collecting, collecting
from werkzeug.test import TestResponse

from voting.attachments import store
from voting.collection import guard
from voting.collection.models import Contact, Drive, Suggestion
from voting.config import Config
from voting.congress.models import Station
from voting.extensions import db, writing
from voting.journal.log import entries

NUMBERS = "零一二三四五六七八九"
SAID = "龙水镇车站路的路灯坏了半年，请尽快修好"


@pytest.fixture
def told(web: Flask, config: Config) -> Collecting:
    """A drive that is open today."""
    web.config["WTF_CSRF_ENABLED"] = False
    with web.app_context():
        made = collecting(config, at=datetime.now(UTC))
        with writing() as session:
            drive = session.get_one(Drive, made.drive_id)
            drive.name_rule = drive.phone_rule = "optional"
        db.session.remove()
    return made


@pytest.fixture
def place(web: Flask, told: Collecting) -> str:
    with web.app_context():
        return f"/collect/{told.drive.slug}"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits three seconds."""
    check = guard.check
    monkeypatch.setattr(guard, "check", lambda *given: check(*given[:-1], 0))


def solved(page: str) -> dict[str, str]:
    """Token and answer of a form."""
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    asked = re.search(r"([一二三四五六七八九])(加|减)([一二三四五六七八九])等于几", page)
    assert token
    assert asked
    left, right = NUMBERS.index(asked[1]), NUMBERS.index(asked[3])
    return {"form_token": token[1], "answer": str(left + right if asked[2] == "加" else left - right)}


def filled(citizen: FlaskClient, place: str, **form: object) -> dict[str, object]:
    return solved(citizen.get(f"{place}/new").text) | {"text": SAID} | form


def send(citizen: FlaskClient, place: str, form: dict[str, object]) -> TestResponse:
    return citizen.post(f"{place}/new", data=form, content_type="multipart/form-data")


def count(web: Flask) -> int:
    with web.app_context():
        return db.session.query(Suggestion).count()


def photo(kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    Image.new("RGB", (800, 600), (200, 30, 30)).save(out, kind, exif=exif)
    out.seek(0)
    return out


@pytest.mark.usefixtures("patient")
def test_from_the_form_to_the_reply_and_the_rating(web: Flask, told: Collecting, place: str) -> None:
    citizen = web.test_client()
    form = filled(citizen, place, name="周某甲", phone="13900000001", consent="1", files=(photo(), "路灯.jpg"))
    sent = send(citizen, place, form)
    assert sent.status_code == 303
    # The same form once more, as a second click sends it.
    again = send(citizen, place, form | {"files": (photo(), "路灯.jpg")})
    assert (again.location, count(web)) == (sent.location, 1)
    receipt = citizen.get(sent.location).text
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt)
    assert code
    found = citizen.post("/status", data={"code": code[0].lower()})
    assert found.status_code == 303
    page = citizen.get(found.location).text
    assert "正在整理" in page
    assert SAID in page
    assert "周某甲" not in page

    office = web.test_client()
    office.post("/sign-in", data={"username": f"{told.seed}clerk", "password": PASSWORD})
    with web.app_context():
        one = db.session.query(Suggestion).one().id
    assert "13900000001" not in office.get(f"/desk/suggestions/{one}").text
    release = {"version": 0, "public_title": "修路灯", "public_text": "车站路路灯坏了"}
    assert office.post(f"/desk/suggestions/{one}/release", data=release).status_code == 302
    reply = {"version": 1, "outcome": "adopted", "reason": "已列入计划，年底前修复。"}
    assert office.post(f"/desk/suggestions/{one}/answer", data=reply).status_code == 302
    assert "年底前修复" in citizen.get(found.location).text
    rated = citizen.post(f"{found.location}/rating", data={"rating": "satisfied"})
    assert rated.status_code == 303
    assert citizen.post(f"{found.location}/rating", data={"rating": "great"}).status_code == 400
    public = citizen.get(f"{place}/suggestions?q=路灯").text
    assert "修路灯" in public
    assert "年底前修复" in citizen.get(f"{place}/suggestions/1").text


@pytest.mark.usefixtures("patient")
def test_no_personal_data_where_others_read(web: Flask, told: Collecting, place: str) -> None:
    citizen = web.test_client()
    text = "我是周某甲，电话 13900000001，请修路灯"
    sent = send(citizen, place, filled(citizen, place, text=text, name="周某甲", phone="13900000001", consent="1"))
    office = web.test_client()
    office.post("/sign-in", data={"username": f"{told.seed}clerk", "password": PASSWORD})
    with web.app_context():
        one = db.session.query(Suggestion).one().id
    office.post(f"/desk/suggestions/{one}/contact")
    refused = office.post(
        f"/desk/suggestions/{one}/release", data={"version": 0, "public_title": "路灯", "public_text": text}
    )
    assert refused.status_code == 400
    office.post(
        f"/desk/suggestions/{one}/release", data={"version": 0, "public_title": "路灯", "public_text": "请修路灯"}
    )
    for path in (
        place,
        f"{place}/suggestions",
        f"{place}/suggestions/1",
        f"{place}/statistics",
        f"{place}/statistics.json",
    ):
        page = web.test_client().get(path)
        assert page.status_code == 200, path
        assert "周某甲" not in page.text
        assert "13900000001" not in page.text
    table = office.get(f"/desk/drives/{told.drive_id}/suggestions/export.xlsx").data
    assert b"13900000001" not in table
    with web.app_context():
        kept = " ".join(
            f"{entry.act} {entry.subject} {entry.details}" for entry in entries(db.session(), told.congress_id)
        )
    assert "查看联系方式" in kept
    assert "13900000001" not in kept
    assert "周某甲" not in kept

    assert citizen.post(sent.location.replace("/receipt", "/erase")).status_code == 303
    with web.app_context():
        assert db.session.query(Contact).count() == 0


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": ""}, "请写下您的建议"),
        ({"text": "长" * 2001}, "最多 2000 个字"),
        ({"answer": "99"}, "答案不对"),
        ({"website": "http://example.com"}, "请留空"),
        ({"phone": "123", "consent": "1"}, "电话号码不完整"),
        ({"phone": "13900000001"}, "请勾选同意"),
        ({"category": "不存在"}, "请从列出的类别中选择"),
        ({"form_token": "forged"}, "请回答问题后再提交"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(web: Flask, place: str, form: dict[str, str], words: str) -> None:
    citizen = web.test_client()
    answer = send(citizen, place, filled(citizen, place, **({"text": "请修路灯<script>alert(1)</script>"} | form)))
    assert answer.status_code == 400
    assert words in answer.text
    assert "<script>alert(1)" not in answer.text
    if "text" not in form:
        assert "请修路灯&lt;script&gt;" in answer.text
    assert count(web) == 0


@pytest.mark.usefixtures("patient")
def test_letters_that_are_rare_and_markup_come_back_as_they_were(web: Flask, place: str) -> None:
    citizen = web.test_client()
    text = "𠮷庆里、䶮家湾 😀 <b>粗</b> & \"引\" '单'"
    page = citizen.get(send(citizen, place, filled(citizen, place, text=text)).location.replace("/receipt", "")).text
    assert "𠮷庆里、䶮家湾 😀 &lt;b&gt;粗&lt;/b&gt; &amp;" in page


@pytest.mark.usefixtures("patient")
def test_photos_are_made_anew_and_kept_while_the_form_is_corrected(web: Flask, config: Config, place: str) -> None:
    citizen = web.test_client()
    first = send(citizen, place, filled(citizen, place, text="", files=(photo(), "路灯.jpg")))
    kept = re.search(r'name="kept" value="(\w+)"', first.text)
    assert kept
    sent = send(citizen, place, solved(first.text) | {"text": SAID, "kept": kept[1]})
    assert sent.status_code == 303
    with web.app_context():
        (held,) = store.held_by("suggestion", [db.session.query(Suggestion).one().id])
        content = store.content_of(config, held)
    assert Image.open(io.BytesIO(content)).size == (800, 600)
    assert b"SECRET PLACE" not in content
    assert list((config.instance / "waiting").glob("*")) == []


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<?php system($_GET[0]);", "photo.jpg"), (b"%PDF-1.4 broken", "a.pdf"), (b"MZ\x90\x00", "a.png")],
)
def test_a_file_that_is_not_what_it_says_is_refused(web: Flask, place: str, content: bytes, name: str) -> None:
    citizen = web.test_client()
    answer = send(citizen, place, filled(citizen, place, files=(io.BytesIO(content), name)))
    assert answer.status_code in (400, 422)
    assert SAID in answer.text
    assert count(web) == 0


def test_a_form_that_is_sent_at_once_must_be_sent_again(web: Flask, place: str) -> None:
    citizen = web.test_client()
    answer = send(citizen, place, filled(citizen, place))
    assert "提交得太快了" in answer.text
    assert SAID in answer.text


@pytest.mark.usefixtures("patient")
def test_a_closed_drive_gives_the_words_back(web: Flask, told: Collecting, place: str) -> None:
    citizen = web.test_client()
    form = filled(citizen, place)
    with web.app_context(), writing() as session:
        session.get_one(Drive, told.drive_id).closes_at = datetime.now(UTC) - timedelta(minutes=1)
    answer = send(citizen, place, form)
    assert answer.status_code == 409
    assert "征集已经截止" in answer.text
    assert SAID in answer.text
    assert "征集已经截止" in citizen.get(f"{place}/new").text
    assert count(web) == 0


@pytest.mark.usefixtures("patient")
def test_a_device_supports_once_and_takes_it_back(web: Flask, told: Collecting, place: str) -> None:
    with web.app_context():
        made = told.say(SAID)
        with writing() as session:
            one = session.get_one(Suggestion, made.id)
            one.published_title, one.published_text, one.published_at = "修路灯", "请修", datetime.now(UTC)
    citizen, other = web.test_client(), web.test_client()

    def supports(who: FlaskClient, wanted: str) -> int:
        assert who.post(f"{place}/suggestions/1/support", data={"wanted": wanted}).status_code == 303
        with web.app_context():
            return db.session.query(Suggestion).one().supports

    assert [supports(citizen, "1"), supports(citizen, "1"), supports(other, "1"), supports(citizen, "0")] == [
        1,
        1,
        2,
        1,
    ]
    assert citizen.post(f"{place}/suggestions/9/support", data={"wanted": "1"}).status_code == 404


@pytest.mark.usefixtures("patient")
def test_the_code_of_a_station_keeps_where_it_was_said(web: Flask, told: Collecting, place: str) -> None:
    citizen = web.test_client()
    with web.app_context():
        slug = db.session.get_one(Station, told.station_id).slug
    scanned = citizen.get(f"{place}?station={slug}")
    page = citizen.get(scanned.location).text
    assert "棠香街道代表联络站" in page
    send(citizen, place, solved(page) | {"text": SAID, "station": slug})
    with web.app_context():
        found = db.session.query(Suggestion).one()
        assert (found.channel, found.station_id) == ("station", told.station_id)


@pytest.mark.usefixtures("patient")
def test_a_suggestion_is_taken_back_until_it_is_answered(web: Flask, place: str) -> None:
    citizen = web.test_client()
    status = send(citizen, place, filled(citizen, place)).location.replace("/receipt", "")
    assert citizen.post(f"{status}/withdraw").status_code == 303
    assert "已撤回" in citizen.get(status).text


def test_an_unknown_code_and_an_unpublished_drive(web: Flask, told: Collecting, place: str) -> None:
    citizen = web.test_client()
    assert citizen.post("/status", data={"code": "ABCD-ABCD-ABCD"}).status_code == 404
    assert citizen.get("/status/XXXXXXXXXXXX").status_code == 404
    with web.app_context(), writing() as session:
        session.get_one(Drive, told.drive_id).published_at = None
    for path in (place, f"{place}/new", f"{place}/suggestions", f"{place}/notice.pdf"):
        assert citizen.get(path).status_code == 404


@pytest.mark.usefixtures("patient")
def test_ten_megabytes_of_text_are_refused_and_nothing_is_kept(web: Flask, place: str) -> None:
    citizen = web.test_client()
    answer = send(citizen, place, filled(citizen, place, text="长" * 3_500_000))
    assert answer.status_code == 413
    assert "内容太大" in answer.text
    with web.app_context():
        assert db.session.query(Suggestion).count() == 0


def test_a_notice_that_one_has_already_is_not_sent_again(web: Flask, place: str) -> None:
    citizen = web.test_client()
    first = citizen.get(f"{place}/notice.pdf")
    assert first.data.startswith(b"%PDF")
    again = citizen.get(f"{place}/notice.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
