"""Devices that support a published suggestion (附议): once each, and nothing that joins two of them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import select

from ..errors import Conflict, Missing
from ..extensions import db, writing
from .models import Drive, Suggestion, Support


def mark_of(key: bytes, device: str, suggestion_id: int) -> str:
    """What is kept of a device: another one for each suggestion, so that nobody sees what else it supports."""
    return hmac.new(key, f"support {suggestion_id} {device}".encode(), hashlib.sha256).hexdigest()


def supported(key: bytes, device: str, suggestion_ids: list[int]) -> set[int]:
    """Which of these suggestions the device supports; empty without a device."""
    if not device or not suggestion_ids:
        return set()
    marks = {mark_of(key, device, one): one for one in suggestion_ids}
    found = select(Support.suggestion_id).where(Support.device.in_(list(marks)))
    return set(db.session.scalars(found))


def support(key: bytes, device: str, drive_id: int, no: int, wanted: bool, now: datetime) -> Suggestion:
    """Add the device's support, or take it back; saying the same twice changes nothing.

    The counter and the row change together. It is no step in the handling: no line in the record, no new version.
    Raises `Missing` when the suggestion is not public, `Conflict` when the drive is closed.
    """
    with writing() as session:
        query = select(Suggestion).where(Suggestion.drive_id == drive_id, Suggestion.no == no)
        found = session.scalar(query.with_for_update())
        if found is None or found.published_at is None or found.spam or found.merged_into_id is not None:
            raise Missing("no_such_suggestion", "没有找到这条建议")
        if session.get_one(Drive, drive_id).phase(now) == "closed":
            raise Conflict("drive_closed", "这次征集已经办结，不再接受附议")
        mark = mark_of(key, device, found.id)
        there = session.get(Support, (found.id, mark))
        if wanted and there is None:
            session.add(Support(suggestion_id=found.id, device=mark))
            found.supports += 1
        elif not wanted and there is not None:
            session.delete(there)
            found.supports -= 1
        return found
