"""Twenty deputies, four of them on paper, in real browsers: from the exchange of a card to a report that verifies.

One paper ballot approves too many, one cannot be read, two projects tie at the cut-off, and the tied ones are voted on
again with tablets. With `VOTING_PICTURES=docs/pictures` the pictures of the guides are taken on the way.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from support import acting, stage
from support.acting import accessible
from support.hall import Hall

from voting.ballots import batches, casting, paper, piles, polling
from voting.belenios import credentials
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import Account
from voting.extensions import db, writing
from voting.meetings.models import Round
from voting.projects.candidates import Candidate
from voting.rules.rules import Rules
from voting.sitting import order

pytestmark = pytest.mark.browser

DEPUTIES, ON_PAPER, SEATS = 20, 4, 2
PROJECTS = ["城区老旧小区供水管网改造", "农村饮水安全提升工程", "社区养老服务站建设", "中小学校午餐午休条件改善"]
TABLETS = [[1, 1, 0, 0]] * 6 + [[1, 0, 1, 0]] * 6 + [[1, 2, 2, 1]] * 4
"""Project 1 has 16, 2 and 3 have 6 each, 4 has 4: the sheets keep the tie."""
SHEETS = ["1212", "1221", "1133", "11?1"]
"""As keys: one for 2's no, one for 3's, a plain one, one that cannot be read."""


@dataclass
class Office:
    """The people and the server."""

    vote: stage.Stage
    hall: Hall
    desk: Page
    meeting: str
    round: str


def sign_in(hall: Hall, username: str, context: BrowserContext | None = None) -> Page:
    page = (context or hall.new_context()).new_page()
    page.goto(f"{hall.base}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", "demo-2026")
    page.click("main button[type=submit]")
    return page


@pytest.fixture
def office(config: Config, make_hall: Callable[[stage.Stage], Hall]) -> Office:
    rules = Rules(seats=SEATS, threshold="none", model="rank")
    listed = [Candidate(name=name, content="按年度计划实施", unit="区水利局") for name in PROJECTS]
    vote = stage.boxed(config, deputies=DEPUTIES, contents=listed, rules=rules)
    vote.sign_in()
    congress_id = vote.round.congress_id
    with writing() as session:
        passwords.create(session, congress_id, "clerk", "程怡", "demo-2026", ["clerk"])
        for place, name in enumerate(("王为民", "李守正")):
            scrutineer = session.scalar(select(Account).where(Account.username == f"stage{place}"))
            assert scrutineer is not None
            scrutineer.name = name
    for name in ("陆算", "白珠"):
        stage.teller(vote, name, name)
    hall = make_hall(vote)
    return Office(
        vote,
        hall,
        sign_in(hall, "clerk"),
        f"{hall.base}/desk/meetings/{vote.meeting_id}",
        f"{hall.base}/desk/rounds/{vote.uuid}",
    )


def test_four_on_paper_a_tie_and_the_revote(office: Office, tmp_path: Path) -> None:
    exchange_cards(office)
    sheets = print_sheets(office, tmp_path)
    follow_the_agenda(office)
    vote_on_tablets(office)
    count_the_sheets(office)
    read_by_two(office, sheets)
    settle(office)
    decrypt_in_browsers(office)
    result = merge(office)
    assert result["next"] == {"kind": "revote", "candidates": [2, 3], "seats": 1}
    confirm(office)
    assert "纸质票" in verified(office, tmp_path, "report")
    revote(office, tmp_path)


def exchange_cards(office: Office) -> None:
    """The card stays in the browser: no request carries it."""
    page, vote = office.desk, office.vote
    sent: list[str] = []
    page.on("request", lambda request: sent.append(unquote(request.url) + (request.post_data or "")))
    page.goto(f"{office.round}/paper")
    accessible(page)
    for place in range(ON_PAPER):
        page.fill("#exchange-number", str(1001 + place))
        page.fill("#card", vote.typed[place])
        if place == ON_PAPER - 1:
            expect(page.get_by_role("button", name="换成纸质票")).to_be_enabled()
            acting.picture(page, "guide-exchange", at="#exchange")
        page.get_by_role("button", name="换成纸质票").click()
        expect(page.locator("#paper-numbers div", has_text="发出").locator("b")).to_have_text(str(place + 1))
    expect(page.locator("main")).to_contain_text("不足 5 人")
    page.fill("#exchange-number", "1009")
    page.fill("#card", vote.typed[0])
    page.get_by_role("button", name="换成纸质票").click()
    expect(page.locator("#exchange-error")).to_contain_text("不属于本次会议或已作废")
    posts = [text for text in sent if "paper/exchange" in text]
    assert len(posts) == ON_PAPER
    assert vote.publics(0)[vote.uuid] in posts[0]
    for card in vote.typed[:ON_PAPER]:
        secret = credentials.from_typed(card)
        assert not any(part in text for text in sent for part in (card, secret, secret.replace("-", "")))


def print_sheets(office: Office, folder: Path) -> str:
    """Five sheets; the code on each is the same."""
    page = office.desk
    page.get_by_label("张数").fill("5")
    with acting.downloaded(page, folder, "sheets.pdf") as path:
        page.get_by_role("button", name="登记张数并下载").click()
    codes = [code for number in range(5) for code in acting.codes_on(path, number)]
    assert len(codes) == 5
    assert len(set(codes)) == 1
    expect(page.locator("#paper-numbers div", has_text="印制").locator("b")).to_have_text("5")
    return codes[0]


def follow_the_agenda(office: Office) -> None:
    """What is done in the hall before the vote opens."""
    page, agenda = office.desk, f"{office.round}/sitting"

    def note(*keys: str) -> None:
        for key in keys:
            order.note(office.vote.round_id, key, stage.OFFICE, datetime.now(UTC), boxes=1)

    note("attendance", "measures", "scrutineers")
    acting.view(page, agenda, "guide-agenda")
    acting.view(page, f"{agenda}/scrutineers/back", "guide-back")
    note("zero")
    acting.printed(page, f"{office.round}/papers/zero.pdf", "guide-zero")
    note("issue", "order")
    acting.view(page, f"{agenda}/lectern", "guide-lectern")
    acting.printed(page, f"{office.round}/papers/host.pdf", "guide-script")


def vote_on_tablets(office: Office) -> None:
    vote = office.vote
    act(office, "开始投票")
    page = office.hall.new_context().new_page()
    held = vote.passes[0]
    page.goto(f"{office.hall.base}/deputy/")
    page.get_by_label("代表编号").fill(held.number)
    page.get_by_label("个人密码").fill(held.pin)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("main")).to_contain_text("您已领取纸质票")
    page.close()
    for place, marks in enumerate(TABLETS, start=ON_PAPER):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, marks), vote.config)
    act(office, "结束投票")


def count_the_sheets(office: Office) -> None:
    page = office.desk
    page.goto(f"{office.round}/paper")
    page.get_by_label("第 1 批的张数").fill(str(ON_PAPER))
    page.get_by_role("button", name="登记这一批").click()
    expect(page.locator(".piles")).to_contain_text("还缺 2 位计票人")
    page.get_by_label("清点的余票张数").fill("1")
    page.get_by_role("button", name="登记余票已销毁").click()
    expect(page.locator("main")).to_contain_text("余票 1 张已经清点销毁")
    acting.picture(page, "guide-piles", from_top=True)
    acting.view(page, f"{office.round}/void", "guide-void")
    acting.printed(page, f"{office.round}/papers/tellers-blank.pdf", "guide-tellers")
    acting.printed(page, f"{office.round}/papers/issue.pdf", "guide-issued")


def read_by_two(office: Office, code: str) -> None:
    """One with keys, one with fingers; the second reads sheet 2 otherwise."""
    one, two = (sign_in(office.hall, name) for name in ("陆算", "白珠"))
    for page in (one, two):
        expect(page).to_have_url(f"{office.hall.base}/teller/")
        page.get_by_role("link", name="第 1 批").click()
        page.locator("#code").fill("B1.x.1.0")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("电子选票存档")
        page.locator("#code").fill(code)
        page.keyboard.press("Enter")
        expect(page.locator("#rows .current")).to_be_visible()
    accessible(one)
    for keys in SHEETS[:2]:
        one.keyboard.type(keys)
        one.keyboard.press("Enter")
    expect(one.locator("#saved")).to_have_text("第 2 张已保存")
    one.keyboard.type("11")
    one.evaluate("onbeforeunload = null")
    one.on("dialog", lambda dialog: dialog.accept())
    one.reload()
    expect(one.locator("#rows .current")).to_be_visible()
    expect(one.locator("#sheet")).to_have_text("3")
    expect(one.locator("#rows .filled")).to_have_count(0)
    one.keyboard.type("11")
    one.keyboard.press("ArrowLeft")
    one.keyboard.type("13")
    acting.picture(one, "guide-reading", from_top=True)
    one.keyboard.type("3")
    one.keyboard.press("Enter")
    one.keyboard.type(SHEETS[3])
    one.keyboard.press("d")
    expect(one.locator("#done-word")).to_contain_text("全部录完")
    one.get_by_role("button", name="录完，交出这一批").click()
    values = {"1": "1", "2": "2", "3": "0", "?": "-1"}
    for keys in (SHEETS[0], "1222", SHEETS[2], SHEETS[3]):
        for row, key in enumerate(keys):
            two.locator(f"[data-row='{row}'] [data-value='{values[key]}']").click()
        two.locator("#next").click()
    two.get_by_role("button", name="录完，交出这一批").click()
    expect(two.locator("main")).to_contain_text("您已录完")
    two.goto(f"{office.hall.base}/teller/batches/{batches.of_round(office.vote.round_id)[0].id}")
    expect(two).to_have_url(f"{office.hall.base}/teller/")
    accessible(two)


def settle(office: Office) -> None:
    """A scrutineer settles the plain difference, the chief alone the unreadable sheet."""
    sheets = f"{office.hall.base}/scrutineer/rounds/{office.vote.uuid}/sheets"
    other = office.hall.sign_in(1)
    other.goto(sheets)
    expect(other.locator("form.sheet")).to_have_count(2)
    expect(other.locator("form.sheet", has_text="第 4 张")).to_contain_text("请总监票人用自己的账号")
    plain = other.locator("form.sheet", has_text="第 2 张")
    plain.get_by_label("认定为").select_option("1")
    acting.picture(other, "guide-settling", from_top=True)
    plain.get_by_role("button", name="认定这一张").click()
    expect(other.locator("form.sheet")).to_have_count(1)
    chief = office.hall.sign_in(0)
    chief.get_by_role("link", name="监督纸质票计票").click()
    accessible(chief)
    chief.get_by_label("认定的理由").fill("第 3 项涂改，整张无法辨认")
    chief.get_by_role("button", name="整张无效").click()
    expect(chief.locator("main")).to_contain_text("整张无效，王为民，第 3 项涂改")


def merge(office: Office) -> dict[str, object]:
    page = office.desk
    page.goto(office.meeting)
    page.get_by_role("link", name="核对并合并计票").click()
    accessible(page)
    page.get_by_role("button", name="合并计票").click()
    expect(page.locator("main")).to_contain_text("合并计票已完成")
    expect(page.locator(".kinds").first).to_contain_text("纸质票")
    accessible(page)
    return dict(office.vote.round.result or {})


def confirm(office: Office) -> None:
    for place in range(2):
        page = office.hall.sign_in(place)
        page.goto(office.hall.work)
        expect(page.locator(".kinds").first).to_contain_text("纸质票")
        acting.picture(page, "guide-confirm", from_top=True)
        page.get_by_role("button", name="确认计票结果").click()
        expect(page.get_by_text("您已确认计票结果")).to_be_visible()
    page = office.desk
    page.goto(f"{office.round}/certify")
    page.get_by_role("button", name="认证计票结果").click()
    expect(page.locator("main")).to_contain_text("认证计票结果：已完成")
    acting.printed(page, f"{office.round}/papers/report.pdf", "guide-report")


def verified(office: Office, folder: Path, kind: str) -> str:
    """The paper of this round holds against its archive for a program that knows neither; its text in one line."""
    browser, uuid = office.desk.request, office.vote.uuid
    key, paper_, archive = folder / "key.pem", folder / f"{kind}-{uuid}.pdf", folder / f"{uuid}.bel"
    for path, address in (
        (key, "/verify/key.pem"),
        (paper_, f"/desk/rounds/{uuid}/papers/{kind}.pdf"),
        (archive, f"/rounds/{uuid}/vote.bel"),
        (folder / f"{uuid}.proofs.json", f"/rounds/{uuid}/vote.proofs.json"),
    ):
        path.write_bytes(browser.get(office.hall.base + address).body())
    words = ["verify-result", str(paper_), "--key", str(key), "--board", str(archive)]
    done = subprocess.run([sys.executable, "-m", "voting.commands.main", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    document = pypdfium2.PdfDocument(paper_)
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def revote(office: Office, folder: Path) -> None:
    """Only the tied stand again; the cards do for this round too; the announcement gathers both."""
    page, vote = office.desk, office.vote
    first = vote.uuid
    page.goto(f"{office.round}/follow")
    accessible(page)
    acting.picture(page, "guide-next", from_top=True)
    page.get_by_role("button", name="建立下一轮").click()
    expect(page.locator("main")).to_contain_text("下一轮投票已经建立")
    db.session.rollback()
    found = db.session.scalar(select(Round).where(Round.parent_id == vote.round_id))
    assert found is not None
    assert [item["origin"] for item in found.candidates or []] == [2, 3]
    vote.round_id, vote.uuid = found.id, found.uuid
    office.round = f"{office.hall.base}/desk/rounds/{vote.uuid}"
    act(office, "建立票箱")
    back_to_tablets(office)
    act(office, "开始投票")
    tablet_again(office)
    for place in range(ON_PAPER + 1, DEPUTIES):
        casting.cast(
            vote.uuid, vote.deputies[place], vote.ballot(place, [0, 1] if place % 3 == 0 else [1, 0]), vote.config
        )
    act(office, "结束投票")
    count_in_browsers(office)
    act(office, "认证计票结果")
    act(office, "公告结果")
    acting.printed(page, f"{office.round}/papers/announcement.pdf", "guide-announcement")
    acting.printed(page, f"{office.round}/papers/dossier.pdf", "guide-dossier", 1)
    acting.view(page, f"{office.hall.base}/desk/journal", "guide-journal")
    assert "纸质票" not in verified(office, folder, "report")
    told = verified(office, folder, "announcement")
    assert [name in told for name in PROJECTS] == [True, True, False, False]
    board = office.hall.new_context().new_page()
    board.goto(f"{office.hall.base}/rounds/{first}")
    board.locator(".kinds-apart summary").click()
    expect(board.locator(".kinds-apart")).to_contain_text("纸质")
    accessible(board)


def act(office: Office, name: str) -> None:
    """The clerk takes the step that the meeting's page offers."""
    page = office.desk
    page.goto(office.meeting)
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("button", name=name).click()
    expect(page.locator("main")).to_contain_text(f"{name}：已完成")


