"""Where two persons act, with named cards: each page is there for the right one, and for nobody else."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from support.office import Office, Vote
from support.walking import addresses, everybody, paired

from voting.congress.models import ROLES
from voting.extensions import db
from voting.meetings.models import Meeting, PairedAct
from voting.web.access import MARK

PAGES = {
    "desk.deputies",
    "desk.deputy",
    "desk.meeting_decisions",
    "desk.requests",
    "desk.second_person",
    "desk.sitting_page",
    "desk.lectern",
    "desk.act",
    "desk.unlock_all",
    "desk.void",
    "desk.voting_cards",
    "scrutineer.agree",
    "scrutineer.request_page",
}
"""What can be looked at."""
ACTS = {
    "desk.ask_for_pass",
    "desk.carry_out",
    "desk.decide",
    "desk.deputy",
    "desk.reissue",
    "desk.second_person",
    "desk.unlock",
    "desk.unlock_all",
    "desk.void",
    "desk.voting_cards",
    "desk.withdraw_request",
    "scrutineer.agree",
    "scrutineer.request_page",
}
"""What can be done."""
KNOWS = ("agreement.", "decisions.", "hands.", "pairing.", "pairs.", "PairedAct")
"""By what the code of a page is seen to deal with two persons, or with who has cards in hand."""


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    return at(paired)


def places(web: Flask, vote: Vote, method: str, wanted: set[str]) -> dict[str, tuple[str, list[str]]]:
    """For each endpoint: its address in this vote, and the roles that may use it."""
    found: dict[str, tuple[str, list[str]]] = {}
    with web.app_context():
        every = [pair for audience in ("desk", "scrutineer") for pair in addresses(web, vote.stage, audience)]
        db.session.remove()
    matcher = web.url_map.bind("localhost")
    for said, path in every:
        endpoint = matcher.match(path, method=said)[0]
        if said == method and endpoint in wanted:
            found[endpoint] = (path, getattr(web.view_functions[endpoint], MARK).split("+"))
    assert set(found) == wanted
    return found


def browser(vote: Vote, role: str) -> FlaskClient:
    """The person with this role; the chief scrutineer is the one of this meeting."""
    return vote.office.sign_in("stage0", "demo-2026") if role == "chief_scrutineer" else vote.office.client(role)


def now(vote: Vote) -> list[object]:
    """Everything of the vote that these acts change."""

    def read() -> list[object]:
        acts = db.session.execute(select(PairedAct.id, PairedAct.state).order_by(PairedAct.id)).all()
        meeting = db.session.get_one(Meeting, vote.stage.meeting_id)
        return [*acts, meeting.second_person, vote.stage.round.state, vote.stage.round.void_reason]

    return [*vote.office.run(read), len(vote.office.journal())]


def test_no_page_of_two_persons_is_left_out(web: Flask) -> None:
    knowing = set()
    for rule in web.url_map.iter_rules():
        found = inspect.unwrap(web.view_functions[rule.endpoint])
        view = getattr(found, "view_class", found)
        # What names nothing is everybody's own list.
        if (
            rule.arguments
            and rule.endpoint.startswith(("desk.", "scrutineer."))
            and any(word in inspect.getsource(view) for word in KNOWS)
        ):
            knowing.add(rule.endpoint)
    assert knowing <= PAGES | ACTS


def test_each_page_is_there_for_the_right_role_and_for_no_other(web: Flask, vote: Vote) -> None:
    found = places(web, vote, "GET", PAGES)
    people = {role: browser(vote, role) for role in ROLES}
    answers = {
        (endpoint, role): people[role].get(path).status_code for endpoint, (path, _) in found.items() for role in ROLES
    }
    expected = {
        (endpoint, role): 200 if role in roles else 403 for endpoint, (_, roles) in found.items() for role in ROLES
    }
    assert answers == expected


def test_nobody_with_another_role_acts(web: Flask, vote: Vote) -> None:
    found = places(web, vote, "POST", ACTS)
    before = now(vote)
    form = {"reason": "理由", "wanted": "0", "text": "决定", "day": "2026-01-19", "confirm": "1"}
    answers = {
        (endpoint, role): browser(vote, role).post(path, data=form).status_code
        for endpoint, (path, roles) in found.items()
        for role in ROLES
        if role not in roles
    }
    assert set(answers.values()) == {403}
    assert now(vote) == before


def test_nobody_from_elsewhere_acts(web: Flask, vote: Vote, stranger: Office) -> None:
    """Another congress, whatever the role; a chief scrutineer of no meeting; a deputy; somebody who has not signed in."""
    found = places(web, vote, "POST", ACTS)
    seen = places(web, vote, "GET", PAGES)
    before = now(vote)
    abroad, tablet = everybody(web), web.test_client()
    entry = vote.stage.passes[0]
    form = {"number": entry.number, "pin": entry.pin, "meeting": vote.stage.meeting_id}
    assert tablet.post("/deputy/sign-in", data=form).status_code == 302
    idle = vote.office.client("chief_scrutineer")
    for method, places_ in (("POST", found), ("GET", seen)):
        for endpoint, (path, _) in places_.items():
            assert abroad.open(path, method=method).status_code == 404, endpoint
            if endpoint.startswith("scrutineer."):
                assert idle.open(path, method=method).status_code == 404, endpoint
            for client in (tablet, web.test_client()):
                answer = client.open(path, method=method)
                assert answer.status_code == 401 or "/sign-in" in answer.location, endpoint
    assert now(vote) == before


def test_the_right_persons_carry_every_request_out(web: Flask, vote: Vote) -> None:
    """One after the other, to the end of the vote; nothing of it is done by whoever asked and agreed alone."""
    chief, clerk, chair = (browser(vote, role) for role in ("chief_scrutineer", "clerk", "chair"))
    found = places(web, vote, "POST", ACTS)
    waiting = vote.office.run(
        lambda: list(db.session.scalars(select(PairedAct.id).where(PairedAct.state == "asked").order_by(PairedAct.id)))
    )
    unlock, alone, new_pass = waiting
    for act_id in waiting:
        assert chief.post(f"/scrutineer/rounds/{vote.stage.uuid}/requests/{act_id}").status_code == 302
    assert clerk.post(found["desk.reissue"][0]).status_code == 200
    assert clerk.post(found["desk.unlock_all"][0]).status_code == 302
    assert chair.post(found["desk.second_person"][0], data={"wanted": "0"}).status_code == 302
    done = (
        select(func.count())
        .select_from(PairedAct)
        .where(PairedAct.state == "done", PairedAct.id.in_((unlock, alone, new_pass)))
    )
    assert vote.office.run(lambda: db.session.scalar(done)) == 3
    assert chair.post(f"{vote.round}/close").status_code == 302
    assert vote.state == "closed"
