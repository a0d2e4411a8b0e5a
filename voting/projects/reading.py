"""What is read of the candidates: the list in its order, how many voices each comes from, and its pictures."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ..attachments import store
from ..attachments.models import Attachment
from ..collection.models import ProjectRoot, Suggestion
from ..extensions import db
from ..texts import fold
from .models import Project


def listed(meeting_id: int) -> list[Project]:
    """The meeting's list in its order."""
    query = select(Project).where(Project.meeting_id == meeting_id).order_by(Project.no)
    return list(db.session.scalars(query))


def count(meeting_id: int) -> int:
    """How many there are on the meeting's list."""
    return db.session.scalar(select(func.count()).select_from(Project).where(Project.meeting_id == meeting_id)) or 0


def matching(listed: Sequence[Project], words: str, category: str) -> list[Project]:
    """Those of a list in which every word occurs, of a category or of all. Pure."""
    wanted = [fold(word) for word in words.split()]
    return [
        one
        for one in listed
        if (not category or one.category == category) and all(word in _searched(one) for word in wanted)
    ]


def _searched(project: Project) -> str:
    return fold(" ".join((project.name, project.content, project.place, project.unit, project.necessity, project.goal)))


def voices(project_ids: Sequence[int]) -> dict[int, int]:
    """From how many suggestions each project comes, those that were merged into its roots included."""
    root, member = aliased(Suggestion), aliased(Suggestion)
    head = func.coalesce(root.merged_into_id, root.id)
    query = (
        select(ProjectRoot.project_id, func.count(func.distinct(member.id)))
        .join(root, root.id == ProjectRoot.suggestion_id)
        .join(member, (member.id == head) | (member.merged_into_id == head))
        .where(ProjectRoot.project_id.in_(project_ids))
        .group_by(ProjectRoot.project_id)
    )
    found = dict(iter(db.session.execute(query)))
    return {project_id: found.get(project_id, 0) for project_id in project_ids}


def pictures(project_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """The photos of each project, in their order."""
    made: dict[int, list[Attachment]] = {project_id: [] for project_id in project_ids}
    for one in store.held_by("project", project_ids):
        if one.kind == "image":
            made[one.holder_id].append(one)
    return made
