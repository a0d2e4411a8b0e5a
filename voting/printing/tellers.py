"""The tellers' papers: a group's sheet (计票小组计票单) and the sum of all groups (计票汇总单)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .data import VotePaper
from .rendering import ensure_complete, layout, tightest, write
from .sitting import TellerRow, TellerSheet, TellerSummary


def teller_sheet_pdf(sheet: TellerSheet, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """One group's sheet, with its figures or to be filled in by hand.

    Raises `ValueError` when a row's counts are not as many as the legend's columns, and `DoesNotFit`.
    """
    columns = _columns(sheet.vote)
    rows = list(sheet.rows) or [
        TellerRow(no=c.no, name=c.name, counts=[None] * len(columns)) for c in sheet.vote.candidates
    ]
    _check(rows, columns)
    open_figures = any(count is None for row in rows for count in row.counts)
    pair = list(sheet.pair) or ["", ""]
    pdf = write(
        tightest(
            lambda scale: layout(
                "teller_sheet.html",
                fonts,
                papers,
                sheet=sheet,
                rows=rows,
                columns=columns,
                totals=_totals(sheet),
                open=open_figures,
                pair=pair,
                scale=scale,
                pad=(2.6 if open_figures and len(rows) <= 20 else 1.1) * scale,
            )
        )
    )
    texts = [*sheet.vote.named, sheet.group, sheet.batch, *pair]
    texts += [str(count) for row in rows for count in row.counts if count is not None]
    texts += [text for row in rows for text in (str(row.no), row.name)]
    ensure_complete(pdf, texts + [str(value) for _, value in _totals(sheet) if value is not None])
    return pdf


def teller_summary_pdf(summary: TellerSummary, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """All groups side by side with their sums. Raises `ValueError` for open figures or differing rows, `DoesNotFit`."""
    columns = _columns(summary.vote)
    if not summary.sheets:
        raise ValueError("no sheets")
    first = [(row.no, row.name) for row in summary.sheets[0].rows]
    for sheet in summary.sheets:
        _check(sheet.rows, columns)
        if [(row.no, row.name) for row in sheet.rows] != first:
            raise ValueError(f"{sheet.group}: other projects than the first group's")
        figures = [value for _, value in _totals(sheet)] + [count for row in sheet.rows for count in row.counts]
        if any(value is None for value in figures):
            raise ValueError(f"{sheet.group}: figures are missing")
    rows = [
        {
            "no": no,
            "name": name,
            "groups": [[sheet.rows[at].counts[n] for sheet in summary.sheets] for n in range(len(columns))],
        }
        for at, (no, name) in enumerate(first)
    ]
    cells = (len(summary.sheets) + 1) * len(columns)
    wide = cells > 15
    pdf = write(
        tightest(
            lambda scale: layout(
                "teller_summary.html",
                fonts,
                papers,
                summary=summary,
                rows=rows,
                columns=columns,
                totals=[
                    (word, [_totals(sheet)[n][1] for sheet in summary.sheets])
                    for n, (word, _) in enumerate(_totals(summary.sheets[0]))
                ],
                duties=[*summary.signers.duties[2:], *summary.signers.duties[:2]],
                size="A3" if wide else "A4",
                name_mm=max(60, min(110, (388 if wide else 265) - 12 - 14 * cells)),
                scale=scale,
            )
        )
    )
    texts = [*summary.vote.named, *(sheet.group for sheet in summary.sheets)]
    for row in rows:
        texts += [str(row["no"]), str(row["name"])]
    texts += [str(count) for sheet in summary.sheets for row in sheet.rows for count in row.counts]
    ensure_complete(pdf, texts)
    return pdf


def _columns(vote: VotePaper) -> list[str]:
    return [choice.word for choice in vote.choices] or ["得分"]


def _totals(sheet: TellerSheet) -> list[tuple[str, int | None]]:
    return [("收到票", sheet.ballots), ("有效票", sheet.valid), ("无效票", sheet.void)]


def _check(rows: Sequence[TellerRow], columns: list[str]) -> None:
    for row in rows:
        if len(row.counts) != len(columns):
            raise ValueError(f"project {row.no}: {len(columns)} counts are needed")
