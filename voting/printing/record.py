"""A deputy's record on paper (履职登记表): figures, and what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class RecordPaper:
    """The record, worded.

    figures: words and numbers. parts: headings, each with lines of day, what, and how it ended.
    """

    congress: str
    number: str
    name: str
    delegation: str
    day: date
    figures: Sequence[tuple[str, str]]
    parts: Sequence[tuple[str, Sequence[tuple[str, str, str]]]]
    note: str = ""


def record_pdf(record: RecordPaper, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The record; raises `DoesNotFit` when a text would be cut off."""
    pdf = write(layout("record.html", fonts, papers, record=record))
    texts = [record.congress, record.number, record.name, record.delegation, record.note]
    texts += [text for pair in record.figures for text in pair]
    for heading, lines in (part for part in record.parts if part[1]):
        texts += [heading, *(text for line in lines for text in line)]
    ensure_complete(pdf, texts)
    return pdf
