"""How Alembic reaches the database: one upgrade is one transaction, and only one process at a time makes it."""

import logging

from alembic import context
from flask import current_app
from sqlalchemy import text

logger = logging.getLogger("alembic.env")
database = current_app.extensions["migrate"].db

UPGRADE_LOCK = 0x6D73_7370
"""The number under which PostgreSQL knows the lock of an upgrade (any number that nothing else uses)."""
LONGEST_WAIT_MS = 600_000


def run_offline():
    """Print the statements instead of running them."""
    address = database.engine.url.render_as_string(hide_password=False)
    context.configure(url=address, target_metadata=database.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online():
    """Bring the database to the wanted revision: all of it or nothing.

    A second process that starts meanwhile waits, and finds the work done.
    """
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _on_sqlite(connection)
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
            _migrate(connection)
            connection.commit()


def _on_sqlite(connection):
    # A table is changed by making it anew and dropping the old one, which no row may refer to while keys are watched.
    # SQLite takes this word only outside a transaction, so it is said to the driver before one begins.
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    # Whoever comes second waits for the first one's write lock, however long its work takes.
    driver.execute(f"PRAGMA busy_timeout={LONGEST_WAIT_MS}")
    try:
        connection.execution_options(writing=True)
        _migrate(connection)
        if faults := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
            tables = ", ".join(sorted({f"{fault[0]} → {fault[2]}" for fault in faults}))
            raise RuntimeError(f"rows without what they refer to: {tables}")
        connection.commit()
    finally:
        connection.rollback()
        # The pool must not hand out a connection that minds no keys.
        connection.invalidate()


def _migrate(connection):
    # Alembic is to see what others have done while this one waited: the transaction has begun before it looks.
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("SELECT 1")
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        transactional_ddl=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
