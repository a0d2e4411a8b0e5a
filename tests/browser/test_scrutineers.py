"""Three scrutineers in real browsers: keys made, kept and loaded back, then mixing, opening and confirming."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from voting import config as configuration
from voting import create_app
from voting.ballots import rounds
from voting.ballots.models import Round
from voting.belenios import credentials, packing
from voting.belenios.verify import report
from voting.demo.seed import PASSWORD, seed
from voting.deputies import cards
from voting.extensions import db
from voting.journal.log import Actor
from voting.rehearsal.people import DeputyTablet
from voting.rehearsal.server import free_port, running
from voting.serving import prepare
from voting.tally import certifying, mixing

pytestmark = pytest.mark.browser
CLERK = Actor("程怡", "工作人员")
NAMES = ("chief", "scrutineer1", "scrutineer2")


def now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        path = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def signed_in(chromium: Browser, base: str, username: str) -> Page:
    """A scrutineer's page in a browser profile of its own."""
    page = chromium.new_context(accept_downloads=True, locale="zh-CN").new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{base}/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/scrutineer/")
    return page


def make_key(page: Page, folder: Path) -> Path:
    """Make a key, save it, load it back from the file."""
    page.click("text=制作钥匙")
    page.click("#make-key")
    page.wait_for_selector("#keep:not([hidden])")
    with page.expect_download() as download:
        page.click("#save-key")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    broken = folder / "broken.json"
    broken.write_text(file.read_text().replace('"private_key": "', '"private_key": "x'))
    page.set_input_files("#key-file", broken)
    page.click("#loader button")
    page.wait_for_selector("#key-error:not([hidden])")
    assert "损坏" in page.inner_text("#key-error")
    page.set_input_files("#key-file", file)
    page.click("#loader button")
    page.wait_for_selector("#done:not([hidden])")
    return file


def test_from_keys_to_certified_result(chromium: Browser, tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environ = {"VOTING_INSTANCE": str(tmp_path / "instance"), "VOTING_BASE_ADDRESS": base}
    config = configuration.from_environment({**os.environ, **environ})
    config.prepare()
    prepare({**os.environ, **environ})
    app = create_app(config)
    with app.app_context(), running(environ, port):
        demo = seed(config, secrets.token_bytes, now(), deputies=5)
        found = rounds.main_round(demo.meeting_id)
        round_id, uuid = found.id, found.uuid
        db.session.rollback()
        pages = [signed_in(chromium, base, name) for name in NAMES]
        files = []
        for name, page in zip(NAMES, pages, strict=True):
            (tmp_path / name).mkdir()
            files.append(make_key(page, tmp_path / name))
        typed, publics = cards.make_cards(cards.meeting_file(demo.meeting_id)["rounds"], 6, secrets.token_bytes)
        cards.accept_publics(demo.meeting_id, publics, CLERK, now())
        rounds.set_up_box(round_id, config, CLERK, now(), secrets.token_bytes)
        tablets = [DeputyTablet(port, entry.number, entry.pin) for entry in demo.passes]
        for tablet in tablets:
            tablet.arrive()
        rounds.open_round(round_id, None, CLERK, now())
        votes = [[1] * 10 + [2, 0], [1] * 9 + [0, 0, 1], [0] * 12, [2] * 12, [1] * 10 + [0, 0]]
        packed = packing.packing_for(12)
        for tablet, card, row in zip(tablets, typed, votes, strict=False):
            tablet.encrypt(uuid, credentials.from_typed(card), packed.pack(row), {}, secrets.token_bytes)
            assert tablet.cast().status == 200
        rounds.close_round(round_id, config, CLERK, now())
        mixing.start(round_id, config, now(), secrets.token_bytes)
        for page, file in zip(pages, files, strict=True):
            page.goto(f"{base}/scrutineer/rounds/{uuid}")
            page.set_input_files("#key-file", file)
            page.click("#loader button")
        for page in pages:
            page.wait_for_selector("text=确认计票结果", timeout=60_000)
            page.click("main form button")
            page.wait_for_selector("text=您已确认计票结果")
        certifying.certify(round_id, config, CLERK, now())
        db.session.rollback()
        archive = tmp_path / "vote.bel"
        archive.write_bytes((config.boards / f"{uuid}.bel").read_bytes())
        checked = report(archive)
        assert checked.valid
        assert sorted(packed.unpack(row) for row in checked.opened or []) == sorted(votes)
        result = certifying.result_json(db.session.get_one(Round, round_id))
        assert [row["approve"] for row in result["rows"]] == [3] * 9 + [2, 0, 1]
