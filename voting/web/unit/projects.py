"""Projects that a unit leads: what it fills in, and what it finds when it studies them (承办单位研究)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...collection import drives
from ...errors import Forbidden
from ...extensions import db
from ...projects import chains, drafting, positions, reviewing, roots, versions
from ...projects.models import Project
from ...projects.reviewing import Decision
from ..access import access
from ..context import actor, now, settings, today
from ..forms.answers import StudyForm
from ..forms.projects import ProjectForm
from ..pages import ActPage, FormPage
from . import bp, own


@bp.get("/projects")
@access("unit_officer")
def projects() -> str:
    """The projects that my unit leads, those that wait for it first."""
    found = drafting.led_by(own.unit().id)
    steps = positions.at_units(found)
    found.sort(key=lambda one: (one.id not in steps, one.state != "drafted", -one.id))
    return render_template("unit/projects.html", found=found, steps=steps, states=drafting.STATES)


@access("unit_officer")
class ProjectPage(FormPage):
    """One of them, with its roots and what was decided; sent, it enters what my unit found."""

    template = "unit/project.html"

    def record(self, project_id: int) -> Project:
        """The project."""
        return own.project(project_id)

    def filled(self, record: Project) -> StudyForm:
        """The form of the study."""
        return StudyForm.asked(decided_on=today())

    def act(self, record: Project, form: StudyForm) -> Project:
        """Enter it."""
        step = positions.at_units([record]).get(record.id)
        if step is None:
            raise Forbidden("not_enterer", "这个环节的决定不由您录入")
        one = Decision(record.id, form.decision.data or "", form.opinion.data)
        entered = (record.congress_id, step.id, form.sitting, [one], current_user.roles, settings())
        reviewing.enter(*entered, actor(), now(), own.unit().id)
        return record

    def done(self, made: Project) -> ResponseReturnValue:
        """The project again."""
        flash(_("研究意见已提交"), "ok")
        return redirect(url_for("unit.project", project_id=made.id))

    def context(self, record: Project, form: StudyForm) -> dict[str, Any]:
        """What it comes from and what was decided; that somebody of the unit looked is kept."""
        versions.saw(record.id, record.version, current_user.name, now())
        reviews = positions.reviews_of(db.session(), [record.id])[record.id]
        return {
            "states": drafting.STATES,
            "step": positions.at_units([record]).get(record.id),
            "words": positions.DECISIONS,
            "bodies": {one.id: one for one in chains.steps(record.drive_id or 0)},
            "reviews": [one for one in reviews if not one.revoked],
            "sources": roots.of_project(record.id),
        }


@access("unit_officer")
class EditProject(FormPage):
    """Fill in a draft."""

    template = "unit/project_edit.html"

    def record(self, project_id: int) -> Project:
        """The project."""
        found = own.project(project_id)
        self.drive = drives.drive_of(found.congress_id, found.drive_id or 0)
        return found

    def filled(self, record: Project) -> ProjectForm:
        """The form; the lead unit is mine."""
        form = ProjectForm.of(self.drive, drafting.draft_of(record))
        del form.unit_id
        return form

    def act(self, record: Project, form: ProjectForm) -> Project:
        """Write it anew."""
        told = replace(form.draft(self.drive), unit_id=record.unit_id), "", form.version.data
        return drafting.change(record.congress_id, record.id, *told, actor(), now(), record.unit_id)

    def done(self, made: Project) -> ResponseReturnValue:
        """The project again."""
        flash(_("项目已保存"), "ok")
        return redirect(url_for("unit.project", project_id=made.id))

    def context(self, record: Project, form: ProjectForm) -> dict[str, Any]:
        """The drive, and what somebody has saved meanwhile."""
        form.compare(self.drive, record, record.unit)
        return {"drive": self.drive}


@access("unit_officer")
class SubmitProject(ActPage):
    """Send the draft into the chain."""

    def act(self, project_id: int) -> Project:
        """Send it."""
        unit = own.unit()
        return reviewing.submit(unit.congress_id, own.project(project_id).id, actor(), now(), unit.id)

    def done(self, made: Project) -> ResponseReturnValue:
        """The project again."""
        flash(_("项目已提交审核"), "ok")
        return redirect(url_for("unit.project", project_id=made.id))


bp.add_url_rule("/projects/<int:project_id>", view_func=ProjectPage.as_view("project"), methods=["GET"])
bp.add_url_rule("/projects/<int:project_id>/study", view_func=ProjectPage.as_view("study_project"), methods=["POST"])
bp.add_url_rule("/projects/<int:project_id>/submit", view_func=SubmitProject.as_view("submit_project"))
bp.add_url_rule("/projects/<int:project_id>/edit", view_func=EditProject.as_view("edit_project"))
