"""Projects as everybody reads them: the notice of the preliminary list, and a page for each (公示、项目页)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...collection.models import Suggestion
from ...extensions import limiter
from ...projects import candidate_papers, comments, positions, publicity
from ...projects.fields import FIELDS
from ...projects.publicity import Shown
from ..access import access
from ..context import now, settings
from ..files import PDF, attachment, public_file
from ..formats import money
from ..forms.public import CommentForm
from ..language import say
from ..pages import FormPage
from . import bp


@bp.get("/collect/<slug>/projects")
@access.public
def publicity_page(slug: str) -> str:
    """The notice with its projects."""
    drive, found = publicity.published(slug, now())
    return render_template(
        "public/publicity.html",
        drive=drive,
        found=found,
        phase=found.phase(now()),
        phases=publicity.PHASES,
        rows=publicity.rows(found),
    )


@bp.get("/collect/<slug>/projects.pdf")
@access.public
def publicity_paper(slug: str) -> Response:
    """The notice as a paper."""
    drive, found = publicity.published(slug, now())
    pdf = candidate_papers.publicity_notice(drive, found, settings(), now())
    return public_file(pdf, PDF, f"projects-{drive.slug}.pdf", inline=True)


@access.public
class ProjectPage(FormPage):
    """A project: what it is, where it comes from, what was decided; during the notice a form for comments."""

    decorators = [limiter.limit("300/hour", methods=["POST"])]
    template = "public/project.html"
    form = CommentForm

    def record(self, project_id: int) -> Shown:
        """The project as everybody may read it."""
        return publicity.shown(project_id, now())

    def filled(self, record: Shown) -> CommentForm:
        """The comment."""
        return CommentForm.asked()

    def act(self, record: Shown, form: CommentForm) -> int:
        """Take it in; the project's id."""
        project_id = record.project.id
        form.check()
        comments.send(project_id, form.text.data, form.token.data, now())
        return project_id

    def done(self, made: int) -> ResponseReturnValue:
        """The comments."""
        flash(_("意见已收到，谢谢。工作人员处理后会在本页公开意见和答复。"), "ok")
        return redirect(url_for("public.project", project_id=made, _anchor="comments"), 303)

    def context(self, record: Shown, form: CommentForm) -> dict[str, Any]:
        """What everybody may read."""
        return {
            "shown": record,
            "project": record.project,
            "fields": record.fields,
            "decisions": positions.DECISIONS,
            "comments": comments.released(record.project.id),
            "open": record.notice is not None and record.notice.phase(now()) == "open",
            "most": comments.MAX_COMMENT,
            "pairs": _pairs(record.fields),
            "rehearsal": record.meeting is not None and record.meeting.rehearsal,
            "suggestion_page": _suggestion_page,
        }


@bp.get("/projects/<int:project_id>/files/<int:attachment_id>")
@access.public
def project_file(project_id: int, attachment_id: int) -> Response:
    """A picture or document that the office has released; `?small=1` gives the small picture."""
    shown = publicity.shown(project_id, now())
    return attachment(publicity.file_of(shown, attachment_id))


def _pairs(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and text of what is filled in."""
    return [
        (say(words.label), money(fields[key]) if words.amount else fields[key])
        for key, words in FIELDS.items()
        if key != "name" and fields.get(key)
    ]


def _suggestion_page(suggestion: Suggestion) -> str:
    """The address of a released suggestion's page, once there are such pages."""
    drive = suggestion.drive
    if drive is None or "public.suggestion" not in current_app.view_functions:
        return ""
    return url_for("public.suggestion", slug=drive.slug, no=suggestion.no)


bp.add_url_rule("/projects/<int:project_id>", view_func=ProjectPage.as_view("project"))
