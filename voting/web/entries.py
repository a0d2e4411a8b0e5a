"""The page on which somebody writes down what others said, for desk and station alike: rows in, voices out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import request

from ..collection import entering
from ..collection.models import Drive, Suggestion
from ..collection.suggestions import Voice
from ..errors import Conflict, DomainError, Rejected
from ..times import CHINA
from .context import now, rng

FIELDS = ("text", "category", "place", "village", "sheet", "name", "phone")
ROWS = 5
"""Rows that a page begins with; a script adds more."""


def today() -> date:
    """The day in Chinese time."""
    return now().astimezone(CHINA).date()


class Entries:
    """The rows of one page as they were typed, and what is wrong with them."""

    def __init__(self, drive: Drive, rows: int = ROWS) -> None:
        self.drive, self.errors = drive, list[tuple[str, Any]]()
        self.status, self.token = 200, rng(12).hex()
        self.typed: list[dict[str, str]] = [{} for _ in range(rows)]
        self.consent = False

    def read(self, origin: Voice) -> list[Voice]:
        """The voices of the form; `origin` says where they were heard. Empty rows are passed over."""
        form = request.form
        self.token, self.consent = form.get("token", "")[:32], form.get("consent") == "1"
        rows = [{key: form.get(f"{key}-{place}", "").strip() for key in FIELDS} for place in range(entering.MAX_ROWS)]
        filled = [row for row in rows if any(row[key] for key in ("text", "village", "sheet", "name", "phone"))]
        self.typed = filled + [{} for _ in range(max(0, len(self.typed) - len(filled)))]
        return [_voice(row, origin) for row in filled]

    def save(self, origin: Voice, by: str) -> list[Suggestion]:
        """Read the form and write it down; empty when something is wrong, which `errors` then says."""
        congress_id, drive_id = self.drive.congress_id, self.drive.id
        voices = self.read(origin)
        try:
            if not voices:
                raise Rejected("text_missing", "请写下建议", field="text-0")
            self.errors = [(_place(field, place), fault.message) for place, field, fault in self._faults(voices)]
            if not self.errors:
                return entering.enter(congress_id, drive_id, voices, self.consent, by, now(), rng, self.token)
            self.status = 400
        except DomainError as problem:
            self.status = problem.status
            self.errors = [(str(problem.details.get("field", "text-0")), problem.message)]
            if isinstance(problem, Conflict):
                self.token = rng(12).hex()
        return []

    def _faults(self, voices: Sequence[Voice]) -> list[tuple[int, str, Rejected]]:
        found = entering.faults(self.drive, voices, self.consent)
        return [(place, str(fault.details.get("field", "text")), fault) for place, fault in found]


def _voice(row: dict[str, str], origin: Voice) -> Voice:
    said: dict[str, Any] = {key: row[key] for key in ("text", "category", "place", "village", "name", "phone")}
    source = f"纸质建议表 {row['sheet']}" if row["sheet"] else origin.source
    return replace(origin, source=source, **said)


def _place(field: str, place: int) -> str:
    name = {"source": "sheet", "title": "text", "received_on": "text"}.get(field, field)
    return name if name == "consent" else f"{name}-{place}"
