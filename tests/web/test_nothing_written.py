"""Casting writes what casting is, and nothing about who did it when."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import DateTime, inspect, text
from support import stage
from support.office import Vote

from voting.entrance.models import LiveSignIn
from voting.extensions import db

CAST = {"participation", "ballot"}


def rows(vote: Vote) -> dict[str, set[str]]:
    def read() -> dict[str, set[str]]:
        return {
            table: {repr(tuple(row)) for row in db.session.execute(text(f'SELECT * FROM "{table}"'))}
            for table in inspect(db.engine).get_table_names()
        }

    return vote.office.run(read)


def test_casting_changes_the_box_and_who_has_voted_alone(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    client = vote.office.app.test_client()
    held = vote.stage.passes[0]
    client.get("/deputy/sign-in")
    assert client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin}).status_code == 302
    ballot = vote.office.run(lambda: vote.stage.ballot(0))
    before = rows(vote)
    client.get(f"/deputy/rounds/{vote.stage.uuid}")
    path = f"/deputy/rounds/{vote.stage.uuid}/ballot"
    assert client.post(path, data=ballot, content_type="application/json").status_code == 200
    assert client.post(path, data=ballot, content_type="application/json").status_code == 200
    client.get("/deputy/")
    after = rows(vote)
    changed = {table for table in after if after[table] != before[table]}
    assert changed >= CAST
    # The board's entry and head are the box itself.
    assert {
        table for table in changed - CAST if table != "round" and "board" not in table and "box" not in table
    } == set()
    assert {len(after[table] - before[table]) for table in CAST} == {1}


def test_signing_in_and_out_leaves_no_row_of_the_deputy(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    client = vote.office.app.test_client()
    held = vote.stage.passes[0]
    before = rows(vote)
    client.get("/deputy/sign-in")
    client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin})
    during = rows(vote)
    assert {table for table in during if during[table] != before[table]} == {LiveSignIn.__tablename__}
    client.post("/sign-out")
    assert rows(vote) == before


def test_no_row_of_a_deputy_has_a_time(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)

    def read() -> set[str]:
        seen = inspect(db.engine)
        return {
            f"{table}.{column['name']}"
            for table in ("deputy", "attendance", "participation", "live_sign_in")
            for column in seen.get_columns(table)
            if isinstance(column["type"], DateTime)
        }

    assert vote.office.run(read) == set()
