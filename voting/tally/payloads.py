"""What a seal says of a result, and whether it holds together."""

from __future__ import annotations

import re
from typing import Any


def payload_fault(payload: dict[str, Any]) -> str:
    """What is wrong with the form or the sums of a payload; empty when nothing is.

    An announcement may leave the figures out, a report may not.
    """
    if payload.get("v") != 1:
        return "unknown version"
    if payload.get("kind") not in {"report", "announcement"}:
        return "unknown kind"
    texts_wanted = ("round", "title", "election", "rules", "head")
    if missing := [key for key in texts_wanted if not isinstance(payload.get(key), str)]:
        return f"{missing[0]} is missing"
    if not isinstance(payload.get("rehearsal"), bool):
        return "rehearsal is missing"
    if not _are_counts(payload.get("selected")):
        return "selected is missing"
    if "earlier" in payload and not _is_gathering(payload):
        return "earlier: rounds with their archives and selected projects expected"
    if not all(_is_digest(one["proofs"]) for one in [payload, *payload.get("earlier", [])] if "proofs" in one):
        return "proofs: the SHA-256 of a file expected"
    for place, one in enumerate(payload.get("earlier", []), start=1):
        if "rows" in one and (fault := _figures_fault(one)):
            return f"earlier round {place}: {fault}"
    if payload["kind"] == "announcement" and "rows" not in payload:
        return ""
    return _figures_fault(payload)


def _figures_fault(payload: dict[str, Any]) -> str:
    """What is wrong with the figures of one round; empty when nothing is."""
    names = ("entitled", "present", "issued", "returned", "valid", "void")
    if missing := [key for key in names if not _is_count(payload.get(key))]:
        return f"{missing[0]} is missing"
    entitled, present, issued, returned, valid, void = (payload[name] for name in names)
    if not entitled >= present >= issued >= returned or returned != valid + void:
        return "entitled ≥ present ≥ issued ≥ returned = valid + void does not hold"
    rows = payload.get("rows")
    if "grades" in payload:
        return _grades_fault(payload["grades"], rows, valid)
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        return "rows: [no, approve, oppose, abstain] expected"
    if any(max(row[1:4]) > valid for row in rows):
        return "a row has more votes than there are valid ballots"
    if not set(payload["selected"]) <= {row[0] for row in rows}:
        return "a selected project is not in the rows"
    return ""


def _grades_fault(grades: object, rows: object, valid: int) -> str:
    """What is wrong with the rows of a satisfaction rating; empty when nothing is."""
    named = isinstance(grades, list) and len(grades) in (3, 4) and all(isinstance(one, str) and one for one in grades)
    if not named:
        return "grades: three or four names expected"
    if not isinstance(rows, list) or not all(_is_counts_of(row, 7) and 1 <= row[6] <= 3 for row in rows):
        return "rows: [no, satisfied, basic, dissatisfied, unknown, unmarked, grade] expected"
    if any(sum(row[1:6]) != valid for row in rows):
        return "a row does not add up to the valid ballots"
    return ""


def _is_counts_of(row: object, length: int) -> bool:
    return isinstance(row, list) and len(row) == length and all(_is_count(value) for value in row)


def earlier_rounds(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """What an announcement says of each round before the last; nothing where it does not say it as it must."""
    told: list[dict[str, Any]] = payload["earlier"] if "earlier" in payload and _is_gathering(payload) else []
    return told


def _is_gathering(payload: dict[str, Any]) -> bool:
    """Whether an announcement names its earlier rounds and all selected projects as it must."""
    told, altogether, selected = payload["earlier"], payload.get("altogether"), payload.get("selected")
    if payload.get("kind") != "announcement" or not isinstance(told, list) or not told:
        return False
    if not isinstance(altogether, list) or not _are_counts(altogether) or not _are_counts(selected):
        return False
    texts = ("round", "election", "head", "rules")
    whole = all(
        isinstance(one, dict)
        and all(isinstance(one.get(key), str) for key in texts)
        and _is_count(one.get("height"))
        and _are_counts(one.get("selected"))
        for one in told
    )
    return whole and len(altogether) == sum(len(one["selected"]) for one in [*told, payload])


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _are_counts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_count, value))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) in (4, 5) and all(_is_count(value) for value in row)
