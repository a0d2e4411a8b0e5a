"""The chain of bodies: where each project waits, and what a body has decided (审核)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.models import Drive
from ....errors import DomainError
from ....projects import chains, drafting, positions, reviewing
from ....projects.chains import ENTERERS, PHASES, Step
from ....projects.models import Project, ReviewStep
from ....projects.reviewing import Decision
from ....times import CHINA
from ... import project_form
from ...access import access
from ...context import actor, now, settings
from ...values import whole
from ..blueprint import bp
from ..common import field_of
from .drafts import project_page
from .drives import EDITORS, PLANNERS, drive_or_404

SPARE = 2
"""Empty rows of the chain's form."""


def waiting(drive: Drive, steps: list[ReviewStep]) -> dict[int, list[Project]]:
    """The projects that wait at each step, in the order of the list."""
    made: dict[int, list[Project]] = {one.id: [] for one in steps}
    projects = [one for one in drafting.of_drive(drive.id) if one.state in ("review", "preliminary", "listed")]
    stands = positions.positions(projects, steps)
    for one in projects:
        upcoming = stands[one.id].next
        if upcoming is not None and (upcoming.phase != "session" or one.meeting_id is not None):
            made[upcoming.id].append(one)
    return made


@bp.get("/drives/<int:drive_id>/reviews")
@access(*PLANNERS)
def reviews(drive_id: int) -> Any:
    """The chain, and what waits where."""
    drive = drive_or_404(drive_id)
    steps = chains.steps(drive.id)
    projects = drafting.of_drive(drive.id)
    return render_template(
        "desk/drive/reviews.html",
        drive=drive,
        steps=steps,
        waiting=waiting(drive, steps),
        phases=PHASES,
        planned=chains.planned(drive.id),
        begun=chains.begun(drive.id),
        counts={state: sum(one.state == state for one in projects) for state in drafting.STATES},
    )


@bp.route("/drives/<int:drive_id>/chain", methods=["GET", "POST"])
@access(*EDITORS)
def chain(drive_id: int) -> Any:
    """Change the chain before it begins."""
    drive, error = drive_or_404(drive_id), None
    rows = [(one.body, one.phase, one.roles) for one in chains.planned(drive.id)]
    if request.method == "POST":
        rows = _rows()
        try:
            wanted = [Step(body, phase, tuple(roles)) for body, phase, roles in rows]
            chains.change(drive.congress_id, drive_id, wanted, actor(), now())
            flash(_("审核程序已保存"), "ok")
            return redirect(url_for("desk.reviews", drive_id=drive_id))
        except DomainError as problem:
            error, drive = problem, drive_or_404(drive_id)
    page = render_template(
        "desk/drive/chain.html",
        drive=drive,
        rows=[*rows, *[("", "", ())] * SPARE],
        phases=PHASES,
        enterers=ENTERERS,
        begun=chains.begun(drive.id),
        error=error,
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200


def _rows() -> list[tuple[str, str, Any]]:
    """The rows that name a body, in the order of their numbers; what has no number stays where it is."""
    made = []
    for at in range(chains.MAX_STEPS + SPARE):
        body = request.form.get(f"body-{at}", "").strip()
        if not body:
            continue
        no = request.form.get(f"no-{at}", "").strip()
        place = whole(no, at + 1, high=999)
        made.append((place, at, (body, request.form.get(f"phase-{at}", ""), request.form.getlist(f"roles-{at}"))))
    return [row for _place, _at, row in sorted(made, key=lambda one: one[:2])]


@bp.route("/drives/<int:drive_id>/reviews/<int:step_id>", methods=["GET", "POST"])
@access(*EDITORS, "chair")
def review_step(drive_id: int, step_id: int) -> Any:
    """Enter what a body decided in one sitting on all projects that wait there."""
    drive, error = drive_or_404(drive_id), None
    step = chains.step_of(drive.id, step_id)
    if request.method == "POST":
        try:
            entered = reviewing.enter(
                drive.congress_id,
                step_id,
                project_form.sitting(),
                decisions(),
                current_user.roles,
                settings(),
                actor(),
                now(),
            )
            flash(_("已录入 %(n)s 个项目的决定", n=entered), "ok")
            return redirect(url_for("desk.reviews", drive_id=drive_id))
        except DomainError as problem:
            error, drive, step = problem, drive_or_404(drive_id), chains.step_of(drive_id, step_id)
    listed = waiting(drive, chains.steps(drive.id))[step.id]
    page = render_template(
        "desk/drive/review_step.html",
        drive=drive,
        step=step,
        listed=listed,
        decisions=positions.DECISIONS,
        phases=PHASES,
        stands=positions.positions(listed, chains.steps(drive.id)),
        mine=bool(set(current_user.roles) & set(step.roles)),
        others=[one for one in drafting.of_drive(drive.id) if one.state not in drafting.OVER],
        typed=request.form,
        today=now().astimezone(CHINA).date().isoformat(),
        error=error,
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200


def decisions() -> list[Decision]:
    """What is decided on each project; those left open are not among them."""
    made = []
    for key, value in request.form.items():
        number = whole(key.removeprefix("decision-"), None)
        if not key.startswith("decision-") or not value or number is None:
            continue
        into = request.form.get(f"into-{number}", "")
        made.append(
            Decision(
                number,
                value,
                request.form.get(f"opinion-{number}", ""),
                whole(into, None) if value == "merged" else None,
            )
        )
    return made


@bp.post("/drives/<int:drive_id>/reviews/<int:review_id>/revoke")
@access(*EDITORS)
def revoke_review(drive_id: int, review_id: int) -> Any:
    """Strike out a decision that was entered by mistake."""
    drive = drive_or_404(drive_id)
    try:
        project_id = reviewing.revoke(drive.congress_id, review_id, request.form.get("reason", ""), actor(), now())
    except DomainError as problem:
        return project_page(drive_or_404(drive_id), reviewing.project_of(drive_id, review_id), problem)
    flash(_("决定已撤销，项目回到这个环节"), "ok")
    return redirect(url_for("desk.drive_project", drive_id=drive_id, project_id=project_id))


@bp.post("/drives/<int:drive_id>/reviews/<int:review_id>/publish")
@access(*EDITORS)
def publish_review(drive_id: int, review_id: int) -> Any:
    """Show a decision on the project's public page, or no longer."""
    drive = drive_or_404(drive_id)
    project_id = reviewing.publish(drive.congress_id, review_id, request.form.get("public") == "1", actor(), now())
    flash(_("已更新项目公开页"), "ok")
    return redirect(url_for("desk.drive_project", drive_id=drive_id, project_id=project_id))
