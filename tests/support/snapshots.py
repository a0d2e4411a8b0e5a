"""What the same steps make of an empty installation is made once in each process; whoever asks again gets a copy."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import select

from voting.config import Config
from voting.congress.models import Congress
from voting.extensions import db


class Staged(Protocol):
    """What the steps return: it knows its installation."""

    config: Config


Made = TypeVar("Made", bound=Staged)
_changed: list[bool] = []
_kept: dict[str, tuple[Path, Any]] = {}
_folder = tempfile.TemporaryDirectory(prefix="snapshots")


@contextmanager
def anew() -> Iterator[None]:
    """Inside, every step is taken: the test has changed what they do."""
    _changed.append(True)
    try:
        yield
    finally:
        _changed.pop()


def kept(make: Callable[..., Made]) -> Callable[..., Made]:
    """Steps that give the same each time, taken in an application's context; the first argument is the settings."""

    @wraps(make)
    def made(config: Config, **options: object) -> Made:
        if _changed or not _untouched(config):
            return make(config, **options)
        # With another secret its passes and keys would open nothing.
        key = f"{make.__module__}.{make.__name__} {sorted(options.items())} {config.secret_key().hex()}"
        if key not in _kept:
            found = make(config, **options)
            _close()
            folder = Path(_folder.name) / str(len(_kept))
            shutil.copytree(config.instance, folder)
            _kept[key] = folder, _own(found, config)
            return found
        folder, found = _kept[key]
        _close()
        _take(folder, config.instance)
        return _own(found, config)

    return made


def _own(found: Made, config: Config) -> Made:
    """The same with lists of its own, for an installation."""
    own = copy(found)
    for name, value in vars(found).items():
        setattr(own, name, list(value) if isinstance(value, list) else value)
    own.config = config
    return own


def _untouched(config: Config) -> bool:
    """Whether the installation has usual settings and nothing in it."""
    usual = config == Config(instance=config.instance, testing=True)
    return usual and db.session.scalar(select(Congress.id).limit(1)) is None


def _close() -> None:
    """With the last connection the database becomes one file."""
    db.session.rollback()
    db.session.remove()
    db.engine.dispose()


def _take(folder: Path, instance: Path) -> None:
    """The database of a snapshot, and those of its files that are not there yet."""
    for path in folder.rglob("*"):
        place = instance / path.relative_to(folder)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif path.suffix == ".sqlite3" or not place.exists():
            shutil.copy2(path, place)
