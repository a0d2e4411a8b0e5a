"""Walls: between congresses, between strangers and sessions, between pages and other sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, url_for
from support import stage
from support.office import PASSWORD, Office, Vote
from support.walking import addresses, everybody, paired

from voting import create_app
from voting.config import Config
from voting.extensions import db


@pytest.mark.parametrize("audience", ["desk", "scrutineer", "teller", "station"])
@pytest.mark.parametrize("make", [stage.frozen, paired])
def test_no_office_reaches_into_another_congress(
    web: Flask, at: Callable[..., Vote], audience: str, make: Callable[..., stage.Stage]
) -> None:
    vote = at(make)
    client = everybody(web)
    with web.app_context():
        paths = addresses(web, vote.stage, audience)
    assert len(paths) > 4
    answers = {(method, path): client.open(path, method=method).status_code for method, path in paths}
    assert not {place: status for place, status in answers.items() if status not in (403, 404)}


def test_no_deputy_reaches_into_another_congress(web: Flask, config: Config, at: Callable[..., Vote]) -> None:
    vote = at(paired)
    with web.app_context():
        other = stage.opened(config, seed="other")
        db.session.remove()
    found = other.passes[0]
    client = web.test_client()
    form = {"number": found.number, "pin": found.pin, "meeting": other.meeting_id}
    assert client.post("/deputy/sign-in", data=form).status_code == 302
    with web.app_context():
        paths = addresses(web, vote.stage, "deputy")
    assert len(paths) > 3
    # The empty body is no ballot: it is refused before anybody asks whose it is.
    answers = {path: client.open(path, method=method).status_code for method, path in paths}
    assert {status for path, status in answers.items() if not path.endswith("/ballot")} == {404}
    assert all(status in (400, 404) for status in answers.values())


def test_nobody_reaches_a_guarded_page_without_signing_in(web: Flask, at: Callable[..., Vote]) -> None:
    vote = at(paired)
    with web.app_context():
        paths = [
            pair
            for audience in ("desk", "teller", "scrutineer", "deputy", "station", "unit")
            for pair in addresses(web, vote.stage, audience)
        ]
    client = web.test_client()
    for method, path in paths:
        answer = client.open(path, method=method)
        assert answer.status_code == 401 or "sign-in" in answer.location, path


def test_a_scrutineer_of_no_duty_is_not_admitted(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    assert vote.office.get(f"/scrutineer/meetings/{vote.stage.meeting_id}/key", "scrutineer").status_code == 404
    answer = vote.office.client("scrutineer").post(f"/scrutineer/rounds/{vote.stage.uuid}/shuffle", data="{}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/x",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:x",
    ],
)
def test_signing_in_leads_to_no_other_site(office: Office, target: str) -> None:
    client = office.app.test_client()
    form = {"username": "office-clerk", "password": PASSWORD, "next": target}
    assert client.post("/sign-in", data=form).location == "/desk/"


def test_signing_in_leads_back_to_the_page_that_was_wanted(office: Office) -> None:
    form = {"username": "office-clerk", "password": PASSWORD, "next": "/desk/journal?q=1"}
    assert office.app.test_client().post("/sign-in", data=form).location == "/desk/journal?q=1"


def test_a_session_that_was_planted_before_signing_in_is_not_kept(office: Office) -> None:
    client = office.app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "yes"
        session["nonce"] = "known"
    client.post("/sign-in", data={"username": "office-clerk", "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["nonce"] != "known"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    answer = office.app.test_client().post("/sign-in", data={"username": "office-clerk", "password": PASSWORD})
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"voting", "device"}
    # A link from elsewhere leads to the page; what a form of another site sends comes without the cookie.
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_over_https_cookies_travel_encrypted_only(config: Config) -> None:
    app = create_app(Config(instance=config.instance, testing=True, secure_cookies=True))
    answer = app.test_client().get("/sign-in")
    assert "Secure" in answer.headers.get("Set-Cookie", "Secure")
    assert app.config["SESSION_COOKIE_SECURE"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


HEADERS = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"]


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/desk/", "/static/css/voting.css", "/static/nothing.css", "/rounds/none", "/verify"]
)
def test_every_answer_carries_the_headers(web: Flask, path: str) -> None:
    headers = web.test_client().get(path).headers
    assert [name for name in HEADERS if name not in headers] == []


def test_an_answer_to_a_wrong_method_carries_them_too(web: Flask) -> None:
    answer = web.test_client().post("/")
    assert answer.status_code == 405
    assert [name for name in HEADERS if name not in answer.headers] == []


@pytest.fixture
def strict(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    """The application with its guard against foreign forms, as it runs outside of tests."""
    app = make_app(config)
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    with app.app_context():
        db.engine.dispose()


def test_every_post_needs_the_token_of_its_page(strict: Flask) -> None:
    client = strict.test_client()
    passed = []
    with strict.test_request_context():
        for rule in strict.url_map.iter_rules():
            if "POST" in (rule.methods or set()):
                values = {
                    name: 1 if name.endswith("_id") or name in ("sheet", "no") else "open" for name in rule.arguments
                }
                if "step" in values:
                    values["step"] = "answer"
                answer = client.post(url_for(rule.endpoint, **values), headers={"Accept": "application/json"})
                if answer.status_code != 400 or (answer.get_json(silent=True) or {}).get("code") != "csrf":
                    passed.append(rule.endpoint)
    assert passed == []


def test_a_signed_in_deputy_is_no_official(web: Flask, at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    found = vote.stage.passes[0]
    client = web.test_client()
    form = {"number": found.number, "pin": found.pin, "meeting": vote.stage.meeting_id}
    assert client.post("/deputy/sign-in", data=form).status_code == 302
    assert "/sign-in" in client.get(f"/desk/meetings/{vote.stage.meeting_id}").location
