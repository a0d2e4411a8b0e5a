"""Blank paper ballots (空白表决票): a table to mark, and a QR code that names the round but no sheet and no person."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .data import VotePaper
from .rendering import POINTS_PER_MM, POINTS_PER_PIXEL, ensure_complete, largest, layout, write
from .stamping import repeat

if TYPE_CHECKING:
    from weasyprint import Document

A4_ROWS = 12
"""More candidates than this are printed on A3 (`domain`: the custom of real ballots)."""

TINTS = ("#fae3df", "#fdf0c4", "#dcefdc", "#dce9f7", "#eae0f2", "#d7efec", "#efe5d3")
"""Pale red, yellow, green, blue, violet, teal, sand: the title's ground in the main vote, reserve rounds, ratings."""

_SCALES = {"A4": (1.15, 1.06, 1.0, 0.94, 0.88), "A3": (1.1, 1.0, 0.94, 0.88, 0.82)}
_ROOMIEST_MM = 15.0


def blank_ballots_pdf(vote: VotePaper, copies: int, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """`copies` blank ballots, all alike, landscape A4 (up to 12 candidates) or A3.

    The type shrinks a little so that a ballot is one page, and the rows widen to fill it. A list too long even for that
    goes on over more pages, each with the table's head and the code. Raises `DoesNotFit` when a text would be cut off.
    """
    if copies < 1:
        raise ValueError("at least one copy")
    document = _ballot(vote, fonts, papers)
    template = write(document)
    ensure_complete(template, [*vote.named, *vote.sentences, *_texts(vote)])
    return repeat(template, copies)


def _ballot(vote: VotePaper, fonts: Path | None, papers: Path | None) -> Document:
    for size in ("A4", "A3") if len(vote.candidates) <= A4_ROWS else ("A3",):
        if found := largest(_SCALES[size], partial(_one_page, vote, fonts, papers, size)):
            scale, ballot = found
            spare = _spare(ballot, len(vote.candidates))
            return _one_page(vote, fonts, papers, size, scale, spare) or ballot
    pages = [_layout(vote, fonts, papers, "A3", scale, many=True) for scale in (0.94, 0.82)]
    return min(pages, key=lambda document: len(document.pages))


def _one_page(
    vote: VotePaper, fonts: Path | None, papers: Path | None, size: str, scale: float, spare: float = 0
) -> Document | None:
    document = _layout(vote, fonts, papers, size, scale, spare=spare)
    return document if len(document.pages) == 1 else None


def _spare(document: Document, rows: int) -> float:
    """Space in mm that each row can take on before the page is full."""
    page = document.pages[0]
    bottom = page.anchors["end"][3] * POINTS_PER_PIXEL / POINTS_PER_MM
    height = page.height * POINTS_PER_PIXEL / POINTS_PER_MM
    return max(0.0, min((height - 15 - bottom) / max(rows, 1), _ROOMIEST_MM))


def _layout(
    vote: VotePaper,
    fonts: Path | None,
    papers: Path | None,
    size: str,
    scale: float,
    *,
    spare: float = 0,
    many: bool = False,
) -> Document:
    return layout(
        "blank_ballot.html",
        fonts,
        papers,
        vote=vote,
        size=size,
        scale=scale,
        many=many,
        title_size=_title_size(vote, size),
        name_width=_name_width(vote),
        base=10.5 if size == "A4" else 12,
        spare=spare,
        pad=0.22 if len(vote.candidates) <= 20 else 0.12,
        tint=TINTS[vote.tint % len(TINTS)],
        money=any(candidate.investment for candidate in vote.candidates),
        units=any(candidate.unit for candidate in vote.candidates),
        contents=any(candidate.content for candidate in vote.candidates),
    )


def _title_size(vote: VotePaper, size: str) -> float:
    """So that neither the session nor the vote takes a second line."""
    width = (240 if size == "A4" else 363) * POINTS_PER_MM - 20
    longest = max(len(vote.session), len(vote.vote) + len(vote.turn) + 3)
    return max(11.0, min(18.0 if size == "A4" else 24.0, width / longest))


def _name_width(vote: VotePaper) -> float:
    """Part of the table's width, in percent, that names take: more where they are long and the contents short."""
    longest = max((len(candidate.name) for candidate in vote.candidates), default=0)
    content = max((len(candidate.content) for candidate in vote.candidates), default=0)
    if longest > 24 and content <= 30:
        return 33
    return 26 if longest > 14 and content <= 60 else 21


def _texts(vote: VotePaper) -> list[str]:
    return [text for c in vote.candidates for text in (str(c.no), c.name, c.content, c.investment, c.unit)]
