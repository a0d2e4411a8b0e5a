"""Twenty thousand suggestions: how long the desk's pages take, and an import of five thousand rows."""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, text

from ... import create_app
from ...belenios.group import Rng
from ...collection import imports, suggestions
from ...collection.models import Suggestion
from ...config import Config
from ...congress import passwords
from ...congress.models import Congress, Unit
from ...extensions import db, writing
from ...tables import write_table
from ...texts import fold, headline
from ..demo import district
from ..demo.drive import words as said_words
from ..demo.subjects import MATTERS
from ..meeting import seeded
from .figures import Bench

MANY, ROWS, RUNS = 20_000, 5_000, 9
TOWNS = ("龙岗", "棠香", "宝顶", "龙水", "万古", "铁山", "三驱", "高升")
PASSWORD = "bench-2026"  # noqa: S105
WORD = "路灯"


def run(bench: Bench, scratch: Path) -> None:
    """On SQLite in the scratch folder, or in the empty database of `--database`."""
    now, rng = datetime.now(UTC), seeded(None)
    config = Config(instance=scratch / "instance", database_url=bench.database, testing=True)
    app = create_app(config)
    with app.app_context():
        db.create_all()
        try:
            congress_id, drive_id = _people(now, rng)
            bench.timed("collection", f"{MANY} suggestions written", lambda: _fill(congress_id, drive_id, now, rng))
            db.session.remove()
            _pages(bench, app, congress_id, drive_id)
            _import(bench, congress_id, drive_id, now, rng)
        finally:
            db.session.remove()
            db.drop_all()
            db.engine.dispose()


def _people(now: datetime, rng: Rng) -> tuple[int, int]:
    with writing() as session:
        congress = Congress(name="测量区第一届人民代表大会")
        session.add(congress)
        session.flush()
        congress_id = congress.id
        passwords.create(session, congress_id, "bench", "测量员", PASSWORD, ["clerk"])
        session.add_all(Unit(congress_id=congress_id, name=district.town(name), kind="town") for name in TOWNS)
    begin = now - timedelta(days=20)
    made = district.open_drive(congress_id, "测量", now.year + 1, begin, now + timedelta(days=20), now, rng)
    return congress_id, made.id


def _texts(count: int) -> list[tuple[str, str, str]]:
    """Category, town and words, as different as people's are."""
    chance = random.Random(count)  # noqa: S311
    made = []
    for no in range(count):
        matter, where = chance.choice(MATTERS), district.town(chance.choice(TOWNS))
        words = said_words(chance, where)
        said = chance.choice(matter.texts).format(**words)
        more = chance.choice(matter.texts).format(**words)
        made.append((matter.category, where, f"{where}{words['v']}{no % 97 + 1}组：{said}{more}"))
    return made


def _fill(congress_id: int, drive_id: int, now: datetime, rng: Rng) -> None:
    today = now.date()
    rows = [
        {
            "congress_id": congress_id,
            "drive_id": drive_id,
            "no": no,
            "code": suggestions.new_code(rng),
            "channel": "web",
            "received_on": today - timedelta(days=no % 20),
            "created_at": now,
            "category": category,
            "place": where,
            "title": headline(said),
            "text": said,
            "search": fold(f"{headline(said)}\n{said}"),
        }
        for no, (category, where, said) in enumerate(_texts(MANY), start=1)
    ]
    with writing() as session:
        session.execute(insert(Suggestion), rows)
        # What a database does by itself after a while.
        session.execute(text("ANALYZE"))


def _pages(bench: Bench, app: Flask, congress_id: int, drive_id: int) -> None:
    ids = list(db.session.scalars(select(Suggestion.id).where(Suggestion.congress_id == congress_id).limit(RUNS)))
    db.session.remove()
    client = app.test_client()
    client.post("/sign-in", data={"username": "bench", "password": PASSWORD})
    base = f"/desk/drives/{drive_id}"
    for name, paths in (
        ("list", [f"{base}/suggestions"] * RUNS),
        (f"search for {WORD}", [f"{base}/suggestions?q={WORD}"] * RUNS),
        ("page 300 of the list", [f"{base}/suggestions?page=300"] * RUNS),
        ("one suggestion with what is possibly the same", [f"/desk/suggestions/{one}" for one in ids]),
        ("figures with charts", [f"{base}/statistics"] * RUNS),
    ):
        spent = statistics.median([_get(client, path) for path in paths])
        bench.add("collection", f"{name}, median", spent * 1000, "ms", most=300.0)


def _get(client: FlaskClient, path: str) -> float:
    start = time.perf_counter()
    answer = client.get(path)
    spent = time.perf_counter() - start
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return spent


def _import(bench: Bench, congress_id: int, drive_id: int, now: datetime, rng: Rng) -> None:
    columns = (("工单编号", 12), ("诉求内容", 60), ("类别", 12), ("镇街", 12))
    rows = [[f"B{no}", f"{said}（{no}）", category, where] for no, (category, where, said) in enumerate(_texts(ROWS))]
    content = write_table("热线", columns, rows)

    def take_over() -> None:
        actor = district.CLERK
        listed = imports.upload(congress_id, drive_id, "hotline", content, "hotline.xlsx", actor, now).id
        imports.start(congress_id, listed, True, False, actor, now)
        done, of = 0, 1
        while done < of:
            done, of = imports.proceed(congress_id, listed, now, rng)

    start = time.perf_counter()
    take_over()
    bench.add("collection", f"list of {ROWS} rows imported", time.perf_counter() - start, "s", most=30.0)
    taken = db.session.scalar(select(func.count()).where(Suggestion.drive_id == drive_id)) or 0
    bench.add("collection", "rows lost by the import", MANY + ROWS - taken, "", most=0)
