"""The anonymous electronic ballots on paper: to be sealed, and counted again by hand or by scanner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from .data import VotePaper
from .places import Places
from .rendering import POINTS_PER_MM, POINTS_PER_PIXEL, DoesNotFit, ensure_complete, largest, layout, write
from .stamping import Stamps, Style

if TYPE_CHECKING:
    from weasyprint import Document

TWO_UP_ROWS = 15
"""Up to so many candidates, two ballots share a landscape A4 sheet; more take a portrait A4 sheet each."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CODE = re.compile(r"B1\.([A-Za-z0-9+/]{1,64})\.([1-9][0-9]{0,6})\.([0-9a-z]{1,200}|-)")
_NO_MARKS = "票面没有标记"
_SCALES = (1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.6)


def archive_code(fingerprint: str, index: int, marks: Sequence[int]) -> str:
    """What a ballot's QR code says: `B1.<fingerprint>.<index from 1>.<marks>`, a mark being one of 0-9a-z.

    `-` stands for the marks of a void ballot that bears none.
    """
    return f"B1.{fingerprint}.{index}.{''.join(_DIGITS[mark] for mark in marks) or '-'}"


def read_archive_code(text: str) -> tuple[str, int, list[int]]:
    """Fingerprint, index and marks (none of a ballot that bears none) from a ballot's QR code; raises `ValueError`."""
    if not (found := _CODE.fullmatch(text)):
        raise ValueError("not the code of an archive ballot")
    return found[1], int(found[2]), [_DIGITS.index(character) for character in found[3].removeprefix("-")]


def archive_ballots_pdf(
    vote: VotePaper,
    ballots: Sequence[Sequence[int]],
    *,
    remarks: Sequence[str] | None = None,
    fonts: Path | None = None,
    papers: Path | None = None,
) -> bytes:
    """One archive ballot for each list of marks, in the order given, which must be the order after mixing.

    `remarks`: for each ballot a text or "" (why it is void). A void ballot whose content is no ballot has no marks: its
    rows stay empty. Raises `ValueError` for marks that the vote does not have
    and `DoesNotFit` when the list of candidates is too long for a sheet.
    """
    _check(vote, ballots, remarks)
    halves = 2 if len(vote.candidates) <= TWO_UP_ROWS else 1
    document = _template(vote, fonts, papers, halves)
    if document is None and halves == 2:
        halves = 1
        document = _template(vote, fonts, papers, halves)
    if document is None:
        raise DoesNotFit("the list of candidates is too long for one sheet")
    template = write(document)
    copies = 3 if halves == 2 else 1
    ensure_complete(template, [*vote.named, vote.fingerprint] * copies)
    ensure_complete(template, [text for c in vote.candidates for text in (str(c.no), c.name)] * copies)
    total = len(ballots)
    texts = [_index(number, total, void) for number in (1, 234567890) for void in ("", "x")]
    stamps = Stamps(
        template,
        {
            "mark": (Style("hei"), [_mark(vote, mark) for mark in _values(vote)]),
            "text": (
                Style("song"),
                [*texts, "".join(c.word for c in vote.choices), f"0123456789，填写名次项{_NO_MARKS}"],
            ),
            "remark": (Style("hei", colour=(0.7, 0.08, 0.1)), ["".join(set("".join(remarks or [])) or {"无"})]),
        },
        fonts,
    )
    places = Places(document)
    cells: dict[tuple[int, int, int, int], str] = {}
    for first in range(0, total, halves):
        group = range(first, min(first + halves, total))
        sheet = 0 if len(group) == halves else 1
        operators: list[str] = []
        for half, position in enumerate(group):
            marks = ballots[position]
            remark = remarks[position] if remarks else ""
            for row, mark in enumerate(marks):
                if (key := (sheet, half, row, mark)) not in cells:
                    cells[key] = _cell(stamps, places, vote, key)
                operators.append(cells[key])
            x, y = places.left(f"index-{sheet}-{half}")
            operators.append(stamps.text("text", 9, x, y, _index(position + 1, total, remark)))
            x, y = places.left(f"summary-{sheet}-{half}")
            summary = _summary(vote, marks)
            operators.append(stamps.text("text", 9, x, y, summary))
            if remark:
                operators.append(stamps.text("remark", 9, x + stamps.width("text", 9, summary + "  "), y, remark))
            left, bottom, side = places.square(f"code-{sheet}-{half}")
            operators.append(stamps.code(archive_code(vote.fingerprint, position + 1, marks), left, bottom, side))
        stamps.sheet(sheet, operators)
    return stamps.save()


