"""Before the vote, in real browsers: a station takes down a suggestion; a deputy reads, compares and notes."""

from __future__ import annotations

from collections.abc import Callable

import acting
import pytest
import stage
from collecting import PASSWORD, collecting
from playwright.sync_api import BrowserContext, Page, expect

from voting.collection.models import Suggestion
from voting.config import Config
from voting.extensions import db

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]


def sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_a_station_takes_down_what_somebody_says(
    config: Config, base: str, new_context: Callable[[], BrowserContext]
) -> None:
    found = collecting(config)
    page = new_context().new_page()
    sign_in(page, base, "collectingstation")
    acting.accessible(page)
    page.get_by_role("link", name="登记建议").click()
    page.fill("#text-0", "棠香路晚上没有路灯，老人出门怕摔")
    page.select_option("#category-0", "公共安全")
    acting.accessible(page)
    page.get_by_role("button", name="保存建议").click()
    expect(page.get_by_role("heading", name="建议已登记")).to_be_visible()
    acting.accessible(page)
    db.session.rollback()
    one = db.session.query(Suggestion).one()
    assert (one.channel, one.station_id, one.entered_by) == ("station", found.station_id, "station员")
    assert page.locator(".code").inner_text().replace("-", "") == one.code
    page.get_by_role("link", name="回到本站").click()
    expect(page.get_by_text("棠香路晚上没有路灯").first).to_be_visible()


def test_a_deputy_reads_compares_and_notes(
    config: Config, base: str, new_context: Callable[[], BrowserContext]
) -> None:
    vote = stage.frozen(config)
    page = new_context().new_page()
    page.set_viewport_size({"width": 800, "height": 1280})
    page.goto(f"{base}/deputy/sign-in")
    page.fill("[name=number]", "1001")
    page.fill("[name=pin]", vote.passes[0].pin)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/deputy/")
    page.goto(f"{base}/deputy/projects")
    acting.accessible(page)
    page.get_by_role("link", name="候选项目之2").click()
    page.fill("#note", "问清楚资金来源")
    acting.accessible(page)
    page.get_by_role("button", name="保存笔记").click()
    expect(page.get_by_text("笔记已保存")).to_be_visible()
    page.get_by_role("link", name="全部候选项目").click()
    expect(page.get_by_text("问清楚资金来源")).to_be_visible()
    for name in ("候选项目之1", "候选项目之2"):
        page.get_by_label(f"比较 {name}").check()
    page.get_by_role("button", name="比较所选项目").click()
    expect(page.get_by_role("columnheader")).to_have_count(2)
    acting.accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
