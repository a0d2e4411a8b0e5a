"""Projects that a unit leads: what it fills in, and what it finds when it studies them (承办单位研究)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...collection.models import Drive
from ...congress.models import Unit
from ...errors import DomainError, Forbidden
from ...extensions import db
from ...projects import chains, drafting, positions, reviewing, roots, versions
from ...projects.drafting import Faults
from ...projects.models import Project, ReviewStep
from ...projects.reviewing import Decision
from ...times import CHINA
from .. import project_form
from ..access import access
from ..context import actor, now, settings
from ..values import whole
from . import bp

DECISIONS = ("passed", "changed", "returned")
"""What a unit may decide; to withdraw or merge is for the government."""


def _unit() -> Unit:
    if current_user.unit_id is None:
        raise Forbidden("no_unit", "您的账号还没有对应的单位，请联系人大机关")
    return db.session.get_one(Unit, current_user.unit_id)


def _project(project_id: int) -> tuple[Unit, Project, Drive]:
    unit = _unit()
    found = drafting.of_unit(unit.id, project_id)
    return unit, found, db.session.get_one(Drive, found.drive_id)


def _own_step(project: Project) -> ReviewStep | None:
    """The step at which this unit decides now."""
    if project.state == "drafted" or project.drive_id is None:
        return None
    stands = positions.positions([project], chains.steps(project.drive_id))[project.id]
    return stands.next if stands.next is not None and "unit_officer" in stands.next.roles else None


@bp.get("/projects")
@access("unit_officer")
def projects() -> Any:
    """The projects that my unit leads, those that wait for it first."""
    unit = _unit()
    listed = [(one, _own_step(one)) for one in drafting.led_by(unit.id)]
    listed.sort(key=lambda pair: (pair[1] is None, pair[0].state != "drafted", -pair[0].id))
    return render_template("unit/projects.html", unit=unit, listed=listed, states=drafting.STATES)


@bp.get("/projects/<int:project_id>")
@access("unit_officer")
def project(project_id: int) -> Any:
    """One of them, with its roots and what was decided."""
    return _page(project_id)


def _page(project_id: int, error: DomainError | None = None) -> Any:
    _own, found, _drive = _project(project_id)
    versions.saw(project_id, found.version, current_user.name, now())
    unit, found, drive = _project(project_id)
    steps = {one.id: one for one in chains.steps(drive.id)}
    page = render_template(
        "unit/project.html",
        unit=unit,
        project=found,
        drive=drive,
        states=drafting.STATES,
        step=_own_step(found),
        decisions={key: positions.DECISIONS[key] for key in DECISIONS},
        words=positions.DECISIONS,
        bodies=steps,
        reviews=[one for one in positions.reviews_of(db.session(), [project_id])[project_id] if not one.revoked],
        sources=roots.of_project(project_id),
        error=error,
        typed=request.form,
        today=now().astimezone(CHINA).date().isoformat(),
        wrong={str(error.details.get("field", "")).split("-")[0]: error.message} if error else {},
    )
    return page, error.status if error else 200


@bp.route("/projects/<int:project_id>/edit", methods=["GET", "POST"])
@access("unit_officer")
def edit_project(project_id: int) -> Any:
    """Fill in a draft."""
    unit, found, drive = _project(project_id)
    draft, problem = drafting.draft_of(found), None
    faults: Faults = []
    if request.method == "POST":
        draft, faults = project_form.read(drive)
        seen = request.form.get("version", "")
        try:
            if not faults:
                draft = replace(draft, unit_id=unit.id)
                drafting.change(
                    unit.congress_id,
                    project_id,
                    draft,
                    "",
                    whole(seen, -1),
                    actor(),
                    now(),
                    unit.id,
                )
                flash(_("项目已保存"), "ok")
                return redirect(url_for("unit.project", project_id=project_id))
        except DomainError as error:
            problem = error
            unit, found, drive = _project(project_id)
    page = render_template(
        "unit/project_edit.html",
        unit=unit,
        project=found,
        drive=drive,
        **project_form.words(drive, found, draft, faults, problem),
    )
    return page, problem.status if problem else 422 if faults else 200


@bp.post("/projects/<int:project_id>/submit")
@access("unit_officer")
def submit_project(project_id: int) -> Any:
    """Send the draft into the chain."""
    unit, _found, _drive = _project(project_id)
    reviewing.submit(unit.congress_id, project_id, actor(), now(), unit.id)
    flash(_("项目已提交审核"), "ok")
    return redirect(url_for("unit.project", project_id=project_id))


@bp.post("/projects/<int:project_id>/study")
@access("unit_officer")
def study_project(project_id: int) -> Any:
    """Enter what my unit found."""
    unit, found, _drive = _project(project_id)
    step = _own_step(found)
    decision = request.form.get("decision", "")
    try:
        if step is None or decision not in DECISIONS:
            raise Forbidden("not_enterer", "这个环节的决定不由您录入")
        one = Decision(project_id, decision, request.form.get("opinion", ""))
        reviewing.enter(
            unit.congress_id,
            step.id,
            project_form.sitting(),
            [one],
            current_user.roles,
            settings(),
            actor(),
            now(),
            unit.id,
        )
    except DomainError as problem:
        return _page(project_id, problem)
    flash(_("研究意见已提交"), "ok")
    return redirect(url_for("unit.project", project_id=project_id))
