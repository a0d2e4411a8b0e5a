"""The summary of the deliberation (审议意见汇总): by project, then as the delegations spoke, with the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .data import SessionPaper
from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class SaidOpinion:
    """One opinion; `answer` is empty while there is none."""

    delegation: str
    text: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class ProjectOpinions:
    """What was said of one project."""

    no: int
    name: str
    unit: str = ""
    opinions: Sequence[SaidOpinion] = ()


@dataclass(frozen=True, kw_only=True)
class OpinionSummary(SessionPaper):
    """All projects of the list, those without an opinion as well."""

    title: str
    date: date
    delegations: int
    """How many delegations have spoken."""
    projects: Sequence[ProjectOpinions]

    @property
    def lead(self) -> str:
        """The first sentence, with the figures."""
        said = sum(len(project.opinions) for project in self.projects)
        answered = sum(bool(one.answer) for project in self.projects for one in project.opinions)
        if not said:
            return f"{len(self.projects)}项候选项目已交各代表团审议，目前没有收到意见。"
        return (
            f"{self.delegations}个代表团审议了{len(self.projects)}项候选项目，共提出意见{said}条，"
            f"责任单位已答复{answered}条。现汇总如下："
        )


def opinions_pdf(summary: OpinionSummary, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The summary; raises `DoesNotFit` when a text would be cut off."""
    pdf = write(layout("opinions.html", fonts, papers, summary=summary))
    required = [summary.session, summary.lead]
    for project in summary.projects:
        required.append(project.name)
        required += [text for one in project.opinions for text in (one.delegation, one.text, one.answer)]
    ensure_complete(pdf, required)
    return pdf
