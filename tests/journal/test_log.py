"""The journal is a chain that shows every change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, update

from voting.congress.models import Congress
from voting.extensions import db, writing
from voting.journal.log import Actor, entries, first_fault, record
from voting.journal.models import JournalEntry

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)


@pytest.fixture
def congress(app: Flask) -> int:
    """A congress with three acts on record."""
    with writing() as session:
        congress = Congress(name="试验区人民代表大会")
        session.add(congress)
        session.flush()
        for act in ("新建会议", "导入名册", "冻结名单"):
            record(session, congress.id, Actor("张三", "工作人员"), act, "第三次会议", {"n": 1}, NOW)
        return congress.id


def test_sound_chain_has_no_fault(congress: int) -> None:
    assert first_fault(entries(db.session(), congress)) is None


@pytest.mark.parametrize("column", ["actor", "role", "act", "subject", "details", "parent", "hash"])
def test_a_changed_entry_is_named(congress: int, column: str) -> None:
    with writing() as session:
        session.execute(update(JournalEntry).where(JournalEntry.height == 1).values({column: "x"}))
    assert "1" in (first_fault(entries(db.session(), congress)) or "")


def test_a_removed_entry_is_named(congress: int) -> None:
    with writing() as session:
        session.execute(delete(JournalEntry).where(JournalEntry.height == 1))
    assert first_fault(entries(db.session(), congress)) == "第 1 条日志缺失"
