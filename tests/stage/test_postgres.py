"""The whole story with PostgreSQL behind the application processes."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from support import postgres

from voting.commands.main import main


@pytest.fixture(scope="module")
def rehearsed(postgresql: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A rehearsal of 17 deputies: its folder, and the address of the database it left."""
    out = tmp_path_factory.mktemp("postgres")
    url = postgres.new_database(postgresql, "rehearsal")
    words = ["--deputies", "17", "--scrutineers", "2", "--seed", "postgres", "--database-url", url, "--out", str(out)]
    assert main(["rehearse", *words]) == 0
    return out, url.replace("+psycopg", "")


def test_every_ballot_is_counted(rehearsed: tuple[Path, str]) -> None:
    result = json.loads((rehearsed[0] / "result.json").read_text(encoding="utf-8"))
    assert (result["returned"], result["valid"], result["void"]) == (17, 17, 0)


@pytest.mark.parametrize(
    ("table", "key"), [("ballot", "credential"), ("participation", "deputy_id"), ("attendance", "deputy_id")]
)
def test_rows_tell_no_order(rehearsed: tuple[Path, str], table: str, key: str) -> None:
    """Every row was written by one transaction, in the order of its key, and none that is dead is left."""
    with psycopg.connect(rehearsed[1]) as link:
        rows = link.execute(f"SELECT xmin::text, {key} FROM {table} ORDER BY ctid").fetchall()  # type: ignore[arg-type]
        size = link.execute("SELECT pg_relation_size(%s), current_setting('block_size')::int", (table,)).fetchone()
    assert len(rows) == 17
    assert len({xmin for xmin, _ in rows}) == 1
    keys = [value for _, value in rows]
    assert keys == sorted(keys)
    width = 200
    assert size is not None
    assert size[0] <= (17 * width // size[1] + 1) * size[1]


def test_the_server_wrote_nothing_about_ballots_into_its_log(rehearsed: tuple[Path, str], postgresql: Path) -> None:
    log = (postgresql / "log").read_text(encoding="utf-8", errors="replace")
    for word in ("INSERT", "participation", "ballot"):
        assert word not in log
