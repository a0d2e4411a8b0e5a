"""Installations of earlier versions as `tools/keep_installation.py` keeps them, put back into a database."""

from __future__ import annotations

import base64
import json
import lzma
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from flask import Flask

from voting.config import Config
from voting.extensions import db


def read(path: Path) -> dict[str, Any]:
    return json.loads(lzma.decompress(path.read_bytes()))


def value_for(column: sa.Column[Any], value: Any) -> Any:
    """A value of the kept installation as the database at hand takes it."""
    kind = column.type
    if value is None:
        return sa.null() if isinstance(kind, sa.JSON) else None
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    if isinstance(kind, sa.Boolean):
        return bool(value)
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return json.loads(value) if isinstance(kind, sa.JSON) else value


def fill(app: Flask, kept: dict[str, Any]) -> None:
    """An installation as it stood at the revision, rows and boards."""
    migrations = app.extensions["migrate"].migrate.get_config()
    command.upgrade(migrations, kept["revision"])
    tables = sa.MetaData()
    tables.reflect(db.engine)
    with db.engine.begin() as link:
        for name, rows in kept["tables"].items():
            table = tables.tables[name]
            for row in rows:
                link.execute(table.insert(), {key: value_for(table.c[key], row[key]) for key in row})
    config: Config = app.extensions["voting"]
    boards = config.instance / "boards"
    boards.mkdir(exist_ok=True)
    for name, raw in kept["boards"].items():
        (boards / name).write_bytes(base64.b64decode(raw["base64"]))
