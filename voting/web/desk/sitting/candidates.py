"""The candidate list: look, import, add, change, reorder, remove (候选项目)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ....errors import DomainError
from ....extensions import db
from ....meetings.models import Meeting
from ....meetings.rounds import main_round
from ....projects import candidate_papers, candidates
from ....projects.models import Project
from ....rules.rules import Rules
from ....tables import write_table
from ...access import access
from ...context import actor, meeting_or_404, now, settings
from ...files import PDF, XLSX, carried, download, upload
from ..blueprint import bp
from ..common import READERS, field_of

FIELDS = ("name", "content", "place", "investment_total", "investment_year", "unit", "deadline")
# Files keep their Chinese headings in every language: they are read back by them.
COLUMNS = (
    ("项目名称", 30),
    ("主要内容", 50),
    ("地点", 18),
    ("总投资（万元）", 16),
    ("年度投资（万元）", 18),
    ("责任单位", 22),
    ("完成时限", 16),
)


def _listed(meeting_id: int) -> list[Project]:
    return list(db.session.scalars(select(Project).where(Project.meeting_id == meeting_id).order_by(Project.no)))


def _list(meeting_id: int) -> Any:
    return redirect(url_for("desk.projects", meeting_id=meeting_id))


@bp.get("/meetings/<int:meeting_id>/candidates")
@access(*READERS)
def projects(meeting_id: int) -> Any:
    """The candidate list."""
    found = meeting_or_404(meeting_id)
    listed = _listed(meeting_id)
    return render_template(
        "desk/sitting/candidates.html",
        meeting=found,
        rehearsal=found.rehearsal,
        projects=listed,
        round=main_round(meeting_id),
        total=sum((item.investment_year or Decimal(0) for item in listed), Decimal(0)),
    )


@bp.get("/meetings/<int:meeting_id>/candidates/import")
@access("clerk")
def candidates_import(meeting_id: int) -> Any:
    """Choose a file."""
    return _import_page(meeting_or_404(meeting_id))


def _import_page(
    found: Meeting,
    error: DomainError | None = None,
    preview: candidates.Preview | None = None,
    file: tuple[str, str] | None = None,
) -> Any:
    page = render_template(
        "desk/sitting/candidates_import.html",
        meeting=found,
        rehearsal=found.rehearsal,
        error=error,
        preview=preview,
        carried=file,
        present=len(_listed(found.id)),
        round=main_round(found.id),
    )
    return page, error.status if error else 422 if preview and preview.errors else 200


@bp.post("/meetings/<int:meeting_id>/candidates")
@access("clerk")
def import_projects(meeting_id: int) -> Any:
    """Preview a file, or put what was previewed in the place of the present list."""
    found = meeting_or_404(meeting_id)
    try:
        content, name = upload()
        preview = candidates.read_candidates(content, name)
        if request.form.get("import") == "1" and not preview.errors:
            candidates.replace_list(found.id, preview.candidates, actor(), now())
            flash(_("已导入 %(n)s 项候选项目", n=len(preview.candidates)), "ok")
            return _list(meeting_id)
        return _import_page(found, None, preview, carried(content, name))
    except DomainError as problem:
        return _import_page(meeting_or_404(meeting_id), problem)


@bp.get("/meetings/<int:meeting_id>/candidates.xlsx")
@access(*READERS)
def candidates_export(meeting_id: int) -> Any:
    """The list as a spreadsheet; it can be imported again as it is."""
    meeting_or_404(meeting_id)
    rows = [[getattr(item, key) for key in FIELDS] for item in _listed(meeting_id)]
    return download(write_table("候选项目", COLUMNS, rows), XLSX, "候选项目.xlsx")


@bp.get("/meetings/<int:meeting_id>/booklet.pdf")
@access(*READERS)
def booklet(meeting_id: int) -> Any:
    """The candidate booklet (候选项目说明册)."""
    found = meeting_or_404(meeting_id)
    main = main_round(meeting_id)
    seats = Rules.from_dict(main.rules).seats if main.rules else 0
    pdf = candidate_papers.booklet(found, main.title.removesuffix("票决"), seats, settings(), now())
    return Response(pdf, mimetype=PDF, headers={"Content-Disposition": 'inline; filename="booklet.pdf"'})


@bp.get("/templates/candidates.xlsx")
@access(*READERS)
def candidates_template() -> Any:
    """An empty list to fill in."""
    return download(write_table("候选项目", COLUMNS, []), XLSX, "候选项目空表.xlsx")


@bp.route("/meetings/<int:meeting_id>/candidates/new", methods=["GET", "POST"])
@access("clerk")
def new_project(meeting_id: int) -> Any:
    """Type a project at the end of the list."""
    return _edit(meeting_id, None)


@bp.route("/meetings/<int:meeting_id>/candidates/<int:project_id>", methods=["GET", "POST"])
@access("clerk")
def project(meeting_id: int, project_id: int) -> Any:
    """Change a project."""
    return _edit(meeting_id, project_id)


def _text(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else "" if value is None else str(value)


def _edit(meeting_id: int, project_id: int | None) -> Any:
    found = meeting_or_404(meeting_id)
    item = None if project_id is None else candidates.project_of(meeting_id, project_id)
    if item is not None and item.drive_id is not None:
        # Nothing is typed twice: what was studied in a drive is changed there, with its versions.
        return redirect(url_for("desk.edit_drive_project", drive_id=item.drive_id, project_id=item.id))
    faults: list[tuple[str | None, Any]] = []
    status = 200
    if request.method == "POST":
        typed = {key: request.form.get(key, "") for key in FIELDS}
        candidate, wrong = candidates.candidate_of(typed)
        faults, status = list(wrong), 422 if wrong else 200
        if not wrong:
            try:
                candidates.save(found.id, project_id, candidate, actor(), now())
                if project_id is None:
                    flash(_("候选项目已增加：%(name)s", name=candidate.name), "ok")
                else:
                    flash(_("候选项目已修改：%(name)s", name=candidate.name), "ok")
                if request.form.get("another") == "1":
                    return redirect(url_for("desk.new_project", meeting_id=meeting_id))
                return _list(meeting_id)
            except DomainError as problem:
                faults, status = [(field_of(problem), problem.message)], problem.status
                found = meeting_or_404(meeting_id)
                item = None if project_id is None else candidates.project_of(meeting_id, project_id)
    else:
        typed = {key: _text(getattr(item, key)) if item else "" for key in FIELDS}
    page = render_template(
        "desk/sitting/candidate.html",
        meeting=found,
        rehearsal=found.rehearsal,
        project=item,
        typed=typed,
        faults=faults,
        wrong={key: sentence for key, sentence in faults if key},
        round=main_round(meeting_id),
    )
    return page, status


@bp.post("/meetings/<int:meeting_id>/candidates/<int:project_id>/move")
@access("clerk")
def move_project(meeting_id: int, project_id: int) -> Any:
    """One place up or down."""
    meeting_or_404(meeting_id)
    candidates.move(meeting_id, project_id, request.form.get("to") == "up", actor(), now())
    return redirect(url_for("desk.projects", meeting_id=meeting_id, _anchor=f"project-{project_id}"))


@bp.route("/meetings/<int:meeting_id>/candidates/<int:project_id>/remove", methods=["GET", "POST"])
@access("clerk")
def remove_project(meeting_id: int, project_id: int) -> Any:
    """Ask, then take a project off the list."""
    found = meeting_or_404(meeting_id)
    if request.method == "POST":
        name = candidates.remove(meeting_id, project_id, actor(), now())
        flash(_("候选项目已删除：%(name)s", name=name), "ok")
        return _list(meeting_id)
    item = candidates.project_of(meeting_id, project_id)
    return render_template(
        "desk/sitting/candidate_remove.html",
        meeting=found,
        rehearsal=found.rehearsal,
        project=item,
        round=main_round(meeting_id),
    )
