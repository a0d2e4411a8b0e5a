"""Scrutineers' keys in Chromium: made, kept, printed, loaded back by every way, tried again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from support import stage
from support.hall import Hall

from voting.config import Config
from voting.extensions import db
from voting.meetings.models import Officer

pytestmark = pytest.mark.browser


@pytest.fixture
def hall(config: Config, make_hall: Callable[[stage.Stage], Hall]) -> Hall:
    return make_hall(stage.frozen(config, rehearsal=True))


@pytest.fixture
def page(hall: Hall) -> Page:
    """The chief scrutineer's key page."""
    page = hall.sign_in(0)
    page.get_by_role("link", name="制作钥匙").click()
    return page


def save(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.click("#save-key")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def load(page: Page) -> None:
    page.click("#loader button[type=submit]")


def officer(hall: Hall) -> Officer:
    db.session.rollback()
    query = select(Officer).where(Officer.meeting_id == hall.vote.meeting_id, Officer.duty == "chief_scrutineer")
    return db.session.scalars(query).one()


def test_a_key_is_done_only_when_it_was_loaded_back(hall: Hall, page: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    expect(page.locator("#back")).to_be_hidden()
    page.click("#make-key")
    path = save(page, tmp_path)
    kept = json.loads(path.read_text())
    assert not officer(hall).confirmed
    expect(page.locator("#done")).to_be_hidden()
    page.set_input_files("#key-file", path)
    load(page)
    expect(page.locator("#done")).to_be_visible()
    assert officer(hall).confirmed
    expect(page.locator("#fingerprint")).to_have_text(kept["fingerprint"])
    assert kept["rehearsal"] == "演练"
    secret = kept["private_key"].replace("-", "")
    assert not [text for text in sent if secret[:20] in text.replace("-", "")]


def test_the_card_is_printed_alone_on_one_page(page: Page, tmp_path: Path) -> None:
    page.click("#make-key")
    kept = json.loads(save(page, tmp_path).read_text())
    for paper in ("A4", "A6"):
        document = pypdfium2.PdfDocument(page.pdf(format=paper))
        text = document[0].get_textpage().get_text_range()
        assert len(document) == 1
        assert "监票人钥匙卡" in text
        assert "演练" in text.replace(" ", "")
        assert kept["fingerprint"] in text
        assert all(group in text for group in kept["private_key"].split("-"))
        assert "退出登录" not in text
        assert "服务器看不到" not in text


def test_the_typed_key_names_the_group_that_is_wrong(hall: Hall, page: Page, tmp_path: Path) -> None:
    page.click("#make-key")
    groups = json.loads(save(page, tmp_path).read_text())["private_key"].split("-")
    wrong = list(groups)
    wrong[2] = ("2" if wrong[2][0] != "2" else "3") + wrong[2][1:]
    page.locator("#key-typed").press_sequentially("".join(wrong))
    expect(page.locator("#key-typed")).to_have_value("-".join(wrong))
    expect(page.locator("#key-groups li").nth(2)).to_have_class("wrong")
    expect(page.locator("#key-groups li.whole")).to_have_count(7)
    load(page)
    expect(page.locator("#key-error")).to_contain_text("第 3 组")
    page.fill("#key-typed", " ".join(groups))
    load(page)
    expect(page.locator("#done")).to_be_visible()
    assert officer(hall).confirmed


def test_a_photo_of_the_card_loads_the_key(hall: Hall, page: Page, tmp_path: Path) -> None:
    page.click("#make-key")
    save(page, tmp_path)
    pages = pypdfium2.PdfDocument(page.pdf(format="A6"))
    photo = tmp_path / "photo.png"
    pages[0].render(scale=3).to_pil().rotate(7, expand=True, fillcolor="white").save(photo)
    page.set_input_files("#key-file", photo)
    load(page)
    expect(page.locator("#done")).to_be_visible()
    assert officer(hall).confirmed


NOT_THE_KEY = (
    ("empty.json", " ", "请先选择"),
    ("cut.json", '{"format":"voting-trustee-key-1","private', "不是完好的钥匙文件"),
    ("null.json", "null", "没有这样的字符"),
    ("other.json", '{"format":"something"}', "不是完好的钥匙文件"),
    ("photo.png", "not a picture", "没有找到钥匙卡的二维码"),
    ("large.json", "x" * 70_000, "太大"),
    ("foreign.privkey", '"12345"', "另一把钥匙"),
)
"""Files in such an order that none has the same answer as the one before."""


def test_a_file_that_is_not_the_key_is_named(page: Page, tmp_path: Path) -> None:
    page.click("#make-key")
    kept = json.loads(save(page, tmp_path).read_text())
    kept["private_key"] = kept["private_key"][::-1]
    for name, text, sentence in (*NOT_THE_KEY, ("digits.json", json.dumps(kept), "不是完好的钥匙文件")):
        (tmp_path / name).write_text(text)
        page.set_input_files("#key-file", tmp_path / name)
        load(page)
        expect(page.locator("#key-error"), name).to_contain_text(sentence)


def test_a_confirmed_key_can_be_tried_without_the_server(page: Page, tmp_path: Path) -> None:
    page.click("#make-key")
    path = save(page, tmp_path)
    page.set_input_files("#key-file", path)
    load(page)
    expect(page.locator("#done")).to_be_visible()
    page.reload()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.set_input_files("#key-file", path)
    load(page)
    expect(page.locator("#tried")).to_be_visible()
    assert not sent


def test_a_key_that_was_not_kept_can_be_made_anew(hall: Hall, page: Page, tmp_path: Path) -> None:
    page.click("#make-key")
    expect(page.locator("#fingerprint")).not_to_be_empty()
    first = page.locator("#fingerprint").inner_text()
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#fingerprint")).to_have_text(first)
    page.get_by_role("button", name="重新制作钥匙").click()
    expect(page.locator("#keep")).to_be_visible()
    expect(page.locator("#fingerprint")).not_to_have_text(first)
    page.set_input_files("#key-file", save(page, tmp_path))
    load(page)
    expect(page.locator("#done")).to_be_visible()
    assert officer(hall).confirmed


def test_without_a_camera_the_page_says_why(page: Page) -> None:
    page.click("#make-key")
    with page.expect_download():
        page.click("#save-key")
    page.click("#scan")
    expect(page.locator("#camera-why")).not_to_be_empty()
