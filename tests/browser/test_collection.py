"""Before the vote, in real browsers: a citizen on a phone, a station, a clerk on the way to the list, a deputy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from support import acting, screening, stage
from support.collecting import PASSWORD, collecting
from support.elections import seeded

from voting.ballots import preparing
from voting.collection import posters
from voting.collection.handling import answering
from voting.collection.models import Suggestion
from voting.config import Config
from voting.congress.models import Station
from voting.deputies import roster
from voting.extensions import db, writing
from voting.meetings import entitled, officers, rounds
from voting.rules.rules import Rules

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]


def solved(question: str) -> str:
    """The answer to the form's small sum, such as 三加五等于几？."""
    digits = "零一二三四五六七八九"
    left, right = digits.index(question[0]), digits.index(question[2])
    return str(left + right if question[1] == "加" else left - right)


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


def test_a_citizen_from_the_poster_to_the_reply(config: Config, base: str, chromium: Browser) -> None:
    held = collecting(replace(config, base_address=base))
    now = datetime.now(UTC)
    with writing():
        held.drive.closes_at = now + timedelta(days=9)
    station = db.session.get_one(Station, held.station_id)
    poster = pypdfium2.PdfDocument(posters.of_stations(held.drive, [station], held.config, "a4"))
    address = zxingcpp.read_barcodes(poster[0].render(scale=2).to_pil())[0].text

    phone = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=False)
    page = phone.new_page()
    page.goto(address)
    page.fill("#text", "棠香路的公交站没有座位，老人等车只能站着")
    page.select_option("#category", "交通出行")
    page.fill("#answer", solved(page.locator("label[for=answer]").inner_text()))
    page.wait_for_timeout(config.form_seconds * 1000)
    page.get_by_role("button", name="提交建议").click()
    expect(page.get_by_role("heading", name="建议已收到")).to_be_visible()
    db.session.rollback()
    one = db.session.query(Suggestion).one()
    assert (one.station_id, one.category) == (held.station_id, "交通出行")
    assert page.locator(".receipt-code").inner_text().replace("-", "").strip() == one.code
    reason = "将在明年6月前加装候车座椅。"
    answering.answer(held.congress_id, one.id, "adopted", reason, one.version, stage.OFFICE, now)

    page.get_by_role("link", name="查看办理情况").click()
    expect(page.get_by_text(reason)).to_be_visible()
    page.get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("button", name="修改评价")).to_be_visible()
    db.session.rollback()
    assert db.session.query(Suggestion).one().rating == "satisfied"
    phone.close()


def test_a_clerk_takes_five_suggestions_to_the_list(
    config: Config, base: str, new_context: Callable[[], BrowserContext]
) -> None:
    found = collecting(config)
    for place in ("一", "二", "三", "四", "五"):
        found.say(f"宝顶镇{place}组的公路没有护栏，请加装", category="交通出行", place="宝顶镇")
    head = db.session.scalars(select(Suggestion.id).order_by(Suggestion.no)).first()
    screening.ready(found, "社区食堂建设")
    meeting_id = screening.meeting(found).id
    db.session.remove()
    desk = f"{base}/desk/drives/{found.drive_id}"
    page = new_context().new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in(page, base, "collectingclerk")

    page.goto(f"{desk}/suggestions")
    page.locator("#tick-all").check()
    acting.accessible(page)
    page.get_by_role("button", name="合并相同的建议").click()
    page.get_by_label("以第1号为主").check()
    acting.accessible(page)
    page.get_by_role("button", name="合并 5 条").click()
    page.goto(f"{base}/desk/suggestions/{head}")
    expect(page.get_by_text("合并在一起的建议（4 条）")).to_be_visible()
    acting.accessible(page)

    page.locator("#unit_id").select_option(label="区交通运输局")
    page.get_by_role("button", name="交办", exact=True).click()
    expect(page.get_by_role("heading", name="正在办理")).to_be_visible()
    page.get_by_text("由本办直接答复").click()
    page.locator("#outcome-adopted").check()
    page.fill("#reason-answer", "列入农村公路安防工程，2027年底前完成。")
    page.get_by_role("button", name="答复提出人").click()
    expect(page.get_by_role("heading", name="答复", exact=True)).to_be_visible()

    page.get_by_role("link", name="由这条建议起草项目").click()
    for field, value in {
        "name": "农村公路安防工程",
        "content": "加装护栏 80 公里",
        "place": "各镇",
        "necessity": "临崖路段多。",
        "feasibility": "方案已经审查。",
        "investment_total": "800",
        "year-0": "2027",
        "year_amount-0": "800",
        "source-0": "区级财政",
        "source_amount-0": "800",
        "deadline": "2027年12月",
        "contact": "公路科 023-43700000",
    }.items():
        page.fill(f"#{field}", value)
    page.locator("#unit_id").select_option(label="区交通运输局")
    acting.accessible(page)
    page.get_by_role("button", name="保存项目").click()
    page.get_by_role("button", name="提交审核").click()
    for _body in range(5):
        page.goto(f"{desk}/reviews")
        page.get_by_role("link", name="录入决定").first.click()
        page.get_by_label("决定：农村公路安防工程").select_option("passed")
        page.get_by_role("button", name="录入审核决定").click()
        page.wait_for_url(lambda url: "/steps/" not in url)
    page.goto(f"{desk}/list")
    acting.accessible(page)
    page.get_by_role("button", name="转入会议候选名单").click()
    expect(page.get_by_role("link", name="第七次会议")).to_be_visible()

    one, two = found.accounts["clerk"], found.accounts["government"]
    officers.name_officers(meeting_id, [(one, "chief_scrutineer"), (two, "scrutineer")], stage.OFFICE, stage.NOW)
    people = [roster.Person("0001", "代表甲", "一团")]
    entitled.import_roster(meeting_id, people, config, stage.OFFICE, stage.NOW, seeded("roster"))
    round_id = rounds.main_round(meeting_id).id
    preparing.set_rules(round_id, Rules(seats=1).to_dict(), stage.OFFICE, stage.NOW)
    preparing.freeze(round_id, stage.OFFICE, stage.NOW)
    frozen = rounds.main_round(meeting_id).candidates or []
    assert [one["name"] for one in frozen] == ["社区食堂建设", "农村公路安防工程"]


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
