"""Photos of inspections and answers: whose they are, and who may see them (视察、整改照片)."""

from __future__ import annotations

from sqlalchemy import select

from ..attachments.models import Attachment
from ..errors import Missing
from ..extensions import db, own
from . import inspections, tasks
from .models import Inspection, Task, TaskEntry


def seen_by(attachment_id: int, congress_id: int, unit_id: int | None = None) -> Attachment:
    """The attachment, for office and deputies of the congress, or for a unit what concerns its tasks.

    Raises `Missing`.
    """
    held = own(Attachment, attachment_id, congress_id)
    theirs = unit_id is None or unit_id in _units(held)
    if held.holder not in (inspections.HOLDER, tasks.HOLDER) or not theirs:
        raise Missing(*Attachment.absent)
    return held


def _units(held: Attachment) -> set[int | None]:
    if held.holder == tasks.HOLDER:
        line = db.session.get(TaskEntry, held.holder_id)
        task = db.session.get(Task, line.task_id) if line is not None else None
        return {task.unit_id} if task is not None else set()
    found = db.session.get(Inspection, held.holder_id)
    made = select(Task.unit_id).where(Task.origin == "inspection", Task.origin_id == held.holder_id)
    return set(db.session.scalars(made)) if found is not None else set()
