"""Entries from before acts had keys are found by key and round afterwards, and their chain still holds."""

from __future__ import annotations

from pathlib import Path

from support import postgres
from support.paths import TESTS
import pytest
import sqlalchemy as sa
from alembic import command

from voting import create_app
from voting.config import Config
from voting.extensions import db
from voting.journal import acts
from voting.journal.export import read
from voting.journal.log import entries, first_fault, last_of
from voting.upgrading import upgrade_database

COLUMNS = ("congress_id", "height", "actor", "role", "act", "subject", "details", "parent", "hash")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_old_entries_get_key_and_round(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url = "" if kind == "sqlite" else postgres.new_database(request.getfixturevalue("postgresql"), "journal")
    (kept,) = read((TESTS / "journal" / "acts.jsonl").read_text(encoding="utf-8")).values()
    app = create_app(Config(instance=tmp_path, testing=True, database_url=url))
    with app.app_context():
        command.upgrade(app.extensions["migrate"].migrate.get_config(), "0017")
        tables = sa.MetaData()
        tables.reflect(db.engine, only=["congress", "journal_entry"])
        with db.engine.begin() as link:
            link.execute(tables.tables["congress"].insert(), {"id": 1, "name": "试验区人民代表大会"})
            rows = [{name: getattr(one, name) for name in COLUMNS} | {"at": one.at.replace(tzinfo=None)} for one in kept]
            link.execute(tables.tables["journal_entry"].insert(), rows)
        upgrade_database(app)
        chain = entries(db.session(), 1)
        assert first_fault(chain) is None
        assert [entry.key for entry in chain] == [acts.BY_TITLE[one.act].key for one in kept]
        found = last_of(db.session(), 1, acts.ROUND_OPENED, "aB3cD4eF5gH6jK")
        assert found is not None
        assert (found.act, found.actor) == ("开始投票", "程怡")
        db.session.remove()
        db.engine.dispose()

