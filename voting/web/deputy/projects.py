"""The candidates to read at leisure: searched, compared, with the deputy's own notes (看候选项目)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...attachments.models import Attachment
from ...errors import Missing
from ...meetings import attendance
from ...meetings.rounds import main_round
from ...projects import deliberating, notes, reading
from ...projects.candidates import project_of
from ...projects.models import Project
from ..access import access
from ..context import hall_id
from ..files import attachment
from ..forms.deputies import CandidateFilters, NoteForm
from ..pages import FormPage
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
def projects() -> str:
    """The list, by words, category, and whether I have a note."""
    listed, mine, filters = reading.listed(hall_id()), _notes(), CandidateFilters.asked()
    filters.category.pairs = [(one, one) for one in sorted({one.category for one in listed if one.category})]
    found = reading.matching(listed, filters.q.data, filters.category.data)
    return render_template(
        "deputy/projects.html",
        projects=[one for one in found if one.id in mine or not filters.noted.data],
        all=len(listed),
        notes=mine,
        filters=filters,
        most=MOST_COMPARED,
    )


@access.deputy
class ProjectPage(FormPage):
    """One candidate with everything there is to read, and my note."""

    template = "deputy/project.html"

    def record(self, project_id: int) -> Project:
        """The candidate."""
        return project_of(hall_id(), project_id)

    def filled(self, record: Project) -> NoteForm:
        """My note."""
        return NoteForm.asked(note=_notes().get(record.id, ""))

    def act(self, record: Project, form: NoteForm) -> int:
        """Keep it."""
        notes.save(hall_id(), _number(), record.id, form.note.data)
        return record.id

    def done(self, made: int) -> ResponseReturnValue:
        """The note again."""
        flash(_("笔记已保存，只有您自己看得到"), "ok")
        return redirect(url_for("deputy.project", project_id=made, _anchor="note"))

    def context(self, record: Project, form: NoteForm) -> dict[str, Any]:
        """Its neighbours on the list, and what was said of it."""
        listed = reading.listed(hall_id())
        at = [one.id for one in listed].index(record.id)
        said = deliberating.of_meeting(hall_id(), signed=True)
        return {
            "before": listed[at - 1] if at else None,
            "after": listed[at + 1] if at + 1 < len(listed) else None,
            "voices": reading.voices([record.id])[record.id],
            "pictures": reading.pictures([record.id])[record.id],
            "state": main_round(hall_id()).state,
            "opinions": [one for one in said if one.project_id == record.id],
        }


@bp.get("/projects/compare")
@access.deputy
def compare() -> ResponseReturnValue:
    """Two or three candidates side by side; the address names them."""
    wanted = wholes(request.args.getlist("p"))
    chosen = [one for one in reading.listed(hall_id()) if one.id in wanted]
    if not 2 <= len(chosen) <= MOST_COMPARED:
        flash(_("请选择 2 至 %(most)s 个项目进行比较", most=MOST_COMPARED), "warn")
        return redirect(url_for("deputy.projects"))
    voices = reading.voices([one.id for one in chosen])
    return render_template("deputy/compare.html", projects=chosen, voices=voices, notes=_notes())


@bp.get("/projects/<int:project_id>/pictures/<int:attachment_id>")
@access.deputy
def project_picture(project_id: int, attachment_id: int) -> Response:
    """A photo of a candidate."""
    project_of(hall_id(), project_id)
    held = store.one_of(attachment_id, "project", [project_id])
    if held.kind != "image":
        raise Missing(*Attachment.absent)
    return attachment(held)


bp.add_url_rule("/projects/<int:project_id>", view_func=ProjectPage.as_view("project"))
