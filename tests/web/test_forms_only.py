"""Forms are read in `voting/web/forms` and nowhere else; views are typed, and what they ask stands in the domain."""

from __future__ import annotations

import re

from support.paths import ROOT

WEB = ROOT / "voting" / "web"
BY_HAND = re.compile(r"request\.(?:form|values)\b|\bint\(request|\brequest\.files\b")
UNTYPED = re.compile(r"^@(?:bp|access)\b.*\n(?:@.*\n)*def \w+\(.*\) -> Any:", re.MULTILINE)
QUERY = re.compile(r"\bselect\(|\bdb\.session\.(?:get|scalars?|execute|query)\(")
AT_EVERY_REQUEST = {"box_watch.py", "context.py", "factory.py", "lists.py"}
"""Who asks, in which meeting, whether the box is watched; and the one list that the domain's queries are cut by."""


def those_with(pattern: re.Pattern[str]) -> set[str]:
    """The files below `voting/web` in which something stands."""
    files = {path.relative_to(WEB).as_posix(): path.read_text(encoding="utf-8") for path in WEB.rglob("*.py")}
    return {path for path, text in files.items() if pattern.search(text)}


def test_forms_are_read_by_forms() -> None:
    found = those_with(BY_HAND)
    assert found
    assert {path for path in found if not path.startswith("forms/")} == set()


def test_views_say_what_they_return() -> None:
    assert those_with(UNTYPED) == set()


def test_views_ask_the_domain() -> None:
    found = {path for path in those_with(QUERY) if not path.startswith("forms/")}
    assert found == AT_EVERY_REQUEST
