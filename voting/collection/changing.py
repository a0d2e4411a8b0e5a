"""Taking hold of a suggestion before it is changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..errors import Conflict, Missing
from .models import Suggestion


def locked(session: Session, congress_id: int, suggestion_id: int, version: int | None = None) -> Suggestion:
    """The suggestion, its row locked; raises `Missing`, or `Conflict` when it is no longer at the form's version."""
    query = select(Suggestion).where(Suggestion.id == suggestion_id, Suggestion.congress_id == congress_id)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise Missing("no_such_suggestion", "没有找到这条建议")
    if version is not None and found.version != version:
        raise Conflict("changed_meanwhile", "这条建议刚才有人改过，请看过现在的内容再办理")
    return found
