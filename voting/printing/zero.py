"""The zero report (零票报告): before the vote opens every box is empty."""

from __future__ import annotations

from pathlib import Path

from .rendering import ensure_complete, layout, tightest, write
from .sitting import ZeroReport


def zero_report_pdf(zero: ZeroReport, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The report, to be signed by the chief scrutineer and the scrutineers; raises `DoesNotFit`."""
    vote = zero.vote
    columns = [choice.word for choice in vote.choices] or ["得分"]
    pdf = write(tightest(lambda scale: layout("zero.html", fonts, papers, zero=zero, columns=columns, scale=scale)))
    texts = [
        *vote.named,
        vote.fingerprint,
        zero.board_head,
        zero.card_list,
        zero.cards_made,
        str(zero.entitled),
        str(zero.present),
    ]
    texts += [text for trustee in zero.trustees for text in (trustee.name, trustee.fingerprint)]
    texts += zero.notes
    texts += [candidate.name for candidate in vote.candidates]
    texts += [name for _, names in zero.signers.duties[:2] for name in names]
    ensure_complete(pdf, texts)
    return pdf
