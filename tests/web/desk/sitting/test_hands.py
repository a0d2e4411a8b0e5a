"""Voting cards and passes of one meeting are in different hands, unless the presidium decided otherwise."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from support import stage
from support.office import PASSWORD, Vote
from werkzeug.test import TestResponse

from voting.ballots import cards
from voting.congress import passwords
from voting.extensions import writing

DECIDED = {"text": "主席团第二次会议决定", "day": "2026-01-19"}
ROSTER = "代表编号,姓名,代表团\n1001,王伟,龙岗代表团\n"


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    """A frozen list whose cards are not made yet."""
    return at(stage.frozen)


@pytest.fixture
def both(vote: Vote) -> FlaskClient:
    """Somebody whose account has both roles, from before they were kept apart."""

    def add() -> None:
        with writing() as session:
            roles = ["clerk", "credential_authority"]
            passwords.create(session, vote.office.congress_id, "both", "程某", PASSWORD, roles)

    vote.office.run(add)
    return vote.office.sign_in("both", PASSWORD)


def register(client: FlaskClient, vote: Vote) -> TestResponse:
    """Hand in the public halves of cards that were made elsewhere."""

    def make() -> str:
        described = cards.meeting_file(vote.stage.meeting_id)
        return cards.publics_text(cards.make_cards(described["rounds"], 8, stage.seeded("hands"))[1])

    file = (io.BytesIO(vote.office.run(make).encode()), "publics.json")
    return client.post(f"{vote.desk}/cards", data={"file": file})


def of_passes(vote: Vote) -> dict[str, str]:
    first = f"{vote.desk}/roster/{vote.stage.deputies[0]}"
    return {"pass": f"{first}/pass", "sign-in": f"{first}/sign-in", "undo": f"{first}/undo"}


def test_a_clerk_makes_no_cards(vote: Vote) -> None:
    clerk = vote.office.client("clerk")
    assert clerk.get(f"{vote.desk}/meeting.json").status_code == 403
    assert clerk.post(f"{vote.desk}/cards", data={"here": "1", "count": "8"}).status_code == 403
    assert register(clerk, vote).status_code == 403
    assert "由凭证管理员制作、登记" in clerk.get(f"{vote.desk}/cards").text


def test_the_credential_authority_does(vote: Vote) -> None:
    authority = vote.office.client("credential_authority")
    assert authority.get(f"{vote.desk}/meeting.json").status_code == 200
    assert register(authority, vote).status_code == 302


@pytest.mark.parametrize("act", ["pass", "sign-in", "undo"])
def test_whoever_had_cards_in_hand_handles_no_passes(vote: Vote, both: FlaskClient, act: str) -> None:
    assert both.get(f"{vote.desk}/meeting.json").status_code == 200
    refused = both.post(of_passes(vote)[act])
    assert refused.status_code == 403
    assert "经手过本次会议的投票卡" in refused.text
    assert vote.office.post(of_passes(vote)[act]).status_code in (200, 302)


@pytest.mark.parametrize("act", ["pass", "sign-in", "undo"])
def test_whoever_had_passes_in_hand_makes_no_cards(vote: Vote, both: FlaskClient, act: str) -> None:
    assert both.post(of_passes(vote)[act]).status_code in (200, 302)
    assert both.get(f"{vote.desk}/meeting.json").status_code == 403
    refused = register(both, vote)
    assert refused.status_code == 403
    assert "经手过本次会议的代表证或签到" in refused.text


def test_importing_the_roster_is_having_passes_in_hand(vote: Vote, both: FlaskClient) -> None:
    other = vote.office.meeting("第七次会议")
    file = (io.BytesIO(ROSTER.encode()), "名册.csv")
    assert both.post(f"{other}/roster", data={"file": file, "import": "1"}).mimetype == "application/pdf"
    assert both.get(f"{other}/meeting.json").status_code == 403
    assert both.get(f"{vote.desk}/meeting.json").status_code == 200


def test_the_presidium_may_let_one_person_do_both(vote: Vote, both: FlaskClient) -> None:
    assert vote.office.post(f"{vote.desk}/decisions/one_person_cards", "chair", **DECIDED).status_code == 302
    assert both.post(of_passes(vote)["sign-in"]).status_code == 302
    assert register(both, vote).status_code == 302
    # What was in whose hands stays known when the decision is taken out.
    vote.office.post(f"{vote.desk}/decisions/one_person_cards", "chair", revoke="1", reason="登记错误")
    assert both.post(of_passes(vote)["pass"]).status_code == 403


def test_a_rehearsal_does_not_ask(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen, rehearsal=True)
    assert vote.office.post(of_passes(vote)["pass"]).status_code == 200
    assert vote.office.get(f"{vote.desk}/meeting.json").status_code == 200


def test_nobody_is_given_both_roles(vote: Vote) -> None:
    form = {"username": "beide", "name": "程某", "roles": ["clerk", "credential_authority"]}
    refused = vote.office.post("/desk/accounts/new", "administrator", **form)
    assert refused.status_code == 400
    assert "须由两人担任" in refused.text
    vote.office.post(f"{vote.desk}/decisions/one_person_cards", "chair", **DECIDED)
    assert "账号已增加" in vote.office.post("/desk/accounts/new", "administrator", **form).text


def test_nor_gets_the_second_later(vote: Vote) -> None:
    page = vote.office.get("/desk/accounts?role=auditor", "administrator").text
    path = page.split('href="/desk/accounts/')[-1].split('"')[0]
    roles = ["clerk", "credential_authority"]
    assert vote.office.post(f"/desk/accounts/{path}/roles", "administrator", roles=roles).status_code == 400
