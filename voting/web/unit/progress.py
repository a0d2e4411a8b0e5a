"""A unit's projects on their way, and its reports, made on the phone (进展填报)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...attachments import store
from ...edit_conflict import mark
from ...errors import DomainError, Missing
from ...extensions import db
from ...implementation import listing, progress, report_form, year_sheet
from ...implementation.fields import amount
from ...implementation.models import Plan, ProgressReport
from ...implementation.settings import setting_of
from ...implementation.states import KINDS, STATES
from ...printing.plate import SIZES
from ...times import CHINA
from .. import edit_conflict, formats, photos
from ..access import access
from ..context import actor, now, rng, settings
from ..files import attachment
from . import bp
from .suggestions import own_unit


def _today() -> date:
    return now().astimezone(CHINA).date()


def _plan(plan_id: int) -> Plan:
    found = db.session.get(Plan, plan_id)
    if found is None or found.unit_id != own_unit().id:
        raise Missing("no_such_plan", "没有找到这个实施计划")
    return found


@bp.get("/progress")
@access("unit_officer")
def progress_list() -> Any:
    """The projects for which my unit is responsible: what is due first."""
    unit = own_unit()
    rows = listing.rows(unit.congress_id, _today(), unit_id=unit.id)
    waits = progress.returned([one.plan.id for one in rows if not progress.over(one.plan)])
    rows.sort(key=lambda one: (one.plan.id not in waits, not one.overdue, one.next is None))
    return render_template(
        "unit/progress.html",
        unit=unit,
        rows=rows,
        waits=waits,
        states=STATES,
        kinds=KINDS,
        today=_today(),
    )


@bp.get("/plans/<int:plan_id>/plate.pdf")
@access("unit_officer")
def plan_plate(plan_id: int) -> Response:
    """The plate for the building site; `?size=` is a3 or a2."""
    size = request.args.get("size", "a3")
    if size not in SIZES:
        raise Missing("no_such_size", "公示牌只有 A3 和 A2 两种大小")
    pdf = year_sheet.plates([_plan(plan_id)], size, settings())
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="plate.pdf"'})


@bp.get("/progress/<int:plan_id>")
@access("unit_officer")
def plan_progress(plan_id: int) -> Any:
    """One of them with its reports."""
    plan = _plan(plan_id)
    reports = progress.of_plan(plan.id)
    files = store.held_by(progress.HOLDER, [one.id for one in reports])
    return render_template(
        "unit/plan_progress.html",
        unit=own_unit(),
        row=listing.row(plan, _today()),
        reports=reports,
        states=STATES,
        kinds=KINDS,
        files={one.id: [file for file in files if file.holder_id == one.id] for one in reports},
    )


@bp.route("/progress/<int:plan_id>/report", methods=["GET", "POST"])
@access("unit_officer")
def report(plan_id: int) -> Any:
    """Report a period: `?period=` the newest one again, without it the next."""
    plan = _plan(plan_id)
    newest = next(iter(progress.of_plan(plan.id)), None)
    waits = newest is not None and newest.returned and not progress.over(plan)
    asked = request.values.get("period") or (newest.period if newest is not None and waits else "")
    period = asked or progress.next_period(plan, _today(), setting_of(plan.congress_id))
    again = newest if newest is not None and newest.period == period else None
    if period is None:
        flash(_("这个项目现在没有要填报的"), "ok")
        return redirect(url_for("unit.plan_progress", plan_id=plan_id))
    progress.known(period)
    if request.method == "GET":
        return _form(plan, period, newest, again, f"{current_user.id}-{rng(12).hex()}", [])
    token = request.form.get("token", "")[:80]
    if not token.startswith(f"{current_user.id}-"):
        token = f"{current_user.id}-{rng(12).hex()}"
    corrected = progress.reached_by(again, plan) if again is not None else {}
    told, errors = report_form.read(request.form, plan, _today(), corrected)
    files, problems = photos.taken(token, progress.MAX_FILES)
    errors += problems
    dropped = _dropped(again)
    try:
        if not errors:
            progress.send(
                plan.congress_id,
                plan_id,
                own_unit().id,
                period,
                told,
                files,
                settings(),
                actor(),
                now(),
                dropped,
                request.form.get("seen", ""),
            )
            photos.done(token)
            flash(_("%(period)s的进展已填报，谢谢", period=formats.period(period)), "ok")
            return redirect(url_for("unit.plan_progress", plan_id=plan_id))
    except DomainError as problem:
        if problem.status == 404:
            raise
        errors = [problem]
        newest = next(iter(progress.of_plan(plan.id)), None)
        again = newest if newest is not None and newest.period == period else None
    photos.wait(token, files)
    return _form(_plan(plan_id), period, newest, again, token, files, errors)


def _dropped(again: ProgressReport | None) -> list[int]:
    """The photos of the report that the form no longer ticks."""
    if again is None:
        return []
    stay = request.form.getlist("stay")
    return [one.id for one in store.held_by(progress.HOLDER, [again.id]) if str(one.id) not in stay]


def _form(
    plan: Plan,
    period: str,
    newest: ProgressReport | None,
    again: ProgressReport | None,
    token: str,
    files: list[Any],
    errors: list[DomainError] | None = None,
) -> Any:
    errors = errors or []
    error = errors[0] if errors else None
    theirs = (
        edit_conflict.theirs(
            error,
            [
                (_("总进度"), again.percent, request.form.get("percent")),
                (_("累计完成投资（万元）"), amount(again.invested), request.form.get("invested")),
                (_("进展情况（公开）"), again.text, request.form.get("text")),
                (_("存在问题（可以不填）"), again.problems, request.form.get("problems")),
            ],
        )
        if again is not None
        else []
    )
    wrong = {str(one.details.get("field", "text")): one.message for one in errors}
    page = render_template(
        "unit/report.html",
        unit=own_unit(),
        plan=plan,
        row=listing.row(plan, _today()),
        period=period,
        newest=newest,
        again=again,
        corrected=progress.reached_by(again, plan) if again else {},
        token=token,
        files=files,
        typed=request.form if request.method == "POST" else _filled(plan, again),
        held=store.held_by(progress.HOLDER, [again.id]) if again else [],
        wrong=wrong,
        today=_today(),
        errors=[(one.details.get("field", "text"), one.message) for one in errors],
        most=progress.MAX_FILES,
        last=newest,
        theirs=theirs,
        seen=edit_conflict.carried(mark(progress.values(again)), error),
        stay=request.form.getlist("stay") if request.method == "POST" and not edit_conflict.newer(error) else None,
    )
    return page, max((one.status for one in errors), default=200)


def _filled(plan: Plan, again: ProgressReport | None) -> dict[str, str]:
    """What the form begins with: the last figures, or the report that is corrected."""
    told = {"percent": str(plan.percent), "invested": f"{plan.invested:f}".rstrip("0").rstrip(".") or "0"}
    newest = again or next(iter(progress.of_plan(plan.id)), None)
    if newest is not None:
        told |= {f"done-{place}": value for place, value in enumerate(newest.done)}
    if again is not None:
        told |= {"text": again.text, "problems": again.problems}
        told |= {"why": again.why} if again.why else {}
        for no, on in progress.reached_by(again, plan).items():
            told |= {f"reached-{no}": "1", f"on-{no}": on.isoformat()}
    return told


@bp.get("/reports/<int:report_id>/files/<int:attachment_id>")
@access("unit_officer")
def report_file(report_id: int, attachment_id: int) -> Response:
    """A photo of one of my unit's reports; `?small=1` gives the small one."""
    found = progress.report_of(current_user.congress_id, report_id)
    _plan(found.plan_id)
    return attachment(store.one_of(attachment_id, progress.HOLDER, [report_id]))
