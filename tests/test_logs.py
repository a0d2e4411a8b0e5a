"""What the log holds of something that went wrong: an incident's number and places in the program, and nothing of people."""

from __future__ import annotations

import errno
import io
import json
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from voting import create_app, logs
from voting.config import Config
from voting.congress.models import Congress
from voting.extensions import db

NAME, PHONE = "欧阳某某", "13900001234"


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """The log of this process while the test runs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application as people meet it, not as tests do: errors become pages."""
    app = create_app(Config(instance=tmp_path))
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


def lines(told: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in told.getvalue().splitlines()]


def test_page_and_log_share_an_incident_number(app: Flask, told: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError(f"{NAME} {PHONE}")

    monkeypatch.setitem(app.view_functions, "public.home", broken)
    answer = app.test_client().get("/")
    assert answer.status_code == 500
    number = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", answer.text)
    assert number is not None
    (line,) = lines(told)
    assert line["incident"] == number.group()
    assert line["where"] == "public.home"
    assert line["errors"] == ["builtins.ValueError"]
    assert any("broken" in str(place) for place in line["places"])  # type: ignore[union-attr]


def test_no_value_of_an_error_is_written(app: Flask, told: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        try:
            raise ValueError(PHONE)
        except ValueError as error:
            raise RuntimeError(NAME) from error

    monkeypatch.setitem(app.view_functions, "public.home", broken)
    app.test_client().get(f"/?q={PHONE}")
    assert lines(told)[0]["errors"] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert NAME not in told.getvalue()
    assert PHONE not in told.getvalue()


def test_a_failing_statement_hides_its_parameters(app: Flask, told: io.StringIO) -> None:
    with app.app_context():
        db.session.add_all([Congress(id=1, name=NAME), Congress(id=1, name=NAME)])
        with pytest.raises(sa.exc.IntegrityError) as failed:
            db.session.flush()
    assert NAME not in str(failed.value)
    logs.unexpected("deputy.cast", failed.value)
    logging.getLogger("elsewhere").error("could not write %s", NAME, exc_info=failed.value)
    assert NAME not in told.getvalue()
    assert "SQLITE_CONSTRAINT" in told.getvalue()


def test_the_servers_own_lines_keep_what_they_say(told: io.StringIO) -> None:
    logging.getLogger("voting.front").error("process %s of the server ended (%s)", 4711, "killed")
    assert lines(told)[0]["event"] == "process 4711 of the server ended (killed)"


def test_a_full_disk_is_told_in_words(app: Flask, told: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        with db.engine.connect() as link:
            link.exec_driver_sql("PRAGMA max_page_count=1")
            link.exec_driver_sql("CREATE TABLE more AS SELECT zeroblob(100000)")

    monkeypatch.setitem(app.view_functions, "public.home", broken)
    answer = app.test_client().get("/", headers={"Accept": "application/json"})
    assert answer.status_code == 507
    assert "磁盘已满" in answer.json["message"]
    assert answer.json["incident"] == lines(told)[0]["incident"]


def test_a_file_that_finds_no_room_is_told_in_words(
    app: Flask, told: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(app.view_functions, "public.home", broken)
    answer = app.test_client().get("/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (507, "disk_full")
    assert "磁盘已满" in answer.json["message"]
    assert answer.json["incident"] == lines(told)[0]["incident"]


def test_an_installation_is_readable_by_its_account_only(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    words = [sys.executable, "-m", "voting.commands.main", "upgrade"]
    environ = {**os.environ, "VOTING_INSTANCE": str(instance), "VOTING_DATABASE_URL": ""}
    previous = os.umask(0o022)
    try:
        subprocess.run(words, env=environ, check=True, capture_output=True)
    finally:
        os.umask(previous)
    open_to_others = [path for path in [instance, *instance.rglob("*")] if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_to_others == []
