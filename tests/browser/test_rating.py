"""A satisfaction rating in real browsers: set up, voted on with a card, mixed, counted, announced, acted upon."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from support import acting, rating, stage
from support.hall import Hall

from voting.ballots.casting import cast
from voting.config import Config
from voting.congress import passwords
from voting.extensions import writing

pytestmark = pytest.mark.browser
CONFIRM = "确认计票结果"


def clerk(hall: Hall) -> Page:
    with writing() as session:
        passwords.create(session, hall.vote.round.congress_id, "clerk", "程怡", acting.PASSWORD, ["clerk"])
    page = hall.new_context().new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    acting.staff_sign_in(page, hall.base, "clerk", "/desk/")
    return page


def act(page: Page, follow: str, name: str) -> None:
    """From the overview to an act's page, and carry it out."""
    page.get_by_role("link", name=follow).first.click()
    acting.accessible(page)
    page.get_by_role("button", name=name).click()
    expect(page.locator(".done-panel")).to_contain_text(name)


def overview(page: Page, hall: Hall) -> None:
    page.goto(f"{hall.base}/desk/meetings/{hall.vote.meeting_id}?round={hall.vote.uuid}")


def booth(hall: Hall, size: tuple[int, int]) -> Page:
    """A deputy at the marks, with the card read."""
    page = hall.new_context().new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{hall.base}/deputy/sign-in")
    page.fill("[name=number]", "1001")
    page.fill("[name=pin]", hall.vote.passes[0].pin)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name="进入投票").click()
    page.fill("#card", hall.vote.typed[0])
    page.get_by_role("button", name="使用这张卡").click()
    expect(page.locator("#marks-title")).to_have_text("第二步：逐项测评")
    return page


def test_from_the_list_to_the_announcement(
    config: Config, make_hall: Callable[[stage.Stage], Hall], new_context: Callable[[], BrowserContext]
) -> None:
    meeting = stage.boxed(config, deputies=4)
    rating.plans(meeting)
    hall = make_hall(rating.of(meeting))
    page = clerk(hall)

    page.goto(f"{hall.base}/desk/meetings/{meeting.meeting_id}/ratings")
    page.get_by_role("link", name="设定测评项目和规则").first.click()
    page.get_by_label("年度").select_option(str(rating.YEAR))
    page.get_by_role("button", name="列出").click()
    page.fill("#title", "2025年重点民生实事项目满意度测评")
    acting.accessible(page)
    page.get_by_role("button", name="保存测评项目和规则").click()
    expect(page.locator(".sentences")).to_contain_text("测评项目 3 项，由代表逐项测评。")
    acting.picture(page, "guide-rating", from_top=True)
    page.get_by_role("link", name="办理这场测评").click()
    act(page, "核对并冻结", "冻结测评项目和规则")
    overview(page, hall)
    act(page, "核对并建立票箱", "建立票箱")
    hall.vote.sign_in()
    overview(page, hall)
    act(page, "核对并开始投票", "开始投票")

    deputy = booth(hall, (800, 1280))
    acting.accessible(deputy)
    for row, grade in enumerate(("满意", "不满意")):
        deputy.locator("[data-row]").nth(row).get_by_label(grade, exact=True).check()
    expect(deputy.locator("#counter")).to_have_text("已测评 2 / 共 3 项")
    acting.picture(deputy, "booth-rating")
    deputy.click("#to-review")
    expect(deputy.locator("#unmarked-list")).to_have_text("3. 新建社区食堂")
    acting.accessible(deputy)
    deputy.click("#cast")
    expect(deputy.locator("#done-title")).to_be_visible()
    for place in range(1, 4):
        ballot = hall.vote.ballot(place, [1, 3, 2])
        cast(hall.vote.uuid, hall.vote.deputies[place], ballot, config)

    overview(page, hall)
    act(page, "核对并结束投票", "结束投票")
    keys = hall.ceremony(4)
    for place, one in enumerate(keys):
        hall.load(one, place)
    for one in keys:
        one.get_by_role("button", name=CONFIRM).click()
        expect(one.get_by_text("您已确认计票结果")).to_be_visible()
    overview(page, hall)
    act(page, "核对并认证", "认证计票结果")
    overview(page, hall)
    act(page, "核对并公告", "公告结果")

    overview(page, hall)
    rows = page.locator("table").filter(has_text="不满意").locator("tbody tr")
    told = [re.sub(r"\s+", " ", text).strip() for text in rows.all_inner_texts()]
    assert told == ["1 改造老旧小区 4 0 0 0 满意", "2 新建农村公路 0 0 4 0 不满意", "3 新建社区食堂 0 3 0 1 基本满意"]
    page.get_by_role("link", name="交办整改").click()
    acting.accessible(page)
    page.get_by_role("button", name="交办整改").click()
    expect(page.get_by_text("已交办 1 项整改")).to_be_visible()

    public = new_context().new_page()
    public.goto(f"{hall.base}/rounds/{hall.vote.uuid}")
    expect(public.locator("#result")).to_have_text("测评结果")
    acting.accessible(public)
    files = [
        {
            "name": name,
            "mimeType": "application/octet-stream",
            "buffer": public.request.get(f"{public.url}/{name}").body(),
        }
        for name in ("report.pdf", "vote.bel")
    ]
    public.goto(f"{hall.base}/verify")
    public.set_input_files("#file", files[0])
    public.set_input_files("#board", files[1])
    public.get_by_role("button", name="验证文件").click()
    expect(public.locator(".verdict").first).to_contain_text("用档案重新计票得到的正是这份结果")
    public.goto(f"{hall.base}/verify")
    public.locator("details summary").last.click()
    public.fill("#pasted", hall.vote.round.seal_report or "")
    public.get_by_role("button", name="在本机验证").click()
    expect(public.locator("#verdict-head")).to_have_text("序号满意基本满意不满意弃权结果")
    expect(public.locator("#verdict-body tr").nth(1)).to_have_text("20040不满意")


@pytest.mark.parametrize("size", [(1280, 800), (360, 780)])
def test_grades_fit_and_keys_give_them(
    config: Config, make_hall: Callable[[stage.Stage], Hall], size: tuple[int, int]
) -> None:
    meeting = stage.boxed(config, deputies=3)
    rating.plans(meeting)
    hall = make_hall(rating.boxed(meeting, rating.GradeRules(grades=("满意", "基本满意", "不满意", "不了解"))))
    hall.vote.open()
    page = booth(hall, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    heights = page.locator(".choice span").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 56
    page.locator('[data-row="0"] input').first.focus()
    page.keyboard.press("4")
    page.keyboard.press("2")
    page.click("#to-review")
    words = [text.strip() for text in page.locator("#review li b").all_text_contents()]
    assert words == ["不了解", "基本满意", "弃权（未作标记）"]
