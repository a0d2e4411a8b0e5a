"""A congress that supervises, inside an application context."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from support.planning import DAY
from support.supervising import Supervising, supervising

from voting.config import Config
from voting.extensions import db


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    made = make_app(config)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def held(app: Flask, config: Config) -> Supervising:
    """Three plans in force and a draft, on `DAY`."""
    return supervising(config, today=DAY)
