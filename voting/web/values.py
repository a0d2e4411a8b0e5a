"""The one reader of what people type and what addresses carry: numbers, days, moments, choices.

Nothing else in the web turns text into such values, so that none of them can be more than a database or a calendar
holds. What cannot be read gives the value that the view names, and the view says what it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

from flask import Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict
from werkzeug.exceptions import BadRequest

from ..times import CHINA

Usual = TypeVar("Usual")

BIGGEST = 999_999_999
"""The largest whole number that anything here may have: it fits the integers of every database."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
_PLAIN = str.maketrans("０１２３４５６７８９：－", "0123456789:-")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", re.ASCII)


def plain(text: str) -> str:
    """Full-width digits and signs as plain ones, without spaces around."""
    return text.translate(_PLAIN).strip() if len(text) <= 64 else ""


def whole(text: str, usual: Usual, low: int = 0, high: int = BIGGEST) -> int | Usual:
    """The whole number that a text is, `usual` when it is none from `low` to `high`."""
    found = plain(text)
    if not (found.isascii() and found.isdigit() and len(found) <= len(str(BIGGEST))):
        return usual
    return int(found) if low <= int(found) <= high else usual


def number(text: str) -> int:
    """A whole number, for `get(…, type=number)` of a form or an address; raises `ValueError`."""
    found = whole(text, None)
    if found is None:
        raise ValueError("not a whole number")
    return found


def wholes(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are whole numbers."""
    return [found for text in texts if (found := whole(text, None)) is not None]


def year(text: str, usual: Usual) -> int | Usual:
    """A year in four digits, else `usual`."""
    return whole(text, usual, low=FIRST_YEAR, high=LAST_YEAR)


def day(text: str) -> date | None:
    """The day that a text like 2026-11-05 is; None when it is none of these three centuries."""
    found = _DAY.fullmatch(plain(text))
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def moment(on: str, at: str) -> datetime | None:
    """Day and time of day (09:00) in China; None when either is none."""
    found, clock = day(on), _TIME.fullmatch(plain(at))
    if found is None or clock is None:
        return None
    return datetime(found.year, found.month, found.day, int(clock[1]), int(clock[2]), tzinfo=CHINA)


def instant(text: str) -> datetime | None:
    """A moment as programs write it (ISO 8601 with its zone), from a hidden field; None when it is none."""
    try:
        found = datetime.fromisoformat(text) if len(text) <= 40 else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


class Texts(ImmutableMultiDict[str, Any]):
    """What a form or an address carries, without the characters that no database takes and nobody types."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(mapping)
        for key in list(self.keys()):
            values = [_clean(value) for value in dict.pop(self, key)]
            dict.setdefault(self, _clean(key), []).extend(values)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_TEXT.sub("", value)
    if isinstance(value, FileStorage) and value.filename:
        value.filename = _NO_TEXT.sub("", value.filename)
    return value


class TypedRequest(Request):
    """A request whose texts are clean."""

    parameter_storage_class = Texts

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The message as JSON; brackets in brackets without end are as wrong as half a message."""
        try:
            return super().get_json(force=force, silent=silent, cache=cache)
        except RecursionError:
            if silent:
                return None
            raise BadRequest from None


def choice(text: str, offered: Iterable[str], usual: str = "") -> str:
    """The text when it is among those offered, else `usual`."""
    return text if text in set(offered) else usual
