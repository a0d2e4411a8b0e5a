"""After the vote, on phones: a unit reports with a photo, a deputy has a problem put right, the public reads the story."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from support import acting
from support.supervising import NAMES, PASSWORD, PIN, Supervising, supervising

from voting.attachments import store
from voting.config import Config
from voting.extensions import db
from voting.implementation.models import ProgressReport

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def held(config: Config) -> Supervising:
    made = supervising(config, "phones", today=TODAY)
    db.session.rollback()
    return made


def photo(name: str) -> FilePayload:
    """As a phone makes them, with the place inside."""
    out, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (1200, 900), "steelblue").save(out, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def phone(chromium: Browser) -> Page:
    return acting.person(chromium, 390, 844).new_page()


def staff(page: Page, base: str, held: Supervising, role: str) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("[name=username]", f"{held.held.seed}{role}")
    page.fill("[name=password]", PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    page.wait_for_load_state()


def fits(page: Page) -> None:
    """Accessible, and no wider than the phone."""
    acting.accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_unit_officer_reports_with_a_photo_and_the_public_sees_it(
    base: str, chromium: Browser, held: Supervising
) -> None:
    page = phone(chromium)
    staff(page, base, held, "unit")
    page.get_by_role("link", name="实事项目进展").first.click()
    fits(page)
    page.get_by_role("link", name="填报").first.click()
    fits(page)
    page.get_by_label("主体完工").first.check()
    page.fill("#percent", "120")
    page.fill("#invested", "640")
    page.fill("#done-0", "24")
    page.fill("#text", "主体完工，开始安装护栏。")
    page.set_input_files("#files", [photo("现场.jpg")])
    page.get_by_role("button", name="提交填报").click()
    expect(page.get_by_role("alert")).to_contain_text("0 至 100")
    fits(page)
    expect(page.get_by_label("已收到：现场.jpg")).to_be_checked()
    page.fill("#percent", "78")
    page.get_by_role("button", name="提交填报").click()
    expect(page.get_by_text("主体完工，开始安装护栏。")).to_be_visible()
    fits(page)

    desk = acting.person(chromium, 1280, 900).new_page()
    staff(desk, base, held, "clerk")
    desk.goto(f"{base}/desk/progress/{held.plans[0]}")
    desk.get_by_label("公开").first.check()
    desk.get_by_role("button", name="保存公开的照片").click()
    acting.accessible(desk)

    public = phone(chromium)
    public.goto(base)
    public.get_by_role("link", name=f"{TODAY.year}年民生实事进展").first.click()
    fits(public)
    public.get_by_role("link", name=NAMES[0]).click()
    fits(public)
    expect(public.get_by_text("主体完工，开始安装护栏。")).to_be_visible()
    picture = public.locator(".story img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    db.session.rollback()
    newest = db.session.query(ProgressReport).order_by(ProgressReport.id.desc()).first()
    assert newest is not None
    kept = store.content_of(held.held.config, store.held_by("report", [newest.id])[0])
    assert not Image.open(io.BytesIO(kept)).getexif()
    for one in (page, desk, public):
        one.context.close()


def test_a_deputy_inspects_and_sees_the_finding_closed(base: str, chromium: Browser, held: Supervising) -> None:
    mine = phone(chromium)
    mine.goto(f"{base}/deputy/sign-in")
    mine.fill("[name=number]", "1001")
    mine.fill("[name=pin]", PIN)
    mine.locator("main").get_by_role("button", name="登录").first.click()
    mine.wait_for_load_state()
    mine.goto(f"{base}/deputy/plans")
    fits(mine)
    mine.get_by_role("link", name=NAMES[0]).click()
    mine.get_by_role("radio", name="发现问题").check()
    mine.get_by_label("看到的情况").fill("路肩塌陷一处。")
    mine.get_by_label("要求整改什么（发现问题时填）").fill("修复路肩，设置警示")
    mine.set_input_files("#files", [photo("路肩.jpg")])
    fits(mine)
    mine.get_by_role("button", name="登记", exact=True).click()
    expect(mine.get_by_role("heading", name="修复路肩，设置警示")).to_be_visible()

    unit = phone(chromium)
    staff(unit, base, held, "unit")
    unit.get_by_role("link", name="督办事项").first.click()
    fits(unit)
    unit.get_by_role("link", name="修复路肩").click()
    expect(unit.locator(".files img").first).to_be_visible()
    unit.fill("#text", "路肩已修复。")
    unit.set_input_files("#files", [photo("修复.jpg")])
    unit.get_by_role("button", name="提交答复").click()
    expect(unit.get_by_text("已答复，待销号")).to_be_visible()
    fits(unit)

    mine.reload()
    expect(mine.get_by_text("路肩已修复。")).to_be_visible()
    mine.get_by_role("button", name="改好了，销号").click()
    expect(mine.get_by_text("已销号").first).to_be_visible()
    fits(mine)
    for one in (mine, unit):
        one.context.close()
