"""The public notice of the preliminary list, and what the public says of it (公示、公示意见)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select

from ....collection.models import Drive
from ....edit_conflict import mark
from ....errors import Rejected
from ....projects import candidate_papers, drafting
from ....projects import comments as project_comments
from ....projects import publicity as notices
from ....projects.models import Comment, Project
from ....texts import personal
from ....times import CHINA
from ...access import access
from ...context import actor, now, settings
from ...files import PDF, download
from ...forms.base import Form
from ...forms.candidate_list import CommentFilters, CommentForm, PublicityForm
from ...lists import Page, Sheet
from ..blueprint import bp
from .drives import EDITORS, PLANNERS, DriveList, DrivePage, drive_or_404

COLUMNS = (
    ("编号", 8),
    ("项目", 30),
    ("收到时间", 18),
    ("状态", 10),
    ("公开的内容", 60),
    ("答复", 60),
    ("答复人", 14),
)


class PublicityPage(DrivePage):
    """A form of the notice, from which one goes to its page."""

    form: type[Form] = Form

    def done(self, made: Any) -> ResponseReturnValue:
        """Where the notice stands."""
        flash(made, "ok")
        return redirect(url_for("desk.publicity", drive_id=self.drive.id))


@access(*PLANNERS)
class ShownPublicity(PublicityPage):
    """Where the notice stands, and what it will say."""

    methods = ["GET"]
    template = "desk/drive/publicity.html"

    def context(self, record: Drive, form: Form) -> dict[str, Any]:
        """The notice with its projects."""
        found = notices.of_drive(record.id)
        return {
            **super().context(record, form),
            "found": found,
            "phases": notices.PHASES,
            "phase": found.phase(now()) if found else "drafted",
            "rows": notices.rows(found) if found else [],
            "waiting": project_comments.waiting(record.id),
            "address": candidate_papers.publicity_address(record, settings()),
        }


@access(*EDITORS)
class PublishPublicity(ShownPublicity):
    """Put the notice out."""

    methods = ["POST"]

    def act(self, record: Drive, form: Form) -> str:
        """Put it out."""
        notices.publish(record.congress_id, record.id, actor(), now())
        return _("公示已发布，到时间自动开始和结束")


@access(*EDITORS)
class EditPublicity(PublicityPage):
    """Plan the notice, or correct it."""

    template = "desk/drive/publicity_edit.html"

    def filled(self, record: Drive) -> PublicityForm:
        """The form, without what stays once the notice is out."""
        self.found = notices.of_drive(record.id)
        self.usual = notices.notice_of(self.found) if self.found else notices.usual(record, now())
        form = PublicityForm.asked(self.usual)
        if self.found and self.found.published_at:
            del form.title, form.opens_at
        return form

    def act(self, record: Drive, form: PublicityForm) -> str:
        """Save it."""
        wanted = notices.Notice(**{**vars(self.usual), **form.data})
        notices.save(record.congress_id, record.id, wanted, actor(), now())
        return _("公示已保存")

    def context(self, record: Drive, form: Form) -> dict[str, Any]:
        """Whether it is out."""
        return {**super().context(record, form), "after": self.found and self.found.published_at}


@bp.get("/drives/<int:drive_id>/publicity.pdf")
@access(*PLANNERS)
def publicity_pdf(drive_id: int) -> Response:
    """The notice as a paper, before and after it is out."""
    drive = drive_or_404(drive_id)
    found = notices.of_drive(drive_id)
    if found is None:
        raise Rejected("no_such_notice", "还没有编制公示")
    paper = candidate_papers.publicity_notice(drive, found, settings(), now())
    return download(paper, PDF, f"候选项目公示-{drive.year}.pdf")


@access(*PLANNERS)
class CommentList(DriveList):
    """What the public says, searched and filtered by the address.

    As a file with what is public of each comment: what people wrote may name them.
    """

    template = "desk/drive/comments.html"
    filters = CommentFilters

    def query(self, filters: CommentFilters) -> Select[Comment]:
        """By words and state."""
        self.names = {one.id: one.name for one in drafting.of_drive(self.of.id)}
        return project_comments.matching(self.of.id, filters.q.data, filters.state.data)

    def context(self, page: Page) -> dict[str, Any]:
        """The names of the projects."""
        states = {"states": project_comments.STATES, "state_of": project_comments.state_of}
        return {**super().context(page), **states, "names": self.names}

    @property
    def sheet(self) -> Sheet:  # type: ignore[override]
        """The table."""
        return Sheet("公示意见", f"公示意见-{self.of.year}", COLUMNS, self._row)

    def _row(self, one: Comment) -> list[object]:
        return [
            one.id,
            self.names[one.project_id],
            f"{one.created_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            project_comments.STATES[project_comments.state_of(one)],
            one.published_text or "",
            one.reply,
            one.replied_by,
        ]


@access(*EDITORS)
class CommentPage(DrivePage):
    """Read a comment, release it without personal data, answer it."""

    template = "desk/drive/comment.html"

    def record(self, *args: Any, **places: Any) -> Comment:
        """The comment."""
        return project_comments.comment_of(super().record(**places).id, places["comment_id"])

    def filled(self, record: Comment) -> CommentForm:
        """The form, beginning with what the person wrote."""
        told = {"published_text": record.published_text or record.text, "reply": record.reply}
        return CommentForm.asked(**told)

    def act(self, record: Comment, form: CommentForm) -> None:
        """Set it aside, or settle it."""
        congress_id = record.congress_id
        if form.act.data in ("spam", "restore"):
            project_comments.mark_spam(congress_id, record.id, form.act.data == "spam", actor(), now())
        else:
            told = form.public.data, form.published_text.data, form.reply.data
            project_comments.handle(congress_id, record.id, *told, actor(), now(), form.seen.data)

    def done(self, made: None) -> ResponseReturnValue:
        """Those that wait."""
        flash(_("意见已处理"), "ok")
        return redirect(url_for("desk.comments", drive_id=self.drive.id, state="new"))

    def context(self, record: Comment, form: CommentForm) -> dict[str, Any]:
        """The comment with its project, and what somebody has saved meanwhile."""
        kept = {"published_text": record.published_text, "reply": record.reply}
        form.compare(mark(project_comments.values(record)), kept)
        project: Project = drafting.project_of(record.congress_id, self.drive.id, record.project_id)
        return {
            **super().context(record, form),
            "state": project_comments.state_of(record),
            "states": project_comments.STATES,
            "project": project,
            "found": personal(record.text),
        }


PUBLICITY, COMMENTS = "/drives/<int:drive_id>/publicity", "/drives/<int:drive_id>/comments"
bp.add_url_rule(PUBLICITY, view_func=ShownPublicity.as_view("publicity"))
bp.add_url_rule(f"{PUBLICITY}/edit", view_func=EditPublicity.as_view("edit_publicity"))
bp.add_url_rule(f"{PUBLICITY}/publish", view_func=PublishPublicity.as_view("publish_publicity"))
bp.add_url_rule(COMMENTS, view_func=CommentList.as_view("comments"))
bp.add_url_rule(f"{COMMENTS}.xlsx", view_func=CommentList.as_view("comments_export", as_file=True))
bp.add_url_rule(f"{COMMENTS}/<int:comment_id>", view_func=CommentPage.as_view("comment"))
