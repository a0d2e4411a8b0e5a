"""The issued/returned report (发出收回报告单): how many ballots went out and came back, and whether the vote holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .rendering import ensure_complete, layout, tightest, write
from .sitting import DelegationFigures, IssueReport

if TYPE_CHECKING:
    from weasyprint import Document

_ONE_COLUMN = 12


def issue_report_pdf(issue: IssueReport, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The report, to be signed by the scrutineers and the executive chairperson; raises `DoesNotFit`."""
    verdict = verdict_sentence(issue)
    duties = [*issue.signers.duties[:2], ("执行主席", [""])]
    halves = 1 if len(issue.delegations) <= _ONE_COLUMN else 2

    def make(scale: float) -> Document:
        return layout(
            "issue.html",
            fonts,
            papers,
            issue=issue,
            verdict=verdict,
            duties=duties,
            halves=halves,
            delegations=_lines(issue.delegations, halves),
            scale=scale,
        )

    pdf = write(tightest(make))
    texts = [*issue.vote.named, *issue.notes, verdict, issue.head]
    texts += [str(figure) for figure in (issue.entitled, issue.present, issue.issued, issue.returned)]
    for one in issue.delegations:
        texts += [one.name, str(one.present), str(one.issued), str(one.returned)]
    ensure_complete(pdf, texts + [name for _, names in duties for name in names])
    return pdf


def _lines(delegations: Sequence[DelegationFigures], halves: int) -> list[list[tuple[int, DelegationFigures | None]]]:
    """The delegations in lines of one or two, numbered down the first column and then the second."""
    height = -(-len(delegations) // halves)
    places = [*enumerate(delegations, start=1), *[(0, None)] * (height * halves - len(delegations))]
    return [[places[row + half * height] for half in range(halves)] for row in range(height)]


def verdict_sentence(issue: IssueReport) -> str:
    """What the chief scrutineer reports and the chair declares."""
    figures = f"共发出{issue.vote.slip}{issue.issued}张，收回{issue.returned}张"
    if not issue.holds:
        channel = next((one for one in issue.channels if one.issued is not None and one.returned > one.issued), None)
        if issue.returned <= issue.issued and channel:
            return f"{figures}，其中{channel.name}收回票数多于发出票数，本次投票无效，应当重新投票。"
        return f"{figures}，收回票数多于发出票数，本次投票无效，应当重新投票。"
    word = "等于" if issue.returned == issue.issued else "少于"
    return f"{figures}，收回票数{word}发出票数，本次投票有效。"
