"""Inspections that the office enters itself (办公室登记的视察)."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....supervision import inspections, tasks
from ....supervision.models import Inspection
from ...access import access
from ...context import actor, now, settings, today
from ...forms.supervision import InspectionForm
from ...pages import PhotoPage
from ...values import whole
from ..blueprint import bp
from .plans import EDITORS


@access(*EDITORS)
class NewInspection(PhotoPage):
    """What deputies saw, with who was there; a problem makes a task for the unit."""

    template = "desk/after/inspection_new.html"

    def filled(self, record: None) -> InspectionForm:
        """The form; the address may name the project."""
        plan = whole(request.args.get("plan", ""), None)
        return InspectionForm.asked(plan=plan, held_on=today(), due_on=today() + tasks.USUAL)

    def send(self, record: None, form: InspectionForm) -> Inspection:
        """Enter it."""
        told = form.plan.data, form.seen(current_user.congress_id), form.cleaned
        return inspections.enter(current_user.congress_id, *told, settings(), actor(), now(), form.token.data)

    def done(self, made: Inspection) -> ResponseReturnValue:
        """To the list."""
        flash(_("视察已登记"), "ok")
        return redirect(url_for("desk.oversight"))


bp.add_url_rule("/inspections/new", view_func=NewInspection.as_view("new_inspection"))
