"""Cleaned files of a form that has to be sent again: nobody picks photos twice (待提交的附件)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from ..config import Config
from .cleaning import Cleaned
from .store import ENDINGS

KEPT = timedelta(hours=3)
"""Longer than a form is valid."""


def put(config: Config, token: str, files: Sequence[Cleaned], now: datetime) -> None:
    """Keep the files of this form in the place of those before; forget what waits for too long."""
    folder = _folder(config, token)
    shutil.rmtree(folder, ignore_errors=True)
    for place, file in enumerate(files):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{place}.{ENDINGS[file.kind]}"
        path.write_bytes(file.data)
        path.with_suffix(".thumb").write_bytes(file.thumb)
        path.with_suffix(".name").write_text(file.name, "utf-8")
        path.with_suffix(".day").write_text(file.taken_on.isoformat() if file.taken_on else "", "utf-8")
    _forget(config, now)


def take(config: Config, token: str) -> list[Cleaned]:
    """The files that wait for this form, in their order."""
    kinds = {ending: kind for kind, ending in ENDINGS.items()}
    found = []
    for path in sorted(_folder(config, token).glob("*.*")):
        kind = kinds.get(path.suffix.removeprefix("."))
        if kind:
            name = path.with_suffix(".name").read_text("utf-8")
            written = path.with_suffix(".day")
            day = written.read_text("utf-8") if written.exists() else ""
            found.append(
                Cleaned(
                    kind,
                    name,
                    path.read_bytes(),
                    path.with_suffix(".thumb").read_bytes(),
                    date.fromisoformat(day) if day else None,
                )
            )
    return found


def drop(config: Config, token: str) -> None:
    """The form was sent: nothing waits any more."""
    shutil.rmtree(_folder(config, token), ignore_errors=True)


def _folder(config: Config, token: str) -> Path:
    return _root(config) / hashlib.sha256(token.encode()).hexdigest()[:32]


def _root(config: Config) -> Path:
    return config.instance / "waiting"


def _forget(config: Config, now: datetime) -> None:
    for folder in _root(config).glob("*"):
        try:
            old = now.timestamp() - folder.stat().st_mtime > KEPT.total_seconds()
        except FileNotFoundError:
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)
