"""The second disk: every entry of a board as a file of its own, there before the transaction commits.

`<mirror>/<uuid>/<height>.entry` holds the bytes by which the archive grew: the files one after the other are the
archive. Every file carries the same constant time.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..config import Config


def folder_of(config: Config, uuid: str) -> Path | None:
    """Where the entries of a round lie; None without a mirror."""
    return None if config.mirror is None else config.mirror / uuid


def put(config: Config, uuid: str, height: int, grown: bytes) -> None:
    """Make an entry durable on the second disk; one of the same height (its transaction failed) is overwritten."""
    folder = folder_of(config, uuid)
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{height}.part"
    with partial.open("wb") as file:
        file.write(grown)
        file.flush()
        os.utime(file.fileno(), (0, 0))
        os.fsync(file.fileno())
    partial.replace(folder / f"{height}.entry")
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
