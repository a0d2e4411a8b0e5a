"""The announcement that a chosen project is changed, cancelled or replaced, in the layout of GB/T 9704-2012."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..times import chinese_date
from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class ChangeNotice:
    """The announcement, worded; `rows` are label, old and new text, none for a cancelled project.

    replaced: the rows tell of a new project and have no old text. draft: not published yet, each page says so.
    """

    issuer: str
    title_parts: Sequence[str]
    """Between them the title may break."""
    opening: str
    reason: str
    rows: Sequence[tuple[str, str, str]]
    date: date
    replaced: bool = False
    draft: bool = False

    @property
    def title(self) -> str:
        """The whole title."""
        return "".join(self.title_parts)


def change_notice_pdf(notice: ChangeNotice, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The announcement with old and new side by side; raises `DoesNotFit` when a text would be cut off."""
    size = max(16.0, min(30.0, 430 / max(len(notice.issuer), 1)))
    pdf = write(layout("change_notice.html", fonts, papers, notice=notice, letterhead_size=size))
    texts = [notice.issuer, notice.title, notice.opening, chinese_date(notice.date)]
    said = [notice.reason, *(text for row in notice.rows for text in row)]
    texts += [line for text in said for line in text.split("\n")]
    ensure_complete(pdf, [text for text in texts if text])
    return pdf
