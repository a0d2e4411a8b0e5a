"""A meeting on a running server, and its scrutineers in front of their browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from support import stage

PASSWORD = "demo-2026"


@dataclass
class Hall:
    """A vote, the server's address, and a way to get scrutineers to their pages."""

    vote: stage.Stage
    base: str
    folder: Path
    new_context: Callable[[], BrowserContext]

    @property
    def work(self) -> str:
        return f"{self.base}/scrutineer/rounds/{self.vote.uuid}"

    def sign_in(self, place: int, context: BrowserContext | None = None) -> Page:
        """The scrutineer at this place, signed in, in a browser of their own unless one is given."""
        page = (context or self.new_context()).new_page()
        page.goto(f"{self.base}/sign-in?next=/scrutineer/")
        page.fill("[name=username]", f"stage{place}")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        expect(page).to_have_url(f"{self.base}/scrutineer/")
        return page

    def key(self, place: int) -> Path:
        """The key of this scrutineer as a file of belenios-tool."""
        path = self.folder / f"{place}.privkey"
        path.write_text(f'"{self.vote.privates[place]}"')
        return path

    def lock(self, page: Page, ballots: int) -> None:
        """Open the page of work, check the box against the zero report, and lock it with this hand count."""
        page.goto(self.work)
        lock(page, ballots)

    def ceremony(self, ballots: int) -> list[Page]:
        """Both scrutineers have locked and compared, each in a browser of their own; the chief's page is the first."""
        pages = [self.sign_in(place) for place in range(2)]
        for page in pages:
            page.goto(self.work)
        ceremony(pages, ballots)
        return pages

    def load(self, page: Page, place: int) -> None:
        """Load the key on the page of work."""
        page.set_input_files("#key-file", self.key(place))
        page.click("#loader button[type=submit]")


def lock(page: Page, ballots: int) -> None:
    """On the page of work: check the box against the zero report, and lock it with this hand count."""
    page.click("#box-check button")
    page.fill("#ballots", str(ballots))
    page.click("#lock-first button")


def call(page: Page) -> tuple[str, str]:
    """The chief rolls a number; what is read aloud: number and code."""
    before = page.locator("#called-number").text_content() or "-"
    page.click("#call button")
    expect(page.locator("#called-number")).not_to_have_text(before)
    expect(page.locator("#called-code")).to_have_text(re.compile(r"\d{4} \d{4}"))
    return page.locator("#called-number").inner_text(), page.locator("#called-code").inner_text()


def hear(page: Page, number: str, code: str) -> None:
    """A scrutineer types what was read aloud."""
    page.fill("#number", number)
    page.fill("#code", code)
    page.click("#hear button")


def ceremony(pages: list[Page], ballots: int) -> None:
    """Lock, call, compare on the pages of work of all scrutineers, the chief's first."""
    for page in pages:
        lock(page, ballots)
    number, code = call(pages[0])
    for page in pages[1:]:
        hear(page, number, code)
    for page in pages:
        page.click("#card button")
