"""The candidate list: look, import, add, change, reorder, remove (候选项目)."""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ....meetings.models import Meeting
from ....meetings.rounds import main_round
from ....projects import candidate_papers, candidates, reading
from ....projects.models import Project
from ....rules.rules import Rules
from ...access import access
from ...context import actor, meeting_or_404, now, of_meeting, settings
from ...files import paper
from ...forms.base import Form
from ...forms.candidates import CandidateForm, MoveForm
from ...forms.uploads import UploadForm
from ...lists import Sheet
from ...pages import ActPage, ImportPage, MeetingPage
from ..blueprint import bp
from ..common import READERS

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


@bp.get("/meetings/<int:meeting_id>/candidates")
@access(*READERS)
def projects(meeting_id: int) -> str:
    """The candidate list."""
    found, listed = meeting_or_404(meeting_id), reading.listed(meeting_id)
    return render_template(
        "desk/sitting/candidates.html",
        **of_meeting(found),
        projects=listed,
        form=UploadForm(),
        round=main_round(meeting_id),
        total=sum((item.investment_year or Decimal(0) for item in listed), Decimal(0)),
    )


@access("clerk")
class CandidatesImport(ImportPage):
    """A list that takes the place of the present one."""

    template = "desk/sitting/candidates_import.html"
    home = "desk.projects"
    faulty = 422

    def record(self, meeting_id: int) -> Meeting:
        """The meeting."""
        return meeting_or_404(meeting_id)

    def read(self, content: bytes, name: str) -> candidates.Preview:
        """What the list holds."""
        return candidates.read_candidates(content, name)

    def take(self, preview: candidates.Preview) -> str:
        """Put it in the place of the present one."""
        candidates.replace_list(self.of.id, preview.candidates, actor(), now())
        return _("已导入 %(n)s 项候选项目", n=len(preview.candidates))

    def context(self, preview: candidates.Preview | None) -> dict[str, Any]:
        """The meeting, and how many are there."""
        return {**of_meeting(self.of), "present": reading.count(self.of.id), "round": main_round(self.of.id)}


SHEET = Sheet("候选项目", "候选项目", COLUMNS, attrgetter(*FIELDS))


@bp.get("/meetings/<int:meeting_id>/candidates.xlsx")
@access(*READERS)
def candidates_export(meeting_id: int) -> Response:
    """The list as a spreadsheet; it can be imported again as it is."""
    return SHEET.file(reading.listed(meeting_or_404(meeting_id).id))


@bp.get("/meetings/<int:meeting_id>/booklet.pdf")
@access(*READERS)
def booklet(meeting_id: int) -> Response:
    """The candidate booklet (候选项目说明册)."""
    found, main = meeting_or_404(meeting_id), main_round(meeting_id)
    seats = Rules.from_dict(main.rules).seats if main.rules else 0
    pdf = candidate_papers.booklet(found, main.title.removesuffix("票决"), seats, settings(), now())
    return paper(pdf, "booklet")


@bp.get("/templates/candidates.xlsx")
@access(*READERS)
def candidates_template() -> Response:
    """An empty list to fill in."""
    return Sheet("候选项目", "候选项目空表", COLUMNS).file([])


class CandidatePart(MeetingPage):
    """A form of the meeting, about one of its projects where the address names one."""

    item: Project | None = None

    def record(self, meeting_id: int, **places: Any) -> Meeting:
        """The meeting, and the project."""
        found = meeting_or_404(meeting_id)
        if "project_id" in places:
            self.item = candidates.project_of(meeting_id, places["project_id"])
        return found

    def done(self, made: str) -> ResponseReturnValue:
        """Back to the list."""
        return redirect(made)

    def context(self, record: Meeting, form: Form) -> dict[str, Any]:
        """The project, and whether the list is still open."""
        return {"project": self.item, "round": main_round(record.id)}


@access("clerk")
class CandidatePage(CandidatePart):
    """Type a project at the end of the list, or change one."""

    template = "desk/sitting/candidate.html"

    def record(self, meeting_id: int, **places: Any) -> Meeting:
        """The meeting, and the project."""
        found = super().record(meeting_id, **places)
        if self.item is not None and self.item.drive_id is not None:
            # Nothing is typed twice: what was studied in a drive is changed there, with its versions.
            drive, item = self.item.drive_id, self.item.id
            abort(redirect(url_for("desk.edit_drive_project", drive_id=drive, project_id=item)))
        return found

    def filled(self, record: Meeting) -> CandidateForm:
        """The form with the project."""
        return CandidateForm.asked(self.item)

    def act(self, record: Meeting, form: CandidateForm) -> str:
        """Save it; returns where to go on."""
        candidate = candidates.Candidate(**{key: form[key].data for key in FIELDS})
        candidates.save(record.id, self.item.id if self.item else None, candidate, actor(), now())
        if self.item is None:
            flash(_("候选项目已增加：%(name)s", name=candidate.name), "ok")
        else:
            flash(_("候选项目已修改：%(name)s", name=candidate.name), "ok")
        return url_for("desk.new_project" if form.another.data else "desk.projects", meeting_id=record.id)


@access("clerk")
class RemoveProject(CandidatePart):
    """Ask, then take a project off the list."""

    template = "desk/sitting/candidate_remove.html"
    form = Form

    def act(self, record: Meeting, form: Form) -> str:
        """Take it off."""
        name = candidates.remove(record.id, self.item.id if self.item else 0, actor(), now())
        flash(_("候选项目已删除：%(name)s", name=name), "ok")
        return url_for("desk.projects", meeting_id=record.id)


@access("clerk")
class MoveProject(ActPage):
    """One place up or down."""

    def act(self, meeting_id: int, project_id: int) -> str:
        """Move it."""
        meeting_or_404(meeting_id)
        candidates.move(meeting_id, project_id, MoveForm.asked().to.data == "up", actor(), now())
        return url_for("desk.projects", meeting_id=meeting_id, _anchor=f"project-{project_id}")

    def done(self, made: str) -> ResponseReturnValue:
        """The list, at the project."""
        return redirect(made)


LIST = "/meetings/<int:meeting_id>/candidates"
bp.add_url_rule(f"{LIST}/import", view_func=CandidatesImport.as_view("candidates_import"), methods=["GET"])
bp.add_url_rule(LIST, view_func=CandidatesImport.as_view("import_projects"), methods=["POST"])
bp.add_url_rule(f"{LIST}/new", view_func=CandidatePage.as_view("new_project"))
bp.add_url_rule(f"{LIST}/<int:project_id>", view_func=CandidatePage.as_view("project"))
bp.add_url_rule(f"{LIST}/<int:project_id>/move", view_func=MoveProject.as_view("move_project"))
bp.add_url_rule(f"{LIST}/<int:project_id>/remove", view_func=RemoveProject.as_view("remove_project"))
