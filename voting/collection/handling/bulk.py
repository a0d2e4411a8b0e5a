"""One act on many suggestions, and taking it back (批量办理、撤销).

An act is done on all that admit it; those that do not are named with the reason, and stay as they are. `Bulk` keeps the
fields as they were and the version that the act left, so that undoing leaves alone what was changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...errors import Conflict, DomainError, Missing, Rejected
from ...extensions import db, own, writing
from ...journal import acts
from ...journal.log import Actor, record
from ...sentences import Sentence
from ...texts import clean
from ..channels import OUTCOMES
from ..models import Bulk, Drive, Suggestion
from ..suggestions import note
from .answering import checked, settle
from .assigning import chosen_unit, give, subject_of
from .publishing import prefilled, released
from .sorting import put_away

MOST = 500
ACTS = {
    "categorise": acts.BULK_CATEGORISED,
    "assign": acts.BULK_ASSIGNED,
    "answer": acts.BULK_ANSWERED,
    "release": acts.BULK_PUBLISHED,
    "spam": acts.BULK_SPAM,
}
"""The acts, what the journal knows them by; button and record call them by the same titles."""
_MOMENTS = ("assigned_at", "accepted_at", "pressed_at", "answered_at", "published_at", "proposed_at")
_DAYS = ("due_on",)
_PLAIN = (
    "category",
    "unit_id",
    "outcome",
    "reason",
    "answered_by",
    "spam",
    "published_title",
    "published_text",
    "proposed_outcome",
    "proposed_reason",
)


@dataclass
class Done:
    """What an act on many brought: the act's id, on how many it was done, and what was left with the reason."""

    bulk_id: int | None
    done: int = 0
    left: list[tuple[int, Sentence]] = field(default_factory=list)
    """Number and reason."""


Act = Callable[[Session, Suggestion, int], None]


def categorise(congress_id: int, ids: Sequence[int], category: str, actor: Actor, now: datetime) -> Done:
    """Give many the same category of their drive. Raises `Rejected`."""
    category = " ".join(clean(category).split())
    if not category or len(category) > 40:
        raise Rejected("category_unknown", "请从列出的类别中选择", field="category")

    def one(session: Session, found: Suggestion, bulk_id: int) -> None:
        drive = session.get(Drive, found.drive_id) if found.drive_id else None
        if drive is not None and category not in drive.categories:
            raise Rejected("category_unknown", "请从列出的类别中选择", field="category")
        before, found.category = found.category, category
        found.version += 1
        note(session, found, "corrected", actor.name, now, "类别", {"category": before}, bulk_id)

    return _run(congress_id, ids, "categorise", {"类别": category}, one, actor, now)


def assign(congress_id: int, ids: Sequence[int], unit_id: int, due_on: date, actor: Actor, now: datetime) -> Done:
    """Give many to one unit with one day. Raises `Rejected`."""
    unit = chosen_unit(db.session(), congress_id, unit_id)

    def one(session: Session, found: Suggestion, bulk_id: int) -> None:
        give(session, found, chosen_unit(session, congress_id, unit_id), due_on, actor, now, bulk_id)

    return _run(congress_id, ids, "assign", {"承办单位": unit.name, "期限": due_on.isoformat()}, one, actor, now)


def answer(congress_id: int, ids: Sequence[int], outcome: str, reason: str, actor: Actor, now: datetime) -> Done:
    """Answer many with the same outcome and reason; what is answered already is left. Raises `Rejected`."""
    outcome, reason = checked(db.session(), 0, outcome, reason)

    def one(session: Session, found: Suggestion, bulk_id: int) -> None:
        if found.outcome is not None:
            raise Conflict("answered", "这条建议已经答复")
        settle(session, found, outcome, reason, actor, now, bulk_id)

    return _run(congress_id, ids, "answer", {"采纳情况": str(OUTCOMES[outcome]), "理由": reason}, one, actor, now)


def release(congress_id: int, ids: Sequence[int], actor: Actor, now: datetime) -> Done:
    """Make many public in their own words; those in whose text personal data are found are left."""

    def one(session: Session, found: Suggestion, bulk_id: int) -> None:
        if found.published_at is not None:
            raise Conflict("public_already", "这条建议已经公开")
        title, text = prefilled(found)
        released(session, found, title, text, (), actor, now, bulk_id)

    return _run(congress_id, ids, "release", {}, one, actor, now)


