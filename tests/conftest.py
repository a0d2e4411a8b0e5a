"""What every test may use: an application of its own on a scratch database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from flask import Flask
from flask.testing import FlaskClient

from voting import create_app
from voting.config import Config
from voting.extensions import db


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings with everything in a scratch folder."""
    return Config(instance=tmp_path / "instance", testing=True)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application, its tables made, inside an application context."""
    app = create_app(config)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen."""
    return app.test_client()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """A PostgreSQL server of the tests' own: the folder of its socket (see `postgres.new_database`)."""
    with postgres.cluster() as socket:
        yield socket
