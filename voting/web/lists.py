"""Lists, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request

from .values import whole

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page:
    """A slice of a list, and where it stands."""

    items: Sequence[Any]
    total: int
    number: int
    last: int


def paged(items: Sequence[Item], size: int) -> Page:
    """The page that the address asks for (`page`, from 1); beyond the end the last one."""
    last = max(1, -(-len(items) // size))
    asked = request.args.get("page", "1")
    number = min(max(1, whole(asked, 1)), last)
    return Page(items[(number - 1) * size : number * size], len(items), number, last)
