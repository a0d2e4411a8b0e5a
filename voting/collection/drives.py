"""Drives: planned, published, closed (征集活动)."""

from __future__ import annotations

from sqlalchemy import select

from ..errors import Missing
from ..extensions import db
from ..sentences import Sentence
from .models import Drive

PHASES = {
    "drafted": Sentence("筹备中"),
    "upcoming": Sentence("即将开始"),
    "open": Sentence("正在征集"),
    "ended": Sentence("征集已截止，正在办理"),
    "closed": Sentence("已办结"),
}


def of_congress(congress_id: int) -> list[Drive]:
    """All drives, newest first."""
    return list(db.session.scalars(select(Drive).where(Drive.congress_id == congress_id).order_by(Drive.id.desc())))


def drive_of(congress_id: int, drive_id: int) -> Drive:
    """The drive of this congress; raises `Missing`."""
    found = db.session.get(Drive, drive_id)
    if found is None or found.congress_id != congress_id:
        raise Missing("no_such_drive", "没有找到这次征集")
    return found
