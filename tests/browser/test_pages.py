"""Every page that somebody can reach by links from the own home, on the demo's data: axe finds nothing on any.

With `VOTING_PICTURES=FOLDER` each page is kept there as a picture, to be looked at.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from support import acting
from support.elections import seeded
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

from voting.config import Config
from voting.extensions import db
from voting.stage.demo.seed import PASSWORD, Demo, seed

pytestmark = pytest.mark.browser
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
PHONE, TABLET, DESK = (390, 844), (1024, 768), (1280, 900)
LEFT = {"static", "accounts.sign_out", "public.language", "audit.key_file"}
"""Addresses that are no pages of their own."""


@dataclass
class House:
    """The demo with its server."""

    app: Flask
    base: str
    demo: Demo
    judged: set[tuple[str, int]] = field(default_factory=set)
    """Kinds of pages that axe has seen, by the width of the screen."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, make_app: Callable[[Config], Flask]) -> Iterator[House]:
    config = Config(instance=tmp_path_factory.mktemp("pages") / "instance", testing=True)
    app = make_app(config)
    with app.app_context():
        demo = seed(config, seeded("pages"), datetime.now(UTC), deputies=54)
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield House(app, f"http://127.0.0.1:{server.server_port}", demo)
    server.shutdown()
    with app.app_context():
        db.engine.dispose()


def looked_at(url: str, page: Page) -> list[str]:
    """Open a page and judge it; the addresses of its links."""
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == 200, f"{url}: {answer.status}"
    acting.accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{url} is wider than the screen"
    links: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return links


def followed(url: str, page: Page) -> list[str]:
    """The addresses of the links of a page whose kind has been judged: nothing is drawn."""
    answer = page.request.get(url)
    assert answer.status == 200, f"{url}: {answer.status}"
    return [urljoin(url, unescape(link)) for link in HREF.findall(answer.text())]


def walk(house: House, page: Page, start: str, name: str) -> set[str]:
    """Follow links from `start`, one page of each kind; returns the kinds that were seen."""
    urls = house.app.url_map.bind("127.0.0.1")
    wanted, seen, came = deque([start]), set[str](), {start: "the beginning"}
    while wanted:
        path = wanted.popleft()
        parts = urlsplit(path)
        try:
            endpoint, _values = urls.match(parts.path, method="GET")
        except HTTPException:
            raise AssertionError(f"{came[path]} leads to {path}, which is nowhere") from None
        if endpoint in seen or endpoint in LEFT:
            continue
        if "." in parts.path.rpartition("/")[2] or endpoint.endswith(("_file", "_photo")):
            # Papers and tables have tests of their own.
            continue
        seen.add(endpoint)
        width = int(page.evaluate("innerWidth"))
        known = (endpoint, width) in house.judged and not acting.PICTURES
        house.judged.add((endpoint, width))
        for link in followed(house.base + path, page) if known else looked_at(house.base + path, page):
            if link.startswith(house.base + "/"):
                wanted.append(link.removeprefix(house.base))
                came.setdefault(wanted[-1], path)
        if acting.PICTURES:
            page.screenshot(path=Path(acting.PICTURES) / f"{name}-{endpoint}.png", full_page=True)
    return seen


def visit(chromium: Browser, house: House, size: tuple[int, int], username: str, start: str, name: str) -> set[str]:
    """Sign in (no user name: nobody does) and walk."""
    context = acting.person(chromium, *size)
    page = context.new_page()
    try:
        if username:
            page.goto(f"{house.base}/sign-in?next={start}")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.locator("main").get_by_role("button", name="登录").click()
            page.wait_for_load_state()
        return walk(house, page, start, name)
    finally:
        context.close()


def test_everybody_on_a_phone(chromium: Browser, house: House) -> None:
    seen = visit(chromium, house, PHONE, "", "/", "public")
    assert {"public.home", "public.drive", "public.suggest", "public.project", "public.suggestions"} <= seen


@pytest.mark.parametrize(
    ("username", "start", "size", "least"),
    [
        ("clerk", "/desk/", DESK, 45),
        ("government", "/desk/drives", DESK, 15),
        ("admin", "/desk/", DESK, 5),
        ("unit", "/unit/", PHONE, 5),
        ("town", "/unit/", DESK, 5),
        ("station", "/station/", PHONE, 4),
        ("chief", "/scrutineer/", TABLET, 2),
        ("teller1", "/teller/", TABLET, 1),
        ("auditor", "/desk/", DESK, 3),
    ],
)
def test_those_with_an_account(
    chromium: Browser, house: House, username: str, start: str, size: tuple[int, int], least: int
) -> None:
    assert len(visit(chromium, house, size, username, start, username)) >= least


def test_a_deputy_on_a_tablet(chromium: Browser, house: House) -> None:
    context = acting.person(chromium, *TABLET)
    page, held = context.new_page(), house.demo.passes[0]
    page.goto(f"{house.base}/deputy/sign-in")
    page.fill("[name=number]", held.number)
    page.fill("[name=pin]", held.pin)
    page.locator("main").get_by_role("button", name="登录").first.click()
    page.wait_for_load_state()
    try:
        assert len(walk(house, page, "/deputy/", "deputy")) >= 5
    finally:
        context.close()
