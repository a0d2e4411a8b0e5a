"""Voting cards (投票卡), to be cut, folded in three and sealed; and the deputies' passes (代表证)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from .data import Pass, session_name, session_parts
from .fonts import missing_glyphs
from .places import Places
from .rendering import DoesNotFit, ensure_complete, layout, write
from .stamping import Stamps, Style

CARDS_PER_SHEET = 4
PASSES_PER_SHEET = 8


def cards_pdf(
    cards: Sequence[str],
    *,
    congress: str,
    meeting: str,
    rehearsal: bool,
    labels: Sequence[str] | None = None,
    fonts: Path | None = None,
    papers: Path | None = None,
) -> bytes:
    """Four cards to an A4 sheet; `cards` are typed credentials with their checksum, which the QR code says as well.

    `labels`: for each card what the outside shows (the deputy's name, where cards are named). The secret part is folded
    inside, against a pattern that hides it from the light.
    """
    if not cards:
        raise ValueError("at least one card")
    if labels is not None and len(labels) != len(cards):
        raise ValueError("as many labels as cards")
    if lost := missing_glyphs("".join(labels or []), fonts):
        raise DoesNotFit("these characters cannot be printed: " + "".join(sorted(lost)))
    session = session_name(congress, meeting)
    full, rest = divmod(len(cards), CARDS_PER_SHEET)
    sheets = [CARDS_PER_SHEET, *([rest] if rest else [])] if full else [rest]
    document = layout(
        "cards.html",
        fonts,
        papers,
        session=session,
        session_parts=session_parts(congress, meeting),
        session_size=_session_size(session_parts(congress, meeting), 153, 10),
        rehearsal=rehearsal,
        sheets=sheets,
        per_sheet=CARDS_PER_SHEET,
        pattern=_pattern(),
    )
    template = write(document)
    ensure_complete(template, [session] * sum(sheets))
    places = Places(document)
    stamps = Stamps(
        template,
        {"code": (Style("mono", 700), cards), "label": (Style("kai", 700), labels or ["无"])},
        fonts,
    )
    for first in range(0, len(cards), CARDS_PER_SHEET):
        group = range(first, min(first + CARDS_PER_SHEET, len(cards)))
        sheet = 0 if len(group) == CARDS_PER_SHEET or not full else 1
        operators: list[str] = []
        for place, position in enumerate(group):
            operators.append(stamps.code(cards[position], *places.square(f"code-{sheet}-{place}"), level="Q"))
            x, y, width = places.middle(f"lines-{sheet}-{place}")
            lines = _two_lines(cards[position])
            size = min(13.0, width / max(stamps.width("code", 1, line) for line in lines))
            for number, line in enumerate(lines):
                operators.append(stamps.text("code", size, x, y + 3 - number * 16, line, align=0.5))
            if labels and labels[position]:
                x, y, width = places.middle(f"label-{sheet}-{place}")
                size = min(13.0, width / stamps.width("label", 1, labels[position]))
                operators.append(stamps.text("label", size, x, y - size * 0.36, labels[position], align=0.5))
        stamps.sheet(sheet, operators)
    return stamps.save()


def passes_pdf(
    passes: Sequence[Pass],
    *,
    congress: str,
    meeting: str,
    rehearsal: bool,
    fonts: Path | None = None,
    papers: Path | None = None,
) -> bytes:
    """Eight deputies' passes to an A4 sheet, each with name, delegation, number and a QR code to sign in with."""
    session = session_name(congress, meeting)
    sheets = [passes[first : first + PASSES_PER_SHEET] for first in range(0, len(passes), PASSES_PER_SHEET)]
    pdf = write(
        layout(
            "passes.html",
            fonts,
            papers,
            session=session,
            session_parts=session_parts(congress, meeting),
            session_size=_session_size(session_parts(congress, meeting), 232, 11),
            rehearsal=rehearsal,
            sheets=sheets,
        )
    )
    ensure_complete(
        pdf, [text for card in passes for text in (session, card.name, card.number, card.delegation, card.pin)]
    )
    return pdf


def _session_size(parts: Sequence[str], width: float, largest: float) -> float:
    """Type size at which the session's name takes three lines at the most, in `width` points."""
    longest = max(len(part) for part in parts)
    return max(6.5, min(largest, width / longest if longest <= 16 else 2 * width / (longest + 1)))


def _two_lines(card: str) -> list[str]:
    """A typed credential in two lines, broken after the group nearest to its middle."""
    breaks = [at + 1 for at, character in enumerate(card) if character == "-"]
    if not breaks or len(card) < 16:
        return [card]
    middle = min(breaks, key=lambda at: abs(at - len(card) / 2))
    return [card[:middle], card[middle:]]


def _pattern() -> str:
    """A picture as restless as a QR code of the same size; always the same one."""
    state = 1
    path = []
    columns, rows = 42, 45
    for y in range(rows):
        for x in range(columns):
            state = (state * 1103515245 + 12345) % 2**31
            if state >> 16 & 1:
                path.append(f"M{x} {y}h1v1h-1z")
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns} {rows}" preserveAspectRatio="none">'
        f'<path fill="#8a8a8a" d="{"".join(path)}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()
