"""The public notice of the preliminary list, and what the public says of it (公示、公示意见)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ....collection.models import Drive
from ....edit_conflict import mark
from ....errors import DomainError, Rejected
from ....projects import candidate_papers, drafting
from ....projects import comments as project_comments
from ....projects import publicity as notices
from ....projects.publicity import Notice
from ....tables import write_table
from ....texts import personal
from ....times import CHINA
from ... import edit_conflict, values
from ...access import access
from ...context import actor, now, settings
from ...files import PDF, XLSX, download
from ...lists import paged
from ..blueprint import bp
from ..common import field_of
from .drives import EDITORS, PLANNERS, drive_or_404

PER_PAGE = 50
COLUMNS = (
    ("编号", 8),
    ("项目", 30),
    ("收到时间", 18),
    ("状态", 10),
    ("公开的内容", 60),
    ("答复", 60),
    ("答复人", 14),
)


@bp.get("/drives/<int:drive_id>/publicity")
@access(*PLANNERS)
def publicity(drive_id: int) -> Any:
    """Where the notice stands, and what it will say."""
    return _page(drive_or_404(drive_id))


def _page(drive: Drive, error: DomainError | None = None) -> Any:
    found = notices.of_drive(drive.id)
    page = render_template(
        "desk/drive/publicity.html",
        drive=drive,
        found=found,
        phases=notices.PHASES,
        phase=found.phase(now()) if found else "drafted",
        rows=notices.rows(found) if found else [],
        waiting=project_comments.waiting(drive.id),
        address=candidate_papers.publicity_address(drive, settings()),
        error=error,
    )
    return page, error.status if error else 200


@bp.route("/drives/<int:drive_id>/publicity/edit", methods=["GET", "POST"])
@access(*EDITORS)
def edit_publicity(drive_id: int) -> Any:
    """Plan the notice, or correct it."""
    drive, error = drive_or_404(drive_id), None
    found = notices.of_drive(drive_id)
    usual = notices.notice_of(found) if found else notices.usual(drive, now())
    if request.method == "POST":
        try:
            notices.save(drive.congress_id, drive_id, _typed(usual), actor(), now())
            flash(_("公示已保存"), "ok")
            return redirect(url_for("desk.publicity", drive_id=drive_id))
        except DomainError as problem:
            error, drive, found = problem, drive_or_404(drive_id), notices.of_drive(drive_id)
    values = dict(vars(usual))
    for key in ("opens", "closes"):
        moment = values[f"{key}_at"].astimezone(CHINA)
        values[f"{key}_on"], values[f"{key}_time"] = f"{moment:%Y-%m-%d}", f"{moment:%H:%M}"
    wrong = field_of(error) if error else None
    page = render_template(
        "desk/drive/publicity_edit.html",
        drive=drive,
        found=found,
        typed=values | request.form.to_dict(),
        error=error,
        wrong={wrong: error.message} if error and wrong else {},
        target={"opens_at": "opens_on", "closes_at": "closes_on"}.get(wrong or "", wrong),
    )
    return page, error.status if error else 200


def _typed(before: Notice) -> Notice:
    form = request.form
    return Notice(
        form.get("title", before.title),
        form.get("text", ""),
        form.get("contact", ""),
        _moment("opens") if "opens_on" in form else before.opens_at,
        _moment("closes"),
    )


def _moment(key: str) -> datetime:
    found = values.moment(request.form.get(f"{key}_on", ""), request.form.get(f"{key}_time", ""))
    if found is None:
        raise Rejected("date_wrong", "请填写日期和时间，如 2026-09-01 和 09:00", field=f"{key}_at")
    return found


@bp.post("/drives/<int:drive_id>/publicity/publish")
@access(*EDITORS)
def publish_publicity(drive_id: int) -> Any:
    """Put the notice out."""
    drive = drive_or_404(drive_id)
    try:
        notices.publish(drive.congress_id, drive_id, actor(), now())
    except DomainError as problem:
        return _page(drive_or_404(drive_id), problem)
    flash(_("公示已发布，到时间自动开始和结束"), "ok")
    return redirect(url_for("desk.publicity", drive_id=drive_id))


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


@bp.get("/drives/<int:drive_id>/comments")
@access(*PLANNERS)
def comments(drive_id: int) -> Any:
    """What the public says, searched and filtered by the address."""
    drive = drive_or_404(drive_id)
    state, words = request.args.get("state", ""), request.args.get("q", "").strip()
    found = project_comments.of_drive(drive_id, state, words)
    return render_template(
        "desk/drive/comments.html",
        drive=drive,
        page=paged(found, PER_PAGE),
        states=project_comments.STATES,
        state_of=project_comments.state_of,
        names={one.id: one.name for one in drafting.of_drive(drive_id)},
        filters={key: value for key, value in (("q", words), ("state", state)) if value},
    )


@bp.get("/drives/<int:drive_id>/comments.xlsx")
@access(*PLANNERS)
def comments_export(drive_id: int) -> Response:
    """What the list shows, with what is public of each comment: what people wrote may name them."""
    drive = drive_or_404(drive_id)
    names = {one.id: one.name for one in drafting.of_drive(drive_id)}
    found = project_comments.of_drive(drive_id, request.args.get("state", ""), request.args.get("q", "").strip())
    rows = [
        [
            one.id,
            names[one.project_id],
            f"{one.created_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            project_comments.STATES[project_comments.state_of(one)],
            one.published_text or "",
            one.reply,
            one.replied_by,
        ]
        for one in found
    ]
    return download(write_table("公示意见", COLUMNS, rows), XLSX, f"公示意见-{drive.year}.xlsx")


@bp.route("/drives/<int:drive_id>/comments/<int:comment_id>", methods=["GET", "POST"])
@access(*EDITORS)
def comment(drive_id: int, comment_id: int) -> Any:
    """Read a comment, release it without personal data, answer it."""
    drive, error = drive_or_404(drive_id), None
    found = project_comments.comment_of(drive_id, comment_id)
    form = request.form
    if request.method == "POST":
        try:
            if form.get("act") in ("spam", "restore"):
                spam = form["act"] == "spam"
                project_comments.mark_spam(drive.congress_id, comment_id, spam, actor(), now())
            else:
                project_comments.handle(
                    drive.congress_id,
                    comment_id,
                    form.get("public") == "1",
                    form.get("published_text", ""),
                    form.get("reply", ""),
                    actor(),
                    now(),
                    form.get("seen", ""),
                )
            flash(_("意见已处理"), "ok")
            return redirect(url_for("desk.comments", drive_id=drive_id, state="new"))
        except DomainError as problem:
            error, drive = problem, drive_or_404(drive_id)
            found = project_comments.comment_of(drive_id, comment_id)
    page = render_template(
        "desk/drive/comment.html",
        drive=drive,
        comment=found,
        state=project_comments.state_of(found),
        error=error,
        states=project_comments.STATES,
        project=drafting.project_of(drive.congress_id, drive_id, found.project_id),
        seen=edit_conflict.carried(mark(project_comments.values(found)), error),
        theirs=edit_conflict.theirs(
            error,
            [
                (_("公开的内容"), found.published_text, form.get("published_text")),
                (_("答复或者处理意见"), found.reply, form.get("reply")),
            ],
        ),
        found=personal(found.text),
        typed=form,
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200
