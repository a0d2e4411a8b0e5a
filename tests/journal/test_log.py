"""The journal is a chain that shows every change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, update

from voting.congress.models import Congress
from voting.extensions import db, writing
from voting.journal import acts
from voting.journal.log import Actor, entries, first_fault, last_of, of_round, record
from voting.journal.models import JournalEntry

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)


@pytest.fixture
def congress(app: Flask) -> int:
    """A congress with three acts on record."""
    with writing() as session:
        congress = Congress(name="试验区人民代表大会")
        session.add(congress)
        session.flush()
        for act in (acts.BOX_SET_UP, acts.OPENING_AGREED, acts.ROUND_OPENED):
            record(session, congress.id, Actor("张三", "工作人员"), act, "第三次会议", {"round": "aB3"}, NOW)
        return congress.id


def test_sound_chain_has_no_fault(congress: int) -> None:
    assert first_fault(entries(db.session(), congress)) is None


@pytest.mark.parametrize("column", ["actor", "role", "act", "subject", "details", "parent", "hash", "key", "about"])
def test_a_changed_entry_is_named(congress: int, column: str) -> None:
    with writing() as session:
        session.execute(update(JournalEntry).where(JournalEntry.height == 1).values({column: "x"}))
    assert "1" in (first_fault(entries(db.session(), congress)) or "")


def test_a_removed_entry_is_named(congress: int) -> None:
    with writing() as session:
        session.execute(delete(JournalEntry).where(JournalEntry.height == 1))
    assert first_fault(entries(db.session(), congress)) == "第 1 条日志缺失"


def test_an_act_on_a_round_is_found_by_its_key_and_the_newest_counts(congress: int) -> None:
    with writing() as session:
        for uuid in ("aB3", "cD4"):
            record(session, congress, Actor("李四", "执行主席"), acts.ROUND_OPENED, "第三次会议", {"round": uuid}, NOW)
    for uuid, height in (("aB3", 3), ("cD4", 4)):
        found = last_of(db.session(), congress, acts.ROUND_OPENED, uuid)
        assert found is not None
        assert (found.height, found.actor) == (height, "李四")
    assert last_of(db.session(), congress, acts.ROUND_CLOSED, "aB3") is None
    assert last_of(db.session(), congress + 1, acts.ROUND_OPENED, "aB3") is None


def test_a_round_has_its_acts_and_what_followed_it(congress: int) -> None:
    with writing() as session:
        follows = {"round": "cD4", "follows": "aB3"}
        record(session, congress, Actor("李四", "工作人员"), acts.ROUND_FOLLOWED, "第二轮", follows, NOW)
        record(session, congress, Actor("李四", "工作人员"), acts.ROUND_OPENED, "第二轮", {"round": "cD4"}, NOW)
    chain = entries(db.session(), congress)
    assert [entry.height for entry in of_round(chain, "aB3")] == [0, 1, 2, 3]
    assert [entry.height for entry in of_round(chain, "cD4")] == [3, 4]
