"""A clerk with spare voting cards cannot vote for deputies who are absent while the vote is open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from support import stage
from support.office import PASSWORD, Office, Vote, congress
from support.reading import words

from voting import create_app
from voting.ballots import polling
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import Account
from voting.extensions import db, writing
from voting.meetings.models import Meeting

ABSENT = range(9, 12)


@pytest.fixture
def vote(config: Config, make_app: Callable[[Config], object]) -> Vote:
    """An open vote of a real meeting: nine of twelve deputies are there, the clerk's drawer has spare cards."""
    make_app(config)
    app = create_app(config)
    with app.app_context():
        made = stage.boxed(config, deputies=12)
        made.sign_in(9)
        polling.open_round(made.round_id, None, stage.OFFICE, stage.NOW)
        with writing() as session:
            session.get_one(Meeting, made.meeting_id).second_person = True
        congress_id = made.round.congress_id
        db.session.remove()
    return Vote(congress(app, config, "", "office", congress_id), made)


def absent(vote: Vote) -> list[str]:
    return [f"{vote.desk}/roster/{vote.stage.deputies[place]}" for place in ABSENT]


def figures(vote: Vote) -> dict[str, int]:
    shown = vote.office.app.test_client().get(f"/screen/{vote.stage.uuid}/state").json
    assert shown is not None
    return {key: shown[key] for key in ("present", "returned", "reissued")}


def test_alone_the_clerk_gets_no_pass_of_anybody(vote: Vote) -> None:
    clerk = vote.office.client("clerk")
    for deputy in absent(vote):
        assert clerk.post(f"{deputy}/pass").status_code == 409
        clerk.post(f"{deputy}/pass/ask", data={"reason": "代表证遗失"})
        assert clerk.post(f"{deputy}/pass").status_code == 409
    assert figures(vote) == {"present": 9, "returned": 0, "reissued": 0}


def test_the_clerk_cannot_do_without_the_second_person(vote: Vote) -> None:
    form = {"wanted": "0", "reason": "总监票人不在"}
    assert vote.office.post(f"{vote.desk}/second-person", **form).status_code == 403


def test_nor_be_it_with_a_role_more(vote: Vote) -> None:
    def more() -> None:
        with writing() as session:
            clerk = session.scalars(select(Account).where(Account.username == "office-clerk")).one()
            clerk.roles = ["clerk", "chief_scrutineer", "credential_authority"]

    vote.office.run(more)
    clerk = vote.office.client("clerk")
    deputy = absent(vote)[0]
    clerk.post(f"{deputy}/pass/ask", data={"reason": "代表证遗失"})
    assert clerk.post(f"/scrutineer/rounds/{vote.stage.uuid}/requests/1").status_code in (403, 404)
    assert clerk.post(f"{deputy}/pass").status_code == 409


def test_an_administrator_who_takes_over_the_chief_scrutineer_is_named(vote: Vote) -> None:
    found = vote.office.run(lambda: db.session.scalar(select(Account.id).where(Account.username == "stage0")))
    page = vote.office.post(f"/desk/accounts/{found}/password", "administrator").text
    taken = vote.office.sign_in("stage0", page.split('id="initial-password">')[1].split("<")[0])
    vote.office.post(f"{absent(vote)[0]}/pass/ask", reason="代表证遗失")
    assert taken.post(f"/scrutineer/rounds/{vote.stage.uuid}/requests/1").status_code == 403
    assert "的口令由officeadministrator于" in vote.office.get(f"{vote.round}/sitting", "chair").text


def test_with_the_chief_scrutineer_s_help_everyone_sees_how_often(vote: Vote) -> None:
    chief = vote.office.sign_in("stage0", PASSWORD)
    deputy = absent(vote)[0]
    vote.office.post(f"{deputy}/pass/ask", reason="代表证遗失")
    asked = f"/scrutineer/rounds/{vote.stage.uuid}/requests/1"
    assert "未签到" in chief.get(asked).text
    chief.post(asked)
    printed = words(vote.office.post(f"{deputy}/pass").data)
    assert "代表" in printed
    assert figures(vote)["reissued"] == 1


def test_who_had_the_cards_in_hand_hands_out_no_pass_even_before_the_vote(
    config: Config, make_app: Callable[[Config], object]
) -> None:
    make_app(config)
    app = create_app(config)
    with app.app_context():
        made = stage.frozen(config)
        congress_id = made.round.congress_id
        with writing() as session:
            passwords.create(session, congress_id, "both", "程某", PASSWORD, ["clerk", "credential_authority"])
        db.session.remove()
    office = Office(app, config, congress_id)
    both: FlaskClient = office.sign_in("both", PASSWORD)
    desk = f"/desk/meetings/{made.meeting_id}"
    assert both.get(f"{desk}/meeting.json").status_code == 200
    assert both.post(f"{desk}/roster/{made.deputies[0]}/pass").status_code == 403
    assert both.post(f"{desk}/roster/{made.deputies[0]}/sign-in").status_code == 403
