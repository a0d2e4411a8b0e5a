"""A rating that somebody published as a table: do its rows add up, and which grades follow (测评结果表)."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from .grading import GradeRules, Misfooted, grade, misfooted

COLUMNS = ("satisfied", "basically_satisfied", "dissatisfied")
OPTIONAL = "unknown"


def check_table(name: str, base: int | None, boundary: str) -> int:
    """Print the rows with their sums, grades and what does not add up; `name` is - for standard input.

    `base`: of whom half is counted, whom no row may exceed; without it the sum that most rows have.

    0 every row adds up, 1 one does not, 2 not readable.
    """
    try:
        text = sys.stdin.read().removeprefix("\ufeff") if name == "-" else Path(name).read_text(encoding="utf-8-sig")
        rows = read(text)
    except (OSError, UnicodeDecodeError, ValueError, csv.Error) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    faults = misfooted(rows, base)
    rules = GradeRules(boundary=boundary)
    usual = Counter(map(sum, rows)).most_common(1)[0][0]
    told = [
        {
            "no": no,
            "satisfied": row[0],
            "basic": row[1],
            "dissatisfied": row[2],
            "unknown": row[3],
            "sum": sum(row),
            "grade": grade(row[0], row[1], usual if base is None else base, rules),
        }
        for no, row in enumerate(rows, start=1)
    ]
    print(json.dumps({"rows": told, "faults": [asdict(one) for one in faults]}, ensure_ascii=False))
    for one in faults:
        print(f"row {one.row} adds up to {one.sum}, {_against(one, base)}", file=sys.stderr)
    return 1 if faults else 0


def _against(fault: Misfooted, base: int | None) -> str:
    if fault.expected is None:
        return "and no sum is that of most rows"
    return f"more than all {base}" if base is not None and fault.sum > base else f"the others to {fault.expected}"


def read(text: str) -> list[list[int]]:
    """Satisfied, basically satisfied, dissatisfied and unknown of each row; raises `ValueError` naming the cell."""
    rows = list(csv.DictReader(text.splitlines()))
    if not rows:
        raise ValueError("no rows")
    return [[_number(row, key, no) for key in (*COLUMNS, OPTIONAL)] for no, row in enumerate(rows, start=1)]


def _number(row: dict[str, str], key: str, no: int) -> int:
    cell = (row.get(key) or "").strip()
    if key == OPTIONAL and not cell:
        return 0
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(f"row {no}, {key}: a whole number expected")
    return int(cell)
