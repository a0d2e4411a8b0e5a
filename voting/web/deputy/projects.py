"""The candidates to read at leisure: searched, compared, with the deputy's own notes (看候选项目)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...attachments.models import Attachment
from ...errors import DomainError, Missing
from ...meetings import attendance
from ...meetings.rounds import main_round
from ...projects import deliberating, notes, reading
from ...projects.candidates import project_of
from ...projects.models import Project
from ...texts import fold
from ..access import access
from ..context import hall_id
from ..files import attachment
from ..values import wholes
from . import bp

MOST_COMPARED = 3


def _notes() -> dict[int, str]:
    return notes.of_deputy(hall_id(), _number())


def _number() -> str:
    """By which the notes of this meeting are the signed-in deputy's."""
    return attendance.entry(hall_id(), current_user.id).number


@bp.get("/projects")
@access.deputy
def projects() -> Any:
    """The list, by words, category, and whether I have a note."""
    listed = reading.listed(hall_id())
    words = request.args.get("q", "")
    category = request.args.get("category", "")
    mine = _notes()
    shown = [
        one
        for one in listed
        if (not category or one.category == category)
        and all(word in _searched(one) for word in map(fold, words.split()))
        and (request.args.get("noted") != "1" or one.id in mine)
    ]
    return render_template(
        "deputy/projects.html",
        projects=shown,
        all=len(listed),
        notes=mine,
        words=words,
        category=category,
        categories=sorted({one.category for one in listed if one.category}),
        most=MOST_COMPARED,
        rehearsal=current_user.rehearsal,
    )


def _searched(project: Project) -> str:
    return fold(" ".join((project.name, project.content, project.place, project.unit, project.necessity, project.goal)))


@bp.route("/projects/<int:project_id>", methods=["GET", "POST"])
@access.deputy
def project(project_id: int) -> Any:
    """One candidate with everything there is to read, and my note."""
    found = project_of(hall_id(), project_id)
    error = None
    if request.method == "POST":
        try:
            notes.save(hall_id(), _number(), project_id, request.form.get("note", ""))
            flash(_("笔记已保存，只有您自己看得到"), "ok")
            return redirect(url_for("deputy.project", project_id=project_id, _anchor="note"))
        except DomainError as problem:
            error = problem
            found = project_of(hall_id(), project_id)
    listed = reading.listed(hall_id())
    at = next(place for place, one in enumerate(listed) if one.id == project_id)
    said = deliberating.of_meeting(hall_id(), signed=True)
    page = render_template(
        "deputy/project.html",
        project=found,
        before=listed[at - 1] if at else None,
        after=listed[at + 1] if at + 1 < len(listed) else None,
        voices=reading.voices([project_id])[project_id],
        pictures=reading.pictures([project_id])[project_id],
        error=error,
        state=main_round(hall_id()).state,
        note=request.form.get("note", "") if error else _notes().get(project_id, ""),
        opinions=[one for one in said if one.project_id == project_id],
        rehearsal=current_user.rehearsal,
    )
    return page, error.status if error else 200


@bp.get("/projects/compare")
@access.deputy
def compare() -> Any:
    """Two or three candidates side by side; the address names them."""
    wanted = wholes(request.args.getlist("p"))
    chosen = [one for one in reading.listed(hall_id()) if one.id in wanted]
    if not 2 <= len(chosen) <= MOST_COMPARED:
        flash(_("请选择 2 至 %(most)s 个项目进行比较", most=MOST_COMPARED), "warn")
        return redirect(url_for("deputy.projects"))
    voices = reading.voices([one.id for one in chosen])
    return render_template(
        "deputy/compare.html", projects=chosen, voices=voices, notes=_notes(), rehearsal=current_user.rehearsal
    )


@bp.get("/projects/<int:project_id>/pictures/<int:attachment_id>")
@access.deputy
def project_picture(project_id: int, attachment_id: int) -> Response:
    """A photo of a candidate."""
    project_of(hall_id(), project_id)
    held = store.one_of(attachment_id, "project", [project_id])
    if held.kind != "image":
        raise Missing(*Attachment.absent)
    return attachment(held)
