"""Projects as everybody reads them: the notice of the preliminary list, and a page for each (公示、项目页)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...collection import guard
from ...collection.models import Suggestion
from ...errors import DomainError
from ...extensions import limiter
from ...projects import candidate_papers, comments, positions, publicity
from ...projects.versions import FIELDS
from ..access import access
from ..context import now, rng, settings
from ..files import PDF, attachment, public_file
from ..formats import money
from ..language import say
from . import bp

AMOUNTS = ("investment_total", "investment_year")


@bp.get("/collect/<slug>/projects")
@access.public
def publicity_page(slug: str) -> Any:
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


@bp.route("/projects/<int:project_id>", methods=["GET", "POST"])
@access.public
@limiter.limit("300/hour", methods=["POST"])
def project(project_id: int) -> Any:
    """A project: what it is, where it comes from, what was decided; during the notice a form for comments."""
    shown = publicity.shown(project_id, now())
    error, token = None, guard.issue(_key(), now(), rng)
    if request.method == "POST":
        token = request.form.get("form_token", "")
        try:
            answer, trap = request.form.get("answer", ""), request.form.get("website", "")
            guard.check(_key(), token, answer, trap, now(), settings().form_seconds)
            comments.send(project_id, request.form.get("text", ""), token, now())
            flash(_("意见已收到，谢谢。工作人员处理后会在本页公开意见和答复。"), "ok")
            return redirect(url_for("public.project", project_id=project_id, _anchor="comments"), 303)
        except DomainError as problem:
            error, shown = problem, publicity.shown(project_id, now())
            if problem.code in ("form_unknown", "form_expired"):
                token = guard.issue(_key(), now(), rng)
    field = str(error.details.get("field", "text")) if error else ""
    page = render_template(
        "public/project.html",
        shown=shown,
        project=shown.project,
        fields=shown.fields,
        decisions=positions.DECISIONS,
        comments=comments.released(project_id),
        open=shown.notice is not None and shown.notice.phase(now()) == "open",
        token=token,
        question=guard.question(_key(), token),
        error=error,
        wrong={field: error.message} if error else {},
        typed=request.form,
        most=comments.MAX_COMMENT,
        pairs=_pairs(shown.fields),
        rehearsal=shown.meeting is not None and shown.meeting.rehearsal,
        suggestion_page=_suggestion_page,
    )
    return page, error.status if error else 200


@bp.get("/projects/<int:project_id>/files/<int:attachment_id>")
@access.public
def project_file(project_id: int, attachment_id: int) -> Response:
    """A picture or document that the office has released; `?small=1` gives the small picture."""
    shown = publicity.shown(project_id, now())
    return attachment(publicity.file_of(shown, attachment_id))


def _pairs(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and text of what is filled in."""
    return [
        (say(label), money(fields[key]) if key in AMOUNTS else fields[key])
        for key, label in FIELDS.items()
        if key != "name" and fields.get(key)
    ]


def _suggestion_page(suggestion: Suggestion) -> str:
    """The address of a released suggestion's page, once there are such pages."""
    drive = suggestion.drive
    if drive is None or "public.suggestion" not in current_app.view_functions:
        return ""
    return url_for("public.suggestion", slug=drive.slug, no=suggestion.no)


def _key() -> bytes:
    key: bytes = current_app.config["SECRET_KEY"]
    return key
