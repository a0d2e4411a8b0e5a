"""Scrutineers and the verifying page in Chromium: keys, mixing, opening, confirming, checking the seal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from elections import seeded
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from voting import create_app
from voting.ballots import rounds
from voting.ballots.casting import cast
from voting.ballots.models import Round
from voting.belenios import ballot, credentials, election, packing
from voting.config import Config
from voting.demo.seed import OFFICE, PASSWORD, seed
from voting.deputies import cards
from voting.deputies.models import Deputy
from voting.extensions import db
from voting.meetings import attendance
from voting.tally import certifying, mixing, signing

pytestmark = pytest.mark.browser
NAMES = ("chief", "scrutineer1", "scrutineer2")
RNG = seeded("scrutineers")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(instance=tmp_path / "instance", testing=True)


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield [browser.new_context(accept_downloads=True, locale="zh-CN") for _ in NAMES]
        browser.close()


def sign_in(page: Page, base: str, name: str) -> None:
    page.goto(f"{base}/sign-in?next=/scrutineer/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page).to_have_url(f"{base}/scrutineer/")


def make_key(page: Page, base: str, folder: Path, name: str) -> Path:
    page.get_by_role("link", name="制作钥匙").first.click()
    page.click("#make-key")
    with page.expect_download() as download:
        page.click("#save-key")
    path = folder / f"{name}.json"
    download.value.save_as(path)
    page.set_input_files("#key-file", path)
    page.click("#loader button")
    expect(page.locator("#done")).to_be_visible()
    return path


def test_keys_count_and_seal(config: Config, contexts: list[BrowserContext], tmp_path: Path) -> None:
    app = create_app(config)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    with app.app_context():
        db.create_all()
        demo = seed(config, RNG, now(), deputies=6)
        found = rounds.main_round(demo.meeting_id)
        round_id, uuid = found.id, found.uuid
        db.session.rollback()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pages = [context.new_page() for context in contexts]
    try:
        files = []
        for page, name in zip(pages, NAMES, strict=True):
            sign_in(page, base, name)
            files.append(make_key(page, base, tmp_path, name))
        with app.app_context():
            vote(config, demo.meeting_id, round_id, uuid)
        for page, path in zip(pages, files, strict=True):
            page.goto(f"{base}/scrutineer/rounds/{uuid}")
            if page is pages[0]:
                page.set_input_files("#key-file", files[1])
                page.click("#loader button")
                expect(page.locator("#key-error")).to_contain_text("另一把钥匙")
            page.set_input_files("#key-file", path)
            page.click("#loader button")
        for page in pages:
            page.get_by_role("button", name="确认计票结果").click(timeout=60_000)
            expect(page.get_by_text("您已确认计票结果")).to_be_visible()
        with app.app_context():
            certifying.certify(round_id, config, OFFICE, now())
            token = db.session.scalar(select(Round.seal_report).where(Round.id == round_id)) or ""
        page = pages[0]
        page.goto(signing.link(base, token))
        expect(page.locator("#verdict-text")).to_contain_text("验证通过")
        expect(page.locator("[data-figure=returned]")).to_have_text("4")
        head, body, signature = token.split(".")
        page.goto("about:blank")
        page.goto(signing.link(base, f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"))
        expect(page.locator("#verdict-text")).to_contain_text("没有通过")
    finally:
        server.shutdown()


def vote(config: Config, meeting_id: int, round_id: int, uuid: str) -> None:
    described = cards.meeting_file(meeting_id)
    typed, publics = cards.make_cards(described["rounds"], described["cards"], RNG)
    cards.accept_publics(meeting_id, publics, OFFICE, now())
    rounds.set_up_box(round_id, config, OFFICE, now(), RNG)
    deputies = list(db.session.scalars(select(Deputy.id).where(Deputy.meeting_id == meeting_id)))
    for deputy in deputies:
        attendance.sign_in(meeting_id, deputy)
    rounds.open_round(round_id, None, OFFICE, now())
    parsed = election.parse(db.session.scalar(select(Round.election).where(Round.id == round_id)) or "")
    packed = packing.packing_for(12)
    for deputy, card in zip(deputies[:4], typed, strict=False):
        text = ballot.encrypt(parsed, credentials.from_typed(card), packed.pack([1] * 10 + [2, 0]), RNG)
        cast(uuid, deputy, text.encode(), config)
    rounds.close_round(round_id, config, OFFICE, now())
    mixing.start(round_id, config, now(), RNG)
