"""Mixing and opening in Chromium: three browsers, and everything that can go wrong between them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from support import stage
from support.hall import Hall

from voting.ballots import boxes
from voting.ballots.casting import cast
from voting.belenios import board
from voting.belenios.verify import report
from voting.config import Config

pytestmark = pytest.mark.browser
DEPUTIES = 6
CONFIRM = "确认计票结果"


@pytest.fixture
def hall(config: Config, make_hall: Callable[[stage.Stage], Hall]) -> Hall:
    return make_hall(closed(config, DEPUTIES))


@pytest.fixture
def pages(hall: Hall) -> list[Page]:
    """Both scrutineers have locked and compared."""
    return hall.ceremony(DEPUTIES - 1)


def closed(config: Config, deputies: int) -> stage.Stage:
    vote = stage.opened(config, deputies=deputies)
    for place in range(deputies - 1):
        cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    stage.close(vote)
    return vote


def counted(page: Page) -> None:
    expect(page.get_by_role("button", name=CONFIRM)).to_be_visible()


def events(hall: Hall, kind: str) -> int:
    return len(board.parse(boxes.committed(hall.vote.round)).of_type(kind))


def test_every_scrutineer_loads_the_key_once_and_confirms(hall: Hall, pages: list[Page]) -> None:
    row = pages[1].locator("#holders tr").nth(1)
    expect(row.get_by_text("正轮到")).to_be_visible()
    hall.load(pages[1], 1)
    expect(pages[1].locator("#say")).to_contain_text("监票人0")
    hall.load(pages[0], 0)
    for page in pages:
        counted(page)
    expect(pages[0].locator("#confirm-page")).to_contain_text("监票人0、监票人1")
    for page in pages:
        page.get_by_role("button", name=CONFIRM).click()
        expect(page.get_by_text("您已确认计票结果")).to_be_visible()
    expect(pages[0].locator("#confirm-page")).to_contain_text("全部监票人都已确认")
    found = report(hall.vote.archive)
    assert found.valid
    assert (found.stage, found.ballots) == ("finished", DEPUTIES - 1)


def test_a_browser_that_is_closed_while_mixing_starts_again(
    config: Config, make_hall: Callable[[stage.Stage], Hall]
) -> None:
    hall = make_hall(closed(config, 61))
    page, other = hall.ceremony(60)
    hall.load(page, 0)
    expect(page.locator("#say")).to_contain_text("正在混票")
    context = page.context
    page.close(run_before_unload=False)
    assert events(hall, "Shuffle") == 1
    again = context.new_page()
    again.goto(hall.work)
    hall.load(again, 0)
    hall.load(other, 1)
    counted(again)
    assert events(hall, "Shuffle") == 3


def test_two_windows_of_one_scrutineer(hall: Hall, pages: list[Page]) -> None:
    windows = [pages[0], pages[0].context.new_page()]
    windows[1].goto(hall.work)
    for window in windows:
        hall.load(window, 0)
    expect(windows[0].locator("#holders tr").nth(1).get_by_text("已混票")).to_be_visible()
    hall.load(pages[1], 1)
    for window in [*windows, pages[1]]:
        counted(window)
    assert events(hall, "Shuffle") == 3
    assert events(hall, "PartialDecryption") == 3


def altered(route: Route) -> None:
    text = route.request.post_data or ""
    route.continue_(post_data=re.sub(r'"([1-9])(\d{20,})"', lambda m: f'"{int(m[1]) % 9 + 1}{m[2]}"', text, count=1))


def test_a_shuffle_that_is_refused_stops_with_the_sentence(hall: Hall, pages: list[Page]) -> None:
    page = pages[0]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.route("**/shuffle", altered)
    hall.load(page, 0)
    expect(page.locator("#failure-text")).to_contain_text("监票人0提交的混票结果没有通过验证")
    page.wait_for_timeout(4000)
    assert len(asked) == 1
    assert events(hall, "Shuffle") == 1
    page.unroute("**/shuffle")
    page.click("#again")
    expect(page.locator("#holders tr").nth(1).get_by_text("已混票")).to_be_visible()


def test_a_broken_connection_is_retried_by_itself(hall: Hall, pages: list[Page]) -> None:
    page = pages[0]
    page.route("**/shuffle", lambda route: route.abort())
    hall.load(page, 0)
    expect(page.locator("#say")).to_contain_text("自动重试")
    page.unroute("**/shuffle")
    expect(page.locator("#holders tr").nth(1).get_by_text("已混票")).to_be_visible()
    expect(page.locator("#failure")).to_be_hidden()


def test_an_archive_that_does_not_hold_is_not_opened(hall: Hall, pages: list[Page]) -> None:
    page, other = pages
    hall.load(page, 0)
    expect(page.locator("#holders tr").nth(1).get_by_text("已混票")).to_be_visible()
    early = boxes.committed(hall.vote.round)
    page.route("**/vote.bel", lambda route: route.fulfill(body=early))
    hall.load(other, 1)
    expect(page.locator("#failure-text")).to_contain_text("核对没有通过")
    expect(page.locator("#failure-detail")).to_contain_text("mixers")
    expect(other.locator("#holders tr").nth(2).get_by_text("已解密")).to_be_visible()
    assert events(hall, "PartialDecryption") == 1


def test_what_was_checked_stands_on_the_page(hall: Hall, pages: list[Page]) -> None:
    first, second = pages
    hall.load(first, 0)
    second.route("**/decryption", lambda route: route.abort())
    hall.load(second, 1)
    expect(second.locator("#reviewed")).to_contain_text("5 张选票")
    expect(second.locator("#reviewed")).to_contain_text("3 把钥匙")
    expect(second.locator("[data-own=same]")).to_be_visible()
    expect(second.locator("[data-place=head]")).to_contain_text(re.compile("末端 [0-9a-f]{16}"))


FORGET_MIX = """
async (round) => {
  const key = `ceremony:${round}`;
  const facts = { ...JSON.parse(localStorage.getItem(key)), mixes: [] };
  localStorage.setItem(key, JSON.stringify(facts));
  const request = indexedDB.open("scrutineer", 1);
  await new Promise((resolve) => (request.onsuccess = resolve));
  const change = request.result.transaction("rounds", "readwrite");
  change.objectStore("rounds").put(facts, key);
  await new Promise((resolve) => (change.oncomplete = resolve));
}
"""


def test_a_mix_that_is_not_remembered_is_opened_only_with_its_code(hall: Hall, pages: list[Page]) -> None:
    first, second = pages
    hall.load(first, 0)
    expect(first.locator("#holders tr").nth(1).get_by_text("已混票")).to_be_visible()
    expect(first.locator("#mix-code")).to_have_text(re.compile(r"\d{4} \d{4} \d{4}"))
    code = first.locator("#mix-code").inner_text()
    first.evaluate(FORGET_MIX, hall.vote.uuid)
    hall.load(second, 1)
    expect(first.locator("#own-card")).to_be_visible()
    first.fill("#own-code", "0000 0000 0000")
    first.click("#own-card button")
    expect(first.locator("#failure-text")).to_contain_text("与钥匙卡上的混票码不一致")
    first.click("#again")
    first.fill("#own-code", code)
    first.click("#own-card button")
    counted(first)


def test_somebody_elses_key_is_named(hall: Hall, pages: list[Page]) -> None:
    page = pages[0]
    page.set_input_files("#key-file", hall.key(1))
    page.click("#loader button[type=submit]")
    expect(page.locator("#key-error")).to_contain_text("另一把钥匙")
    expect(page.locator("#load")).to_be_visible()


def test_a_share_that_does_not_hold_is_named_before_anything_is_opened(hall: Hall, pages: list[Page]) -> None:
    page, vote = pages[1], hall.vote
    stage.mix(vote)
    stage.open_share(vote, 0)
    page.route("**/shares", altered_answer)
    hall.load(page, 1)
    expect(page.locator("#failure-text")).to_contain_text("监票人0的解密结果不成立")
    assert events(hall, "PartialDecryption") == 1
    page.unroute("**/shares")
    page.click("#again")
    expect(page.locator("#own-card")).to_be_visible()


def altered_answer(route: Route) -> None:
    """One digit of a proof is another."""
    text = route.fetch().text()
    place = text.index("response") + 20
    route.fulfill(
        body=text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :], content_type="application/json"
    )


def test_an_expired_session_says_so(hall: Hall, pages: list[Page]) -> None:
    page = pages[0]
    # Clearing the cookies would race with an answer under way, which sets them again.
    refusal = {"code": "unauthorized", "message": "请先登录"}
    page.route("**/task", lambda route: route.fulfill(status=401, json=refusal))
    expect(page.locator("#failure-text")).to_contain_text("登录已经过期")
