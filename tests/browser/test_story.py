"""The main job in real browsers: clerk, three scrutineers, five deputies, a full hall and an auditor.

With `VOTING_PICTURES=docs/pictures` the pictures of the README are taken on the way.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright
from support import acting
from support.acting import Held, accessible, picture, staff_sign_in
from support.hall import ceremony

from voting import create_app
from voting.belenios import credentials, packing
from voting.belenios.election import Election
from voting.commands.serve import prepare
from voting.config import Config, data_folder
from voting.stage.demo.crowd import plausible_marks
from voting.stage.demo.seed import people, staff
from voting.stage.people import DeputyTablet
from voting.stage.server import free_port, running

pytestmark = pytest.mark.browser

# The pictures show a hall of full size; what 352 change beside the figures is tried with rehearsals.
ENTITLED, PRESENT = (352, 331) if acting.PICTURES else (61, 57)
BY_HAND = 5
QUORUM = -(-ENTITLED * 2 // 3)
SCRUTINEERS = ("chief", "scrutineer1", "scrutineer2")


@dataclass
class Story:
    """The server and what the people of the story know."""

    base: str
    port: int
    config: Config
    folder: Path
    browser: Browser
    playwright: Playwright
    held: list[Held] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    uuid: str = ""
    meeting: str = ""
    """Address of the meeting's page at the desk."""
    trackers: list[str] = field(default_factory=list)

    def device(self, width: int, height: int, **options: object) -> Page:
        """A person's own device."""
        return acting.person(self.browser, width, height, **options).new_page()


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    config = Config(instance=tmp_path / "instance", base_address=base)
    environ = {"VOTING_INSTANCE": str(config.instance), "VOTING_BASE_ADDRESS": base}
    config.prepare()
    prepare({**os.environ, **environ})
    with create_app(config).app_context():
        staff()
    with running(environ, port), sync_playwright() as playwright:
        browser = acting.launch(playwright)
        yield Story(base, port, config, tmp_path, browser, playwright)
        browser.close()


def test_from_the_empty_congress_to_the_verified_paper(story: Story) -> None:
    desk = story.device(1366, 768)
    staff_sign_in(desk, story.base, "clerk", "/desk/")
    make_meeting(story, desk)
    import_roster(story, desk)
    import_candidates(story, desk)
    choose_rules_and_officers(story, desk)
    scrutineers = [make_key(story, name) for name in SCRUTINEERS]
    make_cards(story)
    decide_on_cards(story)
    set_up_box(story, desk)

    hall = story.device(1920, 1080)
    hall.goto(f"{story.base}/screen/{story.uuid}")
    tablets = [wait_in_the_hall(story, place) for place in range(BY_HAND)]
    crowd = the_crowd_arrives(story)
    chair = open_the_vote(story, scrutineers[0][0])
    for place, tablet in enumerate(tablets):
        expect(tablet).to_have_url(re.compile(r"/deputy/rounds/"))
        VOTES[place](story, tablet)
    the_crowd_votes(story, crowd)
    expect(hall.locator("[data-figure=returned]")).to_have_text(str(PRESENT))
    picture(hall, "screen")
    accessible(hall)
    close_the_vote(story, chair, scrutineers[0][0])
    count(story, scrutineers)
    certify_and_announce(story, desk, chair)
    hall.wait_for_selector(".bars")
    picture(hall, "screen-result")
    look_up(story)
    audit(story)
    assert not acting.complaints


# --- the clerk


def make_meeting(story: Story, desk: Page) -> None:
    desk.get_by_role("link", name="新建会议").click()
    desk.get_by_label("会议名称").fill("第六次会议")
    desk.get_by_label("票决事项").fill("2027年重点民生实事项目")
    desk.get_by_label("应到人数").fill(str(ENTITLED))
    accessible(desk)
    desk.get_by_role("button", name="建立会议").click()
    story.meeting = desk.url
    assert re.search(r"/desk/meetings/\d+$", story.meeting)
    accessible(desk)


