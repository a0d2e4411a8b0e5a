"""Idle time is announced before it ends, and a booth whose network is away keeps what is marked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from support import acting, stage
from support.office import PASSWORD, congress

from voting.config import Config
from voting.errors import DiskFull

pytestmark = pytest.mark.browser


@pytest.fixture
def clerk(app: Flask, config: Config, base: str, new_context: Callable[[], BrowserContext]) -> Page:
    """A clerk at a form, the page's clock in the test's hands."""
    congress(app, config, "明川区第三届人民代表大会", "office")
    page = new_context().new_page()
    page.clock.install()
    page.goto(f"{base}/sign-in?next=/desk/meetings/new")
    page.fill("[name=username]", "office-clerk")
    page.fill("[name=password]", PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/meetings/new")
    return page


def server_says(page: Page, seconds: int) -> None:
    page.route("**/signed-in", lambda route: route.fulfill(json={"left": seconds}))


def test_the_end_of_the_sign_in_is_announced_and_a_button_puts_it_off(clerk: Page) -> None:
    bar = clerk.locator("#staying")
    clerk.clock.fast_forward("20:00")
    expect(bar).to_be_hidden()
    server_says(clerk, 290)
    clerk.clock.fast_forward("06:00")
    expect(bar).to_contain_text("约 5 分钟后将自动退出登录")
    acting.accessible(clerk)
    server_says(clerk, 1800)
    bar.get_by_role("button", name="继续").focus()
    clerk.keyboard.press("Enter")
    expect(bar).to_be_hidden()


def test_after_the_end_what_was_typed_comes_back(clerk: Page) -> None:
    clerk.fill("[name=name]", "第六次会议")
    clerk.fill("[name=entitled]", "6")
    clerk.route("**/signed-in", lambda route: route.fulfill(status=401))
    clerk.clock.fast_forward("31:00")
    expect(clerk.locator("#staying")).to_contain_text("登录已过期")
    clerk.context.request.post(re.sub(r"/desk/.*", "/sign-out", clerk.url), form={})
    clerk.locator("main form button[type=submit]").first.click()
    expect(clerk.locator("main")).to_contain_text("刚才填写的内容会原样回来")
    acting.accessible(clerk)
    clerk.fill("[name=username]", "office-clerk")
    clerk.fill("[name=password]", PASSWORD)
    clerk.locator("main").get_by_role("button", name="登录").click()
    expect(clerk.locator("main")).to_contain_text("第六次会议")
    acting.accessible(clerk)
    clerk.get_by_role("button", name="再提交一次").click()
    expect(clerk.locator("main")).to_contain_text("第六次会议")
    expect(clerk.locator("main h1")).not_to_have_text("您填写的内容还在")


@pytest.fixture
def booth(config: Config, base: str, new_context: Callable[[], BrowserContext], app: Flask) -> Page:
    """A deputy at the marks, three of them made."""
    vote = stage.opened(config)
    page = new_context().new_page()
    page.clock.install()
    page.goto(f"{base}/deputy/sign-in")
    page.fill("[name=number]", "1001")
    page.fill("[name=pin]", vote.passes[0].pin)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/deputy/")
    page.goto(f"{base}/deputy/rounds/{vote.uuid}")
    page.fill("#card", vote.typed[0])
    page.get_by_role("button", name="使用这张卡").click()
    expect(page.locator("#marks-title")).to_be_visible()
    page.locator("[data-row] label").nth(0).click()
    return page


def test_while_the_network_is_away_nobody_is_signed_out_and_the_marks_stay(booth: Page) -> None:
    booth.wait_for_load_state("networkidle")
    booth.context.set_offline(True)
    for _ in range(3):
        booth.clock.fast_forward("02:10")
    expect(booth.locator("#idle-word")).to_contain_text("现在连不上网络")
    expect(booth.locator("#marks-title")).to_be_visible()
    booth.locator("#idle-here").click()
    booth.click("#to-review")
    booth.click("#cast")
    booth.clock.run_for(3000)
    expect(booth.locator("#sending-word")).to_contain_text("自动重试")
    booth.context.set_offline(False)
    for _ in range(20):
        booth.clock.run_for(2000)
        if booth.locator("#done-title").is_visible():
            break
    expect(booth.locator("#done-title")).to_be_visible()


def test_a_deputy_is_told_what_the_staff_has_to_see_to_and_the_ballot_goes_out_by_itself(booth: Page) -> None:
    full = DiskFull()
    body = {"code": full.code, "message": str(full.message), "incident": "ABCD-2345"}
    booth.route("**/ballot", lambda route: route.fulfill(status=full.status, json=body))
    booth.click("#to-review")
    booth.click("#cast")
    expect(booth.locator("#sending-word")).to_contain_text("磁盘已满")
    expect(booth.locator("#sending-note")).to_be_visible()
    booth.unroute("**/ballot")
    for _ in range(20):
        booth.clock.run_for(2000)
        if booth.locator("#done-title").is_visible():
            break
    expect(booth.locator("#done-title")).to_be_visible()


def test_a_tablet_left_alone_with_its_network_signs_out(booth: Page) -> None:
    booth.clock.fast_forward("02:10")
    booth.wait_for_url("**/deputy/sign-in")
    expect(booth.locator("main")).to_contain_text("代表登录")
