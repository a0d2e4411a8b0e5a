"""Drives: planned, published, corrected (征集活动)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..belenios.group import Rng
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from .models import Drive
from .plans import FIELDS, Plan, checked, plan_of, shown

PHASES = {
    "drafted": Sentence("筹备中"),
    "upcoming": Sentence("即将开始"),
    "open": Sentence("正在征集"),
    "ended": Sentence("征集已截止，正在办理"),
    "closed": Sentence("已办结"),
}
FIXED = ("year", "title", "issuer", "opens_at", "name_rule", "phone_rule")
"""Once the notice is out, people rely on these."""
GROWING = ("categories", "places", "audiences")
"""These may still be added to."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def of_congress(congress_id: int) -> list[Drive]:
    """All drives, newest first."""
    return list(db.session.scalars(select(Drive).where(Drive.congress_id == congress_id).order_by(Drive.id.desc())))


def drive_of(congress_id: int, drive_id: int) -> Drive:
    """The drive of this congress; raises `Missing`."""
    return own(Drive, drive_id, congress_id)


def published(slug: str) -> Drive:
    """The drive of this address, once its notice is out; raises `Missing`."""
    found = db.session.scalar(select(Drive).where(Drive.slug == slug, Drive.published_at.is_not(None)))
    if found is None:
        raise Missing("no_such_drive", "没有找到这次征集")
    return found


def announced(now: datetime) -> list[Drive]:
    """Drives for the front page: open ones, soon to open, at work on what came in, closed within the last year."""
    recent = or_(Drive.closed_at.is_(None), Drive.closed_at > now - timedelta(days=365))
    found = db.session.scalars(select(Drive).where(Drive.published_at.is_not(None), recent).order_by(Drive.closes_at))
    return sorted(found, key=lambda one: ("open", "upcoming", "ended", "closed").index(one.phase(now)))


def running(congress_id: int, now: datetime, audience: str, later: bool = False) -> list[Drive]:
    """The congress's drives that are open to this audience; `later`: also those whose time is over but not the work."""
    phases = ("open", "ended") if later else ("open",)
    return [one for one in of_congress(congress_id) if one.phase(now) in phases and audience in one.audiences]


def plan(congress_id: int, planned: Plan, actor: Actor, now: datetime, rng: Rng) -> Drive:
    """A drive in preparation; nobody sees it yet. Raises `Rejected` naming the field that is wrong."""
    planned = checked(planned)
    with writing() as session:
        _title_free(session, congress_id, planned.title, None)
        made = Drive(congress_id=congress_id, slug=_slug(rng), created_at=now, **_columns(planned))
        session.add(made)
        session.flush()
        record(session, congress_id, actor, acts.DRIVE_PLANNED, made.title, _told(planned), now)
        return made


def change(congress_id: int, drive_id: int, planned: Plan, actor: Actor, now: datetime) -> Drive:
    """Correct a drive; the journal gets what was and what is.

    Before publication everything, afterwards the texts, more categories, places and audiences, and a later end.
    Raises `Rejected` naming the field, or `Conflict` when the drive is closed.
    """
    planned = checked(planned)
    with writing() as session:
        drive = _locked(session, congress_id, drive_id)
        if drive.closed_at is not None:
            raise Conflict("drive_closed", "这次征集已经办结，不能再改")
        before = plan_of(drive)
        if drive.published_at is not None:
            _only_what_may(before, planned)
        _title_free(session, congress_id, planned.title, drive_id)
        changed = [
            one.name for one in fields(Plan) if shown(getattr(before, one.name)) != shown(getattr(planned, one.name))
        ]
        if not changed:
            return drive
        for key, value in _columns(planned).items():
            setattr(drive, key, value)
        old, new = _told(before), _told(planned)
        details = {str(FIELDS[key]): {"原": old[str(FIELDS[key])], "新": new[str(FIELDS[key])]} for key in changed}
        act = acts.DRIVE_EXTENDED if changed == ["closes_at"] and drive.published_at else acts.DRIVE_CHANGED
        record(session, congress_id, actor, act, drive.title, details, now)
        return drive


def publish(congress_id: int, drive_id: int, actor: Actor, now: datetime) -> Drive:
    """Put the notice out; from its times on the drive opens and closes by itself. Raises `Conflict` or `Rejected`."""
    with writing() as session:
        drive = _locked(session, congress_id, drive_id)
        if drive.published_at is not None:
            raise Conflict("drive_published", "征集公告已经发布")
        if drive.closes_at <= now:
            raise Rejected("period_over", "截止时间已经过去，请先修改征集时间", field="closes_at")
        drive.published_at = now
        record(session, congress_id, actor, acts.DRIVE_PUBLISHED, drive.title, _told(plan_of(drive)), now)
        return drive


def open_to(drive: Drive, audience: str) -> None:
    """Raise `Conflict` when the drive has no form for this audience."""
    if audience not in drive.audiences:
        raise Conflict("form_not_offered", "这次征集没有开放这种填报方式")


def _locked(session: Session, congress_id: int, drive_id: int) -> Drive:
    return own(Drive, drive_id, congress_id, lock=True)


def _title_free(session: Session, congress_id: int, title: str, own: int | None) -> None:
    query = select(Drive.id).where(Drive.congress_id == congress_id, Drive.title == title)
    if (found := session.scalar(query)) is not None and found != own:
        raise Rejected("title_taken", "已有同名的征集活动", field="title")


def _only_what_may(before: Plan, planned: Plan) -> None:
    for key in FIXED:
        if shown(getattr(before, key)) != shown(getattr(planned, key)):
            raise Rejected("fixed_field", "公告发布后不能再改%(label)s", field=key, label=FIELDS[key])
    for key in GROWING:
        if set(getattr(before, key)) - set(getattr(planned, key)):
            raise Rejected("only_more", "公告发布后，%(label)s只能增加，不能减少", field=key, label=FIELDS[key])
    if planned.closes_at < before.closes_at:
        raise Rejected("only_later", "公告发布后，截止时间只能延后", field="closes_at")


def _columns(planned: Plan) -> dict[str, object]:
    return {
        key: list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
        for key, value in vars(planned).items()
    }


def _told(planned: Plan) -> dict[str, str]:
    return {str(FIELDS[key]): shown(value) for key, value in vars(planned).items()}


def _slug(rng: Rng) -> str:
    letters: list[str] = []
    while len(letters) < 8:
        letters += [_LETTERS[byte % 31] for byte in rng(12) if byte < 248]
    return "".join(letters[:8])
