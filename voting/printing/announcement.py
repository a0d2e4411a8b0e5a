"""The formal announcement (公告) of the presidium: names only, in the layout of GB/T 9704-2012."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..times import chinese_date
from .data import AnnouncementPaper
from .rendering import ensure_complete, layout, write
from .report import code_size

if TYPE_CHECKING:
    from weasyprint import Document

_AREA_MM = 225.0
_LINE_MM = _AREA_MM / 22
_CHARACTERS = 28


def announcement_pdf(
    paper: AnnouncementPaper, jws_url: str, code: str, *, fonts: Path | None = None, papers: Path | None = None
) -> bytes:
    """The announcement, not yet signed; names in the order given. Raises `DoesNotFit` when a text would be cut off.

    Up to about ten names stand with the signature on the first page, which can be posted up; the code to check it by
    then stands at the foot of the page behind, where official papers have their imprint.
    """
    level, side = code_size(jws_url)
    body = paper.body or usual_body(paper)

    def make(behind: bool) -> Document:
        return layout(
            "announcement.html",
            fonts,
            papers,
            announcement=paper,
            body=body,
            letterhead=_letterhead(paper.session_parts),
            signed_parts=_signed_parts(paper),
            gap=_gap(paper, body),
            behind=_AREA_MM - side - 8 if behind else 0,
            jws_url=jws_url,
            code=code,
            qr_level=level,
            qr_mm=side,
        )

    document = make(False)
    if "signed" not in document.pages[-1].anchors:
        document = make(True)
    pdf = write(document)
    ensure_complete(pdf, [paper.session, body, *paper.names, *_signed_parts(paper), chinese_date(paper.date), code])
    return pdf


def usual_body(paper: AnnouncementPaper) -> str:
    """The first paragraph, as announcements of county congresses word it."""
    title = paper.title.removesuffix("票决")
    total = f"{title}共{len(paper.names)}项"
    if len(paper.rounds) < 2:
        return f"{paper.session}于{chinese_date(paper.vote_date)}依法票决确定{total}。现予公告如下："
    days = list(dict.fromkeys(chinese_date(one.vote_date) for one in paper.rounds))
    if len(days) == 1:
        parts = "，".join(f"{one.name}确定{one.count}项" for one in paper.rounds)
    else:
        parts = "，".join(f"{chinese_date(one.vote_date)}{one.name}确定{one.count}项" for one in paper.rounds)
    when = f"于{days[0]}" if len(days) == 1 else ""
    return f"{paper.session}{when}依法票决确定{total}，其中{parts}。现予公告如下："


def _signed_parts(paper: AnnouncementPaper) -> list[str]:
    """Who signs, in parts between which a line may break."""
    if paper.signed_by:
        return [paper.signed_by]
    *first, last = paper.session_parts
    return [*first, last + "主席团"]


def _letterhead(parts: list[str]) -> tuple[float, list[str]]:
    """Type size and lines of the letterhead: one line of 2号 (22 pt) if it can be, else one for each part (442 pt)."""
    whole = "".join(parts)
    lines = [whole] if 438 / len(whole) >= 16 else parts
    return max(14.0, min(22.0, 438 / max(len(line) for line in lines))), lines


def _gap(paper: AnnouncementPaper, body: str) -> int:
    """Empty lines above the signature: two, or one where two would take it to the next page."""
    lines = -(-(len(body) + 2) // _CHARACTERS) + sum(-(-(len(name) + 5) // _CHARACTERS) for name in paper.names) + 2
    return 2 if lines * _LINE_MM + 55 + 2 * _LINE_MM <= _AREA_MM else 1
