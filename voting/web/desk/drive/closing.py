"""Ending the work on a drive at the desk (办结)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.handling import closing, erasing
from ....collection.models import Drive
from ....errors import Rejected
from ...access import access
from ...context import actor, now
from ...forms.base import Form
from ...forms.drives import ClosingForm, ErasingForm
from ..blueprint import bp
from .drives import DrivePage


@access("clerk")
class CloseDrive(DrivePage):
    """End the work on a drive: what has no answer is named, and needs a reason."""

    template = "desk/drive/drive_close.html"
    form = ClosingForm

    def act(self, record: Drive, form: Any) -> Any:
        """End it."""
        return closing.close(current_user.congress_id, record.id, form.reason.data, actor(), now())

    def done(self, made: Any) -> ResponseReturnValue:
        """The drive."""
        flash(_("征集已办结"), "ok")
        return redirect(url_for("desk.drive", drive_id=self.drive.id))

    def context(self, record: Drive, form: Form) -> dict[str, Any]:
        """What has no answer, and whose contacts are kept until when."""
        return {
            **super().context(record, form),
            "phase": record.phase(now()),
            "closing": ClosingForm.beside(form),
            "erasing": ErasingForm.beside(form),
            "waiting": closing.waiting(record.id),
            "kept": erasing.kept(record.id),
            "until": record.closed_at + erasing.KEPT if record.closed_at else None,
        }


@access("clerk")
class EraseContacts(CloseDrive):
    """Delete the names and telephones of a closed drive before their time is over."""

    methods = ["POST"]
    form = ErasingForm

    def act(self, record: Drive, form: ErasingForm) -> int:
        """Delete them."""
        if not form.sure.data:
            raise Rejected("sure_missing", "请先勾选确认", field="sure")
        return erasing.erase_all(current_user.congress_id, record.id, actor(), now())

    def done(self, made: int) -> ResponseReturnValue:
        """The same page."""
        flash(_("已删除 %(n)s 人的姓名和电话", n=made), "ok")
        return redirect(url_for("desk.close_drive", drive_id=self.drive.id))


bp.add_url_rule("/drives/<int:drive_id>/close", view_func=CloseDrive.as_view("close_drive"))
bp.add_url_rule("/drives/<int:drive_id>/contacts/erase", view_func=EraseContacts.as_view("erase_contacts"))
