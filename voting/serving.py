"""Running the server: database up to date, then the processes that answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from . import config as configuration
from .upgrading import upgrade_database

WORKERS, THREADS, PUBLIC_THREADS = 4, 4, 2
"""Processes, and threads in each for the sitting's pages and for all others: see `voting.front`."""


def server_arguments(bind: str, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """The server's command line. No access log: nothing may join address, time and casting."""
    return [
        *(sys.executable, "-m", "voting.front", "--bind", bind, "--workers", str(workers)),
        *("--threads", str(threads), "--public-threads", str(PUBLIC_THREADS)),
    ]


def prepare(environ: Mapping[str, str]) -> None:
    """Bring the database up to date; outdated personal data goes."""
    from . import create_app
    from .collection.keeping import tidy

    config = configuration.from_environment(environ)
    app = create_app(config)
    upgrade_database(app)
    with app.app_context():
        tidy(datetime.now(UTC))


def serve(bind: str, workers: int, threads: int) -> int:
    """Prepare, then become the server process."""
    prepare(os.environ)
    arguments = server_arguments(bind, workers, threads)
    os.execv(arguments[0], arguments)  # noqa: S606
