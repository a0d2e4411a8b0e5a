"""Migrations produce exactly the tables that the models describe, in both databases."""

from __future__ import annotations

from pathlib import Path

from support import postgres
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from voting import create_app
from voting.config import Config
from voting.extensions import db


def address(kind: str, request: pytest.FixtureRequest) -> str:
    return "" if kind == "sqlite" else postgres.new_database(request.getfixturevalue("postgresql"), "drift")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_and_models_agree(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    config = Config(instance=tmp_path, testing=True, database_url=address(kind, request))
    with create_app(config).app_context():
        upgrade()
        with db.engine.connect() as link:
            context = MigrationContext.configure(link, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
        downgrade(revision="base")
        upgrade()
        db.engine.dispose()
