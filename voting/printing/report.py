"""The count report (计票结果报告单): every figure, the projects by approvals, lines to sign, and a signed code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import qr
from .data import ResultPaper
from .rendering import ensure_complete, layout, tightest, write

if TYPE_CHECKING:
    from weasyprint import Document

MODULE_MM = 0.42
"""Side of a QR module: 0.4 mm is what an ordinary camera or a 200 dpi scan reads safely."""

_SMALLEST_MM = 40.0
GRADES = {1: "satisfied", 2: "basic", 3: "dissatisfied", 4: "unknown", 0: "unmarked"}
"""In a rating: what the rows call the figure of each mark."""


def report_pdf(
    result: ResultPaper, jws_url: str, code: str, *, fonts: Path | None = None, papers: Path | None = None
) -> bytes:
    """The report, not yet signed; `jws_url` goes into the QR code, `code` is its typed form.

    Raises `DoesNotFit` when a text would be cut off.
    """
    level, side = code_size(jws_url)
    rows = sorted(result.rows, key=_merit) if not result.vote.rating else list(result.rows)
    following = result.next or {}
    columns = _columns(result)

    def make(scale: float) -> Document:
        return layout(
            "report.html",
            fonts,
            papers,
            pad=1.1 * scale,
            line=10 * scale,
            result=result,
            figures=_figures(result),
            columns=columns,
            rows=[{"rank": None, "selected": True, "said": _said(row, result), **row} for row in rows],
            split=[row for row in result.rows if row.get("channels")],
            note=_note(result, columns),
            decided=_decided(result),
            next_sentence=next_sentence(following),
            duties=result.signers.duties,
            jws_url=jws_url,
            code=code,
            qr_level=level,
            qr_mm=side,
        )

    pdf = write(tightest(make))
    texts = [*result.vote.named, code, result.vote.fingerprint]
    texts += [str(value) for _, value in _figures(result)]
    for row in rows:
        texts += [str(row[key]) for key in ("no", "name")] + [str(row[key]) for _, key in columns]
    ensure_complete(pdf, texts + [name for _, names in result.signers.duties for name in names])
    return pdf


def _figures(result: ResultPaper) -> list[tuple[str, int]]:
    found = [
        (f"应到{result.vote.people}", result.entitled),
        (f"实到{result.vote.people}", result.present),
        ("发出票", result.issued),
        ("收回票", result.returned),
        ("有效票", result.valid),
        ("无效票", result.void),
    ]
    return found if result.not_returned is None else [*found, ("未投票", result.not_returned)]


def _columns(result: ResultPaper) -> list[tuple[str, str]]:
    """Heading and key of a project's figures: by the legend, and points where ranks were given."""
    keys = GRADES if result.vote.rating else {1: "approve", 2: "oppose", 0: "abstain"}
    found = [(choice.word, keys[choice.mark]) for choice in result.vote.choices if choice.mark in keys]
    if any(row.get("points") is not None for row in result.rows):
        found.append(("得分", "points"))
    return found if result.vote.choices else [("列入", "approve"), *found]


def _said(row: dict[str, Any], result: ResultPaper) -> str:
    """What the last column says of a project."""
    if result.vote.rating:
        return str(row["grade"])
    waiting = (result.next or {}).get("candidates", [])
    return "入选" if row["selected"] else "待定" if row["no"] in waiting else "—"


def _note(result: ResultPaper, columns: list[tuple[str, str]]) -> str:
    if result.vote.rating:
        return "注：各项目票数均以有效票计；“票面序号”为测评票上的序号。"
    word = "得分" if ("得分", "points") in columns else f"得{columns[0][0]}票"
    return f"注：各项目票数均以有效票计；按{word}多少排列，“票面序号”为表决票上的序号。"


def _decided(result: ResultPaper) -> str:
    """The sentence under the table: how many were selected, or how many were given each grade."""
    if not result.vote.rating:
        return f"根据票决办法，应选{result.vote.seats}项，本轮票决确定{len(result.selected)}项。"
    told = Counter(str(row["grade"]) for row in result.rows)
    words = [choice.word for choice in result.vote.choices if choice.word in told]
    return f"根据测评办法，{len(result.rows)}项中" + "，".join(f"{word}{told[word]}项" for word in words) + "。"


def code_size(text: str, quiet: int = 4) -> tuple[str, float]:
    """Error correction level and side in mm, quiet zone included, for a signed code: modules of 0.4 mm or more."""
    level = "M" if len(text) <= 1100 else "L"
    modules = len(qr.matrix(text, level)) + 2 * quiet
    return level, max(modules * MODULE_MM, _SMALLEST_MM)


def next_sentence(following: dict[str, Any]) -> str:
    """What the report says about the next step; empty when nothing is left to decide."""
    if not following:
        return ""
    projects = "、".join(f"第{number}项" for number in following.get("candidates", []))
    seats = following.get("seats", 0)
    sentences = {
        "revote": f"票面{projects}得票相等，影响应选结果，须就以上项目再次票决，从中确定{seats}项。",
        "second-round": f"本轮确定的项目不足应选数，尚缺{seats}项，须就票面{projects}再次票决。",
        "presidium": f"票面{projects}尚待确定{seats}项，提请主席团决定。",
    }
    return sentences.get(str(following.get("kind")), f"票面{projects}尚待确定{seats}项。")


def _merit(row: dict[str, Any]) -> tuple[int, int, int]:
    """Sorts the best first."""
    points = row.get("points")
    best = int(points) if points is not None else int(row["approve"])
    return (-best, -int(row["approve"]), int(row["no"]))
