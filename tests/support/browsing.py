"""A server with a meeting, and browsers in front of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from werkzeug.serving import make_server

from support import stage
from support.chromium import PROGRAM
from support.hall import Hall
from voting.config import Config

# A busy machine is slow, not wrong.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Makes browsers that know nothing of each other."""
    made: list[BrowserContext] = []

    def make() -> BrowserContext:
        made.append(chromium.new_context(accept_downloads=True, locale="zh-CN"))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address of a server that runs the application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def make_hall(
    app: Flask, config: Config, base: str, tmp_path: Path, new_context: Callable[[], BrowserContext]
) -> Callable[[stage.Stage], Hall]:
    return lambda vote: Hall(vote, base, tmp_path, new_context)
