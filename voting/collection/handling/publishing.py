"""What the public may read of a suggestion: released by a clerk, without personal data (公开)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...attachments.models import Attachment
from ...errors import Conflict, Rejected
from ...extensions import writing
from ...journal import acts
from ...journal.acts import Act
from ...journal.log import Actor, record
from ...sentences import Sentence
from ...texts import clean, personal
from ..models import Contact, Drive, Suggestion
from ..suggestions import MAX_TEXT, locked, note


def prefilled(suggestion: Suggestion) -> tuple[str, str]:
    """Title and text as the release form begins: what is public already, else the proposer's own words."""
    if suggestion.published_text is not None:
        return suggestion.published_title, suggestion.published_text
    return suggestion.title, suggestion.text


def release(
    congress_id: int,
    suggestion_id: int,
    title: str,
    text: str,
    public_files: Sequence[int],
    version: int,
    actor: Actor,
    now: datetime,
) -> Suggestion:
    """Let the public read this title and text, and see these attachments; also corrects what is public already.

    Raises `Rejected` naming the field and the places when personal data stand in it, `Conflict` when the suggestion
    cannot be public or somebody else was quicker.
    """
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        released(session, found, title, text, public_files, actor, now)
        _record(session, found, actor, acts.SUGGESTION_PUBLISHED, now)
        return found


def released(
    session: Session,
    found: Suggestion,
    title: str,
    text: str,
    public_files: Sequence[int],
    actor: Actor,
    now: datetime,
    bulk_id: int | None = None,
) -> None:
    """`release` inside the caller's transaction, for one locked suggestion; the caller writes the journal."""
    if found.spam or found.withdrawn_at is not None:
        raise Conflict("not_to_be_public", "无效或者已撤回的建议不公开")
    if found.merged_into_id is not None:
        raise Conflict("merged", "这条建议已并入另一条，请公开合并后的建议")
    title, text = " ".join(clean(title).split()), clean(text)
    for key, value, label, most in (("title", title, Sentence("标题"), 80), ("text", text, Sentence("内容"), MAX_TEXT)):
        if not value:
            raise Rejected("field_missing", "请填写%(label)s", field=f"public_{key}", label=label)
        if len(value) > most:
            raise Rejected("too_long", "%(label)s最多 %(most)s 个字", field=f"public_{key}", label=label, most=most)
        if places := faults(session, found.id, value):
            raise Rejected(
                "personal_data",
                "%(label)s中有个人信息，请删去：%(places)s",
                field=f"public_{key}",
                label=label,
                places="、".join(places),
            )
    found.published_title, found.published_text = title, text
    found.published_at = found.published_at or now
    found.version += 1
    files = select(Attachment).where(Attachment.holder == "suggestion", Attachment.holder_id == found.id)
    for file in session.scalars(files):
        file.public = file.id in public_files
    note(session, found, "released", actor.name, now, bulk_id=bulk_id)


def retract(congress_id: int, suggestion_id: int, reason: str, version: int, actor: Actor, now: datetime) -> Suggestion:
    """Take a suggestion and its attachments out of public sight; its supports stay. Raises `Rejected`, `Conflict`."""
    reason = clean(reason)
    if not reason:
        raise Rejected("reason_missing", "请填写撤下的理由", field="reason")
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        if found.published_at is None:
            raise Conflict("not_public", "这条建议没有公开")
        hide(session, found)
        note(session, found, "retracted", actor.name, now, reason)
        _record(session, found, actor, acts.SUGGESTION_RETRACTED, now, reason)
        return found


def hide(session: Session, found: Suggestion) -> None:
    """Nothing of the suggestion is public any more, inside the caller's transaction."""
    found.published_at = None
    found.version += 1
    files = select(Attachment).where(Attachment.holder == "suggestion", Attachment.holder_id == found.id)
    for file in session.scalars(files):
        file.public = False


def faults(session: Session, suggestion_id: int, text: str) -> list[str]:
    """Personal data in a text: numbers and addresses as they stand there, and the proposer's own name or telephone."""
    places = personal(text)
    contact = session.get(Contact, suggestion_id)
    if contact is None:
        return places
    plain = unicodedata.normalize("NFKC", text)
    if len(contact.name) > 1 and contact.name in "".join(plain.split()):
        places.append(str(Sentence("提出人的姓名")))
    digits = re.sub(r"\D", "", contact.phone)
    if len(digits) > 6 and digits in re.sub(r"[\s-]", "", plain) and not places:
        places.append(str(Sentence("提出人的电话")))
    return places


def _record(session: Session, found: Suggestion, actor: Actor, act: Act, now: datetime, reason: str = "") -> None:
    drive = session.get(Drive, found.drive_id) if found.drive_id else None
    details = {"编号": found.no} | ({"理由": reason} if reason else {})
    record(session, found.congress_id, actor, act, drive.title if drive else "代表建议", details, now)
