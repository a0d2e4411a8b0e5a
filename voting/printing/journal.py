"""The journal of official acts (正式行为日志) on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class JournalLine:
    """One act: when and by whom as text, what, on what, its contents as (word, value), its hash (hex)."""

    no: int
    time: str
    actor: str
    role: str
    act: str
    subject: str
    contents: Sequence[tuple[str, str]]
    hash: str


@dataclass(frozen=True, kw_only=True)
class JournalPaper:
    """All acts of a congress, or those of one round (`about`). fault: what is wrong with the chain; empty: sound."""

    congress: str
    lines: Sequence[JournalLine]
    date: date
    fault: str = ""
    about: str = ""
    rehearsal: bool = False


def journal_pdf(journal: JournalPaper, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The table, with the chain's last hash whole; raises `DoesNotFit`."""
    pdf = write(layout("journal.html", fonts, papers, journal=journal))
    texts = [journal.congress, journal.about, journal.fault]
    for line in journal.lines:
        texts += [str(line.no), line.time, line.actor, line.act, line.subject, line.hash[:16]]
        texts += [text for pair in line.contents for text in pair]
    ensure_complete(pdf, texts)
    return pdf