def import_roster(story: Story, desk: Page) -> None:
    """A roster with faults writes nothing; the mended one gives the passes."""
    desk.goto(f"{story.meeting}/roster")
    rows = [[one.number, one.name, one.delegation] for one in people(ENTITLED, secrets.token_bytes)]
    wrong = [["代表编号", "姓名", "代表团"], *rows[:3], [rows[0][0], "", rows[0][2]]]
    desk.set_input_files("[name=file]", acting.spreadsheet(wrong))  # type: ignore[arg-type]
    desk.get_by_role("button", name="预览").click()
    expect(desk.locator("main")).to_contain_text("姓名为空")
    expect(desk.locator("main")).to_contain_text("重复")
    accessible(desk)
    desk.set_input_files("[name=file]", acting.spreadsheet([["代表编号", "姓名", "代表团"], *rows]))  # type: ignore[arg-type]
    desk.get_by_role("button", name="预览").click()
    expect(desk.locator("main")).to_contain_text(str(ENTITLED))
    with acting.downloaded(desk, story.folder, "passes.pdf") as path:
        desk.get_by_role("button", name="导入").click()
    story.held = acting.passes_in(path)
    assert len(story.held) == ENTITLED
    story.tokens = acting.codes_on(path)
    assert story.held[0].number == "1001"


def import_candidates(story: Story, desk: Page) -> None:
    desk.goto(f"{story.meeting}/candidates")
    desk.set_input_files("[name=file]", data_folder("voting") / "stage" / "demo" / "candidates.csv")
    desk.get_by_role("button", name="预览").click()
    desk.get_by_role("button", name="导入候选项目").click()
    expect(desk.locator("main")).to_contain_text("基础教育网点规划和建设工程")
    accessible(desk)


def choose_rules_and_officers(story: Story, desk: Page) -> None:
    desk.goto(f"{story.meeting}/rules")
    desk.get_by_label("应选").first.fill("10")
    accessible(desk)
    desk.get_by_role("button", name="保存").click()
    desk.goto(f"{story.meeting}/officers")
    for name, duty in (
        ("钟平", "总监票人"),
        ("石敬", "监票人"),
        ("顾清", "监票人"),
        ("陆算", "计票人"),
        ("白珠", "计票人"),
    ):
        desk.get_by_label(name, exact=True).select_option(label=duty)
    accessible(desk)
    desk.get_by_role("button", name="指定监票人和计票人").click()
    desk.get_by_role("link", name="冻结候选名单和规则").first.click()
    accessible(desk)
    desk.get_by_role("button", name="冻结候选名单和规则").click()
    expect(desk.locator("main")).to_contain_text("已完成")
    desk.goto(story.meeting)
    address = desk.locator("[data-source]").first.get_attribute("data-source") or ""
    found = re.search(r"/rounds/(\w{14})/", address)
    assert found
    story.uuid = found[1]


