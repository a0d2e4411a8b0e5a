"""Staff sign in with a password and are locked out for a while after too many wrong ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from voting.config import Config
from voting.congress import passwords
from voting.congress.models import Congress
from voting.errors import Conflict, Locked, Rejected
from voting.extensions import writing

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)


@pytest.fixture
def clerk(app: Flask) -> str:
    """A clerk's user name."""
    with writing() as session:
        congress = Congress(name="试验区人民代表大会")
        session.add(congress)
        session.flush()
        passwords.create(session, congress.id, "clerk", "李四", "correct horse", ["clerk"])
    return "clerk"


def test_right_password(clerk: str, config: Config) -> None:
    assert passwords.sign_in(clerk, "correct horse", config, NOW).name == "李四"


@pytest.mark.parametrize(("name", "word"), [("clerk", "wrong horse"), ("nobody", "correct horse")])
def test_wrong_password_and_wrong_name_sound_alike(clerk: str, config: Config, name: str, word: str) -> None:
    with pytest.raises(Rejected) as refused:
        passwords.sign_in(name, word, config, NOW)
    assert refused.value.code == "wrong_password"


def test_five_wrong_ones_lock_for_a_while(clerk: str, config: Config) -> None:
    for _ in range(5):
        with pytest.raises(Rejected):
            passwords.sign_in(clerk, "wrong horse", config, NOW)
    with pytest.raises(Locked):
        passwords.sign_in(clerk, "correct horse", config, NOW)
    later = NOW + timedelta(minutes=config.pin_lock_minutes, seconds=1)
    assert passwords.sign_in(clerk, "correct horse", config, later).username == "clerk"


def test_a_user_name_is_given_once(clerk: str) -> None:
    with pytest.raises(Conflict), writing() as session:
        passwords.create(session, 1, "clerk", "王五", "another horse", ["chair"])
