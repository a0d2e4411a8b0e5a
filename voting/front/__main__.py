"""`python -m voting.front`: the server itself, once database and settings are ready (see `voting.commands.serve`)."""

from __future__ import annotations

import argparse
import sys

from flask import Flask

from .. import create_app, logs
from ..extensions import db
from .master import run


def make() -> Flask:
    """The application, with what every process would otherwise make for itself while a hall waits for it."""
    app = create_app()
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith("deputy/")):
        app.jinja_env.get_template(name)
    app.test_client().get("/deputy/sign-in")
    with app.app_context():
        db.engine.dispose()
    return app


def forget_connections(app: Flask) -> None:
    """A connection to the database belongs to the process that opened it."""
    with app.app_context():
        db.engine.dispose(close=False)


def main() -> int:
    """Run the server until it is told to end."""
    parser = argparse.ArgumentParser(prog="voting.front")
    parser.add_argument("--bind", required=True, metavar="HOST:PORT|unix:PATH")
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True, help="in each process, for the sitting's pages")
    parser.add_argument("--public-threads", type=int, required=True, help="in each process, for everything else")
    options = parser.parse_args()
    logs.set_up()
    return run(options.bind, options.workers, (options.threads, options.public_threads), make, forget_connections)


if __name__ == "__main__":
    sys.exit(main())
