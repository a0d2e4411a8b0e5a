"""Where projects stand in their drive's chain: which body is next, and which state that is (审核进度)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..attachments import store
from ..attachments.models import Attachment
from ..errors import Missing
from ..extensions import db
from ..sentences import Sentence
from .models import Project, Review, ReviewStep

DECISIONS = {
    "passed": Sentence("通过"),
    "changed": Sentence("修改后通过"),
    "returned": Sentence("退回修改"),
    "merged": Sentence("并入其他项目"),
    "withdrawn": Sentence("撤回"),
}
FORWARD = ("passed", "changed")


@dataclass(frozen=True)
class Position:
    """`next` is the step that decides next, None when all have; `awaits_change`: the last body passed the project with
    changes that nobody has written into it yet.
    """

    next: ReviewStep | None
    awaits_change: bool = False


def position(steps: Sequence[ReviewStep], reviews: Sequence[Review], version: int) -> Position:
    """Where a project with these reviews (oldest first) and this newest version stands."""
    places = {step.id: at for at, step in enumerate(steps)}
    passed = [one for one in reviews if one.decision in FORWARD and one.step_id in places and not one.revoked]
    after = max((places[one.step_id] for one in passed), default=-1) + 1
    last = passed[-1] if passed else None
    awaits = last is not None and last.decision == "changed" and version <= last.version
    return Position(steps[after] if after < len(steps) else None, awaits)


def state_at(upcoming: ReviewStep | None, listed: bool) -> str:
    """The state of a project whose next body is this one."""
    if listed:
        return "listed"
    return "review" if upcoming is not None and upcoming.phase == "study" else "preliminary"


def ready(found: Position) -> bool:
    """Whether every body before the meeting has passed the project."""
    return found.next is None or found.next.phase == "session"


def reviews_of(session: Session, project_ids: Sequence[int]) -> dict[int, list[Review]]:
    """The decisions on each project, oldest first."""
    made: dict[int, list[Review]] = {one: [] for one in project_ids}
    for review in session.scalars(select(Review).where(Review.project_id.in_(project_ids)).order_by(Review.id)):
        made[review.project_id].append(review)
    return made


def file_of(project_id: int, attachment_id: int) -> Attachment:
    """An attachment of the project or of a decision on it; raises `Missing`."""
    try:
        return store.one_of(attachment_id, "project", [project_id])
    except Missing:
        reviews = reviews_of(db.session(), [project_id])[project_id]
        return store.one_of(attachment_id, "review", [one.id for one in reviews])


def at_units(projects: Sequence[Project]) -> dict[int, ReviewStep]:
    """Those projects on which their lead unit decides next, by their ids, with the step."""
    submitted = [one for one in projects if one.state != "drafted"]
    query = select(ReviewStep).where(ReviewStep.drive_id.in_({one.drive_id for one in submitted}))
    steps = list(db.session.scalars(query.order_by(ReviewStep.no)))
    reviews = reviews_of(db.session(), [one.id for one in submitted])
    upcoming = {
        one.id: position([step for step in steps if step.drive_id == one.drive_id], reviews[one.id], one.version).next
        for one in submitted
    }
    return {key: step for key, step in upcoming.items() if step is not None and "unit_officer" in step.roles}


def positions(projects: Sequence[Project], steps: Sequence[ReviewStep]) -> dict[int, Position]:
    """Where each of a drive's projects stands."""
    reviews = reviews_of(db.session(), [one.id for one in projects])
    return {one.id: position(steps, reviews[one.id], one.version) for one in projects}
