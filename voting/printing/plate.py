"""The plate at a building site (公示牌): what is promised, by whom, by when, and a code to how it goes, on A3 or A2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .rendering import ensure_complete, layout, write

SIZES = {"a3": ("A3 landscape", 1.0), "a2": ("A2 landscape", 594 / 420)}
"""Paper and scale: everything on a plate is measured in millimetres of A3 times the scale."""
_NAME_MM = 372.0


@dataclass(frozen=True, kw_only=True)
class Plate:
    """A plate, worded: `facts` are label and text, `chosen` how the project came about, `url` is in the code."""

    heading: str
    name: str
    facts: Sequence[tuple[str, str]]
    chosen: str
    lead: str
    issuer: str
    phone: str
    url: str


def plates_pdf(
    plates: Sequence[Plate], size: str = "a3", *, fonts: Path | None = None, papers: Path | None = None
) -> bytes:
    """One page for each plate; `size` is of `SIZES`. Raises `DoesNotFit` when a text would be cut off."""
    paper, scale = SIZES[size]
    pages = [(one, _lettering(one.name), _type(one)) for one in plates]
    pdf = write(layout("plate.html", fonts, papers, pages=pages, paper_size=paper, scale=scale))
    texts = [text for one in plates for text in (one.heading, one.name, one.chosen, one.lead, one.issuer, one.phone)]
    ensure_complete(pdf, texts + [text for one in plates for pair in one.facts for text in pair])
    return pdf


def _lettering(name: str) -> float:
    """Millimetres of the project's name: one line if it can be, two otherwise."""
    return max(13.0, min(26.0, _NAME_MM / max(len(name), 1) if len(name) <= 24 else 2 * _NAME_MM / (len(name) + 3)))


def _type(plate: Plate) -> float:
    """Millimetres of the facts, smaller where there is much to say."""
    lines = sum(max(1, -(-len(text) // 21)) for _label, text in plate.facts)
    return max(6.0, min(11.0, 140 / (max(lines, 1) * 1.5)))
