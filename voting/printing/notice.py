"""The public notice of a drive (征集公告), in the layout of GB/T 9704-2012, with the form to fill in by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..times import chinese_date
from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class SuggestionForm:
    """The blank form (建议表): what it offers to tick; `asks` are further lines, such as 姓名 and 电话."""

    title: str
    categories: Sequence[str]
    places: Sequence[str]
    asks: Sequence[str]
    note: str
    consent: str
    url: str
    received_at: str = ""
    """Where it is handed in, when that is known beforehand."""
    number: str = ""
    """Printed number of the sheet, kept when it is entered later."""


@dataclass(frozen=True, kw_only=True)
class NoticePaper:
    """The notice, worded: `ways` are the ways to send a suggestion in, each with its heading; `url` is in the code.

    draft: not published yet, each page says so.
    """

    issuer: str
    title: str
    opening: str
    period: str
    scope: str
    positive: Sequence[str]
    negative: Sequence[str]
    ways: Sequence[tuple[str, str]]
    contact: Sequence[str]
    use: str
    date: date
    url: str
    form: SuggestionForm
    draft: bool = False

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """Heading and paragraphs of what stands before the ways to send in; those without text are left out."""
        found = [
            ("征集时间", [self.period]),
            ("征集范围", [self.scope]),
            ("征集要求", _items(self.positive)),
            ("不予征集的事项", _items(self.negative)),
        ]
        return [(heading, paragraphs) for heading, paragraphs in found if paragraphs]


def notice_pdf(notice: NoticePaper, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The notice with its annexed form; raises `DoesNotFit` when a text would be cut off."""
    size = max(16.0, min(30.0, 430 / max(len(notice.issuer), 1)))
    pdf = write(layout("notice.html", fonts, papers, notice=notice, letterhead_size=size))
    texts = [notice.issuer, notice.title, notice.opening, notice.url, notice.use, chinese_date(notice.date)]
    texts += [text for heading, paragraphs in notice.sections for text in (heading, *paragraphs)]
    texts += [text for pair in notice.ways for text in pair] + list(notice.contact)
    ensure_complete(pdf, [*texts, *notice.form.categories, *notice.form.places, notice.form.note, notice.form.consent])
    return pdf


def form_pdf(forms: Sequence[SuggestionForm], *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """Blank forms, one page each; raises `DoesNotFit`."""
    pdf = write(layout("suggestion_form.html", fonts, papers, forms=forms))
    texts = [
        (form.title, *form.categories, *form.places, form.note, form.consent, form.received_at, form.number)
        for form in forms
    ]
    ensure_complete(pdf, [text for one in texts for text in one])
    return pdf


def _items(lines: Sequence[str]) -> list[str]:
    ends = ("。", "；", "！")
    stopped = [line if line.endswith(ends) else f"{line}。" for line in lines]
    return stopped if len(stopped) == 1 else [f"{no}．{line}" for no, line in enumerate(stopped, start=1)]
