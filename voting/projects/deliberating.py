"""Deliberation (审议): what the delegations say of the candidates, and what the responsible units answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from ..congress.models import Unit
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Delegation, Meeting
from ..meetings.rounds import main_round
from ..sentences import Sentence
from ..texts import clean
from .candidates import project_of
from .models import Opinion, Project

MAX_OPINION = 2000
MAX_SIGNER = 40


def of_meeting(meeting_id: int, signed: bool = False) -> list[Opinion]:
    """All opinions, or those that are signed, by the order of the list, then as they were entered."""
    query = matching(meeting_id, None, None, None)
    if signed:
        query = query.where(Opinion.signed_at.is_not(None))
    return list(db.session.scalars(query))


STATES = {"unsigned": Sentence("待签字"), "unanswered": Sentence("待答复"), "answered": Sentence("已答复")}
_IN_STATE: dict[str, ColumnElement[bool]] = {
    "unsigned": Opinion.signed_at.is_(None),
    "unanswered": and_(Opinion.signed_at.is_not(None), Opinion.answered_at.is_(None)),
    "answered": and_(Opinion.signed_at.is_not(None), Opinion.answered_at.is_not(None)),
}


def state_of(opinion: Opinion) -> str:
    """Where an opinion stands; a key of `STATES`."""
    return "unsigned" if opinion.signed_at is None else "answered" if opinion.answered_at else "unanswered"


def matching(meeting_id: int, project_id: int | None, delegation: str | None, state: str | None) -> Select[Opinion]:
    """The opinions on a project, of a delegation, in a state; by the order of the list, then as they were entered."""
    query = select(Opinion).join(Project, Project.id == Opinion.project_id).where(Opinion.meeting_id == meeting_id)
    if project_id is not None:
        query = query.where(Opinion.project_id == project_id)
    if delegation is not None:
        query = query.where(Opinion.delegation == delegation)
    if state is not None:
        query = query.where(_IN_STATE[state])
    return query.order_by(Project.no, Opinion.id)


def counts(meeting_id: int) -> dict[str, int]:
    """How many opinions are in each state."""
    query = select(func.count()).select_from(Opinion).where(Opinion.meeting_id == meeting_id)
    return {state: db.session.scalar(query.where(which)) or 0 for state, which in _IN_STATE.items()}


def of_unit(unit: Unit) -> list[tuple[Opinion, Project]]:
    """Signed opinions on the projects for which a unit is responsible, those without an answer first."""
    query = (
        select(Opinion, Project)
        .join(Project, Project.id == Opinion.project_id)
        .where(_responsible(unit), Opinion.signed_at.is_not(None))
        .order_by(Opinion.answered_at.is_not(None), Opinion.id)
    )
    return [(opinion, project) for opinion, project in db.session.execute(query)]


def _responsible(unit: Unit) -> ColumnElement[bool]:
    # A list that was imported names its units in words alone.
    by_name = and_(Project.unit_id.is_(None), Project.unit == unit.name)
    return and_(Project.congress_id == unit.congress_id, or_(Project.unit_id == unit.id, by_name))


def opinion_of(congress_id: int, opinion_id: int) -> Opinion:
    """The opinion, if it belongs to this congress; raises `Missing`."""
    return own(Opinion, opinion_id, congress_id)


def open_for(meeting_id: int) -> bool:
    """Whether opinions may still be entered and changed: until the vote opens."""
    return main_round(meeting_id).state in ("drafted", "frozen")


def _checked(text: str, what: str) -> str:
    plain = clean(text)
    if not plain:
        raise Rejected("text_missing", "请填写内容", field=what)
    if len(plain) > MAX_OPINION:
        raise Rejected("opinion_long", "最多 %(most)s 个字", field=what, most=MAX_OPINION)
    return plain


def _still_open(meeting_id: int) -> None:
    if not open_for(meeting_id):
        raise Conflict("deliberation_over", "投票已经开始，审议意见不能再改")


def _delegation(session: Session, meeting_id: int, name: str) -> str:
    found = session.scalar(select(Delegation.name).where(Delegation.meeting_id == meeting_id, Delegation.name == name))
    if found is None:
        raise Rejected("delegation_unknown", "请选择代表团", field="delegation")
    return found


def _unsigned(session: Session, congress_id: int, opinion_id: int) -> Opinion:
    found = own(Opinion, opinion_id, congress_id, lock=True)
    _still_open(found.meeting_id)
    if found.signed_at is not None:
        raise Conflict("opinion_signed", "这条意见已经签字确认，不能再改")
    return found


def enter(meeting_id: int, project_id: int, delegation: str, text: str, actor: Actor, now: datetime) -> Opinion:
    """What a delegation says of a project, not signed yet.

    Raises `Rejected` naming the field, `Missing` for a project of another list, `Conflict` once the vote is open.
    """
    plain = _checked(text, "text")
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id)
        project_of(meeting_id, project_id)
        _still_open(meeting_id)
        made = Opinion(
            congress_id=meeting.congress_id,
            meeting_id=meeting_id,
            project_id=project_id,
            delegation=_delegation(session, meeting_id, delegation),
            text=plain,
            actor=actor.name,
            at=now,
        )
        session.add(made)
        session.flush()
        record(session, made.congress_id, actor, acts.OPINION_ENTERED, *_about(session, made), now)
        return made


def change(congress_id: int, opinion_id: int, delegation: str, text: str, actor: Actor, now: datetime) -> None:
    """Correct an opinion before it is signed; raises `Rejected`, `Missing` or `Conflict`."""
    plain = _checked(text, "text")
    with writing() as session:
        found = _unsigned(session, congress_id, opinion_id)
        found.delegation = _delegation(session, found.meeting_id, delegation)
        found.text, found.actor, found.at = plain, actor.name, now
        record(session, congress_id, actor, acts.OPINION_CHANGED, *_about(session, found), now)


def sign(congress_id: int, opinion_id: int, signer: str, actor: Actor, now: datetime) -> None:
    """The delegation has signed the opinion (签字确认): it goes to the unit and the deputies and stays as it is.

    Raises `Rejected` without a signer, `Missing`, or `Conflict` when it is signed already.
    """
    name = " ".join(clean(signer).split())
    if not name:
        raise Rejected("signer_missing", "请填写签字人", field="signer")
    if len(name) > MAX_SIGNER:
        raise Rejected("signer_long", "最多 %(most)s 个字", field="signer", most=MAX_SIGNER)
    with writing() as session:
        found = _unsigned(session, congress_id, opinion_id)
        found.signed_by, found.signed_at = name, now
        record(session, congress_id, actor, acts.OPINION_SIGNED, *_about(session, found), now)


def remove(congress_id: int, opinion_id: int, actor: Actor, now: datetime) -> None:
    """Take back an opinion that was entered by mistake; raises `Conflict` once it is signed."""
    with writing() as session:
        found = _unsigned(session, congress_id, opinion_id)
        record(session, congress_id, actor, acts.OPINION_DELETED, *_about(session, found), now)
        session.delete(found)


def answer(congress_id: int, opinion_id: int, text: str, actor: Actor, now: datetime, unit: Unit | None = None) -> None:
    """Answer a signed opinion, or put a better answer in the place of the last.

    `unit`: for whom somebody answers, None for the congress office. Raises `Missing` for an opinion on another unit's
    project, `Rejected` for an empty answer, `Conflict` before the opinion is signed.
    """
    plain = _checked(text, "answer")
    with writing() as session:
        found = own(Opinion, opinion_id, congress_id, lock=True)
        query = select(Project).join(Opinion, Opinion.project_id == Project.id).where(Opinion.id == opinion_id)
        project = session.scalar(query if unit is None else query.where(_responsible(unit)))
        if project is None:
            raise Missing(*Opinion.absent)
        if found.signed_at is None:
            raise Conflict("opinion_unsigned", "这条意见还没有签字确认")
        found.answer, found.answered_at, found.answered_by = plain, now, actor.name
        record(session, congress_id, actor, acts.OPINION_ANSWERED, *_about(session, found), now)


def _about(session: Session, opinion: Opinion) -> tuple[str, dict[str, str]]:
    # What the journal says of an act: the meeting and the details.
    details = {"project": session.get_one(Project, opinion.project_id).name, "delegation": opinion.delegation}
    if opinion.signed_by:
        details["signer"] = opinion.signed_by
    return session.get_one(Meeting, opinion.meeting_id).name, details
