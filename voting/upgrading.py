"""Bringing the database to this program's version: all of it or nothing, and one process at a time."""

from __future__ import annotations

from alembic import command
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import DBAPIError

from .errors import Conflict


def upgrade_database(app: Flask) -> None:
    """Apply the migrations that are missing; a second process that starts meanwhile waits for the first.

    Raises `Conflict` with the reason when that cannot be; the database then is as it was.
    """
    with app.app_context():
        try:
            # Not Flask-Migrate's own function, which ends the process instead of saying why.
            command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")
        except (CommandError, ResolutionError) as error:
            raise Conflict(
                "database_unknown",
                "数据库不是本程序所认识的版本（%(why)s）。可能它由更新版本的程序写成：请用那个版本启动。数据没有改动。",
                why=str(error).splitlines()[0],
            ) from error
        except (DBAPIError, RuntimeError) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise Conflict(
                "cannot_upgrade",
                "数据库不能升级到本程序的版本：%(why)s。数据没有改动，原来版本的程序仍可使用。",
                why=str(reason).strip().splitlines()[0],
            ) from error