def make_cards(story: Story) -> None:
    """On the spot, by the credential authority: the PDF is handed out once."""
    desk = story.device(1366, 768)
    staff_sign_in(desk, story.base, "authority", "/desk/")
    desk.goto(f"{story.meeting}/cards")
    accessible(desk)
    with acting.downloaded(desk, story.folder, "cards.pdf") as path:
        desk.get_by_role("button", name="制作并下载投票卡").click()
    story.cards = acting.cards_in(path)
    assert len(story.cards) == ENTITLED + max(5, ENTITLED // 20)
    assert len(set(story.cards)) == len(story.cards)
    desk.close()


def decide_on_cards(story: Story) -> None:
    """Cards of a real meeting were made on the spot: the chair records what the presidium decided."""
    chair = story.device(1366, 768)
    staff_sign_in(chair, story.base, "chair", "/desk/")
    chair.goto(f"{story.meeting}/decisions")
    chair.fill("#cards_made_here-text", "主席团第二次会议决定")
    chair.fill("#cards_made_here-day", "2026-01-18")
    chair.locator("#cards_made_here").get_by_role("button", name="登记主席团决定").click()
    expect(chair.locator("main")).to_contain_text("将印在零票报告上")
    chair.close()


def set_up_box(story: Story, desk: Page) -> None:
    desk.goto(story.meeting)
    picture(desk, "desk")
    desk.get_by_role("link", name="建立票箱").first.click()
    desk.get_by_role("button", name="建立票箱").click()
    expect(desk.locator("main")).to_contain_text("建立票箱")


# --- the scrutineers


def make_key(story: Story, name: str) -> tuple[Page, Path, str]:
    """A key made, saved, and loaded back: from the file, or typed from the card."""
    page = story.device(1280, 800)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    staff_sign_in(page, story.base, name, "/scrutineer/")
    page.get_by_role("link", name="制作钥匙").first.click()
    if name == "chief":
        accessible(page)
    page.click("#make-key")
    with acting.downloaded(page, story.folder, f"{name}.json") as path:
        page.click("#save-key")
    typed = page.locator("#card-typed").text_content() or ""
    private = json.loads(path.read_text())
    secret = next(str(value) for key, value in private.items() if "private" in key)
    if name == "chief":
        page.fill("#key-typed", typed)
    else:
        page.set_input_files("#key-file", path)
    page.click("#loader button[type=submit]")
    expect(page.locator("#done")).to_be_visible()
    if name == "chief":
        accessible(page)
    assert not any(secret in text or typed.replace("-", "") in text for text in sent), "the key left the browser"
    return page, path, typed


def count(story: Story, scrutineers: list[tuple[Page, Path, str]]) -> None:
    """Lock, call, compare; each loads the key and presses once; the browsers take turns by themselves."""
    pages = [page for page, _, _ in scrutineers]
    for page in pages:
        page.goto(f"{story.base}/scrutineer/rounds/{story.uuid}")
    ceremony(pages, PRESENT)
    for place, (page, path, typed) in enumerate(scrutineers):
        if place == 0:
            accessible(page)
            page.fill("#key-typed", typed)
        else:
            page.set_input_files("#key-file", path)
        page.click("#loader button[type=submit]")
    for place, (page, _, _) in enumerate(scrutineers):
        button = page.get_by_role("button", name="确认计票结果")
        button.wait_for(timeout=120_000)
        if place == 0:
            picture(page, "scrutineer", from_top=True)
            accessible(page)
        button.click()
        expect(page.get_by_text("您已确认计票结果")).to_be_visible()


# --- the deputies


def wait_in_the_hall(story: Story, place: int) -> Page:
    """Sign in with number and PIN, or with the pass; sign in to the meeting; wait."""
    size = (1280, 800) if place % 2 == 0 else (800, 1280)
    camera = acting.film(story.cards[0], story.folder / "card.mjpeg") if place == 0 else None
    if camera:
        browser = acting.launch(story.playwright, camera)
        page = acting.person(browser, *size, permissions=["camera"]).new_page()
    else:
        page = story.device(*size, has_touch=True)
    held = story.held[place]
    if place == 1:
        page.goto(f"{story.base}/deputy/sign-in#{story.tokens[place]}")
    else:
        page.goto(f"{story.base}/deputy/")
        if place in (0, 3):
            accessible(page)
        page.get_by_label("代表编号").fill(held.number)
        if place == 2:
            page.get_by_label("个人密码").fill("000000" if held.pin != "000000" else "111111")
            page.get_by_role("button", name="登录").click()
            expect(page.get_by_role("alert")).to_contain_text("不正确")
        page.get_by_label("个人密码").fill(held.pin)
        page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("main")).to_contain_text(held.number)
    expect(page.locator("main")).to_contain_text("市民中心建设工程")
    page.get_by_role("button", name="签到").click()
    expect(page.locator("main")).to_contain_text("投票还没有开始")
    if place < 2:
        accessible(page)
    return page


def mark_all(page: Page, choices: str) -> None:
    """○ × – for each row; a point leaves the row as it is."""
    for row, sign in enumerate(choices):
        if sign != ".":
            value = {"o": "1", "x": "2", "-": "0"}[sign]
            page.locator(f"[data-row='{row}'] label", has=page.locator(f"input[value='{value}']")).click()


def finish(story: Story, page: Page) -> None:
    """The receipt, and nothing of the choices."""
    expect(page.get_by_role("heading", name="已投票")).to_be_visible()
    tracker = page.locator("#tracker").text_content() or ""
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}", tracker)
    story.trackers.append(tracker)
    if len(story.trackers) <= 2:
        accessible(page)
    assert page.locator("[data-step=marks]").is_hidden()
    assert page.evaluate("[...document.querySelectorAll('input[type=radio]')].every(radio => !radio.checked)")


def type_card(page: Page, card: str) -> None:
    page.get_by_label("输入卡号").fill(card)
    page.get_by_role("button", name="使用这张卡").click()


