"""Keep an installation's data for the tests of migrations: `python tools/keep_installation.py INSTANCE OUT.json.xz`.

Writes every row of the instance's SQLite database, under its revision, and the files of its boards, as compressed JSON
that both databases can be filled from. `--few N` keeps N rows of each table with what they refer to, and no ballot box:
for an installation that is wide rather than deep. Use synthetic data alone.
"""

from __future__ import annotations

import argparse
import base64
import json
import lzma
import sqlite3
from pathlib import Path
from typing import Any


NO_BOX: dict[str, Any] = {
    "election": None,
    "trustees": None,
    "server_public_key": None,
    "fingerprint": None,
    "board_head": None,
    "board_height": None,
    "board_size": None,
    "paper_only": 1,
}
"""What a round holds that has no box of electronic ballots."""


def plain(value: Any) -> Any:
    """A value as JSON has it; bytes as `{"base64": …}`."""
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def tables_in_order(link: sqlite3.Connection) -> list[str]:
    """The tables, each after those that it refers to."""
    names = [row[0] for row in link.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
    names = [name for name in names if not name.startswith("sqlite_")]
    wanted = {name: {row[2] for row in link.execute(f"PRAGMA foreign_key_list({name})")} - {name} for name in names}
    ordered: list[str] = []
    while len(ordered) < len(names):
        ordered += [name for name in names if name not in ordered and wanted[name] <= set(ordered)][:1]
    return ordered


def few_rows(link: sqlite3.Connection, tables: list[str], few: int) -> dict[str, list[dict[str, Any]]]:
    """At most `few` rows of each table and all that they refer to; rounds are told as if they had been on paper."""
    every = {table: [dict(row) for row in link.execute(f"SELECT * FROM {table}")] for table in tables}
    every["round"] = [{**row, **{key: NO_BOX[key] for key in NO_BOX if key in row}} for row in every["round"]]
    every["ballot"] = []
    refers = {
        table: [(row[3], row[2], row[4] or "id") for row in link.execute(f"PRAGMA foreign_key_list({table})")]
        for table in tables
    }

    def targets(table: str, row: dict[str, Any], among: dict[str, list[dict[str, Any]]]) -> list[tuple[str, Any]]:
        wanted = [(other, column, row[name]) for name, other, column in refers[table] if row[name] is not None]
        return [(other, next((r for r in among[other] if r[column] == value), None)) for other, column, value in wanted]

    allowed: dict[str, list[dict[str, Any]]] = {table: [] for table in tables}
    for table in tables:
        for row in every[table]:
            if all(found is not None for _, found in targets(table, row, allowed)):
                allowed[table].append(row)
    kept: dict[str, list[dict[str, Any]]] = {table: [] for table in tables}

    def keep(table: str, row: dict[str, Any]) -> None:
        if row not in kept[table]:
            kept[table].append(row)
            for other, found in targets(table, row, allowed):
                keep(other, found)

    for table in tables:
        for row in allowed[table][:few]:
            keep(table, row)
    return {table: [row for row in allowed[table] if row in kept[table]] for table in tables}


def main() -> None:
    """Read the words of the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--few", type=int, default=0)
    words = parser.parse_args()
    link = sqlite3.connect(words.instance / "voting.sqlite3")
    link.row_factory = sqlite3.Row
    tables = tables_in_order(link)
    every = {table: [dict(row) for row in link.execute(f"SELECT * FROM {table}")] for table in tables}
    kept = few_rows(link, tables, words.few) if words.few else every
    (revision,) = (row["version_num"] for row in kept.pop("alembic_version"))
    boards = {} if words.few else {path.name: path.read_bytes() for path in words.instance.glob("boards/*.bel")}
    content = {
        "revision": revision,
        "tables": {name: [{key: plain(value) for key, value in row.items()} for row in kept[name]] for name in kept},
        "boards": {name: plain(raw) for name, raw in boards.items()},
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    words.out.write_bytes(lzma.compress(text, preset=9))


if __name__ == "__main__":
    main()
