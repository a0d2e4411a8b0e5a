"""Drives: all of them, and what is to do in each (征集活动)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....collection import drives as collection_drives
from ....collection import plans
from ....collection.figures import overview
from ....collection.handling import erasing
from ....collection.models import Drive
from ....collection.notices import address, notice
from ...access import access
from ...context import actor, now, rng, settings, today
from ...files import PDF, download
from ...forms.base import Form
from ...forms.drives import DriveForm
from ...lists import ListPage, Page
from ...pages import FormPage
from ..blueprint import bp
from .drive_steps import step

PLANNERS = ("clerk", "chair", "administrator", "government", "auditor")
"""Who may read drives and projects; each act names its own roles."""
EDITORS = ("clerk", "government")


@bp.context_processor
def _known() -> dict[str, Any]:
    return {"planners": PLANNERS, "there": lambda endpoint: endpoint in current_app.view_functions}


def drive_or_404(drive_id: int) -> Drive:
    """The drive, if it belongs to the signed-in person's congress."""
    return collection_drives.drive_of(current_user.congress_id, drive_id)


class DrivePage(FormPage):
    """A form of a drive."""

    drive: Drive

    def record(self, *args: Any, **places: Any) -> Any:
        """The drive."""
        self.drive = drive_or_404(places["drive_id"])
        return self.drive

    def context(self, record: Any, form: Any) -> dict[str, Any]:
        """The drive."""
        return {"drive": self.drive}


class DriveList(ListPage):
    """A list of a drive's."""

    of: Drive

    def record(self, *args: Any, **places: Any) -> Drive:
        """The drive."""
        return drive_or_404(places["drive_id"])

    def context(self, page: Page) -> dict[str, Any]:
        """The drive."""
        return {"drive": self.of}


@bp.get("/drives")
@access(*PLANNERS)
def drives() -> str:
    """All drives of the congress, newest first."""
    found = collection_drives.of_congress(current_user.congress_id)
    told = overview.of_drives([one.id for one in found], today())
    listed = [(one, step(one, told[one.id], now())) for one in found]
    return render_template("desk/drive/drives.html", drives=listed, now=now(), phases=collection_drives.PHASES)


@access(*EDITORS)
class PlanDrive(FormPage):
    """Plan a drive."""

    template = "desk/drive/drive_edit.html"
    form = DriveForm

    def filled(self, record: None) -> DriveForm:
        """The form, beginning with what is usual."""
        return DriveForm.asked(plans.usual(current_user.congress_id, now()))

    def act(self, record: None, form: DriveForm) -> Drive:
        """Plan it."""
        return collection_drives.plan(current_user.congress_id, plans.Plan(**form.data), actor(), now(), rng)

    def done(self, made: Drive) -> ResponseReturnValue:
        """The drive, to be checked and published."""
        flash(_("征集活动已建立。请核对公告后发布"), "ok")
        return redirect(url_for("desk.drive", drive_id=made.id))

    def context(self, record: None, form: DriveForm) -> dict[str, Any]:
        """No drive yet."""
        return {"drive": None}


@access(*EDITORS)
class EditDrive(DrivePage):
    """Correct a drive, or extend its time."""

    template = "desk/drive/drive_edit.html"
    form = DriveForm

    def filled(self, record: Drive) -> DriveForm:
        """The form, without what people rely on once the notice is out."""
        form = DriveForm.asked(plans.plan_of(record))
        for key in collection_drives.FIXED if record.published_at else ():
            del form[key]
        return form

    def act(self, record: Drive, form: DriveForm) -> Drive:
        """Change it; a field that the form does not show stays as it is."""
        planned = replace(plans.plan_of(record), **form.data)
        return collection_drives.change(current_user.congress_id, record.id, planned, actor(), now())

    def done(self, made: Drive) -> ResponseReturnValue:
        """The drive."""
        flash(_("征集活动已修改"), "ok")
        return redirect(url_for("desk.drive", drive_id=made.id))


def _told(found: Drive) -> dict[str, Any]:
    """What the pages that show a whole drive need."""
    return {
        "phase": found.phase(now()),
        "phases": collection_drives.PHASES,
        "address": address(found, settings()),
        "words": plans,
    }


@bp.get("/drives/<int:drive_id>")
@access(*PLANNERS)
def drive(drive_id: int) -> str:
    """A drive: where it stands, who must do what next, its papers."""
    erasing.tidy(now())
    found = drive_or_404(drive_id)
    told = overview.figures(drive_id, today())
    return render_template(
        "desk/drive/drive.html", drive=found, figures=told, step=step(found, told, now()), **_told(found)
    )


@access(*EDITORS)
class PublishDrive(DrivePage):
    """Check the notice, then put it out."""

    template = "desk/drive/drive_publish.html"
    form = Form

    def act(self, record: Drive, form: Form) -> Drive:
        """Put it out."""
        return collection_drives.publish(current_user.congress_id, record.id, actor(), now())

    def done(self, made: Drive) -> ResponseReturnValue:
        """The drive."""
        flash(_("征集公告已发布，到时间自动开始和截止"), "ok")
        return redirect(url_for("desk.drive", drive_id=made.id))

    def context(self, record: Drive, form: Form) -> dict[str, Any]:
        """What the notice will say."""
        return {**super().context(record, form), **_told(record), "over": record.closes_at <= now()}


@bp.get("/drives/<int:drive_id>/notice.pdf")
@access(*PLANNERS)
def drive_notice(drive_id: int) -> Response:
    """The public notice with the form to fill in by hand, before and after it is out."""
    found = drive_or_404(drive_id)
    return download(notice(found, settings(), now()), PDF, f"征集公告-{found.year}.pdf")


bp.add_url_rule("/drives/new", view_func=PlanDrive.as_view("new_drive"))
bp.add_url_rule("/drives/<int:drive_id>/edit", view_func=EditDrive.as_view("edit_drive"))
bp.add_url_rule("/drives/<int:drive_id>/publish", view_func=PublishDrive.as_view("publish_drive"))
