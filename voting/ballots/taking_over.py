"""Archives and server keys that an earlier version kept as files: read, checked and put into tables (by migrations).

Tables are described here as they were at that moment: a migration must not follow later changes of the models.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, column, insert, select, table, update

from ..belenios import appending, ballot, group
from ..belenios import board as boards
from ..belenios.errors import Invalid, Unreadable

_ROUND = table(
    "round",
    column("id"),
    column("uuid"),
    column("title"),
    column("state"),
    column("void_reason"),
    column("server_public_key"),
    column("election"),
    column("trustees"),
    column("board_head"),
    column("board_height"),
    column("board_size"),
    column("board_begun"),
)
_BALLOT = table("ballot", column("round_id"), column("credential"), column("tracker"))
_ENTRY = table(
    "board_entry",
    column("round_id"),
    column("height"),
    column("kind"),
    column("payload"),
    column("referred", JSON(none_as_null=True)),
)
_KEY = table("server_key", column("round_id"), column("sealed"))
_NEEDED = ("frozen", "open", "closed", "mixed")
"""States of a round whose server key will still be needed."""


def take_over(link: Connection, folder: Path) -> None:
    """Read the archive of every round from `folder`; raises `RuntimeError` naming round and file of an unsound one."""
    for found in link.execute(select(_ROUND).where(_ROUND.c.board_size.is_not(None)).order_by(_ROUND.c.id)).all():
        path = folder / f"{found.uuid}.bel"
        try:
            board = _checked(link, found, path)
        except (OSError, Invalid, Unreadable, UnicodeDecodeError) as error:
            raise RuntimeError(
                f"“{found.title}”的票箱档案不完整或被改动，升级已停止。"
                f"请从备份或第二块磁盘恢复文件 {path} 后再升级。原因：{error}"
            ) from error
        for height, entry in enumerate(boards.entries_of(board)):
            values = {"kind": entry.kind, "payload": entry.payload, "referred": list(entry.referred) or None}
            link.execute(insert(_ENTRY).values(round_id=found.id, height=height, **values))
        link.execute(update(_ROUND).where(_ROUND.c.id == found.id).values(board_begun=board.timestamp))


def _checked(link: Connection, found: Any, path: Path) -> boards.Board:
    """The board as far as the database has committed it, held against everything that the database knows of it."""
    with path.open("rb") as file:
        # A crash may have left more than what was committed.
        raw = file.read(found.board_size)
    if len(raw) < found.board_size:
        raise Unreadable(f"{len(raw)} bytes, {found.board_size} expected")
    board = boards.parse(raw)
    if board.head != appending.Head(found.board_head, found.board_height, found.board_size):
        raise Unreadable("the last event is not the one that the database knows")
    if board.setup()[:2] != (found.election, found.trustees):
        raise Unreadable("not the archive of this election")
    written = b"".join(grown for _, grown in appending.written(board.timestamp, boards.entries_of(board)))
    if written != raw:
        raise Unreadable("not written as this system writes archives")
    known = set(link.execute(select(_BALLOT.c.tracker).where(_BALLOT.c.round_id == found.id)).scalars())
    if known != {ballot.tracker(text) for text in board.ballots()}:
        raise Unreadable("the ballots are not those that the database knows")
    return board


def take_over_keys(link: Connection, folder: Path, seal: Callable[[str, int], str]) -> None:
    """Read the server's key of every round with a box from `folder`; `seal` gives uuid and key as the table holds them.

    Raises `RuntimeError` naming round and file when the key of a round that goes on is not there or not the round's:
    no later start would look for it there. Rounds that are over go without.
    """
    for found in link.execute(select(_ROUND).where(_ROUND.c.board_size.is_not(None)).order_by(_ROUND.c.id)).all():
        path = folder / f"{found.uuid}.key"
        try:
            secret = int(json.loads(path.read_text()))
            if group.encode(group.base(secret)) != json.loads(found.server_public_key)["public_key"]:
                raise ValueError("not the key of this round")
        except (OSError, ValueError, TypeError) as error:
            if found.state not in _NEEDED or found.void_reason is not None:
                continue
            raise RuntimeError(
                f"“{found.title}”的服务器钥匙不在或与票箱不符，升级已停止。"
                f"请从备份恢复文件 {path} 后再升级。原因：{error}"
            ) from error
        link.execute(insert(_KEY).values(round_id=found.id, sealed=seal(found.uuid, secret)))
