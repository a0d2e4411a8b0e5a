"""A meeting on a running server, and its scrutineers in front of their browsers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import stage
from playwright.sync_api import BrowserContext, Page, expect

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

    def load(self, page: Page, place: int) -> None:
        """Open the page of work and load the key there."""
        page.goto(self.work)
        page.set_input_files("#key-file", self.key(place))
        page.click("#loader button[type=submit]")
