"""Forms are read in `voting/web/forms` and nowhere else; views are typed, and what they ask stands in the domain."""

from __future__ import annotations

import re

from support.paths import ROOT

WEB = ROOT / "voting" / "web"
BY_HAND = re.compile(r"request\.form\b|\bint\(request|\brequest\.files\b")
UNTYPED = re.compile(r"^@(?:bp|access)\b.*\n(?:@.*\n)*def \w+\(.*\) -> Any:", re.MULTILINE)
QUERY = re.compile(r"\bselect\(|\bdb\.session\.\w+\(")
CONVERTED = {
    "accounts.py",
    "audit",
    "deputy",
    "desk/after",
    "desk/drive",
    "desk/office",
    "desk/sitting",
    "entries.py",
    "events.py",
    "public",
    "screen",
    "scrutineer",
    "station",
    "teller",
    "unit",
}
TO_BE_CONVERTED: set[str] = set()
"""The wings whose views still read forms by hand: one that no longer does leaves this list."""
SHARED = {
    "change_form.py",
    "edit_conflict.py",
    "language.py",
    "photos.py",
    "typed.py",
}
"""What several wings share; `typed` takes a form along as it was sent, whatever it holds."""


def wing(path: str) -> str:
    """The wing that a file stands in, or the file when it stands in none."""
    parts = path.split("/")
    return "/".join(parts[: 2 if parts[0] == "desk" else 1])


def test_no_form_is_read_by_hand_but_where_it_still_has_to_be_converted() -> None:
    files = {path.relative_to(WEB).as_posix(): path.read_text() for path in WEB.rglob("*.py")}
    by_hand = {wing(path) for path, text in files.items() if BY_HAND.search(text) and not path.startswith("forms/")}
    assert by_hand - SHARED == TO_BE_CONVERTED
    assert by_hand & SHARED == SHARED


def test_converted_views_say_what_they_return_and_ask_the_domain() -> None:
    files = {path.relative_to(WEB).as_posix(): path.read_text() for path in WEB.rglob("*.py")}
    views = {path: text for path, text in files.items() if wing(path) in CONVERTED}
    assert {wing(path) for path in views} == CONVERTED
    assert [path for path, text in views.items() if UNTYPED.search(text)] == []
    assert [path for path, text in views.items() if QUERY.search(text)] == []
