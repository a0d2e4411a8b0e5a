"""Accounts: the administrator's page, the clerk's part in it, and everybody's own password."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from support import stage
from support.office import PASSWORD, Office, Vote

from voting.congress import stations, units
from voting.congress.models import Account
from voting.extensions import db


def account(office: Office, role: str) -> int:
    query = select(Account.id).where(Account.username == f"{office.prefix}-{role}")
    return office.run(lambda: db.session.scalars(query).one())


def roles(office: Office, role: str) -> list[str]:
    query = select(Account.roles).where(Account.username == f"{office.prefix}-{role}")
    return office.run(lambda: list(db.session.scalars(query).one()))


def initial(page: str) -> str:
    return re.findall(r'id="initial-password">([^<]+)<', page)[0]


def test_an_account_is_added_with_a_password_that_is_shown_once(office: Office) -> None:
    page = office.post("/desk/accounts/new", "administrator", username="zhongping", name="钟平", roles="auditor").text
    password = initial(page)
    assert office.sign_in("zhongping", password).get("/desk/").status_code == 200
    assert password not in office.get("/desk/accounts", "administrator").text
    act, actor, details = office.journal()[-1]
    assert (act, actor) == ("新增账号", "officeadministrator")
    assert password not in details
    assert "审计员" in details


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"username": "钟平", "name": "钟平", "roles": "teller"}, "username"),
        ({"username": "office-clerk", "name": "钟平", "roles": "teller"}, "username"),
        ({"username": "zhong", "name": " ", "roles": "teller"}, "name"),
        ({"username": "zhong", "name": "钟平"}, "roles"),
    ],
)
def test_a_refused_account_keeps_what_was_typed(office: Office, form: dict[str, str], field: str) -> None:
    answer = office.post("/desk/accounts/new", "administrator", **form)
    assert answer.status_code in (400, 409)
    assert f'href="#{field}"' in answer.text
    assert f'value="{form["username"]}"' in answer.text


def test_a_clerk_adds_scrutineers_and_tellers(office: Office) -> None:
    answer = office.post("/desk/accounts/new", "clerk", username="gu", name="顾清", roles="scrutineer")
    assert initial(answer.text)
    assert office.sign_in("gu", initial(answer.text)).get("/scrutineer/").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "clerk", "chair", "auditor", "credential_authority"])
def test_a_clerk_gives_no_other_role(office: Office, role: str) -> None:
    assert f'value="{role}"' not in office.get("/desk/accounts/new").text
    answer = office.post("/desk/accounts/new", "clerk", username="gu", name="顾清", roles=role)
    assert answer.status_code == 403
    assert "只能由管理员授予" in answer.text


@pytest.mark.parametrize("act", ["roles", "password", "lock", "unlock"])
def test_a_clerk_changes_no_account(office: Office, act: str) -> None:
    assert office.post(f"/desk/accounts/{account(office, 'chair')}/{act}", "clerk").status_code == 403


def test_the_list_is_searched_and_filtered(office: Office) -> None:
    page = office.get("/desk/accounts?q=chair", "administrator").text
    assert "共 1 个账号" in page
    page = office.get("/desk/accounts?role=teller", "administrator").text
    assert "officeteller" in page
    assert "officechair" not in page


def test_roles_are_changed(office: Office) -> None:
    answer = office.post(
        f"/desk/accounts/{account(office, 'auditor')}/roles", "administrator", roles=["teller", "auditor"]
    )
    assert answer.status_code == 302
    assert roles(office, "auditor") == ["teller", "auditor"]
    act, _, details = office.journal()[-1]
    assert act == "更改角色"
    assert "计票人" in details


def test_the_last_administrator_stays_one(office: Office) -> None:
    answer = office.post(f"/desk/accounts/{account(office, 'administrator')}/roles", "administrator", roles="auditor")
    assert answer.status_code == 409
    assert "至少要留一名可以登录的管理员" in answer.text
    assert roles(office, "administrator") == ["administrator"]


def test_nor_can_the_last_administrator_be_locked(office: Office) -> None:
    assert office.post(f"/desk/accounts/{account(office, 'administrator')}/lock", "administrator").status_code == 409
    assert office.get("/desk/accounts", "administrator").status_code == 200


def test_a_locked_administrator_does_not_count(office: Office) -> None:
    second = account(office, "chair")
    office.post(f"/desk/accounts/{second}/roles", "administrator", roles=["administrator", "chair"])
    office.post(f"/desk/accounts/{second}/lock", "administrator")
    answer = office.post(f"/desk/accounts/{account(office, 'administrator')}/roles", "administrator", roles="auditor")
    assert answer.status_code == 409


def test_an_administrator_who_is_not_the_last_may_step_down(office: Office) -> None:
    office.post(f"/desk/accounts/{account(office, 'chair')}/roles", "administrator", roles=["administrator", "chair"])
    office.post(f"/desk/accounts/{account(office, 'administrator')}/roles", "administrator", roles="auditor")
    assert roles(office, "administrator") == ["auditor"]
    assert office.get("/desk/accounts", "administrator").status_code == 403


def test_an_unknown_role_is_refused(office: Office) -> None:
    answer = office.post(f"/desk/accounts/{account(office, 'chair')}/roles", "administrator", roles="emperor")
    assert answer.status_code == 400
    assert roles(office, "chair") == ["chair"]


def test_a_duty_at_a_running_vote_cannot_be_taken_away(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    serving = vote.office.run(lambda: db.session.scalar(select(Account.id).where(Account.username == "stage1")))
    answer = vote.office.post(f"/desk/accounts/{serving}/roles", "administrator", roles="auditor")
    assert answer.status_code == 409
    assert "正在一次会议中担任这一职务" in answer.text


def test_a_new_password_ends_the_old_one_and_its_sessions(office: Office) -> None:
    chair = office.client("chair")
    password = initial(office.post(f"/desk/accounts/{account(office, 'chair')}/password", "administrator").text)
    assert chair.get("/desk/").status_code == 302
    assert (
        office.app.test_client().post("/sign-in", data={"username": "office-chair", "password": PASSWORD}).status_code
        == 400
    )
    office.sign_in("office-chair", password)
    assert password not in office.journal()[-1][2]


def test_a_locked_account_is_signed_out_and_stays_out(office: Office) -> None:
    chair = office.client("chair")
    office.post(f"/desk/accounts/{account(office, 'chair')}/lock", "administrator")
    assert chair.get("/desk/").status_code == 302
    refused = office.app.test_client().post("/sign-in", data={"username": "office-chair", "password": PASSWORD})
    assert refused.status_code == 429
    assert "请联系管理员" in refused.text
    office.post(f"/desk/accounts/{account(office, 'chair')}/unlock", "administrator")
    office.sign_in("office-chair", PASSWORD)
    assert [act for act, _, _ in office.journal()] == ["锁定账号", "解锁账号"]


def test_too_many_wrong_passwords_are_unlocked_by_the_administrator(office: Office) -> None:
    for _ in range(office.config.pin_attempts):
        office.app.test_client().post("/sign-in", data={"username": "office-chair", "password": "wrong"})
    assert "暂时锁定" in office.get("/desk/accounts", "administrator").text
    office.post(f"/desk/accounts/{account(office, 'chair')}/unlock", "administrator")
    office.sign_in("office-chair", PASSWORD)


def test_another_congress_is_not_seen(office: Office, stranger: Office) -> None:
    assert "strangerchair" not in office.get("/desk/accounts", "administrator").text


@pytest.mark.parametrize("act", ["", "/roles", "/password", "/lock", "/unlock"])
def test_an_account_of_another_congress_is_not_found(office: Office, stranger: Office, act: str) -> None:
    path = f"/desk/accounts/{account(stranger, 'chair')}{act}"
    answer = office.post(path, "administrator", roles="auditor") if act else office.get(path, "administrator")
    assert answer.status_code == 404
    assert roles(stranger, "chair") == ["chair"]
    stranger.sign_in("stranger-chair", PASSWORD)


def test_the_own_password(office: Office) -> None:
    client = office.client("teller")
    other = office.sign_in("office-teller", PASSWORD)
    answer = client.post("/password", data={"old": PASSWORD, "new": "new-words-7", "again": "new-words-7"})
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302
    office.sign_in("office-teller", "new-words-7")
    assert office.journal()[-1][:2] == ("更改本人口令", "officeteller")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"old": "wrong", "new": "new-words-7", "again": "new-words-7"}, "old"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "new"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "new"),
        ({"old": PASSWORD, "new": "new-words-7", "again": "new-words-8"}, "again"),
    ],
)
def test_a_refused_password_changes_nothing(office: Office, form: dict[str, str], field: str) -> None:
    answer = office.post("/password", "teller", **form)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert form["new"] not in answer.text
    office.sign_in("office-teller", PASSWORD)


def test_scrutineers_change_their_password_too(office: Office) -> None:
    assert "/password" in office.get("/scrutineer/", "scrutineer").text
    assert office.get("/password", "scrutineer").status_code == 200


def test_a_unit_officer_belongs_to_a_unit_of_the_congress(office: Office, stranger: Office) -> None:
    office.post("/desk/units/new", name="区民政局", kind="department")
    stranger.post("/desk/units/new", name="东岭区民政局", kind="department")
    own, other = (
        office.run(lambda held=held: units.of_congress(held.congress_id)[0].id) for held in (office, stranger)
    )
    form = {"username": "minzheng", "name": "民政员", "roles": "unit_officer"}
    for wrong, status in (({}, 400), ({"unit_id": other}, 422), ({"unit_id": "x"}, 422)):
        answer = office.post("/desk/accounts/new", "administrator", **form, **wrong)
        assert (answer.status_code, 'href="#unit_id"' in answer.text) == (status, True)
    page = office.post("/desk/accounts/new", "administrator", **form, unit_id=own).text
    assert office.sign_in("minzheng", initial(page)).get("/unit/").status_code == 200
    assert "区民政局" in office.journal()[-1][2]


def test_who_becomes_a_station_worker_gets_a_station_and_loses_it_with_the_role(office: Office) -> None:
    office.post("/desk/stations/new", name="棠香代表联络站", kind="station")
    station = office.run(lambda: stations.of_congress(office.congress_id)[0].id)
    path = f"/desk/accounts/{account(office, 'auditor')}/roles"
    assert office.post(path, "administrator", roles="station_worker").status_code == 400
    query = select(Account.station_id).where(Account.username == "office-auditor")
    seen = []
    for role in ("station_worker", "auditor"):
        assert office.post(path, "administrator", roles=role, station_id=station).status_code == 302
        seen.append(office.run(lambda: db.session.scalar(query)))
    assert seen == [station, None]
