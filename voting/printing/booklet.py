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
    """A project with everything that deputies read of it; amounts in 万元 as text, `pictures` as JPEG.

    voices: the number of suggestions that it comes from, 0 where that is not known. url: its page.
    """

    no: int
    name: str
    category: str = ""
    place: str = ""
    content: str = ""
    necessity: str = ""
    feasibility: str = ""
    goal: str = ""
    investment_total: str = ""
    investment_year: str = ""
    yearly: Sequence[tuple[str, str]] = ()
    funds: str = ""
    unit: str = ""
    other_units: str = ""
    deadline: str = ""
    contact: str = ""
    voices: int = 0
    url: str = ""
    pictures: Sequence[bytes] = ()

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The short fields that have a value."""
        plan = "；".join(f"{year}年{amount}万元" for year, amount in self.yearly)
        pairs = [
            ("类别", self.category),
            ("实施地点", self.place),
            ("总投资", f"{self.investment_total}万元" if self.investment_total else ""),
            ("本年度投资", f"{self.investment_year}万元" if self.investment_year else ""),
            ("分年投资", plan if len(self.yearly) > 1 else ""),
            ("资金来源", self.funds),
            ("责任单位", self.unit),
            ("配合单位", self.other_units),
            ("完成时限", self.deadline),
            ("联系人", self.contact),
            ("来源", f"群众和代表的建议{self.voices}条" if self.voices else ""),
        ]
        return [(label, value) for label, value in pairs if value]

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
        texts = (
            ("主要内容", self.content),
            ("年度目标", self.goal),
            ("必要性", self.necessity),
            ("可行性", self.feasibility),
        )
        return [(title, [line for line in text.split("\n") if line]) for title, text in texts if text]


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
