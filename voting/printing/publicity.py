"""The public notice of the preliminary candidates (候选项目公示), in the layout of GB/T 9704-2012, with their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..times import chinese_date
from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class PublicityRow:
    """A project of the table; `amount` in 万元 as text."""

    name: str
    content: str
    amount: str
    unit: str
    deadline: str


@dataclass(frozen=True, kw_only=True)
class PublicityPaper:
    """The notice, worded; `url` is in the code. draft: not published yet, each page says so."""

    issuer: str
    title: str
    opening: str
    period: str
    ways: str
    contact: Sequence[str]
    list_title: str
    rows: Sequence[PublicityRow]
    date: date
    url: str
    draft: bool = False


def publicity_pdf(notice: PublicityPaper, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The notice with its annexed table; raises `DoesNotFit` when a text would be cut off."""
    size = max(16.0, min(30.0, 430 / max(len(notice.issuer), 1)))
    pdf = write(layout("publicity.html", fonts, papers, notice=notice, letterhead_size=size))
    texts = [notice.issuer, notice.title, notice.opening, notice.period, notice.ways, notice.list_title, notice.url]
    texts += [*notice.contact, chinese_date(notice.date)]
    texts += [value for row in notice.rows for value in (row.name, row.content, row.amount, row.unit, row.deadline)]
    ensure_complete(pdf, [text for text in texts if text])
    return pdf
