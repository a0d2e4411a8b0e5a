"""Styles, scripts and pictures at an address that changes with them: a browser keeps them and asks no more.

The version stands in the path, not behind a question mark: scripts load each other by relative addresses, and so by
the same version.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

YEAR = 365 * 24 * 3600
_VERSION = re.compile(r"[0-9a-f]{12}")


def init(app: Flask) -> None:
    """Name the version in the addresses of all files of the static folder, and serve them under it.

    The bare address still gives the file, and so does that of a version that is gone (a page that was open while the
    program was replaced); these two are asked for anew each time.
    """
    folder = Path(app.static_folder or "")
    version = version_of(folder)

    @app.url_defaults
    def with_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["filename"] = f"{version}/{values['filename']}"

    def file(filename: str) -> Response:
        asked, _, rest = filename.partition("/")
        if asked == version:
            answer = send_from_directory(folder, rest, max_age=YEAR)
            answer.cache_control.immutable = True
            return answer
        return send_from_directory(folder, rest if _VERSION.fullmatch(asked) else filename)

    app.view_functions["static"] = file


def version_of(folder: Path) -> str:
    """Twelve hexadecimal digits that change with the name or the content of any file in the folder."""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            told.update(path.relative_to(folder).as_posix().encode() + b"\0")
            told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()[:12]