def _check(vote: VotePaper, ballots: Sequence[Sequence[int]], remarks: Sequence[str] | None) -> None:
    if remarks is not None and len(remarks) != len(ballots):
        raise ValueError("as many remarks as ballots")
    values = set(_values(vote))
    for number, marks in enumerate(ballots, start=1):
        bare = not marks and remarks is not None and bool(remarks[number - 1])
        if (len(marks) != len(vote.candidates) or not values.issuperset(marks)) and not bare:
            raise ValueError(f"ballot {number}: marks do not fit the list of candidates")


def _values(vote: VotePaper) -> list[int]:
    """The marks a row can bear; with one choice only, 0 says that it was not made."""
    marks = [choice.mark for choice in vote.choices] or list(range(len(vote.candidates) + 1))
    return [0, *marks] if len(vote.choices) == 1 else marks


def _template(vote: VotePaper, fonts: Path | None, papers: Path | None, halves: int) -> Document | None:
    """The first layout whose foot stays on the sheet; None when even the smallest type is too large."""
    height = 209.9 if halves == 2 else 296.9
    room = (height - 76 if halves == 2 else height - 80) / max(len(vote.candidates), 1)
    sheets = [2, 1] if halves == 2 else [1]

    def make(scale: float) -> Document | None:
        document = layout(
            "archive_ballot.html",
            fonts,
            papers,
            vote=vote,
            halves=halves,
            sheets=sheets,
            scale=scale,
            row=min(room, 11) * (1 if scale > 0.8 else scale),
            columns=[choice.word for choice in vote.choices] or ["名次"],
        )
        ends = [box[3] for page in document.pages for name, box in page.anchors.items() if name.startswith("end-")]
        # an end that is not there was cut off with all that stands below the sheet
        complete = len(document.pages) == len(sheets) and len(ends) == sum(sheets)
        fits = complete and max(ends) * POINTS_PER_PIXEL <= (height - 6) * POINTS_PER_MM
        return document if fits else None

    found = largest(_SCALES, make)
    return found[1] if found else None


def _cell(stamps: Stamps, places: Places, vote: VotePaper, key: tuple[int, int, int, int]) -> str:
    sheet, half, row, mark = key
    if len(vote.choices) == 1 and mark == 0:
        return ""
    column = next((n for n, choice in enumerate(vote.choices) if choice.mark == mark), 0)
    text = _mark(vote, mark)
    x, y, width = places.middle(f"cell-{sheet}-{half}-{row}-{column}")
    size = min(10.5, (width - 4) / max(stamps.width("mark", 1, text), 0.1))
    return stamps.text("mark", size, x, y - size * 0.36, text, align=0.5)


def _mark(vote: VotePaper, mark: int) -> str:
    """Sign and word of a mark: ○赞成. In a rating the column says the word, and the sign is enough."""
    for choice in vote.choices:
        if choice.mark == mark:
            if vote.rating and choice.sign:
                return choice.sign
            return f"{choice.sign} {choice.word}".strip()
    return str(mark) if mark else "—"


def _index(number: int, total: int, remark: str) -> str:
    return f"第{number}张，共{total}张" + ("（无效票）" if remark else "")


def _summary(vote: VotePaper, marks: Sequence[int]) -> str:
    if not marks:
        return _NO_MARKS
    if not vote.choices:
        return f"填写名次{sum(1 for mark in marks if mark)}项"
    return "，".join(f"{choice.word}{list(marks).count(choice.mark)}项" for choice in vote.choices)
