"""The candidate list of a drive: checked, put in order, handed to a meeting (候选名单)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ....errors import DomainError
from ....extensions import db
from ....meetings.models import Meeting
from ....projects import checking, listing, ordering
from ...access import access
from ...context import actor, meeting_or_404, now, rng
from ...values import whole
from ..blueprint import bp
from ..common import field_of
from .drives import EDITORS, PLANNERS, drive_or_404


def _number(text: str) -> int | None:
    return whole(text, None)


def _back(drive_id: int, anchor: str | None = None) -> Any:
    return redirect(url_for("desk.project_list", drive_id=drive_id, _anchor=anchor))


@bp.get("/drives/<int:drive_id>/list")
@access(*PLANNERS)
def project_list(drive_id: int) -> Any:
    """The preliminary list with what is wrong with it, its order, and the way into a meeting."""
    return _page(drive_id)


def _page(drive_id: int, error: DomainError | None = None) -> Any:
    drive = drive_or_404(drive_id)
    entries = listing.entries(drive)
    chosen = [one for one in entries if one.ready]
    meetings = listing.open_meetings(drive.congress_id)
    wanted = _number(request.values.get("meeting", ""))
    usual = next((one for one in meetings if not one.rehearsal), meetings[0] if meetings else None)
    meeting = next((one for one in meetings if one.id == wanted), usual)
    rules = listing.rules_of(meeting.id) if meeting else None
    held = {one.project.meeting_id for one in entries} - {None}
    faults = checking.of_list([one.project for one in chosen], rules)
    blocks = [*checking.blocking(faults), *(fault for one in chosen for fault in checking.blocking(one.faults))]
    page = render_template(
        "desk/drive/project_list.html",
        drive=drive,
        entries=entries,
        chosen=chosen,
        meetings=meetings,
        meeting=meeting,
        options=[(one.id, one.name) for one in meetings],
        rules=rules,
        faults=faults,
        blocks=len(blocks),
        orders=listing.orders(drive_id),
        methods=ordering.METHODS,
        ticket=ordering.ticket,
        holders=[db.session.get_one(Meeting, key) for key in held if key],
        error=error,
        typed=request.form,
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200


@bp.post("/drives/<int:drive_id>/list/order")
@access(*EDITORS)
def order_projects(drive_id: int) -> Any:
    """Put the list in order."""
    drive, form = drive_or_404(drive_id), request.form
    try:
        listing.arrange(drive.congress_id, drive_id, form.get("method", ""), form.get("seed", ""), actor(), now(), rng)
    except DomainError as problem:
        return _page(drive_id, problem)
    flash(_("候选名单已排序"), "ok")
    return _back(drive_id)


@bp.post("/drives/<int:drive_id>/list/<int:project_id>/move")
@access(*EDITORS)
def move_drive_project(drive_id: int, project_id: int) -> Any:
    """One place up or down."""
    drive = drive_or_404(drive_id)
    try:
        listing.move(drive.congress_id, drive_id, project_id, request.form.get("to") == "up", actor(), now())
    except DomainError as problem:
        return _page(drive_id, problem)
    return _back(drive_id, f"project-{project_id}")


@bp.post("/drives/<int:drive_id>/list/hand-over")
@access("clerk")
def hand_list_over(drive_id: int) -> Any:
    """Put the list in the place of a meeting's."""
    drive = drive_or_404(drive_id)
    meeting = meeting_or_404(_number(request.form.get("meeting", "")) or 0)
    try:
        candidates = listing.hand_over(drive.congress_id, drive_id, meeting.id, actor(), now())
    except DomainError as problem:
        return _page(drive_id, problem)
    flash(_("%(n)s 个项目已转入会议候选名单", n=candidates), "ok")
    return redirect(url_for("desk.projects", meeting_id=meeting.id))


@bp.post("/drives/<int:drive_id>/list/take-back")
@access("clerk")
def take_list_back(drive_id: int) -> Any:
    """Take the list out of a meeting again, before that is frozen."""
    drive = drive_or_404(drive_id)
    meeting = meeting_or_404(_number(request.form.get("meeting", "")) or 0)
    try:
        taken = listing.take_back(drive.congress_id, drive_id, meeting.id, actor(), now())
    except DomainError as problem:
        return _page(drive_id, problem)
    flash(_("%(n)s 个项目已退回", n=taken), "ok")
    return _back(drive_id)
