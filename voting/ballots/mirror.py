"""The second disk: every entry of a board as a file of its own, there before the transaction commits.

`<mirror>/<uuid>/<height>.entry` holds the bytes by which the archive grew: the files one after the other are the
archive. Every file carries the same constant time. The last file may belong to a transaction that failed afterwards;
the next entry of that height takes its place.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from ..config import Config
from ..errors import Busy
from ..sentences import Sentence

ROOM = 64 * 2**20
"""Bytes that should be free on the second disk."""


def problem(config: Config) -> Sentence | None:
    """What is wrong with the second disk, for the desk; None when all is well or none is set."""
    folder = config.mirror
    if folder is None:
        return None
    try:
        if not folder.is_dir():
            return Sentence("第二块磁盘不在（%(folder)s），选票现在只存一份", folder=folder)
        if folder.stat().st_dev == config.instance.stat().st_dev:
            return Sentence("备份文件夹 %(folder)s 与数据库在同一块磁盘上，不能防磁盘损坏", folder=folder)
        if not os.access(folder, os.W_OK):
            return Sentence("第二块磁盘不能写入（%(folder)s），选票现在只存一份", folder=folder)
        if shutil.disk_usage(folder).free < ROOM:
            return Sentence("第二块磁盘快满了（%(folder)s）", folder=folder)
    except OSError:
        return Sentence("第二块磁盘不能读取（%(folder)s），选票现在只存一份", folder=folder)
    return None


def put(config: Config, uuid: str, height: int, grown: bytes) -> None:
    """Make an entry durable on the second disk; one of the same height (its transaction failed) is overwritten.

    When that fails the act goes on, unless the settings demand the second disk: then raises `Busy`.
    """
    if config.mirror is None:
        return
    if config.mirror_required and (why := problem(config)) is not None:
        raise Busy("mirror_away", "暂时不能继续：%(why)s。请工作人员检查第二块磁盘", why=why)
    try:
        _write(config.mirror, uuid, height, grown)
    except OSError as error:
        if config.mirror_required:
            raise Busy("mirror_away", "暂时不能继续：第二块磁盘写入失败。请工作人员检查第二块磁盘") from error


def _write(mirror: Path, uuid: str, height: int, grown: bytes) -> None:
    folder = mirror / uuid
    # Never its parents: a disk that was pulled out must not come back as a folder of the first one.
    folder.mkdir(exist_ok=True)
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


def fill(config: Config, uuid: str, height: int, grown: bytes) -> None:
    """Bring one entry of the second disk to what the board has: written while the disk was away, or damaged there."""
    if config.mirror is None or not config.mirror.is_dir():
        return
    path = config.mirror / uuid / f"{height}.entry"
    with suppress(OSError):
        if not path.exists() or path.read_bytes() != grown:
            _write(config.mirror, uuid, height, grown)


def forget_times(config: Config, uuid: str) -> None:
    """After a close: write every entry anew, since a file system notes by itself when a file was last touched.

    A disk that is away meanwhile does not stop the close.
    """
    if config.mirror is None:
        return
    with suppress(OSError):
        for path in sorted((config.mirror / uuid).glob("*.entry"), key=lambda entry: int(entry.stem)):
            _write(config.mirror, uuid, int(path.stem), path.read_bytes())


def read(mirror: Path, uuid: str) -> bytes:
    """The archive that the entries on a second disk make, as far as they follow each other."""
    parts: list[bytes] = []
    while (path := mirror / uuid / f"{len(parts)}.entry").exists():
        parts.append(path.read_bytes())
    return b"".join(parts)