def with_camera(story: Story, page: Page) -> None:
    """The card before the camera; ten approvals; the eleventh is stopped and explained."""
    page.get_by_role("button", name="扫描投票卡").click()
    expect(page.get_by_role("heading", name="第二步：逐项表态")).to_be_visible()
    accessible(page)
    mark_all(page, "oooooooooo")
    expect(page.locator("#counter")).to_have_text("已赞成 10 / 最多 10")
    mark_all(page, "..........o")
    expect(page.locator("#limit")).to_contain_text("达到上限")
    under = "document.querySelector('#limit').getBoundingClientRect().bottom"
    assert page.evaluate(f"document.querySelector('#bar').getBoundingClientRect().bottom >= {under}"), (
        "rows show through"
    )
    expect(page.locator("#counter")).to_have_text("已赞成 10 / 最多 10")
    picture(page, "booth")
    mark_all(page, "..........x-")
    page.get_by_role("button", name="核对选票").click()
    expect(page.locator("#unmarked")).to_be_hidden()
    accessible(page)
    picture(page, "booth-review")
    page.get_by_role("button", name="提交选票").click()
    finish(story, page)
    picture(page, "booth-receipt")
    page.get_by_role("button", name="完成并退出登录").click()
    expect(page).to_have_url(re.compile("/deputy/sign-in"))
    page.go_back()
    expect(page.locator("body")).not_to_contain_text("已投票")


def with_slips(story: Story, page: Page) -> None:
    """A typed card with a slip names the group; unmarked rows are named before they count as abstention."""
    card = story.cards[1]
    slip = ("x" if card[2] != "x" else "y") if card[2] != "-" else "x"
    type_card(page, card[:2] + slip + card[3:])
    expect(page.locator("#card-error")).to_contain_text("输错了")
    type_card(page, "11111-111111-11111-111111-11")
    expect(page.locator("#card-error")).to_be_visible()
    picture(page, "booth-card")
    accessible(page)
    type_card(page, card)
    mark_all(page, "ooooo")
    accessible(page)
    page.get_by_role("button", name="核对选票").click()
    expect(page.locator("#unmarked-list li")).to_have_count(7)
    accessible(page)
    page.get_by_role("button", name="提交选票").click()
    finish(story, page)


def with_keyboard(story: Story, page: Page) -> None:
    """Card, marks, review and casting without touch or mouse."""
    page.get_by_label("输入卡号").focus()
    page.keyboard.type(story.cards[2].replace("-", ""))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="第二步：逐项表态")).to_be_visible()
    page.keyboard.press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.type") == "radio":
            break
        page.keyboard.press("Tab")
    for key in "111111111123":
        page.keyboard.press(key)
    expect(page.locator("#counter")).to_have_text("已赞成 10 / 最多 10")
    page.locator("#to-review").focus()
    page.keyboard.press("Enter")
    page.locator("#cast").focus()
    page.keyboard.press("Enter")
    finish(story, page)


def with_bad_wifi(story: Story, page: Page) -> None:
    """The answer gets lost twice: the same ballot goes again, once only into the box."""
    type_card(page, story.cards[3])
    mark_all(page, "xxoooooooooo")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.post_data or "")
        if len(lost) == 1:
            route.abort()
        elif len(lost) == 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/ballot", lose)
    page.get_by_role("button", name="核对选票").click()
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator("#sending-word")).to_contain_text("自动重试")
    picture(page, "booth-retry")
    finish(story, page)
    assert len(lost) == 3
    assert len(set(lost)) == 1


def with_reload(story: Story, page: Page) -> None:
    """The tablet is reloaded while the ballot is on its way: it is delivered, the choices are gone."""
    type_card(page, story.cards[4])
    mark_all(page, "oooooooooo")
    page.route("**/ballot", lambda route: route.abort())
    page.get_by_role("button", name="核对选票").click()
    page.get_by_role("button", name="提交选票").click()
    expect(page.locator("#sending-word")).to_contain_text("自动重试")
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "answers" in kept
    assert story.cards[4] not in kept
    page.unroute("**/ballot")
    page.reload()
    finish(story, page)


VOTES = (with_camera, with_slips, with_keyboard, with_bad_wifi, with_reload)


def the_crowd_arrives(story: Story) -> list[DeputyTablet]:
    """Everybody else who is there signs in, each an HTTP client."""
    crowd = [DeputyTablet(story.port, one.number, one.pin) for one in story.held[BY_HAND:PRESENT]]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda tablet: tablet.arrive(), crowd))
    return crowd


def the_crowd_votes(story: Story, crowd: list[DeputyTablet]) -> None:
    packed = packing.packing_for(12)
    parsed: dict[str, Election] = {}
    for place, tablet in enumerate(crowd):
        card = credentials.from_typed(story.cards[BY_HAND + place])
        tablet.encrypt(story.uuid, card, packed.pack(plausible_marks(10)), parsed, secrets.token_bytes)
    with ThreadPoolExecutor(6) as pool:
        assert {answer.status for answer in pool.map(lambda tablet: tablet.cast(), crowd)} == {200}


