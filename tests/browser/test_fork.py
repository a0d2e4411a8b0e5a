"""A server that shows scrutineers a forked box learns nothing: the real page in Chromium, its requests answered by the fork.

The fork holds ONE real ballot: alone under the real card list, among dummies under a list of its own, or under another
election text. The scrutineer does what the page asks, with the paper and the numbers of the real hall.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from support import stage
from support.hall import Hall, call, hear

from voting.ballots import boxes
from voting.ballots.casting import cast
from voting.belenios import appending, ballot, board, credentials, election
from voting.belenios.codes import check_code
from voting.belenios.encoding import dumps
from voting.config import Config

pytestmark = pytest.mark.browser
BALLOTS = 4
TARGET = 1


@pytest.fixture
def hall(config: Config, make_hall: Callable[[stage.Stage], Hall]) -> Hall:
    vote = stage.opened(config)
    for place in range(BALLOTS):
        cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 2, 0, 0]), config)
    stage.close(vote)
    return make_hall(vote)


class Fork:
    """The forking server: an archive of its own, and what a page hands in for it."""

    def __init__(self, hall: Hall, kind: str) -> None:
        found = hall.vote.round
        real = board.parse(boxes.committed(found))
        text, (_, trustees, listed) = found.election or "", real.setup()
        texts = [real.ballots()[TARGET]]
        if kind == "alone":
            pass
        elif kind == "dummies":
            made = [credentials.generate(stage.seeded(f"dummy{n}")) for n in range(BALLOTS - 1)]
            chosen = election.parse(text)
            target = next(card for card in listed if card in texts[0])
            listed = sorted([target, *(credentials.public(chosen.uuid, card) for card in made)])
            zeros = [0] * len(chosen.answers)
            texts += [ballot.encrypt(chosen, card, zeros, stage.seeded("zero")) for card in made]
        else:
            # The same round under a text whose card list is the fork's own.
            texts, listed = [], listed[:1]
            named = election.card_list_of(election.parse(text).description) or ""
            text = text.replace(named, appending.sha(dumps(listed).encode()))
        head, self.raw = appending.begin(text, trustees, listed, 1)
        for one in texts:
            head, grown = appending.extend_ballot(head, 1, one)
            self.raw += grown
        self.raw += appending.extend(head, 1, "EndBallots", None)[1]
        self.fingerprint = election.parse(text).fingerprint
        self.taken: list[str] = []

    def answer(self, page: Page, task: dict[str, Any] | None = None) -> None:
        """Give the fork's archive, take whatever the page hands in, and say what is to be done."""
        page.route("**/vote.bel", lambda route: route.fulfill(body=self.raw, content_type="application/x-tar"))
        for name in ("lock", "compare", "differs", "shuffle", "decryption"):
            page.route(f"**/{name}", lambda route, name=name: self._take(route, name))
        if task is not None:
            page.route("**/task", lambda route: route.fulfill(json={**route.fetch().json(), **task}))

    def _take(self, route: Route, name: str) -> None:
        self.taken.append(name)
        route.fulfill(json={"accepted": True, "kept": True, "locked": True, "compared": True, "noted": True})

    @property
    def learnt(self) -> bool:
        """Whether anything came in that brings the server nearer to a vote."""
        return bool({"lock", "shuffle", "decryption"} & set(self.taken))


def shown(page: Page) -> str:
    return (page.locator("#box-fingerprint").text_content() or "").replace(" ", "")


def test_other_cards_under_the_real_text_are_seen_at_once(hall: Hall) -> None:
    fork, page = Fork(hall, "dummies"), hall.sign_in(0)
    fork.answer(page)
    page.goto(hall.work)
    expect(page.locator("#failure-detail")).to_contain_text("credentials-description")
    assert not fork.learnt


def test_another_text_is_not_the_one_on_the_zero_report(hall: Hall) -> None:
    fork, page = Fork(hall, "text"), hall.sign_in(0)
    fork.answer(page)
    page.goto(hall.work)
    expect(page.locator("#box-check")).to_be_visible()
    assert shown(page) == fork.fingerprint
    assert shown(page) != hall.vote.round.fingerprint
    page.click("#box-other button")
    expect(page.locator("#failure-text")).to_contain_text("与零票报告不一致")
    assert not fork.learnt


