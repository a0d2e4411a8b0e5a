"""Name and telephone of a proposer, read by the clerk who has to ask back; each reading is an official act."""

from __future__ import annotations

from datetime import datetime

from ..errors import Missing
from ..extensions import writing
from ..journal.log import Actor, record
from .assigning import subject_of
from .changing import locked
from .models import Contact


def reveal(congress_id: int, suggestion_id: int, actor: Actor, now: datetime) -> tuple[str, str]:
    """Name and telephone; the journal says who looked, at which number, never what stood there. Raises `Missing`."""
    with writing() as session:
        found = locked(session, congress_id, suggestion_id)
        contact = session.get(Contact, suggestion_id)
        if contact is None:
            raise Missing("no_contact", "这条建议没有留下联系方式，或者已经删除")
        told = contact.name, contact.phone
        record(session, congress_id, actor, "查看联系方式", subject_of(session, found), {"编号": found.no}, now)
        return told
