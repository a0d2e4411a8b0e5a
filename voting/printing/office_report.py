"""A report in the layout of GB/T 9704-2012, with tables and bars beside the figures (情况报告)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """A table: its first `words` columns are words, the others are set to the right; a bar stands after the first."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    lengths: Sequence[float] = ()
    """Of each row's bar, 0 to 1; empty for a table without bars."""
    planned: Sequence[float] = ()
    """Of the lighter bar above each row's bar, 0 to 1; empty for a table with one bar a row."""
    key: str = ""
    """What the bars are, in the head of their column."""
    summed: bool = False
    """Whether the last row is the sum of the others."""
    words: int = 1
    widths: Sequence[int] = ()
    """Of the columns, in percent, for a table whose cells may be sentences; empty lets the contents decide."""


@dataclass(frozen=True, kw_only=True)
class ReportSection:
    """A numbered part of the report."""

    heading: str
    paragraphs: Sequence[str]
    table: ReportTable | None = None


@dataclass(frozen=True, kw_only=True)
class OfficeReport:
    """The report, worded."""

    issuer: str
    title: str
    sections: Sequence[ReportSection]
    date: date
    addressee: str = ""
    """Whom the report is made to (主送机关), with its colon."""


def office_report_pdf(report: OfficeReport, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The report; raises `DoesNotFit` when a text would be cut off."""
    pdf = write(layout("office_report.html", fonts, papers, report=report))
    required = [report.title, report.issuer, report.addressee]
    for section in report.sections:
        required += [section.heading, *section.paragraphs]
        if section.table:
            required += [section.table.key, *section.table.heads, *(cell for row in section.table.rows for cell in row)]
    ensure_complete(pdf, required)
    return pdf
