"""Counters in the database: shared by all processes, ending by themselves, whatever the clock does."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import func, select
from support import postgres

from voting import create_app
from voting.config import Config
from voting.entrance import counting
from voting.entrance.models import Counter
from voting.extensions import db, writing

_NUMBERS = itertools.count()
NOW = 1_800_000_000.0


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    """The application on either database."""
    if request.param == "sqlite":
        app = make_app(config)
    else:
        address = postgres.new_database(request.getfixturevalue("postgresql"), f"counting{next(_NUMBERS)}")
        app = create_app(Config(instance=config.instance, testing=True, database_url=address))
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def hit(key: str, now: float = NOW, seconds: int = 60) -> int:
    with writing() as session:
        return counting.hit(session, key, seconds, now)


def test_a_span_begins_with_the_first_hit_and_ends(both: Flask) -> None:
    assert [hit("one"), hit("one", NOW + 59), hit("two"), hit("one", NOW + 60)] == [1, 2, 1, 1]


def test_hits_at_the_same_time_are_all_counted(both: Flask) -> None:
    def once(_: int) -> int:
        with both.app_context():
            try:
                return hit("one")
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(once, range(20))) == list(range(1, 21))


@pytest.mark.usefixtures("both")
def test_a_clock_that_was_a_year_ahead_leaves_no_count_behind() -> None:
    year = 365 * 86400
    for _ in range(3):
        hit("one", NOW + year)
    assert counting.counts(["one"], NOW) == {}
    assert hit("one") == 1


@pytest.mark.usefixtures("both")
def test_rows_that_are_over_are_cleared_away_by_who_comes_next() -> None:
    for place in range(5):
        hit(f"old{place}")
    hit("new", NOW + 61)
    assert db.session.scalar(select(func.count()).select_from(Counter)) == 1


@pytest.mark.usefixtures("app")
def test_limits_count_through_the_database() -> None:
    limiter, item = FixedWindowRateLimiter(counting.DatabaseStorage()), RateLimitItemPerMinute(2)
    other = FixedWindowRateLimiter(counting.DatabaseStorage())
    assert [limiter.hit(item, "x"), other.hit(item, "x"), limiter.hit(item, "x"), other.hit(item, "y")] == [
        True,
        True,
        False,
        True,
    ]
    assert not other.test(item, "x")
    assert 0 < limiter.get_window_stats(item, "x").reset_time - time.time() <= 60
    limiter.clear(item, "x")
    assert other.hit(item, "x")
