"""The formal announcement (公告) of the presidium: names only, in the layout of GB/T 9704-2012."""

from __future__ import annotations

from pathlib import Path

from .data import AnnouncementPaper
from .rendering import chinese_date, ensure_complete, layout, write
from .report import code_size


def announcement_pdf(paper: AnnouncementPaper, jws_url: str, code: str, *, fonts: Path | None = None) -> bytes:
    """The announcement, not yet signed; names in the order given. Raises `DoesNotFit` when a text would be cut off."""
    level, side = code_size(jws_url)
    body = paper.body or usual_body(paper)
    pdf = write(
        layout(
            "announcement.html",
            fonts,
            announcement=paper,
            body=body,
            signed_parts=_signed_parts(paper),
            letter_size=_letter_size(paper.session_parts),
            roomy=len(paper.names) <= 10,
            jws_url=jws_url,
            code=code,
            qr_level=level,
            qr_mm=side,
        )
    )
    ensure_complete(pdf, [paper.session, body, *paper.names, *_signed_parts(paper), chinese_date(paper.date), code])
    return pdf


def usual_body(paper: AnnouncementPaper) -> str:
    """The first paragraph, as announcements of county congresses word it."""
    title = paper.title.removesuffix("票决")
    return f"{paper.session}于{chinese_date(paper.vote_date)}依法票决确定{title}共{len(paper.names)}项。现予公告如下："


def _signed_parts(paper: AnnouncementPaper) -> list[str]:
    """Who signs, in parts between which a line may break."""
    if paper.signed_by:
        return [paper.signed_by]
    *first, last = paper.session_parts
    return [*first, last + "主席团"]


def _letter_size(parts: list[str]) -> float:
    """Type size of the letterhead: congress and meeting each in one line of the text area's 156 mm (442 pt)."""
    longest = max(len(part) for part in parts)
    return max(16.0, min(30.0, 436 / max(longest, 1)))
