"""Drives: all of them, and what is to do in each (征集活动)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....collection import drives as collection_drives
from ....collection import plans
from ....collection.figures import overview
from ....collection.handling import erasing
from ....collection.models import Drive
from ....collection.notices import address, notice
from ....collection.plans import Plan
from ....errors import DomainError, Rejected
from ....times import CHINA
from ... import values
from ...access import access
from ...context import actor, now, rng, settings
from ...files import PDF, download
from ...values import whole
from ..blueprint import bp
from ..common import field_of
from .drive_steps import step

PLANNERS = ("clerk", "chair", "administrator", "government", "auditor")
"""Who may read drives and projects; each act names its own roles."""
EDITORS = ("clerk", "government")


@bp.context_processor
def _known() -> dict[str, Any]:
    return {"planners": PLANNERS, "there": lambda endpoint: endpoint in current_app.view_functions}


def drive_or_404(drive_id: int) -> Drive:
    """The drive, if it belongs to the signed-in person's congress."""
    return collection_drives.drive_of(current_user.congress_id, drive_id)


@bp.get("/drives")
@access(*PLANNERS)
def drives() -> Any:
    """All drives of the congress, newest first."""
    found = collection_drives.of_congress(current_user.congress_id)
    today = now().astimezone(CHINA).date()
    listed = [(one, step(one, overview.figures(one.id, today), now())) for one in found]
    return render_template("desk/drive/drives.html", drives=listed, now=now(), phases=collection_drives.PHASES)


@bp.route("/drives/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_drive() -> Any:
    """Plan a drive."""
    congress_id = current_user.congress_id
    usual = plans.usual(congress_id, now())
    if request.method == "GET":
        return _form(None, usual)
    typed = usual
    try:
        typed = _typed(usual)
        made = collection_drives.plan(congress_id, typed, actor(), now(), rng)
    except DomainError as problem:
        return _form(None, plans.usual(congress_id, now()), problem)
    flash(_("征集活动已建立。请核对公告后发布"), "ok")
    return redirect(url_for("desk.drive", drive_id=made.id))


@bp.get("/drives/<int:drive_id>")
@access(*PLANNERS)
def drive(drive_id: int) -> Any:
    """A drive: where it stands, who must do what next, its papers."""
    erasing.tidy(now())
    found = drive_or_404(drive_id)
    told = overview.figures(found.id, now().astimezone(CHINA).date())
    return render_template(
        "desk/drive/drive.html",
        drive=found,
        phase=found.phase(now()),
        phases=collection_drives.PHASES,
        figures=told,
        step=step(found, told, now()),
        address=address(found, settings()),
        words=plans,
    )


@bp.route("/drives/<int:drive_id>/edit", methods=["GET", "POST"])
@access(*EDITORS)
def edit_drive(drive_id: int) -> Any:
    """Correct a drive, or extend its time."""
    found = drive_or_404(drive_id)
    if request.method == "GET":
        return _form(found, plans.plan_of(found))
    congress_id = current_user.congress_id
    try:
        changed = collection_drives.change(congress_id, drive_id, _typed(plans.plan_of(found)), actor(), now())
    except DomainError as problem:
        found = drive_or_404(drive_id)
        return _form(found, plans.plan_of(found), problem)
    flash(_("征集活动已修改"), "ok")
    return redirect(url_for("desk.drive", drive_id=changed.id))


@bp.route("/drives/<int:drive_id>/publish", methods=["GET", "POST"])
@access(*EDITORS)
def publish_drive(drive_id: int) -> Any:
    """Check the notice, then put it out."""
    found, error = drive_or_404(drive_id), None
    if request.method == "POST":
        try:
            collection_drives.publish(current_user.congress_id, drive_id, actor(), now())
            flash(_("征集公告已发布，到时间自动开始和截止"), "ok")
            return redirect(url_for("desk.drive", drive_id=drive_id))
        except DomainError as problem:
            error, found = problem, drive_or_404(drive_id)
    page = render_template(
        "desk/drive/drive_publish.html",
        drive=found,
        phase=found.phase(now()),
        phases=collection_drives.PHASES,
        address=address(found, settings()),
        words=plans,
        error=error,
        over=found.closes_at <= now(),
    )
    return page, error.status if error else 200


@bp.get("/drives/<int:drive_id>/notice.pdf")
@access(*PLANNERS)
def drive_notice(drive_id: int) -> Any:
    """The public notice with the form to fill in by hand, before and after it is out."""
    found = drive_or_404(drive_id)
    return download(notice(found, settings(), now()), PDF, f"征集公告-{found.year}.pdf")


def _form(found: Drive | None, plan: Plan, error: DomainError | None = None) -> Any:
    values = {key: "\n".join(value) if isinstance(value, list | tuple) else value for key, value in vars(plan).items()}
    values["audiences"] = list(plan.audiences)
    for key in ("opens", "closes"):
        moment = getattr(plan, f"{key}_at").astimezone(CHINA)
        values[f"{key}_on"], values[f"{key}_time"] = f"{moment:%Y-%m-%d}", f"{moment:%H:%M}"
    if request.method == "POST":
        values |= request.form.to_dict() | {"audiences": request.form.getlist("audiences")}
    wrong = field_of(error) if error else None
    page = render_template(
        "desk/drive/drive_edit.html",
        drive=found,
        phase=found.phase(now()) if found else "drafted",
        phases=collection_drives.PHASES,
        typed=values,
        words=plans,
        fixed=collection_drives.FIXED,
        error=error,
        wrong={wrong: error.message} if error and wrong else {},
        target={"opens_at": "opens_on", "closes_at": "closes_on"}.get(wrong or "", wrong),
    )
    return page, error.status if error else 200


def _typed(before: Plan) -> Plan:
    """The plan as the form has it; a field that the form does not show stays as it is. Raises `Rejected`."""
    form = request.form
    changed: dict[str, Any] = {
        key: form[key]
        for key in ("title", "issuer", "basis", "scope", "contact", "name_rule", "phone_rule")
        if key in form
    }
    changed |= {key: form[key].splitlines() for key in ("positive", "negative", "categories", "places") if key in form}
    if "audiences_shown" in form:
        changed["audiences"] = form.getlist("audiences")
    if "year" in form:
        year = form["year"].strip()
        changed["year"] = whole(year, 0, low=1000, high=9999)
    for key in ("opens", "closes"):
        if f"{key}_on" in form:
            changed[f"{key}_at"] = _moment(key)
    return replace(before, **changed)


def _moment(key: str) -> datetime:
    found = values.moment(request.form.get(f"{key}_on", ""), request.form.get(f"{key}_time", ""))
    if found is None:
        raise Rejected("date_wrong", "请填写日期和时间，如 2026-09-01 和 09:00", field=f"{key}_at")
    return found
