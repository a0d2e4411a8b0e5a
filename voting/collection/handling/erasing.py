"""What the proposer may have taken back: name and telephone, or the whole suggestion (删除个人信息、撤回)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ...errors import Conflict, Missing
from ...extensions import db, find_own, writing
from ...journal import acts
from ...journal.log import Actor, record
from .. import imports
from ..models import Contact, Drive, ProjectRoot, Suggestion
from ..suggestions import by_code, locked, note
from . import erasing
from .assigning import subject_of
from .publishing import hide

PROPOSER = "提出人"
SERVER = Actor("系统", "服务器")
KEPT = timedelta(days=183)
"""How long names and telephones stay after a drive is closed; `notices.consent` promises six months."""


def erase(code: str, now: datetime) -> Suggestion:
    """Delete name and telephone at once (个人信息保护法 art. 47); the suggestion stays. Raises `Missing`.

    Asking again changes nothing.
    """
    suggestion_id = by_code(code).id
    with writing() as session:
        found = session.get_one(Suggestion, suggestion_id, with_for_update=True)
        if (contact := session.get(Contact, suggestion_id)) is not None:
            session.delete(contact)
            note(session, found, "erased", PROPOSER, now, "个人信息已删除")
        return found


def may_withdraw(session: Session, found: Suggestion) -> bool:
    """Whether the proposer may still take it back: nobody has answered it, and nothing was built on it."""
    if found.withdrawn_at is not None or found.outcome is not None or found.merged_into_id is not None:
        return False
    member = select(Suggestion.id).where(Suggestion.merged_into_id == found.id).limit(1)
    root = select(ProjectRoot.project_id).where(ProjectRoot.suggestion_id == found.id).limit(1)
    return session.scalar(member) is None and session.scalar(root) is None


def withdraw(code: str, now: datetime) -> Suggestion:
    """Take the suggestion back: it is no longer handled or public, and name and telephone are deleted.

    Raises `Missing`, or `Conflict` when it was answered, merged, or became part of a project.
    """
    suggestion_id = by_code(code).id
    with writing() as session:
        found = session.get_one(Suggestion, suggestion_id, with_for_update=True)
        if found.withdrawn_at is not None:
            return found
        if not may_withdraw(session, found):
            raise Conflict("too_late_to_withdraw", "这条建议已经答复或者合并办理，不能撤回；仍可以删除个人信息")
        found.withdrawn_at = now
        hide(session, found)
        session.execute(delete(Contact).where(Contact.suggestion_id == suggestion_id))
        note(session, found, "withdrawn", PROPOSER, now, "提出人撤回；个人信息已删除")
        return found


def kept(drive_id: int) -> int:
    """Of how many people name or telephone are kept."""
    query = select(func.count()).select_from(Contact).join(Suggestion, Suggestion.id == Contact.suggestion_id)
    return db.session.scalar(query.where(Suggestion.drive_id == drive_id)) or 0


def erase_all(congress_id: int, drive_id: int, actor: Actor, now: datetime) -> int:
    """Delete every name and telephone of a closed drive; returns how many. Raises `Conflict` while it is not closed."""
    with writing() as session:
        drive = find_own(Drive, drive_id, congress_id, lock=True)
        if drive is None or drive.closed_at is None:
            raise Conflict("drive_not_closed", "征集办结以后才能统一删除联系方式")
        return _erase_all(session, drive, actor, now)


def expire(now: datetime) -> None:
    """Delete the names and telephones of every drive that was closed six months ago, as its form has promised."""
    with writing() as session:
        held = (
            select(Suggestion.drive_id)
            .join(Contact, Contact.suggestion_id == Suggestion.id)
            .where(Suggestion.drive_id == Drive.id)
        )
        for drive in session.scalars(select(Drive).where(Drive.closed_at < now - KEPT, held.exists())):
            _erase_all(session, drive, SERVER, now)


def _erase_all(session: Session, drive: Drive, actor: Actor, now: datetime) -> int:
    query = select(Contact.suggestion_id).join(Suggestion, Suggestion.id == Contact.suggestion_id)
    ids = list(session.scalars(query.where(Suggestion.drive_id == drive.id)))
    for one in session.scalars(select(Suggestion).where(Suggestion.id.in_(ids))):
        note(session, one, "erased", actor.name, now, "个人信息已删除")
    session.execute(delete(Contact).where(Contact.suggestion_id.in_(ids)))
    record(session, drive.congress_id, actor, acts.CONTACTS_ERASED, drive.title, {"人数": len(ids)}, now)
    return len(ids)


def reveal(congress_id: int, suggestion_id: int, actor: Actor, now: datetime) -> tuple[str, str]:
    """Name and telephone; the journal says who looked, at which number, never what stood there. Raises `Missing`."""
    with writing() as session:
        found = locked(session, congress_id, suggestion_id)
        contact = session.get(Contact, suggestion_id)
        if contact is None:
            raise Missing("no_contact", "这条建议没有留下联系方式，或者已经删除", field="contact")
        told = contact.name, contact.phone
        record(session, congress_id, actor, acts.CONTACT_SEEN, subject_of(session, found), {"编号": found.no}, now)
        return told


def tidy(now: datetime) -> None:
    """Forget imports that nobody went on with, and the contacts of drives closed six months ago."""
    imports.forget(now)
    erasing.expire(now)
