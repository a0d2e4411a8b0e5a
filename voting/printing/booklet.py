"""The candidate booklet (候选项目说明册): cover, contents, and a page or more for each project."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .data import SessionPaper
from .rendering import ensure_complete, layout, write

PICTURES = 4
"""Photos that stand beside a project; more are on its page."""

SHORT = 11
"""Characters of a fact that stands beside another."""


@dataclass(frozen=True, kw_only=True)
class BookletProject:
    """A project with everything that deputies read of it, `pictures` as JPEG.

    facts: label and text of what is short, texts: title and text of what is longer, each with a value. url: its page.
    """

    no: int
    name: str
    unit: str = ""
    facts: Sequence[tuple[str, str]] = ()
    texts: Sequence[tuple[str, str]] = ()
    url: str = ""
    pictures: Sequence[bytes] = ()

    @property
    def short_facts(self) -> list[tuple[str, str]]:
        """Those that fit two to a line."""
        return [(label, value) for label, value in self.facts if len(value) <= SHORT]

    @property
    def long_facts(self) -> list[tuple[str, str]]:
        """The others."""
        return [(label, value) for label, value in self.facts if len(value) > SHORT]

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """The longer texts as paragraphs."""
        return [(title, [line for line in text.split("\n") if line]) for title, text in self.texts]


@dataclass(frozen=True, kw_only=True)
class Booklet(SessionPaper):
    """The whole booklet; `seats` is 0 while the rules are not set."""

    title: str
    seats: int
    date: date
    projects: Sequence[BookletProject]


def booklet_pdf(booklet: Booklet, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The booklet; raises `DoesNotFit` when a text would be cut off."""
    pictures = {
        project.no: [
            "data:image/jpeg;base64," + base64.b64encode(data).decode() for data in project.pictures[:PICTURES]
        ]
        for project in booklet.projects
    }
    pdf = write(layout("booklet.html", fonts, papers, booklet=booklet, pictures=pictures))
    required = [booklet.session, booklet.title]
    for project in booklet.projects:
        required += [project.name, *(value for _, value in project.facts)]
        required += [line for _, lines in project.sections for line in lines]
    ensure_complete(pdf, required)
    return pdf
