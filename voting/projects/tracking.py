"""Where a suggestion stands, for whoever has its query code (办理进度)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from ..collection.models import ProjectRoot, Suggestion
from ..extensions import db
from .models import Project

PUBLIC = ("preliminary", "listed")
"""States in which a project may be named in public."""


@dataclass(frozen=True)
class Track:
    """A suggestion with what is done about it; `head` is the one that is handled for its whole group.

    same: how many said the same, itself included. projects: the public ones that grew out of the group.
    """

    suggestion: Suggestion
    head: Suggestion
    same: int
    projects: list[Project]

    @property
    def merged(self) -> bool:
        """Whether it is handled as part of another one."""
        return self.head.id != self.suggestion.id

    @property
    def public_no(self) -> int | None:
        """Under which number the public sees it; None before it is released."""
        return self.head.no if self.head.published_at is not None and not self.head.spam else None

    @property
    def unit(self) -> str:
        """Name of the unit that handles it, or handled it."""
        return self.head.unit.name if self.head.unit else ""

    @property
    def outcome(self) -> str | None:
        """The answer's outcome; its own, where it was answered before it was merged."""
        return self.head.outcome or self.suggestion.outcome

    @property
    def reason(self) -> str:
        """The reply."""
        return self.head.reason if self.head.outcome else self.suggestion.reason

    @property
    def answered_at(self) -> datetime | None:
        """When it was answered."""
        return self.head.answered_at if self.head.outcome else self.suggestion.answered_at

    @property
    def answered_by(self) -> str:
        """Who answered."""
        return self.head.answered_by if self.head.outcome else self.suggestion.answered_by

    @property
    def due_on(self) -> date | None:
        """Until when the unit has to answer."""
        return self.head.due_on


def track(suggestion: Suggestion) -> Track:
    """What is done about this suggestion."""
    head = suggestion
    if suggestion.merged_into_id is not None:
        head = db.session.get_one(Suggestion, suggestion.merged_into_id)
    group = (Suggestion.id == head.id) | (Suggestion.merged_into_id == head.id)
    counted = select(func.count()).where(group, Suggestion.spam.is_(False), Suggestion.withdrawn_at.is_(None))
    return Track(suggestion, head, db.session.scalar(counted) or 1, projects_of([head.id]))


def projects_of(heads: list[int]) -> list[Project]:
    """The public projects that grew out of these suggestions or of those merged into them."""
    grown = (
        select(ProjectRoot.project_id)
        .join(Suggestion, Suggestion.id == ProjectRoot.suggestion_id)
        .where(Suggestion.id.in_(heads) | Suggestion.merged_into_id.in_(heads))
    )
    query = select(Project).where(Project.id.in_(grown), Project.state.in_(PUBLIC)).order_by(Project.id)
    return list(db.session.scalars(query))
