"""Lock, call, compare in Chromium: what people type and hear between the close and the mixing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from support import snapshots, stage
from support.hall import Hall, call, ceremony, hear, lock

from voting.ballots.casting import cast
from voting.belenios import election
from voting.config import Config
from voting.extensions import db
from voting.journal.log import entries
from voting.tally import locking

pytestmark = pytest.mark.browser
BALLOTS = 5


@pytest.fixture
def hall(config: Config, make_hall: Callable[[stage.Stage], Hall]) -> Hall:
    vote = stage.opened(config, deputies=6)
    for place in range(BALLOTS):
        cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    stage.close(vote)
    return make_hall(vote)


@pytest.fixture
def earlier(config: Config, make_hall: Callable[[stage.Stage], Hall], monkeypatch: pytest.MonkeyPatch) -> Hall:
    """A box that was set up by a version that did not name the card list in the election's text."""
    with snapshots.anew(), monkeypatch.context() as patch:
        patch.setattr(election, "CARD_LIST", "")
        vote = stage.boxed(config, deputies=6)
    vote.open()
    for place in range(BALLOTS):
        cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    stage.close(vote)
    return make_hall(vote)


def journal(hall: Hall) -> list[str]:
    return [one.act for one in entries(db.session(), hall.vote.round.congress_id)]


def step(page: Page, name: str) -> None:
    expect(page.locator(f"#step-{name}")).to_have_attribute("data-state", "now")


def test_from_the_zero_report_to_the_count(hall: Hall) -> None:
    pages = hall.ceremony(BALLOTS)
    for place, page in enumerate(pages):
        step(page, "load")
        hall.load(page, place)
    for page in pages:
        expect(page.get_by_role("button", name="确认计票结果")).to_be_visible()
    assert {"锁定票箱", "叫号", "核对码一致"} <= set(journal(hall))


def test_a_box_of_an_earlier_version_is_taken_by_whom_says_that_it_is_one(earlier: Hall) -> None:
    pages = [earlier.sign_in(place) for place in range(2)]
    for page in pages:
        page.goto(earlier.work)
        page.click("#box-check button")
        expect(page.locator("#box-check .wrong")).to_contain_text("升级")
        page.check("#earlier")
    ceremony(pages, BALLOTS)
    for place, page in enumerate(pages):
        earlier.load(page, place)
    for page in pages:
        expect(page.get_by_role("button", name="确认计票结果")).to_be_visible()


def test_who_has_no_mix_code_from_an_earlier_version_says_so(earlier: Hall) -> None:
    """The mix was made before the upgrade: it is asked for all the same, and opened only when the person says why."""
    page = earlier.sign_in(0)
    page.goto(earlier.work)
    page.check("#earlier")
    lock(page, BALLOTS)
    stage.lock(earlier.vote, 1)
    number, code = call(page)
    stage.hear(earlier.vote, 1, number, code)
    page.click("#card button")
    step(page, "load")
    stage.mix(earlier.vote)
    earlier.load(page, 0)
    page.click("#own-card button")
    expect(page.locator("#own-card .wrong")).to_contain_text("12 位数字")
    page.check("#own-none")
    page.click("#own-card button")
    expect(page.locator("#holders tr").nth(1).get_by_text("已解密")).to_be_visible()


def test_another_number_of_ballots_locks_nothing(hall: Hall) -> None:
    page = hall.sign_in(0)
    hall.lock(page, BALLOTS + 1)
    expect(page.locator("#lock-first .wrong")).to_contain_text("比您清点的少")
    assert not locking.standing(hall.vote.round).locked
    page.fill("#ballots", str(BALLOTS))
    page.click("#lock-first button")
    step(page, "compare")


def test_nobody_calls_before_everybody_has_locked(hall: Hall) -> None:
    pages = [hall.sign_in(place) for place in range(2)]
    hall.lock(pages[0], BALLOTS)
    step(pages[0], "compare")
    expect(pages[0].locator("#call")).to_be_hidden()
    hall.lock(pages[1], BALLOTS)
    expect(pages[0].locator("#call")).to_be_visible()


def test_another_code_stops_the_page_and_goes_on_record(hall: Hall) -> None:
    pages = [hall.sign_in(place) for place in range(2)]
    for page in pages:
        hall.lock(page, BALLOTS)
    number, code = call(pages[0])
    other = f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
    hear(pages[1], number, other)
    expect(pages[1].locator("#failure-text")).to_contain_text("核对码不一致")
    assert "核对码不一致" in journal(hall)
    assert not locking.standing(hall.vote.round).all_compared
    pages[1].click("#again")
    hear(pages[1], number, code)
    expect(pages[1].locator("#card-code")).to_have_text(code)


def test_a_reload_goes_on_where_it_was(hall: Hall) -> None:
    pages = [hall.sign_in(place) for place in range(2)]
    for page in pages:
        hall.lock(page, BALLOTS)
        step(page, "compare")
        page.reload()
        step(page, "compare")
    number, code = call(pages[0])
    pages[0].reload()
    expect(pages[0].locator("#called-code")).to_have_text(code)
    hear(pages[1], number, code)
    pages[1].click("#card button")
    step(pages[1], "load")
    pages[1].reload()
    step(pages[1], "load")


