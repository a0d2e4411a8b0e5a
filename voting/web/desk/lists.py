"""The roster and the candidate list: preview, then import."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ...deputies import authentication, roster
from ...deputies.models import Deputy
from ...errors import DomainError, Missing, Rejected
from ...extensions import db
from ...printing import Pass as PrintedPass
from ...printing import missing_glyphs, passes_pdf
from ...projects import candidates
from ...projects.models import Project
from ..access import access
from ..here import actor, meeting_or_404, now, rng, settings
from . import bp


def _upload() -> tuple[bytes, str]:
    """The uploaded file, or the one that the preview carried along."""
    if request.form.get("content"):
        return base64.b64decode(request.form["content"]), request.form.get("filename", "")
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Rejected("no_file", "请选择文件")
    return file.read(), file.filename


def _unprintable(text: str) -> set[str]:
    return missing_glyphs(text, settings().fonts)


@bp.route("/meetings/<int:meeting_id>/roster", methods=["GET", "POST"])
@access("clerk")
def deputies(meeting_id: int) -> Any:
    """The roster: look, search, or import when there is none."""
    found = meeting_or_404(meeting_id)
    error, preview, carried = None, None, None
    if request.method == "POST":
        try:
            content, name = _upload()
            preview = roster.read_roster(content, name, _unprintable)
            if request.form.get("import") == "1" and not preview.errors:
                made = roster.import_roster(found.id, preview.people, settings(), actor(), now(), rng)
                return _passes(meeting_id, made)
            carried = (base64.b64encode(content).decode(), name)
        except DomainError as problem:
            error = problem
    words = request.args.get("q", "").strip()
    query = select(Deputy).where(Deputy.meeting_id == meeting_id).order_by(Deputy.number)
    if words:
        query = query.where(Deputy.name.contains(words) | Deputy.number.contains(words))
    page = render_template(
        "desk/roster.html", meeting=found, error=error, preview=preview, carried=carried, words=words,
        people=list(db.session.scalars(query)), now=now(), rehearsal=found.rehearsal,
    )  # fmt: skip
    return page, error.status if error else 422 if preview and preview.errors else 200


def _passes(meeting_id: int, made: list[roster.Pass]) -> Response:
    """The passes with their PINs: handed out once, kept nowhere."""
    found = meeting_or_404(meeting_id)
    passes = [
        PrintedPass(number=p.number, name=p.name, delegation=p.delegation, token=p.token, pin=p.pin) for p in made
    ]
    pdf = passes_pdf(
        passes, congress=found.congress.name, meeting=found.name, rehearsal=found.rehearsal, fonts=settings().fonts
    )
    disposition = 'attachment; filename="passes.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": disposition})


@bp.post("/meetings/<int:meeting_id>/roster/<int:deputy_id>/unlock")
@access("clerk")
def unlock(meeting_id: int, deputy_id: int) -> Any:
    """Let a locked deputy try again."""
    meeting_or_404(meeting_id)
    deputy = db.session.get(Deputy, deputy_id)
    if deputy is None or deputy.meeting_id != meeting_id:
        raise Missing("no_such_deputy", "没有找到这位代表")
    name = authentication.unlock(deputy_id, actor(), now()).name
    flash(_("%(name)s代表可以重新登录", name=name), "ok")
    return redirect(url_for("desk.deputies", meeting_id=meeting_id))


@bp.route("/meetings/<int:meeting_id>/candidates", methods=["GET", "POST"])
@access("clerk")
def projects(meeting_id: int) -> Any:
    """The candidate list: look, import, add."""
    found = meeting_or_404(meeting_id)
    error, preview, carried, faults = None, None, None, list[str]()
    if request.method == "POST":
        try:
            if request.form.get("typed") == "1":
                candidate, faults = candidates.candidate_of(request.form.to_dict())
                if not faults:
                    candidates.save(found.id, None, candidate, actor(), now())
                    flash(_("候选项目已增加"), "ok")
                    return redirect(url_for("desk.projects", meeting_id=meeting_id))
            else:
                content, name = _upload()
                preview = candidates.read_candidates(content, name)
                if request.form.get("import") == "1" and not preview.errors:
                    candidates.replace_list(found.id, preview.candidates, actor(), now())
                    flash(_("候选项目已导入"), "ok")
                    return redirect(url_for("desk.projects", meeting_id=meeting_id))
                carried = (base64.b64encode(content).decode(), name)
        except DomainError as problem:
            error = problem
    query = select(Project).where(Project.meeting_id == meeting_id).order_by(Project.no)
    page = render_template(
        "desk/candidates.html", meeting=found, error=error, faults=faults, preview=preview, carried=carried,
        projects=list(db.session.scalars(query)), rehearsal=found.rehearsal,
    )  # fmt: skip
    wrong = bool(faults) or bool(preview and preview.errors)
    return page, error.status if error else 422 if wrong else 200


@bp.post("/meetings/<int:meeting_id>/candidates/<int:project_id>/remove")
@access("clerk")
def remove_project(meeting_id: int, project_id: int) -> Any:
    """Take a project off the list."""
    meeting_or_404(meeting_id)
    candidates.remove(meeting_id, project_id, actor(), now())
    return redirect(url_for("desk.projects", meeting_id=meeting_id))
