"""Running the server: database up to date, then the processes that answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from .. import config as configuration
from ..errors import Conflict
from ..upgrading import upgrade_database

WORKERS, THREADS, PUBLIC_THREADS = 4, 4, 2
"""Processes, and threads in each for the sitting's pages and for all others: see `voting.front`."""


def server_arguments(bind: str, workers: int = WORKERS, threads: int = THREADS) -> list[str]:
    """The server's command line. No access log: nothing may join address, time and casting."""
    return [
        *(sys.executable, "-m", "voting.front", "--bind", bind, "--workers", str(workers)),
        *("--threads", str(threads), "--public-threads", str(PUBLIC_THREADS)),
    ]


def prepare(environ: Mapping[str, str]) -> None:
    """Bring the database up to date and compare what must agree; outdated personal data goes.

    Nothing here touches a box, so that it does no harm while others serve. Raises `Conflict` when this host's secrets
    are not the installation's; a box that does not agree is stopped and named, and everything else goes on.
    """
    from .. import create_app
    from ..ballots import checking, hosts, traces
    from ..collection.handling.erasing import tidy
    from ..tally import signing_keys

    config = configuration.from_environment(environ)
    was_there = (config.keys / hosts.SESSION).exists()
    app = create_app(config)
    upgrade_database(app)
    with app.app_context():
        hosts.compare(config, was_there)
        try:
            signing_keys.load_or_make_keys(config.keys, datetime.now(UTC))
        except ValueError as error:
            raise Conflict("secret_damaged", "密钥文件 %(file)s 已损坏，请从备份恢复，再启动", file=error) from error
        hosts.note(config)
        for title, why in checking.compare_all(config):
            print(f"{title}: {why}", file=sys.stderr)
        traces.sweep_again()
        tidy(datetime.now(UTC))


def serve(bind: str, workers: int, threads: int) -> int:
    """Prepare, then become the server process."""
    prepare(os.environ)
    arguments = server_arguments(bind, workers, threads)
    os.execv(arguments[0], arguments)  # noqa: S606
