"""Guesses slow down the guesser; whoever is guessed at goes on from the own device."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from support import stage
from support.office import PASSWORD, Office

from voting import create_app
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import CLOSED, Account
from voting.deputies import authentication
from voting.deputies.roster import Pass
from voting.entrance.guessing import AT_ONCE, DEPUTIES
from voting.entrance.models import Counter
from voting.extensions import db, writing
from voting.meetings import passes as meeting_passes
from voting.meetings.models import Meeting


def office_try(client: FlaskClient, name: str, word: str, **options: object) -> int:
    form = {"username": name, "password": word}
    return client.post("/sign-in", data=form, **options).status_code  # type: ignore[arg-type]


def hall_try(client: FlaskClient, number: str, pin: str, **options: object) -> int:
    return client.post("/deputy/sign-in", data={"number": number, "pin": pin}, **options).status_code  # type: ignore[arg-type]


def wrong(pin: str, step: int = 1) -> str:
    return f"{(int(pin) + step) % 1_000_000:06d}"


def browser(app: Flask, address: str = "127.0.0.1") -> FlaskClient:
    """A device of its own: it has seen the sign-in page, and with it got its number."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    client.get("/sign-in")
    return client


@pytest.fixture
def hall(web: Flask, config: Config) -> list[Pass]:
    """The passes of a meeting with a hundred deputies."""
    with web.app_context():
        passes = stage.frozen(config, deputies=100).passes
        db.session.remove()
    return passes


# --- the office's door


def test_a_stranger_does_not_lock_the_chair_out_of_the_own_device(office: Office) -> None:
    own, stranger = browser(office.app), browser(office.app)
    assert office_try(own, "office-chair", PASSWORD) == 302
    own.post("/sign-out")
    answers = [office_try(stranger, "office-chair", f"wrong{place}") for place in range(6)]
    assert answers == [400, 400, 400, 400, 400, 429]
    assert office_try(stranger, "office-chair", PASSWORD) == 429
    assert office_try(own, "office-chair", PASSWORD) == 302


def test_a_stranger_elsewhere_does_not_lock_a_new_device_here(office: Office) -> None:
    stranger = browser(office.app, "198.51.100.7")
    for place in range(6):
        office_try(stranger, "office-chair", f"wrong{place}")
    assert office_try(browser(office.app), "office-chair", PASSWORD) == 302


def test_many_strangers_lock_new_devices_everywhere_but_not_the_own(office: Office) -> None:
    own = browser(office.app)
    office_try(own, "office-chair", PASSWORD)
    for place in range(5):
        stranger = browser(office.app, f"198.51.100.{place}")
        for turn in range(5):
            office_try(stranger, "office-chair", f"wrong{place}{turn}")
    assert office_try(browser(office.app), "office-chair", PASSWORD) == 429
    assert office_try(own, "office-chair", PASSWORD) == 302


def test_the_own_device_may_not_guess_for_ever(office: Office) -> None:
    own = browser(office.app)
    office_try(own, "office-chair", PASSWORD)
    answers = [office_try(own, "office-chair", f"wrong{place}") for place in range(11)]
    assert answers == [400] * 10 + [429]


def test_a_device_that_knows_one_account_is_new_to_another(office: Office) -> None:
    thief = browser(office.app)
    assert office_try(thief, "office-teller", PASSWORD) == 302
    answers = [office_try(thief, "office-chair", f"wrong{place}") for place in range(6)]
    assert answers[-1] == 429


def test_the_device_is_slowed_whatever_the_names(office: Office) -> None:
    stranger = browser(office.app)
    answers = [office_try(stranger, f"name{place}", f"wrong{place}") for place in range(11)]
    assert answers == [400] * 10 + [429]
    assert office_try(stranger, "office-chair", PASSWORD) == 429


