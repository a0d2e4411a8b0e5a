"""Suggestions that possibly say the same (疑似相同), by the likeness of their words.

What is compared are the folded texts (`texts.fold`). A score is the better of two of rapidfuzz: how much of the shorter
text stands in the longer one, and how many of the pairs of neighbouring characters they share; the second does not mind
the order of the words. Suggestions that name different towns are never the same. How well this tells sameness is
measured on `tests/collection/pairs.csv`: 95 in 100 that say the same are shown, and 3 in 100 of any others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select

from ...extensions import db
from ..models import Suggestion
from .listing import scope
from .states import head

THRESHOLD = 38.0
"""Scores from here on are shown to the clerk, who decides."""


@dataclass(frozen=True)
class Like:
    """A suggestion that is possibly the same, with its score from 0 to 100."""

    suggestion: Suggestion
    score: float


def pairs_of(text: str) -> str:
    """The pairs of neighbouring characters of a folded text, as words that rapidfuzz compares as a set."""
    return " ".join(sorted({text[at : at + 2] for at in range(len(text) - 1)}))


def score(one: str, other: str) -> float:
    """How alike two folded texts are, from 0 to 100."""
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(pairs_of(one), pairs_of(other)))


def nearest(text: str, others: Iterable[tuple[int, str]], limit: int) -> list[tuple[int, float]]:
    """The ids of the most alike of `others` (id, folded text), best first, none below `THRESHOLD`."""
    texts = dict(others)
    # The quick comparison leaves some hundred of many thousand; only those are compared in both ways.
    rough = process.extract(text, texts, scorer=fuzz.ratio, limit=300)
    scored = ((key, score(text, texts[key])) for _text, _score, key in rough)
    found = sorted((pair for pair in scored if pair[1] >= THRESHOLD), key=lambda pair: -pair[1])
    return found[:limit]


def like(suggestion: Suggestion, limit: int = 8) -> list[Like]:
    """What in the same drive possibly says the same: heads of groups, or single suggestions."""
    query = select(Suggestion.id, Suggestion.search).where(
        scope(suggestion.congress_id, suggestion.drive_id), head(), Suggestion.id != suggestion.id
    )
    if suggestion.place:
        query = query.where(Suggestion.place.in_(("", suggestion.place)))
    rows: Sequence[tuple[int, str]] = [(key, text) for key, text in db.session.execute(query)]
    found = nearest(suggestion.search, rows, limit)
    if not found:
        return []
    listed = select(Suggestion).where(Suggestion.id.in_([key for key, _score in found]))
    by_id = {one.id: one for one in db.session.scalars(listed)}
    return [Like(by_id[key], round(value, 1)) for key, value in found]
