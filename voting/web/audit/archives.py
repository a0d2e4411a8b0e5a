"""An uploaded archive, checked in the request: small ones only, one at a time, so that voting never waits for it."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...belenios.errors import NotSupported, Unreadable
from ...belenios.verify import Report, report
from ...config import Config
from ...errors import Locked, Rejected, TooLarge

LIMIT = 4 * 2**20
"""Bytes: a vote of some 700 deputies, a few seconds of one core."""


def check(content: bytes, proofs: bytes | None, config: Config) -> Report:
    """All checks of an archive, with the proofs of its opening where there are some.

    Raises `TooLarge`, `Locked` while another archive is being checked on this machine, or `Rejected` when it cannot be
    read or is of a kind that is not supported.
    """
    if len(content) > LIMIT:
        raise TooLarge("archive_too_large", "档案超过 %(limit)s MB，请用命令 voting verify 验证", limit=LIMIT // 2**20)
    with _alone(config), tempfile.NamedTemporaryFile(suffix=".bel") as file:
        file.write(content)
        file.flush()
        try:
            return report(Path(file.name), proofs=proofs)
        except NotSupported as error:
            raise Rejected("not_supported", "这份档案用了本系统不支持的形式：%(why)s", why=str(error)) from error
        except Unreadable as error:
            raise Rejected(
                "unreadable_archive", "这不是可以读取的档案，或者没有下载完整：%(why)s", why=str(error)
            ) from error


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    with (config.instance / "verify.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Locked("verifying", "正在验证另一份档案，请过一会儿再试") from error
        yield
