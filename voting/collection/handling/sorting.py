"""Sorting what came in: correcting its category, place and title, spam, splitting (分拣)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...belenios.group import Rng
from ...errors import Conflict, Rejected
from ...extensions import writing
from ...journal.log import Actor
from ...sentences import Sentence
from ...texts import clean, fold, headline
from ..models import Drive, Suggestion
from ..suggestions import MAX_TEXT, Voice, add, checked, locked, next_no, note
from .publishing import hide

FIELDS = {
    "category": Sentence("类别"),
    "place": Sentence("镇街"),
    "village": Sentence("村、社区"),
    "title": Sentence("标题"),
}
"""What a clerk may correct; the text stays as it was said."""


def correct(
    congress_id: int,
    suggestion_id: int,
    category: str,
    place: str,
    village: str,
    title: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Suggestion:
    """Correct category, place and title; the record keeps what was. Raises `Rejected` naming the field, `Conflict`."""
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        if not title.strip():
            raise Rejected("field_missing", "请填写%(label)s", field="title", label=FIELDS["title"])
        voice = Voice(text=found.text, category=category, place=place, village=village, title=title)
        voice = checked(voice, session.get(Drive, found.drive_id) if found.drive_id else None)
        changed = {key: str(getattr(found, key)) for key in FIELDS if getattr(found, key) != getattr(voice, key)}
        if not changed:
            return found
        for key in changed:
            setattr(found, key, getattr(voice, key))
        found.search = fold(f"{found.title}\n{found.text}")
        found.version += 1
        # An earlier title may have named somebody.
        told = "、".join(str(FIELDS[key]) for key in changed)
        kept = {key: value for key, value in changed.items() if key != "title"}
        note(session, found, "corrected", actor.name, now, told, kept)
        return found


def mark_spam(
    congress_id: int, suggestion_id: int, reason: str, version: int, actor: Actor, now: datetime
) -> Suggestion:
    """Put a suggestion away as spam (广告、测试、辱骂): kept, not handled, not shown. Raises `Rejected`, `Conflict`."""
    reason = clean(reason)
    if not reason or len(reason) > 200:
        raise Rejected("reason_missing", "请填写理由，最多 %(most)s 个字", field="reason", most=200)
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        put_away(session, found, reason, actor, now)
        return found


def put_away(
    session: Session, found: Suggestion, reason: str, actor: Actor, now: datetime, bulk_id: int | None = None
) -> None:
    """`mark_spam` inside the caller's transaction."""
    if found.spam:
        raise Conflict("spam_already", "这条建议已经判为垃圾信息")
    if found.merged_into_id is not None:
        raise Conflict("merged", "这条建议已并入另一条，请先移出")
    if found.outcome is not None:
        raise Conflict("answered", "这条建议已经答复")
    found.spam = True
    hide(session, found)
    note(session, found, "spam", actor.name, now, reason, bulk_id=bulk_id)


def restore(congress_id: int, suggestion_id: int, version: int, actor: Actor, now: datetime) -> Suggestion:
    """Take a suggestion back from the spam. Raises `Conflict`."""
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        if not found.spam:
            raise Conflict("not_spam", "这条建议没有判为垃圾信息")
        found.spam = False
        found.version += 1
        note(session, found, "not_spam", actor.name, now)
        return found


def split(
    congress_id: int, suggestion_id: int, first: str, second: str, version: int, actor: Actor, now: datetime, rng: Rng
) -> Suggestion:
    """Two matters in one text become two suggestions (拆分): the new one, with the same origin, is returned.

    The clerk gives both texts; the words as they were said stay with the first one (`details`). Name and telephone stay
    with the first one alone, so that they are erased in one place. Raises `Rejected` naming the field, `Conflict`.
    """
    texts = {"first": clean(first), "second": clean(second)}
    for key, value in texts.items():
        if not value or len(value) > MAX_TEXT:
            raise Rejected("text_missing", "请分别写出两件事，每件最多 %(most)s 个字", field=key, most=MAX_TEXT)
    with writing() as session:
        # The drive's row is taken before the suggestion's, as everywhere where numbers are given.
        own = select(Suggestion.drive_id).where(Suggestion.id == suggestion_id, Suggestion.congress_id == congress_id)
        drive_id = session.scalar(own)
        drive = session.get_one(Drive, drive_id) if drive_id else None
        no = next_no(session, congress_id, drive)
        found = locked(session, congress_id, suggestion_id, version)
        if found.merged_into_id is not None or found.spam or found.outcome is not None:
            raise Conflict("not_to_split", "已合并、已答复或者无效的建议不能拆分")
        origin = Voice(
            text=texts["second"],
            title=headline(texts["second"]),
            category=found.category,
            place=found.place,
            village=found.village,
            channel=found.channel,
            kind=found.kind,
            source=found.source,
            received_on=found.received_on,
            station_id=found.station_id,
            event_id=found.event_id,
            list_id=found.list_id,
            from_unit_id=found.from_unit_id,
            meeting_id=found.meeting_id,
            deputy_id=found.deputy_id,
            deputy_number=found.deputy_number,
        )
        made = add(session, congress_id, drive, origin, no, found.entered_by, now, rng)
        made.created_at, made.split_from_id = found.created_at, found.id
        found.details = {"原文": found.text} | found.details
        found.text, found.title = texts["first"], headline(texts["first"])
        found.search = fold(f"{found.title}\n{found.text}")
        hide(session, found)
        note(session, found, "split", actor.name, now, f"拆出第{made.no}号")
        note(session, made, "split", actor.name, now, f"由第{found.no}号拆出")
        return made
