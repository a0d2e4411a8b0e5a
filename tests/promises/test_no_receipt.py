"""After casting nothing on the deputy's tablet, and no address, tells what was chosen or which card was used."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from support import stage
from support.walking import addresses

from voting.ballots import casting
from voting.config import Config

KEPT = """async () => {
  const databases = await indexedDB.databases();
  return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, await caches.keys()]);
}"""


@pytest.fixture
def cast(config: Config, base: str, new_context: object) -> tuple[stage.Stage, Page]:
    """The first deputy has marked and cast in the real page."""
    vote = stage.opened(config)
    context: BrowserContext = new_context()  # type: ignore[operator]
    page = context.new_page()
    page.goto(f"{base}/deputy/sign-in")
    page.fill("[name=number]", vote.passes[0].number)
    page.fill("[name=pin]", vote.passes[0].pin)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/deputy/")
    page.goto(f"{base}/deputy/rounds/{vote.uuid}")
    page.fill("#card", vote.typed[0])
    page.get_by_role("button", name="使用这张卡").click()
    for place, mark in enumerate([1, 2, 0, 2]):
        page.locator("[data-row]").nth(place).locator(f"input[value='{mark}']").check(force=True)
    page.click("#to-review")
    page.click("#cast")
    expect(page.locator("#done-title")).to_be_visible()
    return vote, page


def holds_nothing(vote: stage.Stage, page: Page) -> None:
    kept = page.evaluate(KEPT)
    assert vote.typed[0] not in kept
    assert vote.typed[0].replace("-", "") not in kept
    assert not {"marks", "answers"} & set(json.dumps(json.loads(kept)).split('"'))
    shown = page.locator("#review li, [data-row] input:checked")
    assert shown.count() == 0
    assert page.locator("#card").count() == 0 or page.locator("#card").input_value() == ""


@pytest.mark.browser
def test_the_tablet_keeps_no_choice(cast: tuple[stage.Stage, Page]) -> None:
    vote, page = cast
    holds_nothing(vote, page)
    page.reload()
    holds_nothing(vote, page)
    page.go_back()
    holds_nothing(vote, page)


def test_no_address_shows_a_choice(app: Flask, config: Config) -> None:
    """Two deputies who voted the opposite are told the same by every address that deputies have."""
    vote = stage.opened(config)
    opposite = ([1, 1, 0, 0], [2, 2, 2, 2])
    for place, marks in enumerate(opposite):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, marks), config)
    paths = sorted(path for method, path in addresses(app, vote, "deputy", public=True) if method == "GET")
    first, second = (told(app, vote, place, paths) for place in range(len(opposite)))
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
    assert any("已投票" in text for text in first.values())


def told(app: Flask, vote: stage.Stage, place: int, paths: list[str]) -> dict[str, str]:
    """What each address tells this deputy, without the own name and what is random in every page."""
    held = vote.passes[place]
    client = app.test_client()
    client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin, "meeting": vote.meeting_id})
    answers = {path: client.get(path) for path in paths}
    own = re.compile(f'{held.number}|代表[甲乙]|deputy"?[:=] ?"?{vote.deputies[place]}\\b|(content|value)="[^"]+"')
    return {
        path: f"{answer.status_code} {own.sub('', answer.text)}"
        for path, answer in answers.items()
        if answer.mimetype in ("text/html", "application/json")
    }
