"""The demo on PostgreSQL: it is made by every use case of the line, and every page of each office answers."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import select
from support import postgres
from support.elections import seeded

from voting import create_app
from voting.collection import imports
from voting.collection.handling import merging
from voting.collection.models import Drive, Suggestion
from voting.config import Config
from voting.errors import Conflict
from voting.extensions import db
from voting.stage.demo.district import CLERK
from voting.stage.demo.seed import PASSWORD, seed

NOW = datetime.now(UTC)
_LINK = re.compile(r'href="(/[^"#]*)')
LIST = "工单编号,诉求内容,属地\n" + "".join(f"P-{no},第{no}条完全不同的热线诉求,\n" for no in range(40))


@pytest.fixture(scope="module")
def app(postgresql: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = postgres.new_database(postgresql, "demo")
    made = create_app(Config(instance=tmp_path_factory.mktemp("pg") / "instance", database_url=url, testing=True))
    with made.app_context():
        upgrade()
        seed(made.extensions["voting"], seeded("postgres"), NOW, deputies=54)
        db.session.remove()
    yield made
    with made.app_context():
        db.engine.dispose()


def walk(app: Flask, client: FlaskClient, start: str) -> dict[str, int]:
    """Follow links from `start`, one page of each kind: what each answers."""
    urls, seen, wanted = app.url_map.bind("localhost"), dict[str, int](), deque([start])
    while wanted:
        path = wanted.popleft()
        parts = urlsplit(path)
        endpoint, _values = urls.match(parts.path, method="GET")
        if endpoint in seen or endpoint == "static" or parts.path.endswith((".pdf", ".png", ".js", ".css")):
            continue
        answer = client.get(path)
        seen[endpoint] = answer.status_code
        if answer.mimetype == "text/html":
            wanted += [urljoin(path, one.replace("&amp;", "&")) for one in _LINK.findall(answer.text)]
        elif answer.status_code == 302:
            wanted.append(urljoin(path, answer.location))
    return seen


@pytest.mark.parametrize(
    ("username", "start"),
    [("", "/"), ("clerk", "/desk/"), ("government", "/desk/drives"), ("unit", "/unit/"), ("station", "/station/")],
)
def test_every_page_answers(app: Flask, username: str, start: str) -> None:
    client = app.test_client()
    if username:
        client.post("/sign-in", data={"username": username, "password": PASSWORD})
    seen = walk(app, client, start)
    assert len(seen) > 10
    assert {endpoint: status for endpoint, status in seen.items() if status not in (200, 302)} == {}


def test_a_list_is_taken_over_and_undone(app: Flask) -> None:
    with app.app_context():
        drive = db.session.scalars(select(Drive).where(Drive.year == 2028)).one()
        key, drive_id = drive.congress_id, drive.id
        made = imports.upload(key, drive_id, "hotline", LIST.encode(), "热线.csv", CLERK, NOW).id
        imports.start(key, made, False, False, CLERK, NOW)
        assert imports.proceed(key, made, NOW, seeded("list")) == (40, 40)
        assert imports.undo(key, made, CLERK, NOW) == 40


def test_two_clerks_merge_the_same_two_at_once(app: Flask) -> None:
    with app.app_context():
        drive = db.session.scalars(select(Drive).where(Drive.year == 2028)).one()
        key = drive.congress_id
        query = select(Suggestion.id).where(Suggestion.drive_id == drive.id, Suggestion.merged_into_id.is_(None))
        one, other = db.session.scalars(query.order_by(Suggestion.no).limit(2))

    def merge(pair: tuple[int, int]) -> str:
        with app.app_context():
            try:
                merging.merge(key, pair[0], dict.fromkeys(pair, 0), CLERK, NOW)
            except Conflict as error:
                return error.code
            finally:
                db.session.remove()
            return "merged"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(merge, [(one, other), (other, one)]))
    assert outcomes.count("merged") == 1
    with app.app_context():
        pointing = [db.session.get_one(Suggestion, key).merged_into_id for key in (one, other)]
        assert sorted(pointing, key=lambda key: key is None) in ([one, None], [other, None])
