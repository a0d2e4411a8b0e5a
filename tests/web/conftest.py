"""Offices and votes for tests through the HTTP door."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from support import stage
from support.office import Office, Vote, congress
from support.supervising import Supervising, supervising

from voting.config import Config
from voting.extensions import db
from voting.meetings.models import Meeting


@pytest.fixture
def web(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    """The application with its tables, outside any context."""
    app = make_app(config)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def office(web: Flask, config: Config) -> Office:
    """A congress without meetings."""
    return congress(web, config, "明川区第三届人民代表大会", "office")


@pytest.fixture
def stranger(web: Flask, config: Config) -> Office:
    """Another congress on the same server."""
    return congress(web, config, "东岭区第二届人民代表大会", "stranger")


@pytest.fixture
def held(web: Flask, config: Config) -> Supervising:
    """A congress with plans under way, reports and people; several tests need another one in its place."""
    with web.app_context():
        made = supervising(config)
        db.session.remove()
        return made


@pytest.fixture
def at(web: Flask, config: Config) -> Callable[..., Vote]:
    """Bring a meeting to a state: `at(stage.boxed, deputies=6)`."""

    def bring(make: Callable[..., stage.Stage], **options: object) -> Vote:
        with web.app_context():
            made = make(config, **options)
            congress_id = db.session.get_one(Meeting, made.meeting_id).congress_id
            db.session.remove()
        return Vote(congress(web, config, "", "office", congress_id), made)

    return bring
