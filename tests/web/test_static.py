"""Styles and scripts are kept by browsers, and never the old ones with a new page."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient
from support.paths import ROOT

from voting.web import static

SHEET = re.compile(r'href="(/static/[0-9a-f]{12}/css/voting\.css)"')


def test_what_a_page_loads_is_kept_for_good(client: FlaskClient) -> None:
    (address,) = set(SHEET.findall(client.get("/sign-in").text))
    answer = client.get(address)
    assert answer.data == (ROOT / "static/css/voting.css").read_bytes()
    assert answer.headers["Cache-Control"] == f"public, max-age={static.YEAR}, immutable"


def test_a_page_of_an_earlier_program_gets_todays_file_and_asks_again(client: FlaskClient) -> None:
    answer = client.get("/static/0123456789ab/css/voting.css")
    assert answer.data == (ROOT / "static/css/voting.css").read_bytes()
    assert answer.headers["Cache-Control"] == "no-cache"


def test_every_change_is_another_version(tmp_path: Path) -> None:
    seen = {static.version_of(tmp_path)}
    (tmp_path / "js").mkdir()
    for name, text in (("a.js", ""), ("a.js", "1"), ("js/a.js", "1"), ("js/b.js", "1")):
        (tmp_path / name).write_text(text)
        seen.add(static.version_of(tmp_path))
    assert len(seen) == 5


def test_nothing_beside_the_folder_is_served(client: FlaskClient) -> None:
    version = SHEET.search(client.get("/sign-in").text)
    assert version is not None
    for path in ("../pyproject.toml", "..%2fpyproject.toml", "css/", "nothing.css", ""):
        assert client.get(f"/static/{version[1].split('/')[2]}/{path}").status_code == 404
