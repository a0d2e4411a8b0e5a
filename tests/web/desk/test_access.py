"""Who gets in at the desk: roles, other congresses, deputies, scrutineers, forged forms."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from support import stage
from support.office import Office, Vote

ACTS = ("freeze", "box", "open", "close", "certify", "announce")
SEEN = ("", "/roster", "/candidates", "/rules", "/officers", "/roster.xlsx", "/candidates.xlsx")
WRITTEN = (
    "/roster",
    "/candidates",
    "/candidates/new",
    "/candidates/1",
    "/candidates/1/move",
    "/candidates/1/remove",
    "/rules",
    "/officers",
    "/cards",
    "/roster/1",
    "/roster/1/pass",
    "/roster/1/sign-in",
    "/roster/1/undo",
    "/roster/1/unlock",
)


@pytest.mark.parametrize("role", ["auditor", "teller", "administrator", "chair"])
def test_they_see(at: Callable[..., Vote], role: str) -> None:
    vote = at(stage.frozen)
    assert {path: vote.office.get(f"{vote.desk}{path}", role).status_code for path in SEEN} == dict.fromkeys(SEEN, 200)


@pytest.mark.parametrize("role", ["auditor", "scrutineer"])
def test_but_do_not_act(at: Callable[..., Vote], role: str) -> None:
    vote = at(stage.frozen)
    before = vote.office.journal()
    answers = {path: vote.office.post(f"{vote.desk}{path}", role).status_code for path in WRITTEN}
    assert answers == dict.fromkeys(WRITTEN, 403)
    assert vote.office.journal() == before


@pytest.mark.parametrize("role", ["auditor", "teller", "administrator", "scrutineer", "credential_authority"])
def test_acts_are_for_clerk_and_chair(at: Callable[..., Vote], role: str) -> None:
    vote = at(stage.opened)
    answers = {act: vote.office.post(f"{vote.round}/{act}", role).status_code for act in ACTS}
    assert answers == dict.fromkeys(ACTS, 403)
    assert vote.state == "open"


def test_pages_without_buttons_for_those_who_only_see(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    for path in ("", "/roster", "/candidates", "/rules", "/officers"):
        page = vote.office.get(f"{vote.desk}{path}", "auditor").text
        assert page.count('method="post"') == len(re.findall(r'action="/(?:sign-out|language)"', page)), path


def test_a_403_says_whose_page_it_is_and_whom_to_ask(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    answer = vote.office.get(f"{vote.round}/open", "auditor")
    assert answer.status_code == 403
    for text in ("工作人员、执行主席", "officeclerk", "officechair", 'href="/desk/"'):
        assert text in answer.text


def test_a_meeting_of_another_congress_is_not_found(at: Callable[..., Vote], stranger: Office) -> None:
    vote = at(stage.frozen)
    paths = (*SEEN, "/cards", "/roster/import", "/rules/preview", "/meeting.json", "/roster/1", "/candidates/1")
    answers = {path: stranger.get(f"{vote.desk}{path}").status_code for path in paths}
    assert answers == dict.fromkeys(paths, 404)


def test_nor_can_it_be_changed(at: Callable[..., Vote], stranger: Office) -> None:
    vote = at(stage.frozen)
    before = vote.office.journal()
    form = {"name": "x", "to": "up", "duty-1": "teller"}
    answers = {path: stranger.post(f"{vote.desk}{path}", **form).status_code for path in WRITTEN}
    assert answers == dict.fromkeys(WRITTEN, 404)
    assert vote.office.journal() == before


def test_nor_its_round(at: Callable[..., Vote], stranger: Office) -> None:
    vote = at(stage.opened)
    paths = (*ACTS, "issued", "resume")
    form = {"issued": "1", "reason": "x"}
    answers = {path: stranger.post(f"{vote.round}/{path}", "chair", **form).status_code for path in paths}
    assert answers == dict.fromkeys(paths, 404)
    assert vote.state == "open"


def test_nor_its_figures_and_papers(at: Callable[..., Vote], stranger: Office) -> None:
    vote = at(stage.boxed)
    assert stranger.get(f"{vote.round}/state").status_code == 404
    assert stranger.get(f"{vote.round}/papers/blank.pdf").status_code == 404


def test_a_deputy_does_not_get_in(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    tablet = vote.office.app.test_client()
    entry = vote.stage.passes[0]
    tablet.post("/deputy/sign-in", data={"number": entry.number, "pin": entry.pin})
    assert tablet.get(vote.desk).location.startswith("/sign-in")
    assert tablet.post(f"{vote.round}/open").status_code == 401
    assert tablet.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/pass").status_code == 401
    assert tablet.get(f"{vote.round}/state", headers={"Accept": "application/json"}).status_code == 401


def test_nobody_gets_in_unsigned(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    nobody = vote.office.app.test_client()
    assert nobody.get("/password").location.startswith("/sign-in")
    assert nobody.post(f"{vote.round}/open").status_code == 401
    assert nobody.post("/desk/accounts/new").status_code == 401


@pytest.mark.parametrize("path", ["/desk/meetings/new", "/desk/accounts/new", "/password"])
def test_a_form_without_its_token_is_refused(office: Office, path: str) -> None:
    client = office.client("clerk")
    office.app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(path, data={"name": "伪造", "entitled": "6"})
    assert answer.status_code == 400
    assert re.search("页面已经?过期", answer.text)
    assert office.journal() == []
