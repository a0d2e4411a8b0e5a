"""Posters with a code to the form (征集海报), for a station or for a whole drive, on A4 or A3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .rendering import ensure_complete, layout, write

SIZES = {"a4": ("A4", 1.0), "a3": ("A3", 297 / 210)}
"""Paper and scale: everything on the poster is measured in millimetres of A4 times the scale."""


@dataclass(frozen=True, kw_only=True)
class PosterStation:
    """Where the poster hangs: `facts` are label and text, such as 开放时间."""

    name: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Poster:
    """A poster, worded: `call` is the large line, `asked` what is sought, `steps` what to do; `url` is in the code."""

    call: str
    asked: str
    lead: str
    steps: Sequence[str]
    period: str
    issuer: str
    url: str
    station: PosterStation | None = None
    note: str = ""


def poster_pdf(
    posters: Sequence[Poster], size: str = "a3", *, fonts: Path | None = None, papers: Path | None = None
) -> bytes:
    """One page for each poster; `size` is of `SIZES`. Raises `DoesNotFit` when a text would be cut off."""
    paper, scale = SIZES[size]
    pages = [(one, _lettering(one)) for one in posters]
    pdf = write(layout("poster.html", fonts, papers, pages=pages, paper_size=paper, scale=scale))
    ensure_complete(pdf, [text for one in posters for text in _texts(one)])
    return pdf


def _lettering(poster: Poster) -> float:
    """Millimetres of the station's name, so that it stays on one line."""
    name = poster.station.name if poster.station else ""
    return max(6.0, min(11.0, 168 / max(len(name), 1)))


def _texts(poster: Poster) -> list[str]:
    texts = [poster.call, poster.asked, poster.lead, *poster.steps, poster.period, poster.issuer, poster.note]
    if poster.station:
        texts += [poster.station.name, *(text for pair in poster.station.facts for text in pair)]
    return texts