def back_to_tablets(office: Office) -> None:
    """Whoever had paper in the first round takes paper again, and gives it back."""
    page = office.desk
    page.goto(f"{office.round}/paper")
    page.locator("#again").get_by_label("代表编号").fill("1001")
    page.get_by_role("button", name="续发纸质票").click()
    expect(page.locator("#paper-numbers div", has_text="发出").locator("b")).to_have_text("1")
    page.locator("#return").get_by_label("代表编号").fill("1001")
    page.locator("#return").get_by_label("原因").fill("本轮改用平板")
    page.get_by_role("button", name="换回投票卡").click()
    expect(page.locator("#paper-numbers div", has_text="发出").locator("b")).to_have_text("0")


def tablet_again(office: Office) -> None:
    """A deputy at the tablet, with the card of the first round."""
    vote = office.vote
    page = office.hall.new_context().new_page()
    held = vote.passes[ON_PAPER]
    page.goto(f"{office.hall.base}/deputy/")
    page.get_by_label("代表编号").fill(held.number)
    page.get_by_label("个人密码").fill(held.pin)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("link", name="进入投票").click()
    page.get_by_label("输入卡号").fill(vote.typed[ON_PAPER])
    page.get_by_role("button", name="使用这张卡").click()
    page.locator("[data-row='0'] label", has=page.locator("input[value='1']")).click()
    page.get_by_role("button", name="核对选票").click()
    page.get_by_role("button", name="提交选票").click()
    expect(page.get_by_role("heading", name="已投票")).to_be_visible()
    page.close()


