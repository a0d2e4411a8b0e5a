"""Paper ballots through the HTTP door: at the desk, before the tellers, under the scrutineers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from support import stage
from support.office import PASSWORD, Office, Vote
from werkzeug.test import TestResponse

from voting.ballots import batches, paper, piles
from voting.ballots.casting import cast
from voting.congress import passwords
from voting.extensions import db, writing
from voting.meetings.models import Round

SHEETS = [[1, 1, 0, 2], [1, 2, 1, 0]]
ROLES = ("clerk", "chair", "teller", "auditor", "administrator", "credential_authority")


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    return at(stage.opened)


@pytest.fixture
def closed(at: Callable[..., Vote]) -> Vote:
    """Two sheets were handed out, the vote is closed; four tellers have accounts."""
    vote = at(stage.opened)

    def go() -> None:
        vote.stage.exchange(0, 1)
        for place in (2, 3):
            cast(vote.stage.uuid, vote.stage.deputies[place], vote.stage.ballot(place), vote.stage.config)
        stage.close(vote.stage)
        stage.start(vote.stage)
        for name in "abcd":
            stage.teller(vote.stage, f"t-{name}", f"计票{name}")

    vote.office.run(go)
    return vote


def exchange(vote: Vote, card: int, number: str | None = None, role: str = "clerk", **change: str) -> TestResponse:
    publics = vote.office.run(lambda: vote.stage.publics(card)) | change
    body = {"number": number or str(1001 + card), "publics": publics}
    return vote.office.client(role).post(f"{vote.round}/paper/exchange", json=body)


def taken(vote: Vote) -> int:
    return vote.office.run(lambda: vote.stage.round.paper_issued)


def mark(vote: Vote) -> str:
    return vote.office.run(lambda: paper.mark_of(vote.stage.round))


def pile(vote: Vote, sheets: int) -> int:
    vote.office.post(f"{vote.round}/paper/piles", sheets=sheets)
    return vote.office.run(lambda: batches.of_round(vote.stage.round_id)[-1].id)


def teller(vote: Vote, name: str) -> FlaskClient:
    return vote.office.sign_in(f"t-{name}", PASSWORD)


def begin(vote: Vote, client: FlaskClient, batch: int) -> TestResponse:
    return client.post(f"/teller/batches/{batch}/begin", data={"code": mark(vote)})


def enter(client: FlaskClient, reading: int, sheet: int, marks: list[int], doubtful: bool = False) -> TestResponse:
    return client.post(f"/teller/readings/{reading}/sheets/{sheet}", json={"marks": marks, "doubtful": doubtful})


def readings(vote: Vote, place: int = 0) -> list[piles.Reader]:
    return vote.office.run(lambda: piles.of_round(vote.stage.round)[place].readers)


def read(vote: Vote, name: str, batch: int, sheets: list[list[int]], doubtful: int = 0) -> None:
    client = teller(vote, name)
    assert begin(vote, client, batch).status_code == 302
    reading = readings(vote)[-1].reading_id
    for sheet, marks in enumerate(sheets, start=1):
        assert enter(client, reading, sheet, marks, sheet == doubtful).status_code == 200
    assert client.post(f"/teller/readings/{reading}/finish").status_code == 302


def scrutineer(vote: Vote, place: int) -> FlaskClient:
    return vote.office.sign_in(f"stage{place}", PASSWORD)


# --- who may


@pytest.mark.parametrize("role", ROLES)
def test_the_office_sees_counts_and_no_names(vote: Vote, role: str) -> None:
    exchange(vote, 0)
    page = vote.office.get(f"{vote.round}/paper", role)
    assert page.status_code == 200
    assert "代表甲" not in page.text
    assert "1001" not in page.text


@pytest.mark.parametrize("role", ROLES[2:])
@pytest.mark.parametrize("act", ["exchange", "again", "return", "print", "destroy", "only", "piles", "count"])
def test_only_clerk_and_chair_act(vote: Vote, role: str, act: str) -> None:
    assert vote.office.post(f"{vote.round}/paper/{act}", role).status_code == 403


def test_another_congress_finds_nothing(vote: Vote, stranger: Office) -> None:
    assert stranger.get(f"{vote.round}/paper").status_code == 404
    assert stranger.post(f"{vote.round}/paper/print", copies=1).status_code == 404


# --- exchange


def test_an_exchange_at_the_desk(vote: Vote) -> None:
    assert exchange(vote, 0, role="chair").get_json() == {"exchanged": True}
    assert taken(vote) == 1


@pytest.mark.parametrize(("number", "code", "status"), [("9", "no_such_deputy", 400), ("1001", "paper_taken", 409)])
def test_a_refused_exchange_says_why(vote: Vote, number: str, code: str, status: int) -> None:
    exchange(vote, 0)
    answer = exchange(vote, 1, number)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert taken(vote) == 1


@pytest.mark.parametrize("body", [None, [], {}, {"number": "1001"}, {"number": "1001", "publics": {"a": 1}}])
def test_nonsense_is_no_exchange(vote: Vote, body: object) -> None:
    answer = vote.office.client("clerk").post(f"{vote.round}/paper/exchange", json=body)
    assert answer.status_code == 400
    assert taken(vote) == 0


def test_the_page_warns_of_a_handful_and_offers_only_rounds_ahead(vote: Vote) -> None:
    exchange(vote, 0)
    page = vote.office.get(f"{vote.round}/paper").text
    assert "不足 5 人" in page
    ahead = re.search(r'data-ahead="([^"]+)"', page)
    assert ahead
    assert vote.stage.uuid in ahead[1]


def test_the_deputys_page_says_that_paper_was_taken(vote: Vote) -> None:
    exchange(vote, 0)
    client = vote.office.app.test_client()
    held = vote.stage.passes[0]
    client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin})
    assert "您已领取纸质票" in client.get("/deputy/").text
    assert client.get(f"/deputy/rounds/{vote.stage.uuid}").status_code == 302
    ballot = vote.office.run(lambda: vote.stage.ballot(1))
    answer = client.post(f"/deputy/rounds/{vote.stage.uuid}/ballot", data=ballot)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "paper_taken")
    assert client.get("/deputy/state").get_json()["state"] == "held"


def test_taking_back_needs_a_reason(vote: Vote) -> None:
    exchange(vote, 0)
    assert vote.office.post(f"{vote.round}/paper/return", number="1001", reason="").status_code == 400
    assert vote.office.post(f"{vote.round}/paper/return", number="1001", reason="改用平板").status_code == 302
    assert taken(vote) == 0


# --- sheets


def test_printing_is_written_down_before_the_sheets_exist(vote: Vote) -> None:
    answer = vote.office.post(f"{vote.round}/paper/print", copies=3)
    assert answer.mimetype == "application/pdf"
    assert vote.office.run(lambda: vote.stage.round.printed) == 3
    assert vote.office.journal()[-1][0] == "印制表决票"


@pytest.mark.parametrize("copies", ["", "0", "x", "5001", "-1"])
def test_impossible_copies(vote: Vote, copies: str) -> None:
    assert vote.office.post(f"{vote.round}/paper/print", copies=copies).status_code == 400
    assert vote.office.run(lambda: vote.stage.round.printed) == 0


def test_without_printed_sheets_on_record_no_spare_is_asked_for(closed: Vote) -> None:
    page = closed.office.get(f"{closed.round}/paper").text
    assert "不能再登记印制，余票无法核对" in page
    assert "清点的余票张数" not in page


def test_spare_sheets_must_add_up(vote: Vote) -> None:
    vote.office.post(f"{vote.round}/paper/print", copies=3)
    exchange(vote, 0)
    wrong = vote.office.post(f"{vote.round}/paper/destroy", counted="3")
    assert wrong.status_code == 400
    assert "余票应为 2 张" in wrong.text
    assert vote.office.post(f"{vote.round}/paper/destroy", counted="2").status_code == 302


def test_a_round_on_paper_alone_runs_to_the_count(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    assert "停电" in vote.office.get(f"{vote.round}/paper/only").text
    assert vote.office.post(f"{vote.round}/paper/only", reason="").status_code == 400
    assert vote.office.post(f"{vote.round}/paper/only", reason="停电").status_code == 302
    assert vote.office.post(f"{vote.round}/paper/print", copies=6).status_code == 200
    vote.office.run(lambda: vote.stage.sign_in())
    assert vote.office.post(f"{vote.round}/open", "chair", issued="6").status_code == 302
    assert vote.office.post(f"{vote.round}/close", "chair").status_code == 302
    assert vote.state == "decrypted"
    assert "清点纸质票" in vote.office.get(vote.desk).text

    def add() -> None:
        for name in "ab":
            stage.teller(vote.stage, f"t-{name}", f"计票{name}")

    vote.office.run(add)
    batch = pile(vote, 2)
    for name in "ab":
        read(vote, name, batch, SHEETS)
    assert "核对并合并计票" in vote.office.get(vote.desk).text
    assert vote.office.post(f"{vote.round}/paper/count").status_code == 302
    assert vote.state == "counted"
    assert "2" in vote.office.get(vote.desk).text


# --- tellers


def test_a_teller_starts_at_the_piles(closed: Vote) -> None:
    pile(closed, 2)
    client = closed.office.app.test_client()
    answer = client.post("/sign-in", data={"username": "t-a", "password": PASSWORD})
    assert answer.location == "/teller/"
    assert "第 1 批，2 张" in client.get("/teller/").text


@pytest.mark.parametrize("role", ["clerk", "chair", "auditor"])
def test_only_tellers_read(closed: Vote, role: str) -> None:
    batch = pile(closed, 2)
    assert closed.office.get("/teller/", role).status_code == 403
    assert closed.office.post(f"/teller/batches/{batch}/begin", role, code=mark(closed)).status_code == 403


@pytest.mark.parametrize(("code", "word"), [("", "不是本轮表决票"), ("B1.a.1.0", "电子选票存档")])
def test_a_pile_opens_with_a_sheet_of_the_round(closed: Vote, code: str, word: str) -> None:
    batch = pile(closed, 2)
    answer = teller(closed, "a").post(f"/teller/batches/{batch}/begin", data={"code": code})
    assert answer.status_code == 400
    assert word in answer.text
    assert readings(closed) == []


def test_any_sheet_may_be_checked_while_reading(closed: Vote) -> None:
    batch = pile(closed, 2)
    client = teller(closed, "a")
    begin(closed, client, batch)
    good, bad = (client.post(f"/teller/batches/{batch}/check", json={"code": code}) for code in (mark(closed), "x"))
    assert (good.status_code, bad.status_code) == (200, 400)


def test_a_reading_survives_a_reload_and_stays_the_tellers_own(closed: Vote) -> None:
    batch = pile(closed, 2)
    one, other = teller(closed, "a"), teller(closed, "b")
    begin(closed, one, batch)
    begin(closed, other, batch)
    mine, theirs = (reader.reading_id for reader in readings(closed))
    enter(one, mine, 1, SHEETS[0])
    assert '"1": {"doubtful": false, "marks": [1, 1, 0, 2]}' in one.get(f"/teller/batches/{batch}").text
    assert '"entered": {}' in other.get(f"/teller/batches/{batch}").text
    assert enter(other, mine, 1, SHEETS[1]).status_code == 404
    assert other.post(f"/teller/readings/{mine}/finish").status_code == 404
    assert mine != theirs


def test_no_name_stands_on_the_tellers_page(closed: Vote) -> None:
    batch = pile(closed, 2)
    client = teller(closed, "a")
    begin(closed, client, batch)
    page = client.get(f"/teller/batches/{batch}").text
    assert not any(text in page for text in ("代表甲", "代表乙", "1001"))


def test_a_third_teller_is_turned_away(closed: Vote) -> None:
    batch = pile(closed, 2)
    for name in "ab":
        begin(closed, teller(closed, name), batch)
    answer = begin(closed, teller(closed, "c"), batch)
    assert answer.status_code == 409
    assert "已经有两位计票人录入" in answer.text


@pytest.mark.parametrize(
    ("sheet", "body", "code"),
    [
        (3, {"marks": [1, 1, 1, 1]}, "sheet_wrong"),
        (0, {"marks": [1, 1, 1, 1]}, "sheet_wrong"),
        (1, {"marks": [1]}, "marks_wrong"),
        (1, {"marks": [1, 1, 1, 9]}, "marks_wrong"),
        (1, {"marks": "1111"}, "marks_wrong"),
        (1, {}, "marks_wrong"),
        (1, [], "marks_wrong"),
        (1, {"marks": [1, 1, 1, None]}, "marks_wrong"),
    ],
)
def test_sheets_that_are_refused(closed: Vote, sheet: int, body: object, code: str) -> None:
    batch = pile(closed, 2)
    client = teller(closed, "a")
    begin(closed, client, batch)
    answer = client.post(f"/teller/readings/{readings(closed)[0].reading_id}/sheets/{sheet}", json=body)
    assert (answer.status_code, answer.get_json()["code"]) == (400, code)


def test_a_batch_that_was_removed_is_gone(closed: Vote) -> None:
    batch = pile(closed, 2)
    assert closed.office.post(f"{closed.round}/paper/piles/{batch}/remove").status_code == 302
    answer = begin(closed, teller(closed, "a"), batch)
    assert answer.status_code == 404


def test_a_discarded_reading_is_taken_over(closed: Vote) -> None:
    batch = pile(closed, 2)
    client = teller(closed, "a")
    begin(closed, client, batch)
    reading = readings(closed)[0].reading_id
    assert closed.office.post(f"{closed.round}/paper/readings/{reading}/discard").status_code == 302
    assert enter(client, reading, 1, SHEETS[0]).status_code == 404
    assert begin(closed, teller(closed, "b"), batch).status_code == 302


def test_an_unfinished_reading_names_the_missing_sheets(closed: Vote) -> None:
    batch = pile(closed, 2)
    client = teller(closed, "a")
    begin(closed, client, batch)
    answer = client.post(f"/teller/readings/{readings(closed)[0].reading_id}/finish")
    assert answer.status_code == 409
    assert "第 1、2 张" in answer.text


def test_another_congress_tellers_find_nothing(closed: Vote, stranger: Office) -> None:
    batch = pile(closed, 2)
    assert stranger.get(f"/teller/batches/{batch}", "teller").status_code == 404
    assert stranger.post(f"/teller/batches/{batch}/begin", "teller", code=mark(closed)).status_code == 404


# --- scrutineers


@pytest.fixture
def differing(closed: Vote) -> tuple[Vote, int]:
    """Sheet 1 is read differently, sheet 2 is doubtful."""
    batch = pile(closed, 2)
    read(closed, "a", batch, SHEETS)
    read(closed, "b", batch, [[1, 1, 2, 2], SHEETS[1]], doubtful=2)
    return closed, batch


def settle(vote: Vote, place: int, batch: int, sheet: int, marks: list[int], **more: str) -> TestResponse:
    form = {f"row-{row}": str(mark) for row, mark in enumerate(marks)}
    return scrutineer(vote, place).post(
        f"/scrutineer/rounds/{vote.stage.uuid}/sheets/{batch}/{sheet}", data=form | more
    )


def test_both_readings_stand_side_by_side(differing: tuple[Vote, int]) -> None:
    vote, _ = differing
    page = scrutineer(vote, 1).get(f"/scrutineer/rounds/{vote.stage.uuid}/sheets").text
    assert "两人录入不同" in page
    assert "由总监票人认定" in page
    assert "计票a" in page


def test_the_desk_says_whose_decision_is_awaited(differing: tuple[Vote, int]) -> None:
    vote, _ = differing
    page = vote.office.get(vote.desk).text
    assert "第 1 批：1 张两人录入不同，等待监票人认定" in page
    assert "第 1 批：1 张难以辨认，等待总监票人认定" in page


def test_who_settles_what(differing: tuple[Vote, int]) -> None:
    vote, batch = differing
    assert settle(vote, 1, batch, 1, [1, 1, 1, 2]).status_code == 400
    assert settle(vote, 1, batch, 1, SHEETS[0]).status_code == 302
    assert settle(vote, 1, batch, 2, SHEETS[1], reason="清楚").status_code == 403
    assert settle(vote, 0, batch, 2, SHEETS[1]).status_code == 400
    assert settle(vote, 0, batch, 2, SHEETS[1], void="1", reason="写有姓名").status_code == 302
    assert settle(vote, 0, batch, 2, SHEETS[1], reason="再认定").status_code == 409


def test_a_row_without_a_decision_is_named(differing: tuple[Vote, int]) -> None:
    vote, batch = differing
    url = f"/scrutineer/rounds/{vote.stage.uuid}/sheets/{batch}/1"
    answer = scrutineer(vote, 1).post(url, data={"row-0": "1", "row-1": "1", "row-2": "", "row-3": "2"})
    assert answer.status_code == 400
    assert "第 3 项还没有认定" in answer.text


def test_a_recount_is_made_by_another_pair_and_both_are_shown(closed: Vote) -> None:
    batch = pile(closed, 2)
    for name in "ab":
        read(closed, name, batch, SHEETS)
    url = f"/scrutineer/rounds/{closed.stage.uuid}/sheets"
    chief = scrutineer(closed, 0)
    assert chief.post(f"{url}/{batch}/recount", data={"reason": " "}).status_code == 400
    assert chief.post(f"{url}/{batch}/recount", data={"reason": "代表提出异议"}).status_code == 302
    answer = begin(closed, teller(closed, "a"), batch)
    assert answer.status_code == 403
    assert "重新计票须由另外两位计票人进行" in answer.text
    for name in "cd":
        read(closed, name, batch, [SHEETS[0], SHEETS[0]])
    page = chief.get(url).text
    assert "第 1 次计票：计票a、计票b" in page
    assert "第 2 次计票：计票c、计票d" in page
    assert "第 2 张" in page
    assert "合并计票以前不显示得票数" in page


def test_after_the_count_nothing_more_is_read(closed: Vote) -> None:
    batch, spare = pile(closed, 1), pile(closed, 1)
    for name in "ab":
        read(closed, name, batch, SHEETS[:1])
    one, two = (teller(closed, name) for name in "ab")
    for client in (one, two):
        begin(closed, client, spare)
    ids = [reader.reading_id for reader in readings(closed, 1)]
    for client, reading in zip((one, two), ids, strict=True):
        enter(client, reading, 1, SHEETS[1])
        client.post(f"/teller/readings/{reading}/finish")
    closed.office.run(lambda: stage.decrypt(closed.stage))
    assert closed.office.post(f"{closed.round}/paper/count").status_code == 302
    late = enter(one, ids[0], 1, SHEETS[0])
    assert (late.status_code, late.get_json()["code"]) == (409, "paper_counted")
    assert closed.office.post(f"{closed.round}/paper/piles", sheets=1).status_code == 409
    page = scrutineer(closed, 1).get(f"/scrutineer/rounds/{closed.stage.uuid}").text
    assert "纸质票" in page
    assert closed.office.get(f"{closed.round}/state").get_json()["paper_returned"] == 2


def test_a_sheet_in_two_piles_is_refused_until_they_are_counted_anew(closed: Vote) -> None:
    pile(closed, 2)
    refused = closed.office.post(f"{closed.round}/paper/piles", sheets=1)
    assert refused.status_code == 400
    assert "已清点 2 张，加上这一批多于发出的 2 张，可能有票数进了两批" in refused.text
    assert "已经重新清点，收回确实多于发出" in refused.text
    assert "收回确实多于发出" not in closed.office.get(f"{closed.round}/paper").text
    assert closed.office.post(f"{closed.round}/paper/piles", sheets=1, recounted="1").status_code == 302
    assert '"recounted":true' in closed.office.journal()[-1][2]


def test_a_gate_that_fails_is_said_before_and_after(closed: Vote) -> None:
    closed.office.post(f"{closed.round}/paper/piles", sheets=3, recounted="1")
    batch = closed.office.run(lambda: batches.of_round(closed.stage.round_id)[-1].id)
    for name in "ab":
        read(closed, name, batch, [*SHEETS, SHEETS[0]])
    closed.office.run(lambda: stage.decrypt(closed.stage))
    words = "纸质票：收回 3 张，多于发出 2 张"
    page = closed.office.get(f"{closed.round}/paper/count").text
    assert words in page
    assert f"{closed.round}/void" in page
    closed.office.post(f"{closed.round}/paper/count")
    assert words in closed.office.get(closed.desk).text
    found = closed.office.run(lambda: dict(db.session.get_one(Round, closed.stage.round_id).result or {}))
    assert found["gate"]["ok"] is False
    closed.office.client("clerk").set_cookie("language", "en")
    assert "Paper ballots: 3 returned, more than the 2 issued" in closed.office.get(closed.desk).text


def test_only_a_teller_named_for_the_meeting_begins_a_reading(closed: Vote) -> None:
    batch = pile(closed, 2)
    closed.office.run(lambda: spare(closed))
    client = teller(closed, "spare")
    assert f"/teller/batches/{batch}" not in client.get("/teller/").text
    refused = begin(closed, client, batch)
    assert refused.status_code == 403
    assert "不是本次会议指定的计票人" in refused.text


def test_a_teller_is_added_after_the_list_is_frozen(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    account = vote.office.run(lambda: spare(vote))
    assert "补充计票人" in vote.office.get(f"{vote.desk}/officers").text
    for status in (302, 422):
        assert vote.office.post(f"{vote.desk}/tellers", teller=str(account)).status_code == status
    assert vote.office.post(f"{vote.desk}/tellers", teller="999").status_code == 422


def spare(vote: Vote) -> int:
    """The account of a teller who is not named for the meeting."""
    with writing() as session:
        return passwords.create(session, vote.office.congress_id, "t-spare", "计票某", PASSWORD, ["teller"]).id
