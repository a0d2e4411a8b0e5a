"""`voting count`: count without a database, so that anybody can recount."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from ..rules.counting import count
from ..rules.published import check_table
from ..rules.reading import BadCase, read_case


def main_count(argv: Sequence[str]) -> int:
    """Count one case or one a line; exit 0 counted, 1 the gate fails, 2 not readable (the key is named).

    With `--table` a published rating is checked instead: exit 1 when a row does not add up.
    """
    parser = argparse.ArgumentParser(prog="voting count")
    parser.add_argument("file", metavar="FILE", help="a case as JSON, - for standard input")
    parser.add_argument("--many", action="store_true", help="one case a line, one result a line")
    parser.add_argument(
        "--table",
        action="store_true",
        help="FILE is a published rating table as CSV (satisfied, basically_satisfied, dissatisfied): does it add up?",
    )
    parser.add_argument("--of", type=_some, metavar="N", help="with --table: the number of which half is counted")
    parser.add_argument("--boundary", choices=("at-half", "over-half"), default="at-half", help="with --table")
    options = parser.parse_args(argv)
    if options.table:
        return check_table(options.file, options.of, options.boundary)
    worst = 0
    try:
        for text in _texts(options.file, options.many):
            worst = max(worst, _count(text))
    except (OSError, UnicodeDecodeError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 2
    return worst


def _some(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"a whole number from 1, not {text}")
    return int(text)


def _texts(name: str, many: bool) -> Iterator[str]:
    if name == "-":
        yield from (line for line in sys.stdin if line.strip()) if many else [sys.stdin.read()]
        return
    with open(name, encoding="utf-8") as file:
        yield from (line for line in file if line.strip()) if many else [file.read()]


def _count(text: str) -> int:
    try:
        result = count(read_case(text))
    except BadCase as error:
        print(json.dumps({"error": {"key": error.key, "why": str(error)}}, ensure_ascii=False))
        print(str(error), file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False))
    return 0 if result["gate"]["ok"] else 1
