"""Papers that are made once and kept, each under the hash of what it is made from.

For what everybody may read and nothing else: never for cards, passes, or a person's own record.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..config import data_folder
from ..errors import FULL, Busy

MOST_BYTES = 256 * 1024 * 1024
"""What all kept papers may take; beyond, those asked for least recently go."""
WAIT_SECONDS = 60.0
"""How long one waits for another that makes the same paper."""
_DAY = 24 * 3600


def kept(folder: Path, make: Callable[..., bytes], *data: object, **settings: object) -> bytes:
    """What `make(*data, **settings)` gives, made once for all processes that share `folder`.

    data, settings: text, numbers, days, None, dataclasses, sequences and mappings of these; a path means the folder's
    files as they are now. Whoever asks while it is made waits for it. On a full disk it is made, and not
    kept. Raises `Busy` when waiting takes too long, and what `make` raises.
    """
    told = {"make": f"{make.__module__}.{make.__qualname__}", "data": data, "settings": settings, "ours": _ours()}
    name = hashlib.sha256(json.dumps(_plain(told), ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    path = folder / f"{name}.pdf"
    if (found := _read(path)) is not None:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    with _turn(folder / f"{name[:2]}.lock"):
        if (found := _read(path)) is not None:
            return found
        content = make(*data, **settings)
        _keep(path, content)
    _sweep(folder)
    return content


def _keep(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{secrets.token_hex(8)}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno not in FULL:
            raise


def _read(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        # When it was last asked for, to the day: enough to know what nobody asks for.
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)
    except FileNotFoundError:
        return None
    return content


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Be the only one, in this process and others; the lock falls with the process that holds it."""
    deadline = time.monotonic() + WAIT_SECONDS
    with path.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy("busy", "服务器正在处理其他文件，请过一会儿再试") from None
                time.sleep(0.05)
        yield


def _sweep(folder: Path) -> None:
    """Keep the folder within its size, and without what a killed process left."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            told = path.stat()
            if path.suffix == ".pdf":
                found.append((told.st_mtime, told.st_size, path))
            elif path.suffix == ".part" and time.time() - told.st_mtime > _DAY:
                path.unlink()
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= MOST_BYTES:
            break
        path.unlink(missing_ok=True)
        total -= size


def _plain(value: object) -> Any:
    """The value in JSON's terms, the same for the same value; raises `TypeError` for what has no such form."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
        return {"of": type(value).__qualname__, **fields}
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return _files(value)
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(one)] for key, one in value.items()]
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    raise TypeError(f"a kept paper is not made from a {type(value).__name__}")


def _files(folder: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of what is in a folder; empty when there is none."""
    if not folder.is_dir():
        return []
    told = ((path, path.stat()) for path in sorted(folder.rglob("*")) if path.is_file())
    return [(path.relative_to(folder).as_posix(), one.st_size, one.st_mtime_ns) for path, one in told]


@lru_cache(maxsize=1)
def _ours() -> list[object]:
    """What our own part of every paper depends on: templates, program, and the library that sets the pages."""
    program = [one for one in _files(Path(__file__).parent) if one[0].endswith(".py")]
    return [version("weasyprint"), _files(data_folder("templates") / "printing"), program]
