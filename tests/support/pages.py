"""What the files of a SQLite database hold, byte by byte."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path


def beside_the_board(database: Path) -> bytes:
    """The database's pages and its log, without the rows of boards: what those hold, and in which order, is public.

    Works on a copy; every other row stays where it was.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path in database.parent.glob(f"{database.name}*"):
            shutil.copy(path, folder)
        copy = Path(folder) / database.name
        link = sqlite3.connect(copy, isolation_level=None)
        link.execute("PRAGMA secure_delete=ON")
        link.execute("DELETE FROM board_entry")
        # The log would still hold the rows: it goes into the file.
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        link.close()
        return b"".join(path.read_bytes() for path in sorted(Path(folder).iterdir()))