def spam(congress_id: int, ids: Sequence[int], reason: str, actor: Actor, now: datetime) -> Done:
    """Put many away as spam. Raises `Rejected`."""
    reason = clean(reason)
    if not reason or len(reason) > 200:
        raise Rejected("reason_missing", "请填写理由，最多 %(most)s 个字", field="spam_reason", most=200)

    def one(session: Session, found: Suggestion, bulk_id: int) -> None:
        put_away(session, found, reason, actor, now, bulk_id)

    return _run(congress_id, ids, "spam", {"理由": reason}, one, actor, now)


def _run(
    congress_id: int, ids: Sequence[int], name: str, details: dict[str, str], act: Act, actor: Actor, now: datetime
) -> Done:
    if not ids:
        raise Rejected("nothing_chosen", "请先勾选建议")
    if len(ids) > MOST:
        raise Rejected("too_many", "一次最多办理 %(most)s 条", most=MOST)
    done = Done(None)
    with writing() as session:
        rows = _locked(session, congress_id, ids)
        if not rows:
            raise Missing("no_such_suggestion", "没有找到这条建议")
        bulk = Bulk(congress_id=congress_id, act=name, actor=actor.name, at=now, before={})
        session.add(bulk)
        session.flush()
        before: dict[str, dict[str, object]] = {}
        for found in rows:
            kept = _kept(found)
            try:
                # What one of them refuses must leave no half of the act behind.
                with session.begin_nested():
                    act(session, found, bulk.id)
            except DomainError as problem:
                session.refresh(found)
                done.left.append((found.no, problem.message))
                continue
            before[str(found.id)] = kept | {"version": found.version, "no": found.no}
        done.done = len(before)
        if not before:
            session.delete(bulk)
            return done
        bulk.before, done.bulk_id = before, bulk.id
        told: dict[str, object] = {**details, "条数": len(before), "编号": [one["no"] for one in before.values()]}
        record(session, congress_id, actor, ACTS[name], subject_of(session, rows[0]), told, now)
    return done


def undo(congress_id: int, bulk_id: int, actor: Actor, now: datetime) -> Done:
    """Take an act on many back; those that were changed since are left and named. Raises `Conflict`, `Missing`."""
    done = Done(bulk_id)
    with writing() as session:
        bulk = own(Bulk, bulk_id, congress_id, lock=True)
        if bulk.undone_at is not None:
            raise Conflict("undone_already", "这次批量办理已经撤销")
        rows = _locked(session, congress_id, [int(one) for one in bulk.before])
        for found in rows:
            before = bulk.before[str(found.id)]
            if found.version != before["version"]:
                done.left.append((found.no, Sentence("之后又有人改过")))
                continue
            _restore(found, before)
            found.version += 1
            note(session, found, "undone", actor.name, now, ACTS[bulk.act].title, bulk_id=bulk.id)
            done.done += 1
        if not done.done:
            raise Conflict("nothing_to_undo", "这些建议之后都有人改过，没有可以撤销的")
        bulk.undone_at = now
        record(
            session,
            congress_id,
            actor,
            acts.BULK_UNDONE,
            ACTS[bulk.act].title,
            {
                "撤销": done.done,
                "未撤销": [no for no, _why in done.left],
            },
            now,
        )
    return done


def recent(congress_id: int, limit: int = 5) -> list[Bulk]:
    """The newest acts on many that can still be taken back."""
    query = select(Bulk).where(Bulk.congress_id == congress_id, Bulk.undone_at.is_(None))
    return list(db.session.scalars(query.order_by(Bulk.id.desc()).limit(limit)))


def _locked(session: Session, congress_id: int, ids: Sequence[int]) -> list[Suggestion]:
    query = select(Suggestion).where(Suggestion.id.in_(ids), Suggestion.congress_id == congress_id)
    return list(session.scalars(query.order_by(Suggestion.id).with_for_update()))


def _kept(found: Suggestion) -> dict[str, object]:
    kept: dict[str, object] = {key: getattr(found, key) for key in _PLAIN}
    for key in (*_MOMENTS, *_DAYS):
        value = getattr(found, key)
        kept[key] = value.isoformat() if value is not None else None
    return kept


def _restore(found: Suggestion, before: dict[str, object]) -> None:
    for key in _PLAIN:
        setattr(found, key, before[key])
    for key in _MOMENTS:
        setattr(found, key, datetime.fromisoformat(str(before[key])) if before[key] else None)
    for key in _DAYS:
        setattr(found, key, date.fromisoformat(str(before[key])) if before[key] else None)
