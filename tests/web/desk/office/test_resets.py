"""A password that somebody else reset: its owner is asked first, and the sitting's page names who did it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from support import stage
from support.office import PASSWORD, Office, Vote

from voting.congress.models import Account
from voting.extensions import db, writing
from voting.meetings.models import Meeting

PAGE = "/password/reset"
NEW = {"wanted": "1", "new": "only-mine-7", "again": "only-mine-7"}


def gathered(config: object) -> stage.Stage:
    vote = stage.boxed(config)  # type: ignore[arg-type]
    vote.sign_in()
    with writing() as session:
        session.get_one(Meeting, vote.meeting_id).second_person = True
    return vote


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    return at(gathered)


def reset(office: Office, username: str) -> str:
    """The administrator resets a password; the new one."""
    query = select(Account.id).where(Account.username == username)
    found = office.run(lambda: db.session.scalars(query).one())
    page = office.post(f"/desk/accounts/{found}/password", "administrator").text
    return page.split('id="initial-password">')[1].split("<")[0]


def signed_in(vote: Vote, username: str = "stage0") -> FlaskClient:
    """Whoever has the new password signs in with it."""
    return vote.office.sign_in(username, reset(vote.office, username))


def test_its_owner_is_asked_before_anything_else(vote: Vote) -> None:
    chief = signed_in(vote)
    for path in ("/scrutineer/", f"/scrutineer/rounds/{vote.stage.uuid}", "/password"):
        assert chief.get(path).location == PAGE
    asked = chief.get(PAGE).text
    assert "您的口令由officeadministrator于" in asked
    assert "是您要求的吗" in asked


def test_until_then_the_account_agrees_to_nothing_and_hands_nothing_in(vote: Vote) -> None:
    chief = signed_in(vote)
    work = f"/scrutineer/rounds/{vote.stage.uuid}"
    for path in ("agree/open", "shuffle", "decryption", "confirm"):
        assert chief.post(f"{work}/{path}").status_code == 403
    assert "同意开始投票" not in [act for act, _, _ in vote.office.journal()]


def test_who_wanted_it_chooses_a_password_and_goes_on(vote: Vote) -> None:
    chief = signed_in(vote)
    assert chief.post(PAGE, data=NEW).status_code == 302
    assert chief.post(f"/scrutineer/rounds/{vote.stage.uuid}/agree/open").status_code == 302
    assert vote.office.sign_in("stage0", NEW["new"]).get("/scrutineer/").status_code == 200
    assert vote.office.journal()[-2][0] == "确认口令重置"


@pytest.mark.parametrize(
    ("new", "again"), [("short", "short"), ("long-enough", "another-one"), ("", "")], ids=["short", "differ", "empty"]
)
def test_without_a_new_password_nothing_is_confirmed(vote: Vote, new: str, again: str) -> None:
    chief = signed_in(vote)
    assert chief.post(PAGE, data={"wanted": "1", "new": new, "again": again}).status_code == 400
    assert chief.get("/scrutineer/").location == PAGE


def test_the_password_that_others_know_is_not_chosen_again(vote: Vote) -> None:
    password = reset(vote.office, "stage0")
    chief = vote.office.sign_in("stage0", password)
    assert chief.post(PAGE, data={"wanted": "1", "new": password, "again": password}).status_code == 400


def test_who_did_not_want_it_shuts_the_account_and_everyone_sees_it(vote: Vote) -> None:
    chief = signed_in(vote)
    assert chief.post(PAGE, data={"wanted": "0"}).status_code == 302
    assert "这个账号已经停用" in chief.get(PAGE).text
    # Whoever knows the password cannot say later that it was wanted after all.
    assert chief.post(PAGE, data=NEW).status_code == 409
    assert chief.post(f"/scrutineer/rounds/{vote.stage.uuid}/agree/open").status_code == 403
    for role in ("chair", "clerk"):
        assert "本人否认要求过重置" in vote.office.get(f"{vote.round}/sitting", role).text
    assert "否认口令重置" in [act for act, _, _ in vote.office.journal()]


def test_another_reset_in_the_owner_s_presence_opens_it_again(vote: Vote) -> None:
    signed_in(vote).post(PAGE, data={"wanted": "0"})
    chief = signed_in(vote)
    assert chief.post(PAGE, data=NEW).status_code == 302
    assert chief.get("/scrutineer/").status_code == 200


def test_the_sitting_names_who_reset_whose_password(vote: Vote) -> None:
    page = f"{vote.round}/sitting"
    assert "重置" not in vote.office.get(page).text
    reset(vote.office, "stage1")
    reset(vote.office, "office-chair")
    reset(vote.office, "office-teller")
    said = vote.office.get(page).text
    assert "监票人1的口令由officeadministrator于" in said
    assert "officechair的口令由officeadministrator于" in said
    assert "officeteller的口令" not in said


def test_whoever_confirmed_is_still_named(vote: Vote) -> None:
    signed_in(vote).post(PAGE, data=NEW)
    assert "监票人0的口令由officeadministrator于" in vote.office.get(f"{vote.round}/sitting").text


def test_an_own_password_is_not_asked_about(office: Office) -> None:
    own = office.client("chair")
    new = {"old": PASSWORD, "new": "another-1", "again": "another-1"}
    assert own.post("/password", data=new).status_code == 302
    assert own.get("/desk/").status_code == 200
    assert own.get(PAGE).location == "/desk/"
