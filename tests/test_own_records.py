"""The one look-up of what an address or a form names: never another congress's, whatever table it lies in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, insert, text
from support.paths import ROOT

from voting.config import Config
from voting.errors import Missing
from voting.extensions import Base, db, own
from voting.sentences import Sentence

OWN, OTHER = 1, 2
SAMPLES = {
    int: 7,
    str: "x",
    bool: False,
    bytes: b"x",
    object: {},
    float: 1.0,
    Decimal: Decimal(1),
    date: date(2026, 3, 1),
    datetime: datetime(2026, 3, 1, tzinfo=UTC),
}


def sample(column: Column[Any]) -> Any:
    """Something that the column takes."""
    kind = getattr(column.type, "impl", column.type)
    return SAMPLES[kind.python_type]


def named() -> list[type[Base]]:
    """The models whose records an address may name, each within its congress."""
    return [one.class_ for one in Base.registry.mappers if hasattr(one.class_, "absent")]


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Flask:
    return make_app(config)


def test_no_record_of_another_congress_is_found(app: Flask) -> None:
    with app.app_context():
        assert len(named()) > 20
        for model in named():
            for pragma in ("defer_foreign_keys", "ignore_check_constraints"):
                db.session.execute(text(f"PRAGMA {pragma}=ON"))
            filled = {
                column.name: sample(column)
                for column in model.__table__.columns
                if not column.nullable and column.default is None and not column.primary_key
            }
            made = db.session.execute(insert(model).values({**filled, "congress_id": OWN})).inserted_primary_key
            assert made is not None
            assert own(model, made[0], OWN).id == made[0]  # type: ignore[attr-defined]
            for id_, congress_id in ((made[0], OTHER), (made[0] + 1, OWN), (None, OWN)):
                with pytest.raises(Missing) as refused:
                    own(model, id_, congress_id)
                assert isinstance(refused.value.message, Sentence)
                assert (refused.value.code, refused.value.message) == model.absent
        db.session.rollback()
        db.engine.dispose()


def test_nobody_compares_the_congress_by_hand() -> None:
    by_hand = re.compile(r"is None or \w+\.congress_id != ")
    assert [str(path) for path in (ROOT / "voting").rglob("*.py") if by_hand.search(path.read_text())] == []
