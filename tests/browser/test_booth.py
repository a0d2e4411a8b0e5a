"""The booth where projects are ranked or only chosen, on a tablet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from support import acting, stage

from voting.config import Config
from voting.rules.rules import Rules

pytestmark = pytest.mark.browser
RANK = Rules(seats=3, marking="rank", model="rank", threshold="none")
CHOOSE = Rules(seats=2, marking="choose", model="rank", threshold="none", legend="tick")

Enter = Callable[[Rules], tuple[stage.Stage, Page]]


@pytest.fixture
def enter(config: Config, base: str, new_context: Callable[[], BrowserContext]) -> Enter:
    """A deputy at the marks, with the card read."""

    def go(rules: Rules) -> tuple[stage.Stage, Page]:
        vote = stage.opened(config, candidates=5, rules=rules)
        page = new_context().new_page()
        page.set_viewport_size({"width": 800, "height": 1280})
        page.goto(f"{base}/deputy/sign-in")
        page.fill("[name=number]", "1001")
        page.fill("[name=pin]", vote.passes[0].pin)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/deputy/")
        page.goto(f"{base}/deputy/rounds/{vote.uuid}")
        page.fill("#card", vote.typed[0])
        page.get_by_role("button", name="使用这张卡").click()
        expect(page.locator("#marks-title")).to_be_visible()
        return vote, page

    return go


def numbers(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".rank-no").all_text_contents()]


def rank(page: Page, *places: int) -> None:
    for place in places:
        page.locator(".rank").nth(place).click()


def counted(vote: stage.Stage) -> list[dict[str, int]]:
    stage.close(vote)
    stage.count(vote)
    rows: list[dict[str, int]] = (vote.round.result or {})["rows"]  # type: ignore[assignment]
    return rows


@pytest.mark.usefixtures("app")
def test_a_tap_gives_the_next_number_and_another_closes_the_gap(enter: Enter) -> None:
    _, page = enter(RANK)
    acting.accessible(page)
    rank(page, 3, 0, 4)
    assert numbers(page) == ["2", "", "", "1", "3"]
    expect(page.locator("#counter")).to_have_text("已排 3 / 最多 3")
    rank(page, 1)
    expect(page.locator("#limit")).to_contain_text("3 个名次已经排满")
    assert numbers(page) == ["2", "", "", "1", "3"]
    rank(page, 3)
    assert numbers(page) == ["1", "", "", "", "2"]
    expect(page.locator("#left")).to_have_text("还可以再排 1 项")
    acting.accessible(page)


@pytest.mark.usefixtures("app")
def test_buttons_and_keys_move_a_project(enter: Enter) -> None:
    _, page = enter(RANK)
    rank(page, 0, 1, 2)
    page.locator(".later").nth(0).click()
    assert numbers(page) == ["2", "1", "3", "", ""]
    page.locator(".earlier").nth(2).click()
    assert numbers(page) == ["3", "1", "2", "", ""]
    page.locator(".rank").nth(0).focus()
    page.keyboard.press("1")
    assert numbers(page) == ["1", "2", "3", "", ""]
    page.keyboard.press("ArrowRight")
    assert numbers(page) == ["2", "1", "3", "", ""]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert numbers(page) == ["1", "", "2", "", ""]
    page.keyboard.press("Tab")
    page.locator(".rank").nth(4).focus()
    page.keyboard.press("9")
    assert numbers(page) == ["1", "", "2", "", "3"]


@pytest.mark.usefixtures("app")
def test_the_review_is_in_the_order_of_priority_and_the_count_gives_points(enter: Enter) -> None:
    vote, page = enter(RANK)
    rank(page, 3, 0)
    page.click("#to-review")
    lines = [text.strip() for text in page.locator("#review li span").all_text_contents()]
    assert lines == ["4. 候选项目之4", "1. 候选项目之1", "2. 候选项目之2", "3. 候选项目之3", "5. 候选项目之5"]
    words = [text.strip() for text in page.locator("#review li b").all_text_contents()]
    assert words == ["第 1 位", "第 2 位", "不选", "不选", "不选"]
    acting.accessible(page)
    page.click("#cast")
    expect(page.locator("#done-title")).to_be_visible()
    assert [row["points"] for row in counted(vote)] == [2, 0, 0, 3, 0]


@pytest.mark.usefixtures("app")
def test_choosing_stops_at_the_seats_and_leaves_the_others_unchosen(enter: Enter) -> None:
    vote, page = enter(CHOOSE)
    acting.accessible(page)
    for place in (1, 4, 0):
        page.locator("[data-row]").nth(place).locator("input").first.click()
    expect(page.locator("#counter")).to_have_text("已同意 2 / 最多 2")
    expect(page.locator("#limit")).to_contain_text("请先把另一项改为不选")
    page.click("#to-review")
    words = [text.strip() for text in page.locator("#review li b").all_text_contents()]
    assert words == ["– 不选", "√ 同意", "– 不选", "– 不选", "√ 同意"]
    expect(page.locator("#unmarked")).to_be_hidden()
    page.click("#cast")
    expect(page.locator("#done-title")).to_be_visible()
    assert [row["approve"] for row in counted(vote)] == [0, 1, 0, 0, 1]
