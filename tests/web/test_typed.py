"""What was typed comes back: through a sign-in that had ended, a page too old, an address that asked too often."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import stage
from support.office import PASSWORD, Office, Vote
from werkzeug.test import TestResponse

from voting.config import Config
from voting.web import sessions

NAME = "第六次会议（龙岗）\n第二行"
FORM = {"name": NAME, "entitled": "6", "csrf_token": "stale"}


def held_in(answer: TestResponse) -> str:
    found = re.search(r'name="held" value="([^"]+)"', answer.text)
    return found.group(1) if found else ""


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """An hour passes in which nobody asks for anything."""

    def pass_by() -> None:
        monkeypatch.setattr(sessions, "now", lambda: datetime.now(UTC) + timedelta(hours=1))

    return pass_by


def back(client: FlaskClient, held: str, name: str = "office-clerk") -> TestResponse:
    return client.post("/sign-in", data={"username": name, "password": PASSWORD, "held": held})


def fields(answer: TestResponse) -> dict[str, str]:
    form = answer.text.split('<form method="post" action="/desk')[1].split("</form>")[0]
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    }


def test_after_the_sign_in_the_form_is_there_with_everything(office: Office, later: Callable[[], None]) -> None:
    client = office.client("clerk")
    later()
    refused = client.post("/desk/meetings/new", data=FORM)
    assert refused.status_code == 401
    assert "刚才填写的内容会原样回来" in refused.text
    assert NAME not in refused.text
    answer = back(client, held_in(refused))
    assert answer.status_code == 200
    assert "第二行" in answer.text
    again = fields(answer)
    assert (again["name"], again["entitled"], "stale" in again.values()) == (NAME, "6", False)
    assert client.post("/desk/meetings/new", data=again).status_code == 302


def test_a_slip_in_the_password_loses_nothing(office: Office, later: Callable[[], None]) -> None:
    client = office.client("clerk")
    later()
    held = held_in(client.post("/desk/meetings/new", data=FORM))
    wrong = client.post("/sign-in", data={"username": "office-clerk", "password": "slip", "held": held})
    assert held_in(wrong) == held
    assert "第二行" in back(client, held).text


def test_somebody_else_does_not_get_it(office: Office, later: Callable[[], None]) -> None:
    client = office.client("clerk")
    later()
    held = held_in(client.post("/desk/meetings/new", data=FORM))
    answer = back(client, held, "office-chair")
    assert answer.status_code == 302
    assert answer.location == "/desk/"


def test_a_form_that_was_not_sealed_here_is_not_shown(office: Office) -> None:
    answer = back(office.app.test_client(), "gAAAAABforged")
    assert answer.status_code == 302


def test_fields_of_one_name_come_back_all(office: Office, later: Callable[[], None]) -> None:
    client = office.client("administrator")
    later()
    refused = client.post("/desk/accounts/new", data={"username": "new", "name": "新人", "roles": ["clerk", "chair"]})
    answer = back(client, held_in(refused), "office-administrator")
    assert re.findall(r'name="roles" value="(\w+)"', answer.text) == ["clerk", "chair"]


def test_passwords_are_not_taken_along(office: Office, later: Callable[[], None]) -> None:
    client = office.client("clerk")
    later()
    answer = client.post("/password", data={"old": PASSWORD, "new": "another-2026", "again": "another-2026"})
    assert answer.status_code == 401
    assert held_in(answer) == ""


def test_nothing_of_a_ballot_is_taken_along(at: Callable[..., Vote], later: Callable[[], None]) -> None:
    vote = at(stage.opened)
    client = vote.office.app.test_client()
    held = vote.stage.passes[0]
    client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin})
    later()
    answer = client.post(f"/deputy/rounds/{vote.stage.uuid}/ballot", data={"x": "1"})
    assert answer.status_code == 401
    assert held_in(answer) == ""


def test_a_file_has_to_be_chosen_again_and_is_asked_for(office: Office, later: Callable[[], None]) -> None:
    client = office.client("clerk")
    later()
    refused = client.post("/desk/meetings/new", data={**FORM, "files": (io.BytesIO(b"x"), "x.jpg")})
    answer = back(client, held_in(refused))
    assert "文件和照片需要重新选择" in answer.text
    assert 'type="file"' in answer.text


def token(client: FlaskClient, path: str = "/sign-in") -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(path).text)
    assert found
    return found.group(1)


@pytest.fixture
def strict(office: Office) -> Office:
    """The office with its guard against foreign forms, as it runs outside of tests."""
    office.app.config["WTF_CSRF_ENABLED"] = True
    return office


def signed_in(strict: Office) -> FlaskClient:
    client = strict.app.test_client()
    form = {"username": "office-clerk", "password": PASSWORD, "csrf_token": token(client)}
    assert client.post("/sign-in", data=form).status_code == 302
    return client


def test_an_old_page_after_signing_in_anew_elsewhere_in_the_browser(strict: Office) -> None:
    client = signed_in(strict)
    old = token(client, "/desk/")
    client.post("/sign-in", data={"username": "office-clerk", "password": PASSWORD, "csrf_token": old})
    answer = client.post("/desk/meetings/new", data={**FORM, "csrf_token": old})
    assert answer.status_code == 400
    assert "页面已经过期" in answer.text
    assert fields(answer)["name"] == NAME


def test_an_old_page_after_signing_out_elsewhere_in_the_browser(strict: Office) -> None:
    client = signed_in(strict)
    old = token(client, "/desk/")
    client.post("/sign-out", data={"csrf_token": old})
    answer = client.post("/desk/meetings/new", data={**FORM, "csrf_token": old})
    assert answer.status_code == 401
    form = {"username": "office-clerk", "password": PASSWORD, "held": held_in(answer), "csrf_token": token(client)}
    assert "第二行" in client.post("/sign-in", data=form).text


def test_what_another_site_sends_is_not_brought_before_anybody(strict: Office) -> None:
    answer = strict.app.test_client().post("/desk/meetings/new", data=FORM)
    assert answer.status_code == 400
    assert held_in(answer) == ""
    assert "第二行" not in answer.text


def test_too_often_is_said_with_the_text(tmp_path: Path, make_app: Callable[[Config], Flask]) -> None:
    app = make_app(Config(instance=tmp_path / "instance"))
    app.config["WTF_CSRF_ENABLED"] = False
    answers = [app.test_client().post("/status", data={"code": "我的查询 码"}) for _ in range(601)]
    assert answers[-2].status_code != 429
    assert answers[-1].status_code == 429
    assert "操作太频繁" in answers[-1].text
    assert "我的查询 码" in answers[-1].text
