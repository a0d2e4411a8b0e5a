"""The public form over HTTP: how many suggestions a second, and that none is lost or taken twice."""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from ... import config as configuration
from ... import create_app
from ...collection.models import Contact, Suggestion
from ...commands.serve import prepare
from ...congress.models import Congress, Unit
from ...extensions import db, writing
from ..demo import district
from ..meeting import now, seeded
from ..people import Browser
from ..server import free_port, running
from .figures import Bench

SENT, LINES, WAVES = 600, 16, 5
SEED = seeded(None)
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_SUM = re.compile(r"([一二三四五六七八九])([加减])([一二三四五六七八九])等于几")
_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", start=1)}


class Citizen(Browser):
    """Somebody with the form open; reads the small sum as a person does."""

    fields: dict[str, str]

    def open(self, path: str, no: int) -> None:
        """Fetch the form and fill it in."""
        page = self.get(path).body.decode()
        token, sum_ = _TOKEN.search(page), _SUM.search(page)
        if token is None or sum_ is None:
            raise RuntimeError("the form is not open")
        left, sign, right = _DIGITS[sum_[1]], sum_[2], _DIGITS[sum_[3]]
        self.fields = {
            "form_token": token[1],
            "answer": str(left + right if sign == "加" else left - right),
            "website": "",
            "text": f"第{no}件事：希望把我们社区门口的人行道修平整，老人推轮椅不方便。",
            "category": "交通出行",
            "place": "龙岗街道",
            "village": "",
            "name": f"居民{no}",
            "phone": "",
            "consent": "1",
        }
        self.close()

    def send(self, path: str) -> float:
        """Press the button; the seconds until the receipt."""
        start = time.perf_counter()
        answer = self.form(path, **self.fields)
        spent = time.perf_counter() - start
        self.close()
        if answer.status != 303:
            raise RuntimeError(f"an honest form was refused: {answer.status}")
        return spent


def run(bench: Bench, scratch: Path) -> None:
    """On SQLite in the scratch folder, or in the empty database of `--database`."""
    port = free_port()
    environ: Mapping[str, str] = {
        **os.environ,
        "VOTING_INSTANCE": str(scratch / "instance"),
        "VOTING_DATABASE_URL": bench.database,
        "VOTING_BASE_ADDRESS": f"http://127.0.0.1:{port}",
        "VOTING_SUBMISSIONS_PER_HOUR": "0",
        "VOTING_FORM_SECONDS": "0",
    }
    prepare(environ)
    with create_app(configuration.from_environment(environ)).app_context():
        path = f"/collect/{_drive()}/new"
        db.session.remove()
        with running(environ, port), ThreadPoolExecutor(LINES) as pool:
            people = [Citizen(port) for _ in range(SENT)]
            list(pool.map(lambda pair: pair[1].open(path, pair[0]), enumerate(people)))
            rates, waits = _waves(pool, people, path)
            again = list(pool.map(lambda one: one.send(path), people[::10]))
        bench.add("form", f"suggestions a second, {LINES} at a time", statistics.median(rates), "/s", least=50)
        waits.sort()
        bench.add("form", "99 of 100 wait at most", waits[len(waits) * 99 // 100] * 1000, "ms", most=1000)
        kept = db.session.scalar(select(func.count()).select_from(Suggestion)) or 0
        named = db.session.scalar(select(func.count()).select_from(Contact)) or 0
        bench.add("form", "suggestions with a receipt and lost", max(0, SENT - min(kept, named)), "", most=0)
        bench.add("form", f"suggestions taken twice, {len(again)} sent again", max(0, kept - SENT), "", most=0)
        db.session.remove()
        db.engine.dispose()


def _waves(pool: ThreadPoolExecutor, people: Sequence[Citizen], path: str) -> tuple[list[float], list[float]]:
    """Every form on a connection of its own; rates of a few waves, and everybody's wait."""
    rates: list[float] = []
    waits: list[Any] = []
    for place in range(WAVES):
        wave = people[place::WAVES]
        start = time.perf_counter()
        waits += pool.map(lambda one: one.send(path), wave)
        rates.append(len(wave) / (time.perf_counter() - start))
    return rates, waits


def _drive() -> str:
    with writing() as session:
        congress = Congress(name="测量区第一届人民代表大会")
        session.add(congress)
        session.flush()
        congress_id = congress.id
        session.add(Unit(congress_id=congress_id, name="龙岗街道", kind="town"))
    today = now()
    begin, end = today - timedelta(days=20), today + timedelta(days=20)
    return district.open_drive(congress_id, "测量", today.year + 1, begin, end, today, SEED).slug
