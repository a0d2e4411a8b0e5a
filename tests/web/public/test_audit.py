"""/verify through its form: papers, archives, codes, and everything that is none of these."""

from __future__ import annotations

import fcntl
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from support import stage
from support.office import Office, Vote
from support.paths import VECTORS
from werkzeug.test import TestResponse

from voting.ballots import boxes, casting
from voting.extensions import db
from voting.tally import codes, round_papers
from voting.web.audit import archives


@pytest.fixture
def browser(office: Office) -> FlaskClient:
    return office.app.test_client()


def announced(config: object, **options: object) -> stage.Stage:
    vote = stage.opened(config, **options)  # type: ignore[arg-type]
    for place in range(4):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 2, 0, 0]), vote.config)
    stage.close(vote)
    stage.count(vote)
    stage.announce(vote)
    return vote


def send(client: FlaskClient, **files: tuple[str, bytes]) -> TestResponse:
    data = {field: (io.BytesIO(content), name) for field, (name, content) in files.items()}
    return client.post("/verify", data=data)


def test_a_report_and_its_archive_are_counted_again(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    found = vote.office

    def table() -> tuple[bytes, bytes]:
        board = boxes.committed(vote.stage.round)
        return round_papers.report(vote.stage.round, vote.stage.config, stage.NOW), board

    report, board = found.run(table)
    client = found.app.test_client()
    answer = send(client, file=("report.pdf", report), board=("vote.bel", board))
    assert answer.status_code == 200
    assert "用档案重新计票得到的正是这份结果" in answer.text
    assert "末端与签名一致" in answer.text
    assert f"/rounds/{vote.stage.uuid}" in answer.text
    alone = send(client, file=("report.pdf", report))
    assert "由本系统认证，没有被改动" in alone.text


def files_of(vote: Vote) -> tuple[bytes, bytes, bytes]:
    """Report, archive, proofs."""

    def table() -> tuple[bytes, bytes, bytes]:
        found = vote.stage
        return round_papers.report(found.round, found.config, stage.NOW), stage.archive(found), stage.proofs(found)

    return vote.office.run(table)


def test_the_proofs_of_a_vote_of_another_server_are_uploaded_too(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    report, board, proofs = files_of(vote)

    def forget() -> None:
        vote.stage.round.uuid = "1" * 14
        db.session.commit()

    vote.office.run(forget)
    client = vote.office.app.test_client()
    alone = send(client, file=("report.pdf", report), board=("vote.bel", board))
    assert "签名写明的解密证明" in alone.text
    assert "未通过" in alone.text
    answer = send(client, file=("report.pdf", report), board=("vote.bel", board), proofs=("vote.proofs.json", proofs))
    assert "用档案重新计票得到的正是这份结果" in answer.text
    other = proofs.replace(b'"void":[]', b'"void":[1]')
    answer = send(client, file=("report.pdf", report), board=("vote.bel", board), proofs=("vote.proofs.json", other))
    assert "opening-void" in answer.text
    assert "验证没有通过" in answer.text


def test_an_archive_without_proofs_says_what_it_does_not_show(browser: FlaskClient) -> None:
    good = (VECTORS / "mixnet" / "finished.bel").read_bytes()
    assert "单凭档案不能断定" in send(browser, board=("finished.bel", good)).text


def test_the_archive_from_before_the_count_is_checked_without_the_later_proofs(at: Callable[..., Vote]) -> None:
    early: list[bytes] = []

    def watched(config: object) -> stage.Stage:
        vote = stage.opened(config)  # type: ignore[arg-type]
        casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), vote.config)
        stage.close(vote)
        early.append(stage.archive(vote))
        stage.count(vote)
        return vote

    client = at(watched).office.app.test_client()
    assert "这份档案从头到尾都成立" in send(client, board=("early.bel", early[0])).text


def test_the_typed_code_finds_the_seal(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    token = vote.office.run(lambda: vote.stage.round.seal_report or "")
    answer = vote.office.app.test_client().post("/verify", data={"code": codes.short_code(token)})
    assert answer.status_code == 200
    assert "验证通过" in answer.text


def test_a_board_that_moved_on_is_noticed(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    token = vote.office.run(lambda: vote.stage.round.seal_report or "")

    def change() -> None:
        vote.stage.round.board_head = "0" * 64
        db.session.commit()

    vote.office.run(change)
    answer = send(vote.office.app.test_client(), file=("seal.jws", token.encode()))
    assert "末端与签名不一致" in answer.text


def test_an_archive_alone(browser: FlaskClient) -> None:
    good = (VECTORS / "mixnet" / "finished.bel").read_bytes()
    answer = send(browser, board=("finished.bel", good))
    assert answer.status_code == 200
    assert "这份档案从头到尾都成立" in answer.text
    assert "shuffle-proof" in answer.text


def test_a_tampered_archive_names_the_check(browser: FlaskClient) -> None:
    bad = (VECTORS / "mixnet" / "tampered" / "decryption-proof.bel").read_bytes()
    answer = send(browser, board=("bad.bel", bad))
    assert "验证没有通过" in answer.text
    assert "解密：每一份的证明" in answer.text
    assert "未通过" in answer.text


REFUSED = {
    "a text": ({"board": ("x.bel", b"hello")}, 400, "这不是可以读取的档案"),
    "threshold trustees": (
        {"board": ("x.bel", (VECTORS / "threshold" / "finished.bel").read_bytes())},
        400,
        "Pedersen",
    ),
    "too large": ({"board": ("x.bel", bytes(archives.LIMIT + 1))}, 413, "voting verify"),
    "an empty archive": ({"board": ("x.bel", b"")}, 400, "文件是空的"),
    "an empty paper": ({"file": ("x.pdf", b"")}, 400, "文件是空的"),
    "no paper": ({"file": ("x.pdf", b"%PDF-1.7 nothing")}, 400, "没有在文件里找到"),
    "a program": ({"file": ("x.exe", b"MZ\x90\x00" * 100)}, 400, "没有在文件里找到"),
    "nothing": ({}, 400, "请选择文件"),
}


@pytest.mark.parametrize(("files", "status", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_judged(
    browser: FlaskClient, files: dict[str, tuple[str, bytes]], status: int, sentence: str
) -> None:
    answer = send(browser, **files)
    assert answer.status_code == status
    assert sentence in answer.text


@pytest.mark.parametrize("code", ["AAAA", "没有", "A" * 16, "x" * 5000])
def test_a_code_that_is_none(browser: FlaskClient, code: str) -> None:
    answer = browser.post("/verify", data={"code": code})
    assert answer.status_code == 400
    assert "error-summary" in answer.text


def test_one_archive_at_a_time(office: Office, browser: FlaskClient) -> None:
    good = (VECTORS / "mixnet" / "setup-only.bel").read_bytes()
    with (office.config.instance / "verify.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert send(browser, board=("x.bel", good)).status_code == 429
    assert send(browser, board=("x.bel", good)).status_code == 200


def test_an_upload_beyond_every_limit_is_refused(browser: FlaskClient) -> None:
    answer = send(browser, file=("x.pdf", bytes(33 * 2**20)))
    assert answer.status_code == 413
    assert "内容太大" in answer.text


def test_the_public_key_is_there_for_everybody(browser: FlaskClient) -> None:
    answer = browser.get("/verify/key.pem")
    assert b"BEGIN PUBLIC KEY" in answer.data
    assert b"PRIVATE" not in answer.data
