"""A plan from its form to an announced change, on desk and phone: axe finds nothing on any page of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from support.collecting import PASSWORD
from support.planning import FORM
from support.supervising import Supervising, supervising

from voting.config import Config
from voting.extensions import db

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TODAY = datetime.now(UTC).date()


def sign_in(page: Page, base: str, held: Supervising, who: str, size: dict[str, int]) -> Page:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{base}/sign-in")
    page.fill("[name=username]", f"{held.held.seed}{who}")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    return page


def sound(page: Page) -> None:
    """axe finds nothing, and nothing runs over the edge."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url


def test_a_plan_is_written_approved_and_changed(
    app: Flask, config: Config, base: str, new_context: Callable[[], BrowserContext]
) -> None:
    held = supervising(config, today=TODAY)
    draft, running = held.plans[3], held.plans[0]
    db.session.remove()
    unit = sign_in(new_context().new_page(), base, held, "unit", PHONE)
    unit.goto(f"{base}/unit/plans/{draft}/edit")
    unit.click("text=增加节点")
    expect(unit.locator("[name=milestone-5]")).to_be_visible()
    for name, value in (FORM | {"year-0": str(TODAY.year)}).items():
        if name != "edits":
            unit.fill(f"[name='{name}']", value)
    unit.fill("[name=weight-1]", "50")
    unit.click("text=提交批准")
    expect(unit.locator(".error-summary")).to_contain_text("现在是 90")
    sound(unit)
    unit.fill("[name=weight-1]", "60")
    unit.press("[name=weight-1]", "Enter")
    expect(unit.locator("main")).to_contain_text("等待批准")
    sound(unit)
    desk = sign_in(new_context().new_page(), base, held, "clerk", DESK)
    desk.goto(f"{base}/desk/plans/{draft}")
    sound(desk)
    desk.fill("[name=body]", "区人民政府常务会议")
    desk.click("text=录入批准")
    expect(desk.locator("main")).to_contain_text("有效的计划（第 1 版）")
    sound(desk)
    unit.goto(f"{base}/unit/plans/{running}/changes/new?kind=cancel")
    unit.fill("[name=reason]", "选址不成，无法实施。")
    unit.click("text=提交申请")
    expect(unit.locator("main")).to_contain_text("等待审核意见")
    sound(unit)
    desk.goto(f"{base}/desk/plans?year={TODAY.year}")
    sound(desk)
    desk.click("text=调整申请待办")
    desk.fill("[name=opinion]", "情况属实，同意取消。")
    desk.click("text=保存意见")
    desk.click("button:has-text('录入决定')")
    desk.click("text=向社会公告")
    expect(desk.locator("main")).to_contain_text("已公告")
    sound(desk)
    for path in (f"plans/{held.plans[1]}/accept", "plans/import", f"plans/{held.plans[1]}/changes/new?kind=content"):
        desk.goto(f"{base}/desk/{path}")
        sound(desk)
