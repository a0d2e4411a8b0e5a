"""The attendance list (签到表), by delegation, with a box for each signature."""

from __future__ import annotations

from pathlib import Path

from .rendering import ensure_complete, layout, write
from .sitting import AttendanceGroup, AttendanceList


def attendance_pdf(attendance: AttendanceList, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The list, two columns to a page, numbered down the first and then the second; raises `DoesNotFit`."""
    groups = [
        {
            "name": group.name,
            "entitled": len(group.attendees),
            "present": group.present,
            "lines": _lines(group, attendance.open_lines),
        }
        for group in attendance.groups
    ]
    pdf = write(layout("attendance.html", fonts, papers, attendance=attendance, groups=groups))
    texts = [attendance.session, attendance.sitting]
    for group in attendance.groups:
        texts += [group.name, *(text for one in group.attendees for text in (one.number, one.name, one.signed))]
    ensure_complete(pdf, texts)
    return pdf


_PER_COLUMN = 20
"""Lines of a page: the head and 20 lines of 11 mm fill A4."""


def _lines(group: AttendanceGroup, open_lines: int) -> list[list[dict[str, object]]]:
    people = [
        {"position": position, "number": one.number, "name": one.name, "signed": one.signed}
        for position, one in enumerate(group.attendees, start=1)
    ] or [{"position": position, "number": "", "name": "", "signed": ""} for position in range(1, open_lines + 1)]
    nobody: dict[str, object] = {"position": "", "number": "", "name": "", "signed": ""}
    found = []
    for first in range(0, len(people), 2 * _PER_COLUMN):
        page = people[first : first + 2 * _PER_COLUMN]
        half = min(_PER_COLUMN, -(-len(page) // 2)) if len(people) <= 2 * _PER_COLUMN else _PER_COLUMN
        left, right = page[:half], page[half:]
        right += [nobody] * (len(left) - len(right))
        found += [[one, other] for one, other in zip(left, right, strict=True)]
    return found