class Counted:
    """A hasher that counts what it verifies: each costs the same, whatever comes out."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self.hasher = hasher
        self.costs: list[tuple[int, int, int]] = []

    def hash(self, word: str) -> str:
        return self.hasher.hash(word)

    def verify(self, stored: str, word: str) -> bool:
        cost = extract_parameters(stored)
        self.costs.append((cost.time_cost, cost.memory_cost, cost.parallelism))
        return self.hasher.verify(stored, word)

    def of(self, attempt: Callable[[], int]) -> tuple[int, list[tuple[int, int, int]]]:
        """The status of an attempt, and the cost of each hash that was verified for it."""
        self.costs.clear()
        return attempt(), list(self.costs)


def test_an_unknown_name_costs_the_office_s_door_as_much_as_a_known_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", counted)
    known = counted.of(lambda: office_try(browser(office.app), "office-chair", "wrong"))
    unknown = counted.of(lambda: office_try(browser(office.app), "nobody-at-all", "wrong"))
    assert known == unknown
    assert (known[0], len(known[1])) == (400, 1)


def test_an_unknown_number_costs_the_hall_s_door_as_much_as_a_known_one(
    web: Flask, hall: list[Pass], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(authentication._hasher)
    monkeypatch.setattr(authentication, "_hasher", counted)
    monkeypatch.setattr(authentication, "_NOBODY", counted.hash("nobody"))
    known = counted.of(lambda: hall_try(browser(web), hall[0].number, wrong(hall[0].pin)))
    unknown = counted.of(lambda: hall_try(browser(web), "987654", wrong(hall[0].pin)))
    assert known == unknown
    assert (known[0], len(known[1])) == (400, 1)


def test_a_locked_name_costs_nothing_whether_or_not_it_is_known(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", counted)
    found = []
    for name in ("office-chair", "nobody-at-all"):
        stranger = browser(office.app)
        for place in range(5):
            office_try(stranger, name, f"wrong {name} {place}")
        found.append(counted.of(lambda: office_try(stranger, name, PASSWORD)))  # noqa: B023
    assert found == [(429, []), (429, [])]


def test_a_forged_cookie_is_no_known_device(office: Office) -> None:
    own = browser(office.app)
    office_try(own, "office-chair", PASSWORD)
    cookie = own.get_cookie("device")
    assert cookie
    stranger = browser(office.app)
    payload, signature = cookie.value.rsplit(".", 1)
    stranger.set_cookie("device", f"{payload}.{signature[:-2]}AA")
    for place in range(6):
        office_try(stranger, "office-chair", f"wrong{place}")
    assert office_try(stranger, "office-chair", PASSWORD) == 429


def test_known_and_unknown_names_answer_alike(office: Office) -> None:
    def told(name: str, address: str) -> list[tuple[int, str]]:
        client = browser(office.app, address)
        found = []
        for place in range(7):
            answer = client.post("/sign-in", data={"username": name, "password": f"wrong{place}"})
            found.append((answer.status_code, re.sub(r'value="[^"]*"|content="[^"]*"', "", answer.text)))
        return found

    assert told("office-chair", "198.51.100.1") == told("nobody-here", "198.51.100.2")


def test_a_closed_account_says_so_to_its_owner_alone(office: Office) -> None:
    def close() -> None:
        with writing() as session:
            session.scalars(select(Account).where(Account.username == "office-teller")).one().locked_until = CLOSED

    office.run(close)
    stranger, owner = browser(office.app), browser(office.app)
    said = stranger.post("/sign-in", data={"username": "office-teller", "password": "wrong"})
    assert said.status_code == 400
    assert "管理员" not in said.text.split("<main")[1]
    said = owner.post("/sign-in", data={"username": "office-teller", "password": PASSWORD})
    assert said.status_code == 429
    assert "已被管理员锁定" in said.text


def test_an_administrator_opens_a_locked_account(office: Office) -> None:
    stranger = browser(office.app)
    for place in range(6):
        office_try(stranger, "office-chair", f"wrong{place}")
    page = office.get("/desk/accounts?q=office-chair", "administrator").text
    assert "暂时锁定" in page
    number = re.search(r"/desk/accounts/(\d+)", page)
    assert number
    assert "新设备登录锁定至" in office.get(number.group(0), "administrator").text
    office.post(f"{number.group(0)}/unlock", "administrator")
    assert office_try(browser(office.app), "office-chair", PASSWORD) == 302


# --- the deputies' door


def test_forty_deputies_are_not_locked_by_one_client(web: Flask, hall: list[Pass]) -> None:
    stranger = browser(web)
    for held in hall[:40]:
        for turn in range(5):
            hall_try(stranger, held.number, wrong(held.pin, turn + 1))
    assert [hall_try(browser(web), held.number, held.pin) for held in hall[:40]].count(429) <= 2


def test_one_pin_tried_on_many_deputies_is_slowed(web: Flask, hall: list[Pass]) -> None:
    pin = next(f"{n:06d}" for n in range(1000) if f"{n:06d}" not in {held.pin for held in hall})
    answers = [hall_try(browser(web), held.number, pin) for held in hall[:30]]
    assert answers == [400] * 10 + [429] * 20
    # It is the PIN that is slowed, not those on whom it was tried.
    assert hall_try(browser(web), hall[0].number, hall[0].pin) == 302


def test_a_whole_hall_behind_one_address_may_err(web: Flask, hall: list[Pass]) -> None:
    held = hall[:50]
    tablets = [browser(web) for _ in held]
    for turn in range(3):
        for tablet, one in zip(tablets, held, strict=True):
            assert hall_try(tablet, one.number, wrong(one.pin, turn + 1)) == 400
    assert {hall_try(tablet, one.number, one.pin) for tablet, one in zip(tablets, held, strict=True)} == {302}


def test_the_measure_of_an_address_is_above_a_hall_of_352() -> None:
    assert AT_ONCE[DEPUTIES] > 3 * 352


def test_a_locked_deputy_still_has_the_pass_and_the_desk(web: Flask, config: Config, hall: list[Pass]) -> None:
    stranger = browser(web)
    for turn in range(5):
        hall_try(stranger, hall[0].number, wrong(hall[0].pin, turn + 1))
    assert hall_try(browser(web), hall[0].number, hall[0].pin) == 429
    assert browser(web).post("/deputy/sign-in", data={"token": hall[0].token}).status_code == 302


def test_a_locked_hall_is_unlocked_in_one_act(web: Flask, config: Config, hall: list[Pass]) -> None:
    for held in hall[:20]:
        stranger = browser(web)
        for turn in range(5):
            hall_try(stranger, held.number, wrong(held.pin, turn + 1))
    with web.app_context():
        meeting_id = db.session.scalars(select(Meeting.id)).one()
        assert meeting_passes.unlock_all(meeting_id, config, stage.OFFICE, datetime.now(UTC)) == 20
        db.session.remove()
    assert {hall_try(browser(web), held.number, held.pin) for held in hall[:20]} == {302}


def test_counters_name_nobody(web: Flask, hall: list[Pass]) -> None:
    hall_try(browser(web, "198.51.100.7"), hall[0].number, wrong(hall[0].pin))
    with web.app_context():
        keys = " ".join(db.session.scalars(select(Counter.key)))
        db.session.remove()
    assert keys
    assert not re.search(rf"198\.51|\b{hall[0].number}\b|{wrong(hall[0].pin)}", keys)


# --- limits, and who stands behind which address


@pytest.fixture
def limited(tmp_path: Path, make_app: Callable[[Config], Flask]) -> Callable[..., Flask]:
    """An application with its limits on, and its guard against foreign forms off."""

    def make(**settings: object) -> Flask:
        app = make_app(Config(instance=tmp_path / "instance", **settings))  # type: ignore[arg-type]
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    return make


def until_refused(app: Flask, most: int = 320, **headers: str) -> int:
    for place in range(most):
        answer = app.test_client().post(
            "/sign-in", data={"username": f"x{place}", "password": f"y{place}"}, headers=headers
        )
        if answer.status_code == 429:
            return place
    return most


def test_without_a_proxy_the_header_is_not_believed(limited: Callable[..., Flask]) -> None:
    app = limited()
    assert until_refused(app, **{"X-Forwarded-For": "198.51.100.1"}) == 120
    assert until_refused(app, 1, **{"X-Forwarded-For": "198.51.100.2"}) == 0


def test_behind_a_proxy_its_visitors_are_counted_apart(limited: Callable[..., Flask]) -> None:
    app = limited(trusted_proxies=1)
    assert until_refused(app, **{"X-Forwarded-For": "198.51.100.1"}) == 120
    assert until_refused(app, 1, **{"X-Forwarded-For": "198.51.100.2"}) == 1
    # What a visitor writes into the header himself stands before what the proxy adds, and is not believed.
    assert until_refused(app, 1, **{"X-Forwarded-For": "198.51.100.9, 198.51.100.1"}) == 0


def test_two_applications_on_one_database_count_together(limited: Callable[..., Flask], tmp_path: Path) -> None:
    first = limited()
    second = create_app(first.extensions["voting"])
    second.config["WTF_CSRF_ENABLED"] = False
    assert until_refused(first, 60) == 60
    assert until_refused(second) == 60
