"""From closing to the certified result: the server, and every scrutineer in a browser of their own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ...ballots import casting, polling
from ...extensions import db
from ...meetings.models import Entitled
from ...tally import certifying
from ..meeting import OFFICE, PASSWORD, now
from ..people import lock_and_compare
from .browser import chromium, missing
from .figures import Bench
from .hall import Hall, hall, open_vote


def run(bench: Bench, scratch: Path) -> None:
    """With real browsers where there are some, else with Python in their place, which is said."""
    with hall(bench, scratch, bench.ballots) as found:
        _vote(bench, found)
        why = missing()
        if why:
            bench.note(f"count: scrutineers are Python clients, {why}")
            spent = _timed(found, lambda: _by_python(found))
        else:
            with chromium() as browser:
                pages = [_signed_in(browser, found, username) for username in found.gathering.usernames]
                spent = _timed(found, lambda: _by_browsers(found, pages))
        who = "Python clients" if why else "browsers"
        name = f"{bench.ballots} ballots, {bench.scrutineers} {who}: closed to certified"
        bench.add("count", name, spent, "s", most=30.0)


def _vote(bench: Bench, found: Hall) -> None:
    query = select(Entitled.deputy_id).where(Entitled.meeting_id == found.gathering.meeting_id)
    deputies = list(db.session.scalars(query))
    open_vote(found, deputies)
    for deputy, text in zip(deputies, found.ballots(bench.ballots, bench.candidates), strict=True):
        casting.cast(found.gathering.uuid, deputy, text.encode(), found.config)


def _timed(found: Hall, scrutineers: Callable[[], None]) -> float:
    round_id = found.gathering.round_id
    start = time.perf_counter()
    polling.close_round(round_id, found.config, OFFICE, now())
    scrutineers()
    certifying.certify(round_id, found.config, OFFICE, now())
    return time.perf_counter() - start


def _by_python(found: Hall) -> None:
    lock_and_compare(found.gathering.uuid, found.scrutineers)
    kinds = [""]
    while set(kinds) != {"done"}:
        kinds = [scrutineer.work(found.gathering.uuid) for scrutineer in found.scrutineers]
    for scrutineer in found.scrutineers:
        scrutineer.confirm(found.gathering.uuid)


def _signed_in(browser: Any, found: Hall, username: str) -> Any:
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"http://127.0.0.1:{found.port}/sign-in?next=/scrutineer/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/scrutineer/")
    return page


def _by_browsers(found: Hall, pages: list[Any]) -> None:
    """Each locks and compares, then loads the key; the pages mix and open by themselves; each confirms."""
    for page in pages:
        page.goto(f"http://127.0.0.1:{found.port}/scrutineer/rounds/{found.gathering.uuid}")
        page.click("#box-check button")
        page.fill("#ballots", str(polling.returned(found.gathering.round_id)))
        page.click("#lock-first button")
        page.locator("#step-compare[data-state=now]").wait_for()
    pages[0].click("#call button")
    number, code = (pages[0].locator(name).inner_text() for name in ("#called-number", "#called-code"))
    for page in pages[1:]:
        page.fill("#number", number)
        page.fill("#code", code)
        page.click("#hear button")
    for page, scrutineer in zip(pages, found.scrutineers, strict=True):
        page.click("#card button")
        key = json.dumps(str(scrutineer.private)).encode()
        page.set_input_files("#key-file", {"name": "key.json", "mimeType": "application/json", "buffer": key})
        page.click("#loader button[type=submit]")
    for page in pages:
        page.get_by_role("button", name="确认计票结果").click(timeout=120_000)
        page.get_by_text("您已确认计票结果").wait_for()
