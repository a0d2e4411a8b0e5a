"""Every earlier version comes up with its data, on both databases; what cannot come up is left as it was."""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

from support import postgres
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from support.installations import fill, read

from voting import create_app
from voting.config import Config
from voting.errors import Conflict
from voting.extensions import db
from voting.upgrading import upgrade_database

NUMBERS = itertools.count()
KEPT = sorted((Path(__file__).parent / "installations").glob("*.json.xz"))


def counts() -> Counter[str]:
    """How many rows each table has."""
    tables = sa.MetaData()
    tables.reflect(db.engine)
    with db.engine.connect() as link:
        return Counter(
            {name: link.scalar(sa.select(sa.func.count()).select_from(t)) for name, t in tables.tables.items()}
        )


@pytest.fixture
def config(tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """A configuration on an empty database of the kind that the test names."""
    url = ""
    if request.param == "postgresql":
        url = postgres.new_database(request.getfixturevalue("postgresql"), f"upgrade_{next(NUMBERS)}")
    return Config(instance=tmp_path, testing=True, database_url=url)


both = pytest.mark.parametrize("config", ["sqlite", "postgresql"], indirect=True)


@both
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name.removesuffix(".json.xz"))
def test_an_earlier_version_comes_up_with_its_data(path: Path, config: Config) -> None:
    kept = read(path)
    app = create_app(config)
    with app.app_context():
        fill(app, kept)
        upgrade_database(app)
        now = counts()
        lost = {name: (len(rows), now[name]) for name, rows in kept["tables"].items() if now[name] < len(rows)}
        assert not lost
        for mapper in db.Model.registry.mappers:
            db.session.execute(sa.select(mapper).limit(3)).all()
        db.session.rollback()
        db.engine.dispose()


def test_every_earlier_revision_has_an_installation_that_is_tried(tmp_path: Path) -> None:
    app = create_app(Config(instance=tmp_path, testing=True))
    with app.app_context():
        scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
        earlier = {script.revision for script in scripts.walk_revisions()} - {scripts.get_current_head()}
    wanted = {revision for revision in earlier if revision <= LAST_RELEASED}
    assert wanted <= {read(path)["revision"] for path in KEPT}


LAST_RELEASED = "0008"
"""The newest revision that an installation in use can have; raise it with each release, and keep an installation."""


@both
def test_several_at_once_upgrade_an_empty_database(config: Config) -> None:
    environ = {**os.environ, "VOTING_INSTANCE": str(config.instance), "VOTING_DATABASE_URL": config.database_url}
    words = [sys.executable, "-m", "voting.commands.main", "upgrade"]
    started = [
        subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in "12"
    ]
    said = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    with create_app(config).app_context():
        assert counts()["alembic_version"] == 1
        db.engine.dispose()


@both
def test_what_cannot_be_upgraded_says_so_and_stays(config: Config) -> None:
    app = create_app(config)
    with app.app_context():
        fill(app, read(KEPT[0]))
        # A table in the way of a later migration: the office's own hand, or half a restore.
        with db.engine.begin() as link:
            link.execute(sa.text("CREATE TABLE suggestion (id INTEGER)"))
        before = counts()
        with pytest.raises(Conflict, match="cannot_upgrade"):
            upgrade_database(app)
        assert counts() == before
        with db.engine.connect() as link:
            assert link.scalar(sa.text("SELECT version_num FROM alembic_version")) == "0001"
        db.engine.dispose()


def test_an_installation_is_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = Config(instance=Path("here"), testing=True)
    config.prepare()
    app = create_app(config)
    upgrade_database(app)
    with app.app_context():
        db.engine.dispose()
    assert (tmp_path / "here" / "voting.sqlite3").exists()


@both
def test_a_database_of_a_newer_program_is_not_touched(config: Config) -> None:
    app = create_app(config)
    with app.app_context():
        upgrade_database(app)
        with db.engine.begin() as link:
            link.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(Conflict, match="database_unknown"):
            upgrade_database(app)
        db.engine.dispose()


def test_keys_are_minded_again_after_an_upgrade(tmp_path: Path) -> None:
    app = create_app(Config(instance=tmp_path, testing=True))
    with app.app_context():
        upgrade_database(app)
        with db.engine.connect() as link, pytest.raises(sa.exc.IntegrityError):
            link.execute(sa.text("INSERT INTO participation (round_id, deputy_id) VALUES (1, 1)"))
        db.engine.dispose()


def test_rows_that_refer_to_nothing_stop_the_upgrade(tmp_path: Path) -> None:
    config = Config(instance=tmp_path, testing=True)
    app = create_app(config)
    with app.app_context():
        fill(app, read(KEPT[0]))
        db.engine.dispose()
        link = sqlite3.connect(config.instance / "voting.sqlite3")
        link.execute("DELETE FROM deputy")
        link.commit()
        link.close()
        with pytest.raises(Conflict, match="cannot_upgrade") as refused:
            upgrade_database(app)
        assert "deputy" in str(refused.value.message)
        db.engine.dispose()
