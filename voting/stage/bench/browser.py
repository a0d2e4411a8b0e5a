"""The protocol in Chromium: one ballot, mixing, opening."""

from __future__ import annotations

import importlib.util
import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...commands.serve import prepare
from ..server import free_port, running
from .figures import Bench

RUNS = 3
CODE = "async ([count, candidates]) => (await import('/static/js/belenios/bench.js')).bench(count, candidates)"
TOLD = (
    ("one ballot", "ballot_ms", "ms", 150.0),
    ("the first ballot after loading", "first_ballot_ms", "ms", 150.0),
    ("check one ballot", "check_ballot_ms", "ms", None),
    ("mix {} ballots", "shuffle_s", "s", 5.0),
    ("check a mix of {} ballots", "check_shuffle_s", "s", None),
    ("open {} ballots", "decrypt_s", "s", 3.0),
    ("check a share of {} ballots", "check_decrypt_s", "s", None),
    ("judge {} opened ballots", "open_s", "s", None),
)


def _program() -> str | None:
    """Chromium, with or without windows."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def missing() -> str:
    """Why no browser can be driven here; empty when one can."""
    if importlib.util.find_spec("playwright") is None:
        return "the Python package playwright is not installed"
    return "" if _program() else "chromium is not installed"


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser of Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium's sandbox cannot be had as root; it loads our own server's pages only.
        words = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=_program(), args=words)
        yield browser
        browser.close()


def run(bench: Bench, scratch: Path) -> None:
    """Each run in a page of its own, as a tablet would load it."""
    if why := missing():
        bench.note(f"browser: not measured, {why}")
        return
    port = free_port()
    environ = {**os.environ, "VOTING_INSTANCE": str(scratch / "instance"), "VOTING_DATABASE_URL": ""}
    prepare(environ)
    found = []
    with running(environ, port), chromium() as browser:
        for _ in range(RUNS):
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/sign-in")
            found.append(page.evaluate(CODE, [bench.ballots, bench.candidates]))
            context.close()
    for name, key, unit, most in TOLD:
        value = statistics.median(one[key] for one in found)
        bench.add("browser", name.format(bench.ballots), value, unit, **({"most": most} if most else {}))
