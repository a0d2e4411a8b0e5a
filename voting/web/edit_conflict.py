"""What a form carries as seen, and what somebody else has saved meanwhile beside what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from ..errors import Conflict, DomainError
from .values import whole


def number(name: str = "seen") -> int:
    """The number of the form that says what the person had before the eyes; −1 when it says none."""
    text = request.form.get(name, "")
    return whole(text, -1)


def version(fresh: int, error: DomainError | None) -> int:
    """The version that a form carries: after faulty input what was sent, since nothing newer was looked at."""
    return number("version") if error is not None and not isinstance(error, Conflict) else fresh


def newer(error: DomainError | None) -> bool:
    """Whether somebody has saved meanwhile."""
    return error is not None and error.code == "changed_meanwhile"


def carried(fresh: str, error: DomainError | None) -> str:
    """The mark that a form carries as `seen`: a newer one only on the page that shows what is newer."""
    return request.form.get("seen", "") if error is not None and not newer(error) else fresh


def theirs(error: DomainError | None, fields: Sequence[tuple[str, object, object]]) -> list[tuple[str, str, str]]:
    """Label, saved and typed text of the fields that differ; nothing unless somebody has saved meanwhile."""
    if not newer(error):
        return []
    pairs = [(label, _plain(saved), _plain(typed)) for label, saved, typed in fields]
    return [(label, saved, typed) for label, saved, typed in pairs if saved != typed]


def _plain(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
