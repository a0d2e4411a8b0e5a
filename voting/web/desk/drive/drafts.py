"""A drive's projects: the list, a new one from suggestions, one with its roots, files and versions (项目)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....attachments.cleaning import clean_file
from ....attachments.models import Attachment
from ....collection.models import Drive
from ....collection.suggestions import suggestion_of
from ....errors import DomainError, Rejected
from ....extensions import db
from ....projects import chains, drafting, positions, reading, reviewing, roots, versions
from ....projects.drafting import STATES
from ....projects.models import Project, ReviewStep
from ....tables import write_table
from ....texts import fold
from ... import project_form
from ...access import access
from ...context import actor, now, settings
from ...files import XLSX, attachment, download
from ...lists import paged
from ...values import whole, wholes
from ..blueprint import bp
from .drives import EDITORS, PLANNERS, drive_or_404

PER_PAGE = 50
COLUMNS = (
    ("项目名称", 30),
    ("状态", 14),
    ("下一环节", 24),
    ("类别", 12),
    ("地点", 18),
    ("主要内容", 50),
    ("必要性", 40),
    ("可行性", 40),
    ("总投资（万元）", 16),
    ("年度投资（万元）", 18),
    ("资金来源", 30),
    ("牵头单位", 22),
    ("责任单位", 22),
    ("完成时限", 16),
    ("年度目标", 30),
    ("联系人和电话", 22),
    ("来源建议", 20),
)


def project_or_404(drive: Drive, project_id: int) -> Project:
    """The project, if it belongs to this drive."""
    return drafting.project_of(drive.congress_id, drive.id, project_id)


def _view(drive_id: int, project_id: int, anchor: str | None = None) -> Any:
    return redirect(url_for("desk.drive_project", drive_id=drive_id, project_id=project_id, _anchor=anchor))


def _chosen(drive: Drive) -> tuple[list[Project], dict[int, positions.Position], dict[str, str]]:
    """The projects that the address asks for, where each stands, and the words of the address."""
    words, state, unit = (request.args.get(key, "").strip() for key in ("q", "state", "unit"))
    found = [
        one
        for one in drafting.of_drive(drive.id)
        if (not state or one.state == state)
        and (not unit or str(one.unit_id) == unit)
        and all(fold(word) in fold(f"{one.name}{one.content}{one.place}{one.unit}") for word in words.split())
    ]
    filters = {key: value for key, value in (("q", words), ("state", state), ("unit", unit)) if value}
    return found, positions.positions(found, chains.steps(drive.id)), filters


@bp.get("/drives/<int:drive_id>/projects")
@access(*PLANNERS)
def drive_projects(drive_id: int) -> Any:
    """All projects of the drive, searched and filtered by the address."""
    drive = drive_or_404(drive_id)
    found, stands, filters = _chosen(drive)
    page = paged(found, PER_PAGE)
    known = {one.unit_id: one.unit for one in drafting.of_drive(drive.id) if one.unit_id}
    return render_template(
        "desk/drive/projects.html",
        drive=drive,
        page=page,
        stands=stands,
        filters=filters,
        states=STATES,
        units=known,
        total=sum(one.investment_total or 0 for one in found if one.state not in drafting.OVER),
        roots=reading.voices([one.id for one in page.items]),
    )


@bp.get("/drives/<int:drive_id>/projects.xlsx")
@access(*PLANNERS)
def drive_projects_export(drive_id: int) -> Response:
    """What the list shows, as a spreadsheet."""
    drive = drive_or_404(drive_id)
    found, stands, _filters = _chosen(drive)
    rows = []
    for one in found:
        upcoming = stands[one.id].next
        rows.append(
            [
                one.name,
                STATES[one.state],
                upcoming.body if upcoming and one.state not in drafting.OVER else "",
                one.category,
                one.place,
                one.content,
                one.necessity,
                one.feasibility,
                one.investment_total,
                one.investment_year,
                one.funds,
                one.unit,
                one.other_units,
                one.deadline,
                one.goal,
                one.contact,
                "、".join(str(root.no) for root in roots.of_project(one.id)),
            ]
        )
    return download(write_table("项目", COLUMNS, rows), XLSX, f"项目-{drive.year}.xlsx")


@bp.route("/drives/<int:drive_id>/projects/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_drive_project(drive_id: int) -> Any:
    """Draft a project; the address names the suggestions it comes from (`s`, several times)."""
    drive = drive_or_404(drive_id)
    wanted = wholes(request.values.getlist("s"))
    sources = [suggestion_of(drive.congress_id, one) for one in wanted]
    if request.method == "GET":
        return _form(drive, None, drafting.suggested(sources), [], sources=sources)
    draft, faults = project_form.read(drive)
    if faults:
        return _form(drive, None, draft, faults, sources=sources)
    try:
        made = drafting.create(drive.congress_id, drive.id, draft, wanted, actor(), now())
    except DomainError as problem:
        drive = drive_or_404(drive_id)
        sources = [suggestion_of(drive.congress_id, one) for one in wanted]
        return _form(drive, None, draft, [], problem, sources)
    flash(_("项目已起草：%(name)s", name=made.name), "ok")
    return _view(drive_id, made.id)


@bp.get("/drives/<int:drive_id>/projects/<int:project_id>")
@access(*PLANNERS)
def drive_project(drive_id: int, project_id: int) -> Any:
    """A project with everything that is known of it."""
    return project_page(drive_or_404(drive_id), project_id)


def project_page(drive: Drive, project_id: int, error: DomainError | None = None) -> Any:
    """The page of a project, with what was wrong when something on it was sent."""
    project = project_or_404(drive, project_id)
    versions.saw(project_id, project.version, current_user.name, now())
    drive, project = drive_or_404(drive.id), drafting.project_of(drive.congress_id, drive.id, project_id)
    steps = chains.steps(drive.id)
    reviews = positions.reviews_of(db.session(), [project_id])[project_id]
    sources = roots.of_project(project_id)
    bodies: dict[int, ReviewStep] = {one.id: one for one in steps}
    page = render_template(
        "desk/drive/project.html",
        drive=drive,
        project=project,
        states=STATES,
        decisions=positions.DECISIONS,
        bodies=bodies,
        position=positions.position(steps, reviews, project.version),
        reviews=list(reversed(reviews)),
        steps=steps,
        documents=_documents([one.id for one in reviews]),
        sources=sources,
        members=roots.members([one.id for one in sources]),
        files=store.held_by("project", [project_id]),
        versions=(listed := versions.of_project(project_id)),
        seen=versions.seen_by([one.id for one in listed]),
        into=db.session.get(Project, project.merged_into_id) if project.merged_into_id else None,
        error=error,
        typed=request.form,
        over=project.state in drafting.OVER,
    )
    return page, error.status if error else 200


def _documents(review_ids: list[int]) -> dict[int, list[Attachment]]:
    made: dict[int, list[Attachment]] = {one: [] for one in review_ids}
    for held in store.held_by("review", review_ids):
        made[held.holder_id].append(held)
    return made


@bp.route("/drives/<int:drive_id>/projects/<int:project_id>/edit", methods=["GET", "POST"])
@access(*EDITORS)
def edit_drive_project(drive_id: int, project_id: int) -> Any:
    """Change a project; what it said before stays in its versions."""
    drive = drive_or_404(drive_id)
    project = project_or_404(drive, project_id)
    if request.method == "GET":
        return _form(drive, project, drafting.draft_of(project), [])
    draft, faults = project_form.read(drive)
    if faults:
        return _form(drive, project, draft, faults)
    seen = request.form.get("version", "")
    try:
        drafting.change(
            drive.congress_id,
            project_id,
            draft,
            request.form.get("reason", ""),
            whole(seen, -1),
            actor(),
            now(),
        )
    except DomainError as problem:
        drive = drive_or_404(drive_id)
        return _form(drive, project_or_404(drive, project_id), draft, [], problem)
    flash(_("项目已保存"), "ok")
    return _view(drive_id, project_id)


def _form(
    drive: Drive,
    project: Project | None,
    draft: drafting.Draft,
    faults: drafting.Faults,
    problem: DomainError | None = None,
    sources: Any = (),
) -> Any:
    page = render_template(
        "desk/drive/project_edit.html",
        drive=drive,
        project=project,
        sources=sources,
        states=STATES,
        **project_form.words(drive, project, draft, faults, problem),
    )
    return page, problem.status if problem else 422 if faults else 200


@bp.post("/drives/<int:drive_id>/projects/<int:project_id>/submit")
@access(*EDITORS)
def submit_drive_project(drive_id: int, project_id: int) -> Any:
    """Send a draft into the chain."""
    drive = drive_or_404(drive_id)
    project_or_404(drive, project_id)
    reviewing.submit(drive.congress_id, project_id, actor(), now())
    flash(_("项目已提交审核"), "ok")
    return _view(drive_id, project_id)


@bp.post("/drives/<int:drive_id>/projects/<int:project_id>/roots")
@access(*EDITORS)
def project_roots(drive_id: int, project_id: int) -> Any:
    """Tie suggestions to the project by their numbers, or untie one with a reason."""
    drive = drive_or_404(drive_id)
    project_or_404(drive, project_id)
    congress_id, gone = drive.congress_id, whole(request.form.get("remove", ""), None)
    try:
        if gone is not None:
            roots.remove(congress_id, project_id, gone, request.form.get("reason", ""), actor(), now())
            flash(_("已取消这条来源建议"), "ok")
        else:
            wanted = roots.ids_of(drive_id, roots.numbers(request.form.get("numbers", "")))
            added = roots.add(congress_id, project_id, wanted, actor(), now())
            flash(_("已增加 %(n)s 条来源建议", n=added), "ok")
    except DomainError as problem:
        return project_page(drive_or_404(drive_id), project_id, problem)
    return _view(drive_id, project_id, "roots")


@bp.post("/drives/<int:drive_id>/projects/<int:project_id>/files")
@access(*EDITORS)
def project_files(drive_id: int, project_id: int) -> Any:
    """Attach pictures and documents, or take one off."""
    drive = drive_or_404(drive_id)
    project_or_404(drive, project_id)
    congress_id, gone = drive.congress_id, whole(request.form.get("remove", ""), None)
    try:
        if gone is not None:
            drafting.remove_file(congress_id, project_id, gone, actor(), now())
            flash(_("附件已删除"), "ok")
        else:
            sent = [one for one in request.files.getlist("files") if one.filename]
            if not sent:
                raise Rejected("no_file", "请选择文件", field="files")
            files = [clean_file(one.read(), one.filename or "") for one in sent]
            public = request.form.get("public") == "1"
            drafting.add_files(congress_id, project_id, files, public, settings(), actor(), now())
            flash(_("附件已增加"), "ok")
    except DomainError as problem:
        return project_page(drive_or_404(drive_id), project_id, problem)
    return _view(drive_id, project_id, "files")


@bp.get("/drives/<int:drive_id>/projects/<int:project_id>/files/<int:attachment_id>")
@access(*PLANNERS)
def project_file(drive_id: int, project_id: int, attachment_id: int) -> Response:
    """An attachment of the project or of a decision on it; `?small=1` gives the small picture."""
    project_or_404(drive_or_404(drive_id), project_id)
    return attachment(positions.file_of(project_id, attachment_id))


@bp.get("/drives/<int:drive_id>/projects/<int:project_id>/versions")
@access(*PLANNERS)
def project_versions(drive_id: int, project_id: int) -> Any:
    """Two versions side by side: `a` and `b` of the address, else the last two."""
    drive = drive_or_404(drive_id)
    project = project_or_404(drive, project_id)

    def asked(key: str, usual: int) -> int:
        text = request.args.get(key, "")
        return whole(text, usual)

    newer = versions.version_of(project_id, asked("b", project.version))
    older = versions.version_of(project_id, asked("a", max(1, newer.no - 1)))
    pairs = versions.differences(older.fields, newer.fields)
    return render_template(
        "desk/drive/project_versions.html",
        drive=drive,
        project=project,
        older=older,
        newer=newer,
        pairs=pairs,
        versions=versions.of_project(project_id),
    )
