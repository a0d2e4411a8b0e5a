"""A list that an office prints (一览表、清单): a table under a title, with figures above and sums below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .rendering import ensure_complete, largest, layout, write

if TYPE_CHECKING:
    from weasyprint import Document

SIZES = ("A3 landscape", "A4 landscape", "A4 portrait")
_SCALES = (1.0, 0.92, 0.84, 0.76)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: heading, share of the width, and whether its cells are numbers or short words (centred)."""

    head: str
    width: float
    centred: bool = False


@dataclass(frozen=True, kw_only=True)
class TablePaper:
    """The list, worded; a cell may have several lines.

    parts: the title, which may break between them. figures: words and numbers in a line above the table. sums: the last
    row, as wide as the table; empty for none. one_page: the type shrinks so that it stays on one page, if it can.
    """

    issuer: str
    parts: Sequence[str]
    day: date
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    size: str = "A4 landscape"
    figures: Sequence[tuple[str, str]] = ()
    sums: Sequence[str] = ()
    notes: Sequence[str] = ()
    one_page: bool = False

    @property
    def title(self) -> str:
        """The whole title."""
        return "".join(self.parts)

    @property
    def width(self) -> float:
        """The sum of all shares."""
        return sum(column.width for column in self.columns)


def short_date(day: date) -> str:
    """A day in a narrow column: 2026.1.9."""
    return f"{day.year}.{day.month}.{day.day}"


def table_pdf(paper: TablePaper, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The list; each page has the table's head. Raises `DoesNotFit` when a text would be cut off."""

    def make(scale: float) -> Document | None:
        document = layout("table.html", fonts, papers, paper=paper, scale=scale)
        return document if len(document.pages) == 1 else None

    found = largest(_SCALES, make) if paper.one_page else None
    pdf = write(found[1] if found else layout("table.html", fonts, papers, paper=paper, scale=1.0))
    texts = [paper.title, paper.issuer, *(text for pair in paper.figures for text in pair), *paper.sums, *paper.notes]
    ensure_complete(pdf, texts + [line for row in paper.rows for cell in row for line in cell.split("\n")])
    return pdf
