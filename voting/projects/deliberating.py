"""Deliberation (审议): what the delegations say of the candidates, and what the responsible units answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ..collection.texts import clean
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, writing
from ..journal.log import Actor, record
from ..meetings.models import Delegation, Meeting
from .candidates import project_of
from .models import Opinion, Project

MAX_OPINION = 2000


def of_meeting(meeting_id: int) -> list[Opinion]:
    """All opinions, by the order of the list, then as they were entered."""
    query = (
        select(Opinion).join(Project, Project.id == Opinion.project_id).where(Opinion.meeting_id == meeting_id)
        .order_by(Project.no, Opinion.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def of_unit(unit_id: int) -> list[tuple[Opinion, Project]]:
    """Opinions on the projects for which a unit is responsible, those without an answer first."""
    query = (
        select(Opinion, Project).join(Project, Project.id == Opinion.project_id).where(Project.unit_id == unit_id)
        .order_by(Opinion.answered_at.is_not(None), Opinion.id)
    )  # fmt: skip
    return [(opinion, project) for opinion, project in db.session.execute(query)]


def opinion_of(congress_id: int, opinion_id: int) -> Opinion:
    """The opinion, if it belongs to this congress; raises `Missing`."""
    found = db.session.get(Opinion, opinion_id)
    if found is None or found.congress_id != congress_id:
        raise Missing("no_such_opinion", "没有找到这条审议意见")
    return found


def _checked(text: str, what: str) -> str:
    plain = clean(text)
    if not plain:
        raise Rejected("text_missing", "请填写内容", field=what)
    if len(plain) > MAX_OPINION:
        raise Rejected("opinion_long", "最多 %(most)s 个字", field=what, most=MAX_OPINION)
    return plain


def enter(meeting_id: int, project_id: int, delegation: str, text: str, actor: Actor, now: datetime) -> None:
    """What a delegation says of a project; raises `Rejected` naming the field, or `Missing`."""
    plain = _checked(text, "text")
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id)
        project = project_of(meeting_id, project_id)
        named = select(Delegation.id).where(Delegation.meeting_id == meeting_id, Delegation.name == delegation)
        if session.scalar(named) is None:
            raise Rejected("delegation_unknown", "请选择代表团", field="delegation")
        session.add(
            Opinion(
                congress_id=meeting.congress_id, meeting_id=meeting_id, project_id=project_id, delegation=delegation,
                text=plain, actor=actor.name, at=now,
            )
        )  # fmt: skip
        details = {"project": project.name, "delegation": delegation}
        record(session, meeting.congress_id, actor, "录入审议意见", meeting.name, details, now)


def remove(congress_id: int, opinion_id: int, actor: Actor, now: datetime) -> None:
    """Take back an opinion that was entered by mistake; raises `Conflict` once it has its answer."""
    with writing() as session:
        found = opinion_of(congress_id, opinion_id)
        if found.answered_at is not None:
            raise Conflict("opinion_answered", "这条意见已经答复，不能删除")
        meeting = session.get_one(Meeting, found.meeting_id)
        details = {"project": session.get_one(Project, found.project_id).name, "delegation": found.delegation}
        session.delete(found)
        record(session, congress_id, actor, "删除审议意见", meeting.name, details, now)


def answer(
    congress_id: int, opinion_id: int, text: str, actor: Actor, now: datetime, unit_id: int | None = None
) -> None:
    """Answer an opinion, or put a better answer in the place of the last.

    `unit_id`: the unit for which somebody answers, None for the congress office. Raises `Missing` for an opinion on
    another unit's project, `Rejected` for an empty answer.
    """
    plain = _checked(text, "answer")
    with writing() as session:
        found = opinion_of(congress_id, opinion_id)
        project = session.get_one(Project, found.project_id)
        if unit_id is not None and project.unit_id != unit_id:
            raise Missing("no_such_opinion", "没有找到这条审议意见")
        found.answer, found.answered_at, found.answered_by = plain, now, actor.name
        details = {"project": project.name, "delegation": found.delegation}
        record(
            session, congress_id, actor, "答复审议意见", session.get_one(Meeting, found.meeting_id).name, details, now
        )
