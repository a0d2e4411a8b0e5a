"""Sign-ins end when they end: on the server, wherever their cookie is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from support import stage
from support.office import PASSWORD, Office, Vote

from voting import create_app
from voting.entrance.models import LiveSignIn
from voting.extensions import db
from voting.web import sessions


def copy(client: FlaskClient, app: Flask | None = None) -> FlaskClient:
    """Another browser with the same cookie."""
    cookie = client.get_cookie("voting")
    assert cookie
    thief = (app or client.application).test_client()
    thief.set_cookie("voting", cookie.value)
    return thief


def inside(client: FlaskClient) -> bool:
    return client.get("/desk/").status_code == 200


def live(office: Office) -> int:
    return office.run(lambda: db.session.scalar(select(func.count()).select_from(LiveSignIn)) or 0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Sets the server's clock forward or back."""

    def put(by: timedelta) -> None:
        monkeypatch.setattr(sessions, "now", lambda: datetime.now(UTC) + by)

    return put


def test_a_copied_cookie_is_dead_after_signing_out(office: Office) -> None:
    client = office.client("clerk")
    thief = copy(client)
    assert inside(thief)
    client.post("/sign-out")
    assert not inside(thief)
    assert live(office) == 0


def test_a_deputys_copied_cookie_as_well(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    client = vote.office.app.test_client()
    held = vote.stage.passes[0]
    client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin})
    thief = copy(client)
    assert thief.get("/deputy/state").status_code == 200
    client.post("/sign-out")
    assert thief.get("/deputy/state", headers={"Accept": "application/json"}).status_code == 401


def test_signing_out_ends_no_other_sign_in_of_the_same_person(office: Office) -> None:
    here, there = office.client("clerk"), office.sign_in("office-clerk", PASSWORD)
    here.post("/sign-out")
    assert inside(there)


def test_a_link_or_form_of_another_site_signs_nobody_out(office: Office) -> None:
    client = office.client("clerk")
    assert client.get("/sign-out").status_code == 405
    office.app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/sign-out").status_code == 400
    office.app.config["WTF_CSRF_ENABLED"] = False
    assert inside(client)


def test_two_servers_on_one_database_know_each_others_sign_ins(office: Office) -> None:
    client = office.client("clerk")
    there = copy(client, create_app(office.config))
    assert inside(there)
    there.post("/sign-out")
    assert not inside(client)


def test_a_changed_password_ends_the_sign_ins(office: Office) -> None:
    client = office.client("clerk")
    thief = copy(client)
    form = {"old": PASSWORD, "new": "another-2026", "again": "another-2026"}
    assert client.post("/password", data=form).status_code == 302
    assert not inside(thief)
    assert inside(client)
    assert live(office) == 1


def test_the_table_of_sign_ins_names_nobody_and_no_time() -> None:
    assert {column.name for column in LiveSignIn.__table__.columns} == {"key", "day"}


def test_sign_ins_that_nobody_ended_are_tidied_away(office: Office, clock: Callable[[timedelta], None]) -> None:
    office.client("clerk")
    clock(timedelta(days=5))
    office.sign_in("office-chair", PASSWORD)
    assert live(office) == 1


@pytest.mark.parametrize("by", [timedelta(minutes=-5), timedelta(hours=-8), timedelta(minutes=5)])
def test_a_clock_that_is_put_right_signs_nobody_out(
    office: Office, clock: Callable[[timedelta], None], by: timedelta
) -> None:
    client = office.client("clerk")
    clock(by)
    assert inside(client)


def test_a_sign_in_from_far_ahead_ends(office: Office, clock: Callable[[timedelta], None]) -> None:
    clock(timedelta(days=365))
    client = office.client("clerk")
    clock(timedelta())
    assert not inside(client)


@pytest.mark.parametrize(("after", "there"), [(timedelta(minutes=29), True), (timedelta(minutes=31), False)])
def test_nobody_there_for_half_an_hour(
    office: Office, clock: Callable[[timedelta], None], after: timedelta, there: bool
) -> None:
    client = office.client("clerk")
    inside(client)
    thief = copy(client)
    clock(after)
    assert inside(client) is there
    # What ended here has ended for every copy.
    assert inside(thief) is there


def test_asking_for_news_is_nobody_there(office: Office, clock: Callable[[timedelta], None]) -> None:
    client = office.client("clerk")
    for minutes in (20, 40):
        clock(timedelta(minutes=minutes))
        client.get("/desk/", headers={"X-Poll": "1"})
    assert not inside(client)
