"""Errors that use cases raise; `voting.web.errors` turns them into pages and JSON.

A use case returns what it was asked for and raises one of these when it cannot. `code` is stable and in English (for
programs and the log), `message` is a Chinese sentence for the person, given as a template with `%(name)s` places that
the details fill; the web translates it.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence

from .sentences import Sentence, joined


class DomainError(Exception):
    """A rule of the house was broken by what was asked."""

    status = 400

    def __init__(self, code: str, message: str, /, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message if isinstance(message, Sentence) else Sentence(message, **details)
        self.details = details


class Rejected(DomainError):
    """The input is not acceptable (400)."""


class Faulty(Rejected):
    """Several things are not acceptable, each at its field.

    faults: field and sentence of each, at least one.
    """

    def __init__(self, code: str, faults: Sequence[tuple[str, Sentence]], status: int = 422) -> None:
        super().__init__(code, joined([said for _field, said in faults]), field=faults[0][0])
        self.faults, self.status = faults, status


class Forbidden(DomainError):
    """This person may not do this (403)."""

    status = 403


class Missing(DomainError):
    """There is no such thing here (404)."""

    status = 404


class Conflict(DomainError):
    """It cannot be done now, or was already done (409)."""

    status = 409


class TooLarge(DomainError):
    """More than we accept (413)."""

    status = 413


class Locked(DomainError):
    """Too many attempts (429)."""

    status = 429


class Busy(DomainError):
    """Others are being served; the same can be asked again soon (503)."""

    status = 503


class DiskFull(DomainError):
    """There is no room to write it down (507)."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            "disk_full", Sentence("服务器的磁盘已满，没有记录，已有的数据不受影响。请工作人员清理磁盘后再试")
        )


FULL = (errno.ENOSPC, errno.EDQUOT)
"""How the system says that a file finds no room."""


REFUSED = "voting.refused"
"""Key of the WSGI environment with the status of a request that was not read: the application makes the page."""
