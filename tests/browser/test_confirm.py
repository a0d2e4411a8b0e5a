"""Before a scrutineer confirms the count, the own device checks the whole archive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from support import stage
from support.hall import Hall

from voting.ballots.casting import cast
from voting.config import Config

pytestmark = pytest.mark.browser
CONFIRM = "确认计票结果"


@pytest.fixture
def hall(config: Config, make_hall: Callable[[stage.Stage], Hall]) -> Hall:
    """Mixed, opened and counted without any browser."""
    vote = stage.opened(config, deputies=6)
    for place in range(5):
        cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    stage.close(vote)
    stage.count(vote)
    return make_hall(vote)


def test_a_count_that_holds_is_confirmed(hall: Hall) -> None:
    page = hall.sign_in(0)
    page.goto(hall.work)
    expect(page.locator("#own-review-say")).to_contain_text("本机复核通过：5 张电子选票、3 把钥匙")
    expect(page.locator("#own-review-say")).to_contain_text("没有锁定过")
    page.get_by_role("button", name=CONFIRM).click()
    expect(page.get_by_text("您已确认计票结果")).to_be_visible()


def test_a_device_that_checked_the_box_compares_the_identifier(hall: Hall) -> None:
    """It never locked; the archive is of another box than the one that it compared with the zero report."""
    page = hall.sign_in(0)
    remember = "([round, fingerprint]) => localStorage.setItem(`ceremony:${round}`, JSON.stringify({ fingerprint }))"
    for fingerprint, said in ((hall.vote.round.fingerprint, "本机复核通过"), ("A" * 43, "本机复核没有通过")):
        page.evaluate(remember, [hall.vote.uuid, fingerprint])
        page.goto(hall.work)
        expect(page.locator("#own-review-say")).to_contain_text(said)
    expect(page.locator("#own-review-detail")).to_contain_text("fingerprint")
    expect(page.get_by_role("button", name=CONFIRM)).to_be_disabled()


@pytest.mark.parametrize("file", ["vote.bel", "vote.proofs.json"])
def test_a_count_that_does_not_hold_cannot_be_confirmed(hall: Hall, file: str) -> None:
    """One digit of a proof is another than it was."""

    def altered(route: Route) -> None:
        body = route.fetch().body()
        place = body.rindex(b'"response":"') + 13
        route.fulfill(body=body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :])

    page = hall.sign_in(0)
    page.route(f"**/{file}", altered)
    page.goto(hall.work)
    expect(page.locator("#own-review-say")).to_contain_text("本机复核没有通过")
    expect(page.get_by_role("button", name=CONFIRM)).to_be_disabled()


def test_without_the_archive_nothing_is_confirmed(hall: Hall) -> None:
    page = hall.sign_in(0)
    page.route("**/vote.bel", lambda route: route.abort())
    page.goto(hall.work)
    expect(page.locator("#own-review-say")).to_contain_text("没有取到档案")
    expect(page.get_by_role("button", name=CONFIRM)).to_be_disabled()
