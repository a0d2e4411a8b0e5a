"""A deputy's own notes on the candidates (我的笔记): read and written by that deputy alone."""

from __future__ import annotations

from sqlalchemy import select

from ..errors import Rejected
from ..extensions import db, writing
from ..texts import clean
from .candidates import project_of
from .models import Note

MAX_NOTE = 2000


def of_deputy(meeting_id: int, number: str) -> dict[int, str]:
    """The deputy's notes by project."""
    query = select(Note).where(Note.meeting_id == meeting_id, Note.deputy_number == number)
    return {one.project_id: one.text for one in db.session.scalars(query)}


def save(meeting_id: int, number: str, project_id: int, text: str) -> None:
    """Keep the note; an empty one is erased. Goes into no journal. Raises `Missing` or `Rejected`."""
    plain = clean(text)
    if len(plain) > MAX_NOTE:
        raise Rejected("note_long", "笔记最多 %(most)s 个字", field="note", most=MAX_NOTE)
    with writing() as session:
        project_of(meeting_id, project_id)
        found = session.get(Note, (meeting_id, number, project_id))
        if not plain:
            if found is not None:
                session.delete(found)
        elif found is None:
            session.add(Note(meeting_id=meeting_id, deputy_number=number, project_id=project_id, text=plain))
        else:
            found.text = plain