def decrypt_in_browsers(office: Office) -> list[Page]:
    """Both scrutineers load their keys; the browsers take turns until every electronic ballot is open."""
    pages = office.hall.ceremony(polling.returned(office.hall.vote.round_id))
    for place, page in enumerate(pages):
        office.hall.load(page, place)
    for page in pages:
        expect(page.locator("#holders").get_by_text("已解密")).to_have_count(3)
    return pages


def count_in_browsers(office: Office) -> None:
    """A round without paper is counted by itself; both confirm."""
    for page in decrypt_in_browsers(office):
        page.get_by_role("button", name="确认计票结果").click()
        expect(page.get_by_text("您已确认计票结果")).to_be_visible()


@contextmanager
def camera(office: Office, shows: str, folder: Path) -> Iterator[BrowserContext]:
    """A browser whose camera sees a code."""
    assert office.desk.context.browser
    film = acting.film(shows, folder / "code.mjpeg")
    browser = office.desk.context.browser.browser_type.launch(
        executable_path=acting.CHROMIUM,
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    try:
        yield browser.new_context(locale="zh-CN", permissions=["camera"])
    finally:
        browser.close()


def test_a_card_before_the_camera(office: Office, tmp_path: Path) -> None:
    """The camera reads the card into the field; nothing but the halves is sent."""
    with camera(office, office.vote.typed[5], tmp_path) as context:
        page = sign_in(office.hall, "clerk", context)
        page.goto(f"{office.round}/paper")
        page.fill("#exchange-number", "1006")
        page.get_by_role("button", name="扫描投票卡").click()
        expect(page.locator("#card")).to_have_value(office.vote.typed[5], timeout=20_000)
        page.get_by_role("button", name="换成纸质票").click()
        expect(page.locator("#paper-numbers div", has_text="发出").locator("b")).to_have_text("1")


@pytest.mark.parametrize("of_this_round", [True, False])
def test_a_sheet_before_the_camera(office: Office, tmp_path: Path, of_this_round: bool) -> None:
    """The code of the round opens the pile; that of another round is refused, and nothing can be entered."""
    vote = office.vote
    vote.exchange(*range(ON_PAPER))
    polling.open_round(vote.round_id, None, stage.OFFICE, stage.NOW)
    stage.close(vote)
    batch = stage.pile(vote, ON_PAPER)
    shown = paper.mark_of(vote.round) if of_this_round else "k3JvQm1Xh2ZyT8sWc0aLbN5pRd7uEfGiHjKoMqVxY4A"
    with camera(office, shown, tmp_path) as context:
        page = sign_in(office.hall, "陆算", context)
        page.goto(f"{office.hall.base}/teller/batches/{batch}")
        page.get_by_role("button", name="用摄像头扫描").click()
        if of_this_round:
            expect(page.locator("#rows .current")).to_be_visible()
        else:
            expect(page.locator("main")).to_contain_text("这不是本轮表决票的二维码")
            expect(page.locator("#rows .current")).to_have_count(0)


def test_what_the_network_holds_up_is_saved_in_the_end(office: Office) -> None:
    """Keys are not lost while the server is away, each sheet keeps its own marks, and a key too many changes none."""
    vote = office.vote
    vote.exchange(*range(ON_PAPER))
    polling.open_round(vote.round_id, None, stage.OFFICE, stage.NOW)
    stage.close(vote)
    batch = stage.pile(vote, ON_PAPER)
    code = paper.mark_of(vote.round)
    page = sign_in(office.hall, "陆算")
    page.goto(f"{office.hall.base}/teller/batches/{batch}")
    page.locator("#code").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator("#rows .current")).to_be_visible()
    page.route("**/sheets/*", lambda route: route.abort())
    for keys in ("11112", "2222", "3333", "1213"):
        page.keyboard.type(keys)
        page.keyboard.press("Enter")
    expect(page.locator("#problem")).to_contain_text("正在自动重试")
    page.unroute("**/sheets/*")
    expect(page.locator("#finish")).to_be_visible()
    db.session.rollback()
    teller = db.session.scalar(select(Account).where(Account.username == "陆算"))
    assert teller is not None
    (reader,) = piles.of_round(vote.round)[0].readers
    kept = batches.entered(reader.reading_id, teller.id)
    assert [kept[sheet][0] for sheet in range(1, 5)] == [[1] * 4, [2] * 4, [0] * 4, [1, 2, 1, 0]]
