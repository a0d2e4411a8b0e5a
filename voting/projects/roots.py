"""Which suggestions a project comes from, and which projects came from a suggestion (来源建议)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ..collection.models import ProjectRoot, Suggestion
from ..collection.suggestions import note
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from .models import Project


def of_project(project_id: int) -> list[Suggestion]:
    """The heads that the project comes from, by number; of one that was merged later its head."""
    head = func.coalesce(Suggestion.merged_into_id, Suggestion.id)
    tied = select(head).join(ProjectRoot, ProjectRoot.suggestion_id == Suggestion.id)
    query = select(Suggestion).where(Suggestion.id.in_(tied.where(ProjectRoot.project_id == project_id)))
    return list(db.session.scalars(query.order_by(Suggestion.no)))


def numbers_of(project_ids: Sequence[int]) -> dict[int, list[int]]:
    """The numbers of the heads that each project comes from."""
    made: dict[int, list[int]] = {one: [] for one in project_ids}
    head = aliased(Suggestion)
    query = (
        select(ProjectRoot.project_id, head.no)
        .join(Suggestion, Suggestion.id == ProjectRoot.suggestion_id)
        .join(head, head.id == func.coalesce(Suggestion.merged_into_id, Suggestion.id))
        .where(ProjectRoot.project_id.in_(project_ids))
        .distinct()
        .order_by(head.no)
    )
    for project_id, no in db.session.execute(query):
        made[project_id].append(no)
    return made


def members(suggestion_ids: Sequence[int]) -> dict[int, int]:
    """How many suggestions each head stands for, itself included."""
    query = (
        select(Suggestion.merged_into_id, func.count())
        .where(Suggestion.merged_into_id.in_(suggestion_ids))
        .group_by(Suggestion.merged_into_id)
    )
    found = {int(head): count for head, count in db.session.execute(query) if head is not None}
    return {one: 1 + found.get(one, 0) for one in suggestion_ids}


def projects_of(suggestion_id: int) -> list[Project]:
    """The projects that a suggestion, or any that was merged with it, has become part of."""
    one = db.session.get(Suggestion, suggestion_id)
    return projects_by_head([head := one.merged_into_id or one.id])[head] if one is not None else []


def projects_by_head(suggestion_ids: Sequence[int]) -> dict[int, list[Project]]:
    """The same for a page of a list: projects by the head's id."""
    made: dict[int, list[Project]] = {one: [] for one in suggestion_ids}
    head = func.coalesce(Suggestion.merged_into_id, Suggestion.id).label("head")
    # Distinct before the projects are joined: PostgreSQL cannot compare columns of JSON.
    pairs = (
        select(head, ProjectRoot.project_id)
        .join(ProjectRoot, ProjectRoot.suggestion_id == Suggestion.id)
        .where(head.in_(suggestion_ids))
        .distinct()
        .subquery()
    )
    query = select(pairs.c.head, Project).join(pairs, pairs.c.project_id == Project.id).order_by(Project.id)
    for suggestion_id, project in db.session.execute(query):
        made[suggestion_id].append(project)
    return made


def numbers(text: str) -> list[int]:
    """Suggestions' numbers from what a person writes, such as 「12、15 18」; raises `Rejected`."""
    parts = text.replace("、", " ").replace("，", " ").replace(",", " ").replace("第", " ").replace("号", " ").split()
    if not parts:
        raise Rejected("numbers_missing", "请填写建议的编号", field="numbers")
    if wrong := next((one for one in parts if not (one.isascii() and one.isdigit() and len(one) < 9)), None):
        raise Rejected("number_wrong", "“%(text)s”不是建议的编号", field="numbers", text=wrong[:20])
    return [int(one) for one in parts]


def ids_of(drive_id: int, wanted: Sequence[int]) -> list[int]:
    """The ids of suggestions of a drive by their numbers; raises `Rejected` naming the first that is not there."""
    query = select(Suggestion.no, Suggestion.id).where(Suggestion.drive_id == drive_id, Suggestion.no.in_(wanted))
    found = {row.no: row.id for row in db.session.execute(query)}
    for no in wanted:
        if no not in found:
            raise Rejected("number_unknown", "这次征集没有第 %(no)s 号建议", field="numbers", no=no)
    return [found[no] for no in wanted]


def attach(
    session: Session, project: Project, suggestion_ids: Sequence[int], actor: Actor, now: datetime
) -> list[Suggestion]:
    """Tie suggestions to the project inside the caller's transaction; a merged one stands under its head.

    Returns those that were not tied before. Raises `Missing` for another congress's, `Rejected` for spam.
    """
    tied = set(session.scalars(select(ProjectRoot.suggestion_id).where(ProjectRoot.project_id == project.id)))
    made = []
    for key in suggestion_ids:
        one = own(Suggestion, key, project.congress_id, lock=True)
        if one.merged_into_id is not None:
            one = own(Suggestion, one.merged_into_id, project.congress_id, lock=True)
        if one.spam or one.withdrawn_at is not None:
            raise Rejected("root_invalid", "第 %(no)s 号建议无效或者已经撤回，不能作为来源", field="numbers", no=one.no)
        if one.id in tied:
            continue
        tied.add(one.id)
        session.add(ProjectRoot(project_id=project.id, suggestion_id=one.id))
        note(session, one, "project", actor.name, now, project.name)
        one.version += 1
        made.append(one)
    return made


def add(congress_id: int, project_id: int, suggestion_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """Tie more suggestions to a project; returns how many were new."""
    with writing() as session:
        project = _editable(session, congress_id, project_id)
        made = attach(session, project, suggestion_ids, actor, now)
        if made:
            details = {"project": project.name, "suggestions": [one.no for one in made]}
            record(session, congress_id, actor, acts.ROOTS_ADDED, project.name, details, now)
        return len(made)


def remove(congress_id: int, project_id: int, suggestion_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Untie a suggestion that was tied by mistake; the reason goes into its record. Raises `Rejected`, `Missing`."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > 200:
        raise Rejected("reason_missing", "请填写理由，最多 200 个字", field="reason")
    with writing() as session:
        project = _editable(session, congress_id, project_id)
        root = session.get(ProjectRoot, (project_id, suggestion_id))
        if root is None:
            raise Missing("no_such_suggestion", "没有找到这条建议")
        one = session.get_one(Suggestion, suggestion_id, with_for_update=True)
        session.delete(root)
        note(session, one, "unproject", actor.name, now, f"{project.name}：{reason}")
        one.version += 1
        details = {"project": project.name, "suggestion": one.no, "reason": reason}
        record(session, congress_id, actor, acts.ROOT_REMOVED, project.name, details, now)


def _editable(session: Session, congress_id: int, project_id: int) -> Project:
    found = own(Project, project_id, congress_id, lock=True)
    if found.drive_id is None:
        raise Missing(*Project.absent)
    if found.state in ("withdrawn", "merged"):
        raise Conflict("project_over", "这个项目已经撤回或者合并，不能再改")
    return found
