"""Nothing that is stored leads from a ballot to a deputy, to a time, or to the order of casting."""

from __future__ import annotations

import logging
import random
import re
import sqlite3
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import inspect
from support import pages, stage

from voting.ballots import boxes, casting, checking, traces
from voting.belenios import board, credentials
from voting.commands import serve
from voting.config import Config
from voting.extensions import db

VOTERS = 30


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    """A closed round, cast in an order that is neither that of the roster nor that of the cards."""
    vote = stage.opened(config, deputies=VOTERS)
    order = list(range(VOTERS))
    random.Random(7).shuffle(order)
    for place, deputy in enumerate(order):
        casting.cast(vote.uuid, vote.deputies[deputy], vote.ballot(place), config)
    stage.close(vote)
    return vote


def test_tables_beside_a_ballot_hold_keys_only(app: Flask) -> None:
    columns = {
        name: sorted(column["name"] for column in inspect(db.engine).get_columns(name))
        for name in ("ballot", "participation", "paper_voter", "credential", "attendance", "board_entry")
    }
    assert columns == {
        "ballot": ["credential", "round_id", "tracker"],
        "participation": ["deputy_id", "round_id"],
        "paper_voter": ["deputy_id", "round_id"],
        "credential": ["public", "round_id", "voided"],
        "attendance": ["deputy_id", "meeting_id"],
        "board_entry": ["height", "kind", "payload", "referred", "round_id"],
    }


def test_no_table_joins_deputies_with_ballots(app: Flask) -> None:
    seen = inspect(db.engine)
    for table in seen.get_table_names():
        names = {column["name"] for column in seen.get_columns(table)}
        assert not (names & {"deputy_id", "account_id"} and names & {"credential", "tracker", "public"}), table
        for key in seen.get_foreign_keys(table):
            assert not (table == "ballot" and key["referred_table"] != "round")


def test_read_sheets_lead_to_no_deputy(app: Flask) -> None:
    """From every table that holds marks, whatever one follows: no deputy, no paper voter, and no time beside the marks."""
    seen = inspect(db.engine)
    holding = {table for table in seen.get_table_names() if "marks" in {c["name"] for c in seen.get_columns(table)}}
    assert holding == {"read_sheet", "settled"}
    for table in holding:
        assert not any(str(column["type"]).startswith("DATE") for column in seen.get_columns(table))
    reached, ahead = set(), set(holding)
    while ahead:
        table = ahead.pop()
        reached.add(table)
        ahead |= {key["referred_table"] for key in seen.get_foreign_keys(table)} - reached
    assert not reached & {"deputy", "paper_voter", "participation", "credential", "ballot"}


def test_an_exchange_leaves_no_card_beside_the_deputy(app: Flask, config: Config) -> None:
    """The voided halves stay where they were, among all cards; the box of this round never holds one of them."""
    vote = stage.opened(config)
    vote.exchange(0, 1)
    for place in range(2, 6):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    stage.close(vote)
    content = pages.beside_the_board(config.instance / "voting.sqlite3")
    for card in (0, 1):
        half = credentials.public(vote.uuid, credentials.from_typed(vote.typed[card])).encode()
        assert content.count(half) == 1


def test_no_hidden_row_numbers(vote: stage.Stage) -> None:
    connection = sqlite3.connect(vote.config.instance / "voting.sqlite3")
    for table in ("ballot", "participation", "paper_voter", "credential", "board_entry"):
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            connection.execute(f"SELECT rowid FROM {table}")
    connection.close()


def test_the_database_file_keeps_no_order(vote: stage.Stage) -> None:
    """On the pages of the file the trackers lie in the order of their keys, not in the order of casting."""
    folder = vote.config.instance
    content = pages.beside_the_board(folder / "voting.sqlite3")
    order = list(board.read(vote.archive).ballots())
    halves = [re.search(r'"credential":"([0-9a-f]{64})"', text).group(1) for text in order]  # type: ignore[union-attr]
    for half in halves:
        assert content.count(half.encode()) >= 1
    listed = {half: content.count(half.encode()) for half in halves}
    unused = [credentials.public(vote.uuid, credentials.from_typed(card)) for card in vote.typed[VOTERS:]]
    # A used card stands twice (list and ballot), an unused one once; a third place would be a trace of the casting.
    assert set(listed.values()) == {2}
    assert {content.count(half.encode()) for half in unused} == {1}


def test_the_write_ahead_log_is_empty_after_the_close(vote: stage.Stage) -> None:
    log = vote.config.instance / "voting.sqlite3-wal"
    assert not log.exists() or log.stat().st_size == 0


@pytest.mark.parametrize("by", ["a look", "a start"])
def test_a_log_that_was_being_read_at_the_close_is_emptied_afterwards(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    monkeypatch.setattr(checking, "SECONDS", 0)
    monkeypatch.setattr(traces, "WAIT", 0)
    # The tables of this test are made without migrations.
    monkeypatch.setattr(serve, "upgrade_database", lambda app: None)
    vote, log = stage.opened(config), config.instance / "voting.sqlite3-wal"
    casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    watch = checking.Watch()

    def later() -> None:
        watch.look(config) if by == "a look" else serve.prepare({"VOTING_INSTANCE": str(config.instance)})

    with closing(sqlite3.connect(config.instance / "voting.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM round").fetchall()
        stage.close(vote)
        later()
        assert log.stat().st_size > 0
    later()
    assert log.stat().st_size == 0


def test_the_board_carries_one_time_only(vote: stage.Stage) -> None:
    raw = boxes.committed(vote.round)
    stamps = set()
    at = 0
    while at < len(raw):
        size = int(raw[at + 124 : at + 135], 8)
        stamps.add(raw[at + 136 : at + 147])
        at += 512 + size + -size % 512
    assert stamps == {f"{int(stage.NOW.timestamp()):011o}".encode()}
    text = b"".join(one.encode() for one in board.parse(raw).ballots())
    assert b"time" not in text
    assert b"date" not in text


def test_nothing_is_logged(app: Flask, config: Config, caplog: pytest.LogCaptureFixture) -> None:
    vote = stage.opened(config)
    text = vote.ballot(0)
    with caplog.at_level(logging.DEBUG, logger="voting"):
        tracker = casting.cast(vote.uuid, vote.deputies[0], text, config).tracker
    assert tracker not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith(("voting", "sqlalchemy.engine.E"))]