def test_another_text_than_the_device_remembers_is_refused(hall: Hall) -> None:
    page = hall.sign_in(0)
    page.goto(hall.work)
    page.click("#box-check button")
    expect(page.locator("#step-lock")).to_have_attribute("data-state", "now")
    fork = Fork(hall, "text")
    fork.answer(page)
    page.fill("#ballots", str(BALLOTS))
    page.click("#lock-first button")
    expect(page.locator("#failure-detail")).to_contain_text("fingerprint")
    assert not fork.learnt


def test_a_box_with_the_target_alone_does_not_hold_the_hand_count(hall: Hall) -> None:
    fork, page = Fork(hall, "alone"), hall.sign_in(0)
    fork.answer(page)
    hall.lock(page, BALLOTS)
    expect(page.locator("#lock-first .wrong")).to_contain_text("比您清点的少")
    assert not fork.learnt


def test_what_was_locked_is_the_only_box_whatever_the_server_says(hall: Hall) -> None:
    pages = hall.ceremony(BALLOTS)
    fork = Fork(hall, "alone")
    for kind, state in (("shuffle", "closed"), ("decrypt", "mixed")):
        page = pages[0]
        page.unroute_all()
        fork.answer(page, {"kind": kind, "state": state, "owner": 2})
        page.reload()
        hall.load(page, 0)
        expect(page.locator("#failure-detail")).to_contain_text("locked-head")
    assert not fork.learnt


def test_a_wiped_device_asks_for_the_key_card_and_refuses_the_fork(hall: Hall) -> None:
    pages = hall.ceremony(BALLOTS)
    number, code = (pages[1].locator(name).text_content() or "" for name in ("#card-number", "#card-code"))
    fork, fresh = Fork(hall, "alone"), hall.sign_in(1)
    fork.answer(fresh, {"kind": "shuffle", "state": "closed", "owner": 3})
    fresh.goto(hall.work)
    expect(fresh.locator("#box-lost")).to_be_visible()
    fresh.click("#box-check button")
    fresh.fill("#ballots-again", "1")
    fresh.fill("#card-was-number", number)
    fresh.fill("#card-was-code", code)
    fresh.click("#lock-again button")
    expect(fresh.locator("#failure-text")).to_contain_text("这里的票箱不是您锁定的那一个")
    assert not fork.learnt


def test_a_fork_made_to_fit_the_key_card_does_not_hold_the_hand_count(hall: Hall) -> None:
    hall.ceremony(BALLOTS)
    fork, wiped = Fork(hall, "alone"), hall.sign_in(0)
    fork.answer(wiped, {"kind": "shuffle", "state": "closed", "locked": True})
    wiped.goto(hall.work)
    wiped.click("#box-check button")
    # Eight digits for a number that is known: a fork can be made until its code is the one on the card.
    wiped.fill("#card-was-number", "271828")
    wiped.fill("#card-was-code", check_code(board.parse(fork.raw).head.head, "271828"))
    wiped.fill("#ballots-again", str(BALLOTS))
    wiped.click("#lock-again button")
    expect(wiped.locator("#lock-again .wrong")).to_contain_text("比您清点的少")
    assert not fork.learnt


def test_a_page_that_names_another_round_finds_no_empty_memory(hall: Hall) -> None:
    pages = hall.ceremony(BALLOTS)
    page = pages[0]

    def renamed(route: Route) -> None:
        answer = route.fetch()
        named = answer.text().replace(f'data-round="{hall.vote.uuid}"', 'data-round="AnotherRound123"')
        route.fulfill(response=answer, body=named)

    page.route(hall.work, renamed)
    page.goto(hall.work)
    expect(page.locator("#failure-text")).to_contain_text("可能不是大会的票箱")
    expect(page.locator("#box-check")).to_be_hidden()


def test_whoever_is_shown_another_box_has_another_code(hall: Hall) -> None:
    pages = [hall.sign_in(place) for place in range(2)]
    hall.lock(pages[0], BALLOTS)
    fork = Fork(hall, "alone")
    fork.answer(pages[1])
    hall.lock(pages[1], 1)
    expect(pages[1].locator("#step-compare")).to_have_attribute("data-state", "now")
    pages[1].unroute_all()
    stage.lock(hall.vote, 1)
    hear(pages[1], *call(pages[0]))
    expect(pages[1].locator("#failure-text")).to_contain_text("核对码不一致")
    assert "shuffle" not in fork.taken
