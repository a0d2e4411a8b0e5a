"""/verify in Chromium: a link, a photo, a pasted token; each check shows what became of it; hashes are copied by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from support import stage

from voting.ballots import casting
from voting.config import Config
from voting.extensions import db
from voting.tally import round_papers, seals, signing_keys

pytestmark = pytest.mark.browser


class Result:
    """An announced result and its papers, made before any browser is started."""

    def __init__(self, config: Config) -> None:
        vote = stage.opened(config)
        for place in range(4):
            casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 2, 0, 0]), config)
        stage.close(vote)
        stage.count(vote)
        stage.announce(vote)
        self.vote = vote
        self.report = round_papers.report(vote.round, config, stage.NOW)
        self.token = vote.round.seal_report or ""
        db.session.rollback()

    def move_board(self) -> None:
        self.vote.round.board_head = "0" * 64
        db.session.commit()


@pytest.fixture
def result(app: Flask, config: Config) -> Result:
    """Made in a thread of its own: the signer of PDFs wants no event loop around it, and the browser's is here."""

    def make() -> Result:
        with app.app_context():
            made = Result(config)
            db.session.remove()
            return made

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


@pytest.fixture
def page(result: Result, new_context: Callable[[], BrowserContext]) -> Page:
    return new_context().new_page()


def states(page: Page) -> list[str | None]:
    return [
        page.locator(f"[data-check={name}]").get_attribute("data-state") for name in ("qr", "seal", "payload", "board")
    ]


def test_a_link_is_checked_in_the_page_and_reaches_no_server(result: Result, page: Page, base: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.goto(seals.link(base, result.token))
    expect(page.locator("#verdict-text")).to_contain_text("验证通过")
    expect(page.locator("[data-figure=returned]")).to_have_text("4")
    expect(page.locator("[data-check=board]")).to_have_attribute("data-state", "done")
    assert states(page) == ["done"] * 4
    # Chromium tells the listener the whole address of the page; what is sent ends before the #.
    assert not [text for text in sent if result.token[:40] in text.split("#")[0]]


def test_an_altered_link_names_the_check_that_failed(result: Result, page: Page, base: str) -> None:
    head, body, signature = result.token.split(".")
    page.goto(seals.link(base, f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"))
    expect(page.locator("#verdict-text")).to_contain_text("没有通过")
    assert states(page) == ["done", "bad", "later", "later"]
    page.goto("about:blank")
    page.goto(f"{base}/verify#nonsense")
    expect(page.locator("#verdict-text")).to_contain_text("没有读完整")
    assert states(page) == ["bad", "later", "later", "later"]


def test_a_board_that_ends_elsewhere_is_named(result: Result, page: Page, base: str) -> None:
    result.move_board()
    page.goto(seals.link(base, result.token))
    expect(page.locator("#verdict-text")).to_contain_text("末端与它不一致")
    assert states(page) == ["done", "done", "done", "bad"]


def test_a_photo_is_read_in_the_page(result: Result, page: Page, base: str, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    pypdfium2.PdfDocument(result.report)[0].render(scale=4).to_pil().convert("RGB").rotate(
        4, expand=True, fillcolor="white"
    ).save(photo)
    page.goto(f"{base}/verify")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.set_input_files("#file", photo)
    page.click("#file-form button")
    expect(page.locator("#verdict-text")).to_contain_text("验证通过")
    assert not posted


def test_a_pdf_is_checked_by_the_server(result: Result, page: Page, base: str, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(result.report)
    page.goto(f"{base}/verify")
    page.set_input_files("#file", path)
    page.click("#file-form button")
    expect(page.locator("ol.checks").first).to_contain_text("PDF 电子签名")
    expect(page.get_by_text("由本系统认证，没有被改动")).to_be_visible()


def test_another_public_key_refuses_the_seal(result: Result, page: Page, base: str) -> None:
    page.goto(f"{base}/verify")
    page.locator("details summary").click()
    page.fill("#pasted", result.token)
    page.fill("#pem", signing_keys.make_keys(stage.NOW).public_pem.decode())
    page.click("#paste-form button")
    expect(page.locator("#verdict-text")).to_contain_text("不是由这把钥匙签名")


def test_hashes_are_copied_with_the_keyboard(result: Result, page: Page, base: str) -> None:
    page.goto(f"{base}/rounds/{result.vote.uuid}")
    button = page.locator("button.copy").first
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("已复制")
    page.focus("#tracker")
    page.keyboard.press("Control+V")
    expect(page.locator("#tracker")).to_have_value(result.vote.uuid)
