"""Who may see an attachment that is not public (附件的查看范围)."""

from __future__ import annotations

from ..accounts.models import Account
from ..attachments.models import Attachment
from ..extensions import db
from ..projects.models import Project
from .models import Suggestion

OFFICES = {"clerk", "chair", "administrator", "government", "auditor"}


def may_see(attachment: Attachment, account: Account) -> bool:
    """The offices see all of their congress; a unit what it handles or proposed, a station what was said there."""
    if attachment.congress_id != account.congress_id:
        return False
    if OFFICES & set(account.roles):
        return True
    if attachment.holder == "suggestion":
        found = db.session.get(Suggestion, attachment.holder_id)
        return found is not None and _concerns(found, account)
    if attachment.holder == "project" and "unit_officer" in account.roles and account.unit_id is not None:
        project = db.session.get(Project, attachment.holder_id)
        return project is not None and project.unit_id == account.unit_id
    return False


def _concerns(found: Suggestion, account: Account) -> bool:
    if "unit_officer" in account.roles and account.unit_id is not None:
        head = db.session.get(Suggestion, found.merged_into_id) if found.merged_into_id else found
        if account.unit_id in (found.unit_id, found.from_unit_id, head.unit_id if head else None):
            return True
    return (
        "station_worker" in account.roles and account.station_id is not None and found.station_id == account.station_id
    )
