"""The board: what everybody may see, and what they may not see yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete
from support import stage
from support.office import Office, Vote

from voting.ballots import casting
from voting.belenios import board, opening
from voting.config import data_folder
from voting.extensions import writing
from voting.tally.models import OpeningProofs


def cast(config: object, **options: object) -> stage.Stage:
    """Four ballots are in the box; the vote is open."""
    vote = stage.opened(config, **options)  # type: ignore[arg-type]
    for place in range(4):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place), vote.config)
    return vote


def announced(config: object, **options: object) -> stage.Stage:
    vote = cast(config, **options)
    stage.close(vote)
    stage.count(vote)
    stage.announce(vote)
    return vote


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    return at(cast)


@pytest.fixture
def browser(vote: Vote) -> FlaskClient:
    return vote.office.app.test_client()


def address(vote: Vote) -> str:
    return f"/rounds/{vote.stage.uuid}"


def listed(text: str) -> list[str]:
    part = text.split('class="trackers"', 1)[1].split("</ul>", 1)[0]
    return [piece.split("</code>")[0] for piece in part.split("<code>")[1:]]


def test_trackers_stand_in_the_order_of_their_letters(vote: Vote, browser: FlaskClient) -> None:
    found = listed(browser.get(address(vote)).text)
    assert len(found) == 4
    assert found == sorted(found)


def test_my_ballot_is_found_by_the_beginning_of_its_tracker(vote: Vote, browser: FlaskClient) -> None:
    mine = listed(browser.get(address(vote)).text)[2]
    answer = browser.get(address(vote), query_string={"tracker": f" {mine[:8]} "})
    assert "这张选票在票箱里" in answer.text
    assert f'value="{mine[:8]}"' in answer.text


@pytest.mark.parametrize(
    ("words", "sentence"), [("AAAAAAAAAA", "没有找到这张选票"), ("ab", "请至少输入"), ("%<script>", "没有找到这张选票")]
)
def test_a_tracker_that_is_not_there(vote: Vote, browser: FlaskClient, words: str, sentence: str) -> None:
    answer = browser.get(address(vote), query_string={"tracker": words})
    assert sentence in answer.text
    assert "<script>" not in answer.text


def test_many_trackers_are_folded_away(at: Callable[..., Vote]) -> None:
    def many(config: object) -> stage.Stage:
        found = stage.opened(config, deputies=24)  # type: ignore[arg-type]
        for place in range(21):
            casting.cast(found.uuid, found.deputies[place], found.ballot(place), found.config)
        return found

    vote = at(many)
    text = vote.office.app.test_client().get(address(vote)).text
    assert "<details>" in text
    assert len(listed(text)) == 21


def test_the_archive_is_there_at_any_moment(vote: Vote, browser: FlaskClient) -> None:
    answer = browser.get(f"{address(vote)}/vote.bel")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{vote.stage.uuid}.bel"'
    read = board.parse(answer.data)
    head = browser.get(f"{address(vote)}/head").get_json()
    assert (head["head"], head["height"]) == (read.head.head, read.head.height)
    assert head["state"] == "open"


def test_no_result_before_the_announcement(at: Callable[..., Vote]) -> None:
    def counted(config: object) -> stage.Stage:
        found = cast(config)
        stage.close(found)
        stage.count(found)
        return found

    vote = at(counted)
    client = vote.office.app.test_client()
    assert "票决结果" not in client.get(address(vote)).text
    assert client.get(f"{address(vote)}/report.pdf").status_code == 404


def test_the_result_and_its_papers_after_it(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    client = vote.office.app.test_client()
    assert "应到 6，实到 6，发出 6，收回 4，有效 4，无效 0" in client.get(address(vote)).text
    for name in ("report", "announcement"):
        assert client.get(f"{address(vote)}/{name}.pdf").data.startswith(b"%PDF")
    assert client.get(f"{address(vote)}/cards.pdf").status_code == 404


def test_the_proofs_of_the_opening_stand_beside_the_archive(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    client = vote.office.app.test_client()
    answer = client.get(f"{address(vote)}/vote.proofs.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{vote.stage.uuid}.proofs.json"'
    assert opening.read_proofs(answer.data).election == vote.office.run(lambda: vote.stage.round.fingerprint)
    assert hashlib.sha256(answer.data).hexdigest() in client.get(address(vote)).text


def test_there_are_no_proofs_before_the_opening(vote: Vote, browser: FlaskClient) -> None:
    assert browser.get(f"{address(vote)}/vote.proofs.json").status_code == 404
    assert "解密证明" not in browser.get(address(vote)).text


def test_a_result_from_before_there_were_proofs_says_so(at: Callable[..., Vote]) -> None:
    def earlier(config: object) -> stage.Stage:
        found = announced(config)
        with writing() as session:
            session.execute(delete(OpeningProofs))
        return found

    vote = at(earlier)
    client = vote.office.app.test_client()
    assert "没有解密证明：单凭档案不能断定" in client.get(address(vote)).text
    assert client.get(f"{address(vote)}/vote.proofs.json").status_code == 404
    assert client.get(f"{address(vote)}/report.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["", "/vote.bel", "/vote.proofs.json", "/head", "/report.pdf", "/client-hashes"])
def test_a_round_that_is_not_there(office: Office, path: str) -> None:
    answer = office.app.test_client().get(f"/rounds/11111111111111{path}")
    assert answer.status_code == 404
    assert "没有找到" in answer.text


def test_without_a_box_there_is_no_archive(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    client = vote.office.app.test_client()
    assert client.get(f"{address(vote)}/vote.bel").status_code == 404
    assert "票箱还没有建立" in client.get(address(vote)).text


def test_the_hashes_are_those_of_the_files(office: Office) -> None:
    client = office.app.test_client()
    told = client.get("/client-hashes.json").get_json()
    path = data_folder("static") / "js" / "belenios" / "ballot.js"
    assert told["js/belenios/ballot.js"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert hashlib.sha256(client.get("/static/js/belenios/ballot.js").data).hexdigest() == told["js/belenios/ballot.js"]
