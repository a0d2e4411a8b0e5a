"""SECURITY.md: every test that its tables name is there, and both languages promise the same."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from support.paths import ROOT

ENGLISH, CHINESE = ROOT / "SECURITY.md", ROOT / "SECURITY.zh-CN.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
COLUMNS = 4


def rows(path: Path) -> list[list[str]]:
    """The rows of all tables, as the cells of each, without headings."""
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    headings = {place - 1 for place, row in enumerate(cells) if set("".join(row)) == {"-"}}
    return [row for place, row in enumerate(cells) if place not in headings and set("".join(row)) != {"-"}]


def named(row: list[str]) -> list[tuple[str, str]]:
    return NAMED.findall(row[-1])


@cache
def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=lambda path: path.name)
def test_every_row_says_all_and_names_a_test(path: Path) -> None:
    found = rows(path)
    assert len(found) > 50
    assert [row for row in found if len(row) != COLUMNS or not all(row) or not named(row)] == []


def test_every_named_test_is_there() -> None:
    asked = {one for row in rows(ENGLISH) for one in named(row)}
    assert (
        sorted(f"{path}::{name}" for path, name in asked if not (ROOT / path).is_file() or name not in functions(path))
        == []
    )


def test_nothing_but_tests_stands_in_the_last_column() -> None:
    left = [re.sub(r"[\s,]", "", NAMED.sub("", row[-1])) for row in rows(ENGLISH)]
    assert [text for text in left if text] == []


def test_both_languages_have_the_same_rows() -> None:
    assert [named(row) for row in rows(ENGLISH)] == [named(row) for row in rows(CHINESE)]


def test_both_languages_say_as_much_of_what_is_not_promised() -> None:
    english, chinese = (
        [part.count("\n- ") for part in path.read_text("utf-8").split("\n## ")] for path in (ENGLISH, CHINESE)
    )
    assert english == chinese


def test_every_promise_is_in_the_table() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in Path(__file__).parent.glob("test_*.py")}
    told = {path for row in rows(ENGLISH) for path, _ in named(row)}
    assert files - told == {Path(__file__).relative_to(ROOT).as_posix()}
