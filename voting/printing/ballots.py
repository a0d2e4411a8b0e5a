"""Blank paper ballots (空白表决票): a table to mark, and a QR code that names the round but no sheet and no person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .data import VotePaper
from .rendering import ensure_complete, fit, layout, write
from .stamping import repeat

if TYPE_CHECKING:
    from weasyprint import Document

A4_ROWS = 12
"""More candidates than this are printed on A3 (`domain`: the custom of real ballots)."""

_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76)


def blank_ballots_pdf(vote: VotePaper, copies: int, *, fonts: Path | None = None) -> bytes:
    """`copies` blank ballots, all alike, landscape A4 (up to 12 candidates) or A3.

    The type shrinks a little so that a ballot is one page. A list too long even for that goes on over more pages, each
    with the table's head and the code. Raises `DoesNotFit` when a text would be cut off.
    """
    if copies < 1:
        raise ValueError("at least one copy")
    document = _ballot(vote, fonts)
    template = write(document)
    ensure_complete(template, [vote.session, vote.vote, *vote.sentences, *_texts(vote)])
    return repeat(template, copies)


def _ballot(vote: VotePaper, fonts: Path | None) -> Document:
    count = len(vote.candidates)
    size = "A4" if count <= A4_ROWS else "A3"
    document = fit(lambda scale: _layout(vote, fonts, size, scale), 1, _SCALES)
    if len(document.pages) > 1 and size == "A4":
        document = fit(lambda scale: _layout(vote, fonts, "A3", scale), 1, _SCALES)
    if len(document.pages) > 1:
        document = _layout(vote, fonts, "A3", 0.94, many=True)
    return document


def _layout(vote: VotePaper, fonts: Path | None, size: str, scale: float, many: bool = False) -> Document:
    large = 1.0 if size == "A4" else 1.35
    room = (128 if size == "A4" else 205) / max(len(vote.candidates), 1)
    return layout(
        "blank_ballot.html",
        fonts,
        vote=vote,
        size=size,
        scale=scale,
        many=many,
        large=large,
        base=10.5 if size == "A4" else 12,
        row=0 if many else min(room * 0.72, 14 * large),
        money=any(candidate.investment for candidate in vote.candidates),
        units=any(candidate.unit for candidate in vote.candidates),
    )


def _texts(vote: VotePaper) -> list[str]:
    return [text for c in vote.candidates for text in (str(c.no), c.name, c.content, c.investment, c.unit)]
