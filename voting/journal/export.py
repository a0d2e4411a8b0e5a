"""The journal as JSON lines: every entry on a line of its own with all that its hash covers, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from .models import JournalEntry


def line(entry: JournalEntry) -> str:
    """One entry as a line of JSON."""
    value = {
        "congress_id": entry.congress_id,
        "height": entry.height,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "role": entry.role,
        "act": entry.act,
        "subject": entry.subject,
        "details": entry.details,
        "parent": entry.parent,
        "hash": entry.hash,
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def lines(chain: Iterable[JournalEntry]) -> str:
    """All entries, oldest first."""
    return "".join(line(entry) for entry in chain)


def read(text: str) -> dict[int, list[JournalEntry]]:
    """The chains of an export by congress id, to be checked without the database; raises `ValueError`."""
    chains: dict[int, list[JournalEntry]] = {}
    for number, one in enumerate(text.splitlines(), start=1):
        try:
            value = json.loads(one)
            entry = JournalEntry(**{**value, "at": datetime.fromisoformat(value["at"])})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"line {number}: not an entry of a journal") from error
        chains.setdefault(entry.congress_id, []).append(entry)
    return chains
