"""The board files of rounds: written under the database's lock, brought back to what it committed after a crash."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from ..belenios import board
from ..belenios.board import Head
from ..config import Config
from ..errors import Conflict
from ..extensions import db
from .models import Round


def path_of(config: Config, uuid: str) -> Path:
    """The board file of a round."""
    return config.boards / f"{uuid}.bel"


def head_of(found: Round) -> Head:
    """What the database has committed of the board."""
    if found.board_head is None or found.board_height is None or found.board_size is None:
        raise Conflict("no_box", "票箱还没有建立")
    return Head(found.board_head, found.board_height, found.board_size)


def note(found: Round, head: Head) -> None:
    """Write the board's new head into the round; the caller's transaction commits it."""
    found.board_head, found.board_height, found.board_size = head.head, head.height, head.size


def write(config: Config, uuid: str, head: Head, step: Callable[[Path, Head], Head]) -> Head:
    """Do one appending step on the file and on its mirror, both durable before this returns.

    The caller holds the round's lock. A file that is longer than `head` (a crash between file and commit) is
    overwritten from there.
    """
    path = path_of(config, uuid)
    new = step(path, head)
    if config.mirror is not None:
        _mirror(path, config.mirror / path.name, head.size)
    return new


def _mirror(source: Path, target: Path, start: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists() or target.stat().st_size < start:
        start = 0
    with source.open("rb") as reader, target.open("r+b" if target.exists() else "wb") as writer:
        reader.seek(start)
        writer.seek(start)
        writer.write(reader.read())
        writer.truncate()
        writer.flush()
        os.fsync(writer.fileno())


def committed(config: Config, found: Round) -> bytes:
    """The archive as far as the database has committed it."""
    head = head_of(found)
    with path_of(config, found.uuid).open("rb") as file:
        return file.read(head.size)


def reconcile_all(config: Config) -> None:
    """After a start: cut every board back to what was committed, so that file and database agree."""
    for found in db.session.scalars(select(Round).where(Round.board_size.is_not(None))):
        head = head_of(found)
        for path in (path_of(config, found.uuid), *_mirrors(config, found.uuid)):
            if path.exists() and path.stat().st_size > head.size:
                board.cut_back(path, head)
    db.session.rollback()


def _mirrors(config: Config, uuid: str) -> list[Path]:
    return [] if config.mirror is None else [config.mirror / f"{uuid}.bel"]