def test_a_device_without_memory_asks_for_the_key_card_and_another_number(hall: Hall) -> None:
    pages = hall.ceremony(BALLOTS)
    number = pages[1].locator("#card-number").text_content() or ""
    code = pages[1].locator("#card-code").text_content() or ""
    fresh = hall.sign_in(1)
    fresh.goto(hall.work)
    expect(fresh.locator("#box-lost")).to_be_visible()
    fresh.click("#box-check button")
    expect(fresh.locator("#lock-again")).to_be_visible()
    fresh.fill("#ballots-again", str(BALLOTS))
    fresh.fill("#card-was-number", number)
    fresh.fill("#card-was-code", "00000000")
    fresh.click("#lock-again button")
    expect(fresh.locator("#failure-text")).to_contain_text("与钥匙卡上的核对码不一致")
    fresh.click("#again")
    fresh.fill("#card-was-code", code)
    fresh.click("#lock-again button")
    step(fresh, "compare")
    hear(fresh, number, code)
    expect(fresh.locator("#hear .wrong")).to_contain_text("重新摇号")
    expect(pages[0].locator("#call")).to_be_visible()
    again = call(pages[0])
    hear(fresh, *again)
    expect(fresh.locator("#card-number")).to_have_text(again[0])


REPORTS = ("lock", "call", "compare", "shuffle", "decryption")


def test_lost_answers_do_everything_once(hall: Hall) -> None:
    """Each report reaches the server once and its answer is lost; nobody types or presses anything twice."""
    pages = [hall.sign_in(place) for place in range(2)]
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url.rsplit("/", 1)[1])
        route.abort()

    for page in pages:
        for name in REPORTS:
            page.route(f"**/{name}", lose, times=1)
        page.goto(hall.work)
    ceremony(pages, BALLOTS)
    for place, page in enumerate(pages):
        hall.load(page, place)
    for page in pages:
        expect(page.get_by_role("button", name="确认计票结果")).to_be_visible()
    assert sorted(lost) == sorted(["lock", "call", "compare", "shuffle", "decryption", "lock", "shuffle", "decryption"])
    acts = journal(hall)
    assert {act: acts.count(act) for act in ("锁定票箱", "叫号", "核对码一致", "混票", "解密")} == {
        "锁定票箱": 2,
        "叫号": 1,
        "核对码一致": 1,
        "混票": 2,
        "解密": 2,
    }


def test_a_second_number_whose_report_was_lost_is_reported_again(hall: Hall) -> None:
    """Somebody locked anew, so another number is called: what the chief reads aloud is what the server knows."""
    pages = hall.ceremony(BALLOTS)
    stage.lock(hall.vote, 1, anew=True)
    pages[0].route("**/call", lambda route: route.abort(), times=1)
    number, code = call(pages[0])
    expect(pages[0].locator("#call")).to_be_hidden()
    stage.hear(hall.vote, 1, number, code)
    assert journal(hall).count("叫号") == 2
    assert locking.standing(hall.vote.round).all_compared


def test_two_windows_of_the_chief_call_one_number(hall: Hall) -> None:
    first = hall.sign_in(0)
    windows = [first, first.context.new_page()]
    hall.lock(first, BALLOTS)
    windows[1].goto(hall.work)
    stage.lock(hall.vote, 1)
    for window in windows:
        expect(window.locator("#call")).to_be_visible()
    for window in windows:
        window.evaluate("document.querySelector('#call button').click()")
    for window in windows:
        expect(window.locator("#called-code")).to_have_text(re.compile(r"\d{4} \d{4}"))
    number, code = (first.locator(name).inner_text() for name in ("#called-number", "#called-code"))
    expect(windows[1].locator("#called-number")).to_have_text(number)
    stage.hear(hall.vote, 1, number, code)
    assert journal(hall).count("叫号") == 1


REMEMBER = """async (own) => {
    const { remember, remembered } = await import("/static/js/scrutineer/memory.js");
    for (let n = 0; n < 20; n++) await remember("windows", { mixes: [`${own}${n}`] });
}"""


def test_two_windows_remember_together(hall: Hall) -> None:
    """What both keep at once is all kept, in both memories of the browser."""
    first = hall.sign_in(0)
    windows = [first, first.context.new_page()]
    windows[1].goto(first.url)
    for window, own in zip(windows, "ab", strict=True):
        window.evaluate(f"own => {{ window.kept = ({REMEMBER})(own); }}", own)
    for window in windows:
        window.evaluate("window.kept")
    everything = "Object.values(localStorage).flatMap(text => JSON.parse(text).mixes ?? []).length"
    assert [window.evaluate(everything) for window in windows] == [40, 40]


def test_the_steps_are_large_and_one_at_a_time(hall: Hall) -> None:
    page = hall.sign_in(1)
    hall.lock(page, BALLOTS)
    step(page, "compare")
    expect(page.locator(".one-by-one > .step > .step-body:visible")).to_have_count(1)
    size = page.locator("#hear p").first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
    assert size >= 22
    assert re.search("已锁定", page.locator("#say").inner_text())