# --- the chair


def agree(story: Story, chief: Page, act: str, title: str) -> None:
    """The chief scrutineer agrees; only then the chair's button works."""
    chief.goto(f"{story.base}/scrutineer/rounds/{story.uuid}/agree/{act}")
    accessible(chief)
    if act == "open":
        picture(chief, "guide-agree", from_top=True)
    chief.get_by_role("button", name=title).click()
    expect(chief.locator("main")).to_contain_text("您已经同意")


def open_the_vote(story: Story, chief: Page) -> Page:
    chair = story.device(1366, 768)
    staff_sign_in(chair, story.base, "chair", "/desk/")
    chair.goto(story.meeting)
    expect(chair.locator("main")).to_contain_text(str(QUORUM))
    chair.get_by_role("link", name="开始投票").first.click()
    expect(chair.locator("main")).to_contain_text(str(PRESENT))
    expect(chair.get_by_role("button", name="开始投票")).to_be_hidden()
    agree(story, chief, "open", "同意开始投票")
    chair.reload()
    accessible(chair)
    chair.get_by_role("button", name="开始投票").click()
    return chair


def close_the_vote(story: Story, chair: Page, chief: Page) -> None:
    agree(story, chief, "close", "同意结束投票")
    chair.goto(story.meeting)
    expect(chair.locator("main")).not_to_contain_text("赞成")
    chair.get_by_role("link", name="结束投票").first.click()
    accessible(chair)
    chair.get_by_role("button", name="结束投票").click()


def certify_and_announce(story: Story, desk: Page, chair: Page) -> None:
    chair.goto(story.meeting)
    chair.get_by_role("link", name="认证计票结果").first.click()
    chair.get_by_role("button", name="认证计票结果").click()
    desk.goto(story.meeting)
    accessible(desk)
    board = story.device(1280, 900)
    board.goto(f"{story.base}/rounds/{story.uuid}")
    expect(board.locator("main")).not_to_contain_text("票决结果")
    chair.goto(story.meeting)
    chair.get_by_role("link", name="公告结果").first.click()
    chair.get_by_role("button", name="公告结果").click()
    board.reload()
    expect(board.locator("main")).to_contain_text("票决结果")
    picture(board, "board", from_top=True)
    accessible(board)


# --- everyone


def look_up(story: Story) -> None:
    phone = story.device(390, 844, is_mobile=True)
    phone.goto(f"{story.base}/rounds/{story.uuid}")
    accessible(phone)
    phone.get_by_label("选票追踪码").fill(story.trackers[1][:8])
    phone.get_by_role("button", name="查找选票").click()
    expect(phone.locator("main")).to_contain_text("这张选票在票箱里")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"


def audit(story: Story) -> None:
    """With the printed result, the archive and the key alone."""
    page = story.device(1280, 900)
    page.goto(f"{story.base}/rounds/{story.uuid}")
    with acting.downloaded(page, story.folder, "vote.bel") as archive:
        page.get_by_role("link", name="下载档案").click()
    with acting.downloaded(page, story.folder, "vote.proofs.json") as proofs:
        page.get_by_role("link", name="下载解密证明").click()
    with acting.downloaded(page, story.folder, "report.pdf") as report:
        page.get_by_role("link", name="计票结果报告单").click()
    key = story.folder / "key.pem"
    key.write_bytes(page.request.get(f"{story.base}/verify/key.pem").body())
    for words in (
        ["verify", archive, "--proofs", proofs],
        ["verify-result", report, "--key", key, "--board", archive, "--proofs", proofs],
    ):
        done = subprocess.run([sys.executable, "-m", "voting.commands.main", *words], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout

    page.goto(f"{story.base}/verify")
    accessible(page)
    page.set_input_files("#file", report)
    page.get_by_role("button", name="验证文件").click()
    expect(page.locator("main")).to_contain_text("验证通过")
    accessible(page)
    links = [text for text in acting.codes_on(report) if "/verify#" in text]
    assert links
    page.goto(links[0])
    expect(page.locator("#verdict-text")).to_contain_text("验证通过")
    expect(page.locator("[data-figure=returned]")).to_have_text(str(PRESENT))
    picture(page, "verify", from_top=True)
    accessible(page)
    acting.page_picture(report, "report")
