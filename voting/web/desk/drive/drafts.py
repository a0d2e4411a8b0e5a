"""A drive's projects: the list, a new one from suggestions, one with its roots, files and versions (项目)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....attachments.cleaning import clean_file
from ....attachments.models import Attachment
from ....collection.models import Drive
from ....collection.suggestions import several
from ....extensions import db
from ....projects import chains, drafting, positions, reading, reviewing, roots, versions
from ....projects.drafting import STATES
from ....projects.fields import FIELDS
from ....projects.models import Project
from ...access import access
from ...context import actor, now, settings
from ...files import attachment
from ...forms.base import Form
from ...forms.projects import DraftForm, FilesForm, ProjectFilters, ProjectForm, RootsForm, VersionsFilter
from ...forms.reviews import RevokeForm
from ...lists import Page, Sheet
from ...pages import ActPage
from ..blueprint import bp
from .drives import EDITORS, PLANNERS, DriveList, DrivePage, drive_or_404

LISTED = {key: words for key, words in FIELDS.items() if words.listed}
TOLD = [key for key, words in FIELDS.items() if words.width and key != "name"]
# Whoever works on with the table finds what is reached beside the day until when.
TOLD.insert(TOLD.index("contact") - 1, TOLD.pop(TOLD.index("goal")))
COLUMNS = (
    (str(FIELDS["name"].label), FIELDS["name"].width),
    ("状态", 14),
    ("下一环节", 24),
    *((FIELDS[key].heading or str(FIELDS[key].label), FIELDS[key].width) for key in TOLD),
    ("来源建议", 20),
)


def project_or_404(drive: Drive, project_id: int) -> Project:
    """The project, if it belongs to this drive."""
    return drafting.project_of(drive.congress_id, drive.id, project_id)


@access(*PLANNERS)
class ProjectList(DriveList):
    """All projects of the drive, searched and filtered by the address; as a file what the list shows."""

    template = "desk/drive/projects.html"
    filters = ProjectFilters

    def query(self, filters: ProjectFilters) -> list[Project]:
        """By words, state and lead unit."""
        self.found = drafting.matching(self.of.id, filters.q.data, filters.state.data, filters.unit.data)
        self.stands = positions.positions(self.found, chains.steps(self.of.id))
        return self.found

    def context(self, page: Page) -> dict[str, Any]:
        """Where each stands, from how many voices it comes, and the sum of all."""
        return {
            **super().context(page),
            "stands": self.stands,
            "states": STATES,
            "columns": sorted(LISTED.items(), key=lambda column: column[1].amount),
            "total": sum(one.investment_total or 0 for one in self.found if one.state not in drafting.OVER),
            "roots": reading.voices([one.id for one in page.items]),
        }

    @property
    def sheet(self) -> Sheet:  # type: ignore[override]
        """The table, with the body that is next and the numbers of the suggestions."""
        numbers = roots.numbers_of([one.id for one in self.found])

        def row(one: Project) -> list[object]:
            upcoming = self.stands[one.id].next
            waits = upcoming.body if upcoming and one.state not in drafting.OVER else ""
            told = (getattr(one, key) for key in TOLD)
            return [one.name, STATES[one.state], waits, *told, "、".join(map(str, numbers[one.id]))]

        return Sheet("项目", f"项目-{self.of.year}", COLUMNS, row)


class ProjectPage(DrivePage):
    """A form on the page of a project; refused, the page shows what was wrong."""

    template = "desk/drive/project.html"
    form: type[Form] = Form
    anchor: str | None = None
    """Where on the page the person goes on."""

    def record(self, *args: Any, **places: Any) -> Project:
        """The project."""
        self.project_id: int = places["project_id"]
        return project_or_404(super().record(**places), self.project_id)

    def done(self, made: Any) -> ResponseReturnValue:
        """The project again."""
        flash(made, "ok")
        return project_again(self.drive.id, self.project_id, self.anchor)

    def context(self, record: Project, form: Form) -> dict[str, Any]:
        """Everything that is known of it."""
        return {**super().context(record, form), **project_words(self.drive, record, form)}


def project_again(drive_id: int, project_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """Back to the page of a project."""
    return redirect(url_for("desk.drive_project", drive_id=drive_id, project_id=project_id, _anchor=anchor))


def project_words(drive: Drive, project: Project, form: Form) -> dict[str, Any]:
    """What the page of a project shows; that somebody has looked at it is kept."""
    versions.saw(project.id, project.version, current_user.name, now())
    steps = chains.steps(drive.id)
    reviews = positions.reviews_of(db.session(), [project.id])[project.id]
    sources = roots.of_project(project.id)
    listed = versions.of_project(project.id)
    return {
        "project": project,
        "states": STATES,
        "decisions": positions.DECISIONS,
        "bodies": {one.id: one for one in steps},
        "position": positions.position(steps, reviews, project.version),
        "reviews": list(reversed(reviews)),
        "documents": _documents([one.id for one in reviews]),
        "sources": sources,
        "members": roots.members([one.id for one in sources]),
        "files": store.held_by("project", [project.id]),
        "versions": listed,
        "seen": versions.seen_by([one.id for one in listed]),
        "into": drafting.taken_into(project),
        "over": project.state in drafting.OVER,
        "tying": RootsForm.beside(form),
        "adding": FilesForm.beside(form),
        "revoking": RevokeForm.beside(form, ids="revoke"),
    }


def _documents(review_ids: list[int]) -> dict[int, list[Attachment]]:
    made: dict[int, list[Attachment]] = {one: [] for one in review_ids}
    for held in store.held_by("review", review_ids):
        made[held.holder_id].append(held)
    return made


@access(*PLANNERS)
class ShownProject(ProjectPage):
    """A project with everything that is known of it."""

    methods = ["GET"]


@access(*EDITORS)
class DraftProject(DrivePage):
    """Draft a project; the address names the suggestions it comes from (`s`, several times)."""

    template = "desk/drive/project_edit.html"
    form = DraftForm

    def filled(self, record: Drive) -> DraftForm:
        """The form, beginning with what the suggestions say."""
        self.sources = several(record.congress_id, DraftForm.chosen())
        return DraftForm.of(record, drafting.suggested(self.sources))

    def act(self, record: Drive, form: DraftForm) -> Project:
        """Draft it."""
        return drafting.create(record.congress_id, record.id, form.draft(record), form.s.data, actor(), now())

    def done(self, made: Project) -> ResponseReturnValue:
        """The project."""
        flash(_("项目已起草：%(name)s", name=made.name), "ok")
        return project_again(self.drive.id, made.id)

    def context(self, record: Drive, form: DraftForm) -> dict[str, Any]:
        """The suggestions."""
        return {**super().context(record, form), "project": None, "sources": self.sources}


@access(*EDITORS)
class EditProject(ProjectPage):
    """Change a project; what it said before stays in its versions."""

    template = "desk/drive/project_edit.html"

    def filled(self, record: Project) -> ProjectForm:
        """The form."""
        return ProjectForm.of(self.drive, drafting.draft_of(record))

    def act(self, record: Project, form: Any) -> str:
        """Write it anew."""
        told = form.draft(self.drive), form.reason.data, form.version.data
        drafting.change(record.congress_id, record.id, *told, actor(), now())
        return _("项目已保存")

    def context(self, record: Project, form: Any) -> dict[str, Any]:
        """What somebody has saved meanwhile."""
        form.compare(self.drive, record, form.lead)
        return {"drive": self.drive, "project": record, "sources": ()}


@access(*EDITORS)
class SubmitProject(ActPage):
    """Send a draft into the chain."""

    def act(self, drive_id: int, project_id: int) -> Project:
        """Send it."""
        drive = drive_or_404(drive_id)
        return reviewing.submit(drive.congress_id, project_or_404(drive, project_id).id, actor(), now())

    def done(self, made: Project) -> ResponseReturnValue:
        """The project again."""
        flash(_("项目已提交审核"), "ok")
        return project_again(made.drive_id or 0, made.id)


@access(*EDITORS)
class ProjectRoots(ProjectPage):
    """Tie suggestions to the project by their numbers, or untie one with a reason."""

    form = RootsForm
    anchor = "roots"

    def act(self, record: Project, form: Any) -> str:
        """Tie or untie."""
        congress_id, gone = record.congress_id, form.remove.data
        if gone >= 0:
            form.reason.id = f"reason-{gone}"
            roots.remove(congress_id, record.id, gone, form.reason.data, actor(), now())
            return _("已取消这条来源建议")
        wanted = roots.ids_of(self.drive.id, roots.numbers(form.numbers.data))
        return _("已增加 %(n)s 条来源建议", n=roots.add(congress_id, record.id, wanted, actor(), now()))


@access(*EDITORS)
class ProjectFiles(ProjectPage):
    """Attach pictures and documents, or take one off."""

    form = FilesForm
    anchor = "files"

    def act(self, record: Project, form: Any) -> str:
        """Attach or take off."""
        if form.remove.data >= 0:
            drafting.remove_file(record.congress_id, record.id, form.remove.data, actor(), now())
            return _("附件已删除")
        files = [clean_file(*one) for one in form.files.data]
        drafting.add_files(record.congress_id, record.id, files, form.public.data, settings(), actor(), now())
        return _("附件已增加")


@bp.get("/drives/<int:drive_id>/projects/<int:project_id>/files/<int:attachment_id>")
@access(*PLANNERS)
def project_file(drive_id: int, project_id: int, attachment_id: int) -> Response:
    """An attachment of the project or of a decision on it; `?small=1` gives the small picture."""
    project_or_404(drive_or_404(drive_id), project_id)
    return attachment(positions.file_of(project_id, attachment_id))


@bp.get("/drives/<int:drive_id>/projects/<int:project_id>/versions")
@access(*PLANNERS)
def project_versions(drive_id: int, project_id: int) -> str:
    """Two versions side by side: `a` and `b` of the address, else the last two."""
    drive = drive_or_404(drive_id)
    project, asked = project_or_404(drive, project_id), VersionsFilter.asked()

    def wanted(number: int | None, usual: int) -> int:
        return usual if number is None else number

    newer = versions.version_of(project_id, wanted(asked.b.data, project.version))
    older = versions.version_of(project_id, wanted(asked.a.data, max(1, newer.no - 1)))
    return render_template(
        "desk/drive/project_versions.html",
        drive=drive,
        project=project,
        older=older,
        newer=newer,
        pairs=versions.differences(older.fields, newer.fields),
        versions=versions.of_project(project_id),
    )


PROJECTS = "/drives/<int:drive_id>/projects"
PROJECT = f"{PROJECTS}/<int:project_id>"
bp.add_url_rule(PROJECTS, view_func=ProjectList.as_view("drive_projects"))
bp.add_url_rule(f"{PROJECTS}.xlsx", view_func=ProjectList.as_view("drive_projects_export", as_file=True))
bp.add_url_rule(f"{PROJECTS}/new", view_func=DraftProject.as_view("new_drive_project"))
bp.add_url_rule(PROJECT, view_func=ShownProject.as_view("drive_project"))
bp.add_url_rule(f"{PROJECT}/edit", view_func=EditProject.as_view("edit_drive_project"))
bp.add_url_rule(f"{PROJECT}/submit", view_func=SubmitProject.as_view("submit_drive_project"))
bp.add_url_rule(f"{PROJECT}/roots", view_func=ProjectRoots.as_view("project_roots"), methods=["POST"])
bp.add_url_rule(f"{PROJECT}/files", view_func=ProjectFiles.as_view("project_files"), methods=["POST"])
