"""In which order the candidates stand (排序): the government's, by category, or a lot that anyone can draw again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeVar

from ..sentences import Sentence

METHODS = {
    "government": Sentence("按政府提出的顺序"),
    "category": Sentence("按类别"),
    "lot": Sentence("抽签"),
}


class _Named(Protocol):
    name: str
    category: str


Item = TypeVar("Item", bound=_Named)


def by_category(items: Sequence[Item], categories: Sequence[str]) -> list[Item]:
    """In the order of the drive's categories, within one as before; those of no known category come last."""
    places = {name: at for at, name in enumerate(categories)}
    return sorted(items, key=lambda one: places.get(one.category, len(places)))


def ticket(seed: str, name: str) -> str:
    """The lot of one project: SHA-256 (hex) of `seed:name` in UTF-8."""
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def by_lot(items: Sequence[Item], seed: str) -> list[Item]:
    """In the order of their lots, smallest first: the same for everyone who has the seed and the names."""
    return sorted(items, key=lambda one: ticket(seed, one.name))
