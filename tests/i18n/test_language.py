"""Which language a visitor gets, and what is said in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import stage
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from voting.config import Config
from voting.errors import Conflict, Rejected
from voting.extensions import db
from voting.sentences import Sentence, joined
from voting.web.context import local_path
from voting.web.formats import day, moment
from voting.web.language import preferred, say


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    """Without an application context around the requests: the language is remembered in it."""
    app = make_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN", "zh"),
        ("zh-Hans", "zh"),
        ("zh-Hant-TW,en;q=0.9", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-CN,en;q=0.8", "zh"),
        ("zh_CN,en", "zh"),
        ("en-US", "en"),
        ("en-US,en;q=0.9", "en"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("fr-FR,fr;q=0.9", "zh"),
        ("fr,en;q=0.5", "en"),
        ("*", "zh"),
    ],
)
def test_the_browser_gets_chinese_unless_it_wants_english_more(header: str, language: str) -> None:
    assert preferred(parse_accept_header(header, LanguageAccept)) == language


def test_a_page_is_chinese_by_default(client: FlaskClient) -> None:
    page = client.get("/sign-in").text
    assert '<html lang="zh-CN">' in page
    assert "工作人员登录" in page


def test_a_page_is_english_for_an_english_browser(client: FlaskClient) -> None:
    page = client.get("/sign-in", headers=ENGLISH).text
    assert '<html lang="en">' in page
    assert "Staff sign-in" in page
    assert "工作人员" not in page


def test_the_choice_is_kept(client: FlaskClient) -> None:
    client.post("/language", data={"language": "en", "next": "/sign-in"})
    assert "Staff sign-in" in client.get("/sign-in").text


def test_the_choice_beats_the_browser(client: FlaskClient) -> None:
    client.post("/language", data={"language": "zh"})
    assert "工作人员登录" in client.get("/sign-in", headers=ENGLISH).text


def test_choosing_leads_back_to_the_page(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "en", "next": "/sign-in?next=/desk/"})
    assert answer.location == "/sign-in?next=/desk/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example", ""]
)
def test_choosing_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    assert local_path(target) == ""
    assert client.post("/language", data={"language": "en", "next": target}).location == "/"


def test_an_unknown_language_is_not_kept(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "<x>"})
    assert "language=" not in " ".join(answer.headers.getlist("Set-Cookie"))


def test_every_page_offers_both_languages(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'value="en" lang="en">English' in page
    assert 'value="zh" lang="zh" aria-current="true">中文' in page


def test_a_borrowed_english_tablet_greets_the_deputy_in_chinese(client: FlaskClient) -> None:
    assert "代表登录" in client.get("/deputy/sign-in", headers=ENGLISH).text


def test_a_deputy_may_choose_english(client: FlaskClient) -> None:
    client.post("/language", data={"language": "en"})
    assert "Deputy sign-in" in client.get("/deputy/sign-in").text


def test_the_next_deputy_at_a_tablet_is_greeted_in_chinese(app: Flask, config: Config, client: FlaskClient) -> None:
    with app.app_context():
        made = stage.frozen(config).passes[0]
    client.post("/language", data={"language": "en"})
    client.post("/deputy/sign-in", data={"number": made.number, "pin": made.pin})
    assert "(deputy)" in client.get("/deputy/").text
    client.post("/sign-out")
    assert "代表登录" in client.get("/deputy/sign-in").text


def test_an_error_page_is_in_the_visitors_language(client: FlaskClient) -> None:
    assert "There is no such page" in client.get("/nowhere", headers=ENGLISH).text


def test_the_error_of_a_use_case_comes_out_in_english(client: FlaskClient) -> None:
    data = {"code": "AAAA-BBBB"}
    page = client.post("/verify", data=data, headers=ENGLISH).text
    assert "A verification code has 16 characters; this one has 8" in page


def test_an_error_as_json_comes_out_in_english(client: FlaskClient) -> None:
    headers = {**ENGLISH, "Accept": "application/json"}
    answer = client.get("/rounds/none", headers=headers)
    assert (answer.status_code, answer.json) == (
        404,
        {"code": "no_such_round", "message": "There is no such round"},
    )


def test_an_upload_without_a_code_is_refused_in_english(client: FlaskClient) -> None:
    data = {"file": (io.BytesIO(b"nothing"), "nothing.pdf")}
    assert "No readable QR code was found" in client.post("/verify", data=data, headers=ENGLISH).text


def test_values_stand_in_the_english_sentence(app: Flask) -> None:
    error = Conflict("no_quorum", "实到 %(present)s 人，不足法定人数 %(needed)s 人", present=3, needed=4)
    with app.test_request_context("/", headers=ENGLISH):
        assert say(error) == "3 are present, fewer than the quorum of 4"


def test_a_sentence_in_a_sentence_is_said_as_well(app: Flask) -> None:
    error = Rejected("any", "%(title)s超过 %(most)s 个字", title=Sentence("姓名"), most=40)
    with app.test_request_context("/", headers=ENGLISH):
        assert say(error) == "Name has more than 40 characters"


def test_several_sentences_are_said_as_one(app: Flask) -> None:
    both = joined([Sentence("投票卡还没有制作"), Sentence("还有 %(keys)s 把监票人钥匙没有做好", keys=2)])
    assert both == "投票卡还没有制作；还有 2 把监票人钥匙没有做好"
    with app.test_request_context("/", headers=ENGLISH):
        assert say(both) == "The voting cards have not been made yet; 2 scrutineers' keys are not done yet"


def test_an_empty_sentence_says_nothing(app: Flask) -> None:
    with app.test_request_context("/", headers=ENGLISH):
        assert say(Sentence("")) == ""


def test_a_template_says_what_it_prints(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ what }}")
    with app.test_request_context("/", headers=ENGLISH):
        assert template.render(what=Sentence("项目名称为空")) == "The name of the project is empty"


def test_the_name_of_a_person_is_never_translated(app: Flask) -> None:
    error = Rejected("any", "%(title)s为空", title="赞成")
    with app.test_request_context("/", headers=ENGLISH):
        assert say(error) == "赞成 is empty"


def test_moments_follow_the_language(app: Flask) -> None:
    at = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
    with app.test_request_context("/"):
        assert (moment(at), day(at)) == ("2026年11月23日 14:05", "2026年11月23日")
    with app.test_request_context("/", headers=ENGLISH):
        assert (moment(at), day(at)) == ("23 November 2026, 14:05", "23 November 2026")
